"""A yes that comes after the question has ended, turned round: now the one who was asked does the asking.

The first asker's consent ended with their question, so nothing is shared yet; they are asked whether it still suits.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from bot.commands.introductions import concerning, no_longer_open, room
from bot.events import Asked
from bot.language import t
from bot.model.exchanges import Suggestion, SuggestionState
from bot.model.listings import ListingState
from bot.model.organisations import Person
from bot.model.refusal import Refusal
from bot.ports.unit_of_work import UnitOfWork
from bot.working_time import local_date

STILL_FRESH = dt.timedelta(days=28)
"""After this long a question is history, and a search finds who is looking now."""

_SETTLED = (ListingState.WITHDRAWN, ListingState.FILLED)


@dataclass(frozen=True)
class AskBack:
    """Say yes to a question that was left unanswered until it ended."""

    suggestion_id: int
    tag: Literal["ask_back"] = "ask_back"


def ask_back(command: AskBack, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Asked, ...]:
    """Refused for what did not end unanswered or ended long ago, and when the first asker has moved on."""
    before = concerning(command.suggestion_id, by, work)
    if before.state is not SuggestionState.EXPIRED or before.answerer_id != by.id:
        raise Refusal(no_longer_open(before, by))
    if now - (before.answered_at or before.asked_at) > STILL_FRESH:
        raise Refusal(
            t("That was a good while ago. Tell me what you offer or look for, and I'll see who is there now.")
        )
    asker = work.people.get(before.asker_id)
    _still_wanted(before, asker, work, now)
    room(before, work)
    suggestion = work.exchanges.suggest(
        replace(before, asker_id=by.id, state=SuggestionState.ASKED, asked_at=now, answered_at=None)
    )
    work.disclosures.record(asker.id, by.id, "role", f"suggestion:{suggestion.id}", now)
    return (Asked(suggestion, before),)


def _still_wanted(before: Suggestion, asker: Person, work: UnitOfWork, now: dt.datetime) -> None:
    since = work.exchanges.between(before.host_id, before.guest_id, before.asked_at)
    if any(one.id != before.id and one.state in (SuggestionState.ASKED, SuggestionState.ACCEPTED) for one in since):
        raise Refusal(t("The two of you are in touch already. Say “mine” to see where it stands."))
    own = before.request_id if asker.id == before.guest_id else before.offer_id
    listing = work.listings.get(own) if own else None
    away = asker.paused_until is not None and asker.paused_until > local_date(now, asker.time_zone)
    if away or (listing is not None and listing.state in _SETTLED):
        raise Refusal(t("They aren't looking just now, so I haven't troubled them. Thank you all the same."))
