"""Why two listings belong together, in plain words a person can check."""

import datetime as dt
from collections.abc import Sequence

from bot.matching import meeting, places
from bot.matching.asks import Ask, Candidate
from bot.matching.constraints import activity_worth, desk_places
from bot.model.listings import Activity, Kind, Mode

_FORMS = {
    Activity.SKILL: "advice",
    Activity.SHADOW: "shadowing",
    Activity.PLACEMENT: "a placement",
    Activity.DESK: "a desk",
}


def why(
    ask: Ask, candidate: Candidate, subjects: Sequence[str], words: Sequence[str], today: dt.date
) -> tuple[str, ...]:
    """Plain phrases, the strongest first: the subject, the form if it differs, the place, the days."""
    found = list(subjects)
    if not subjects and ask.details.activity is not Activity.DESK:
        found.append(f"both mention {', '.join(words)}" if words else "reads alike")
    if activity_worth(ask, candidate) < 1:
        offered = candidate.details if ask.kind is Kind.REQUEST else ask.details
        found.append(f"{_FORMS[offered.activity]} rather than what was asked")
    found += _place(ask, candidate)
    days = meeting.why(ask.details.when, candidate.details.when, today)
    return tuple(found + ([days] if days else []))


def _place(ask: Ask, candidate: Candidate) -> list[str]:
    if Mode.REMOTE in (ask.details.mode, candidate.details.mode):
        return []
    if ask.details.activity is Activity.DESK:
        mine, theirs = desk_places(ask, candidate)
    else:
        mine, theirs = ask.details.place or ask.place, candidate.details.place or candidate.place
    distance = places.distance_km(mine, theirs)
    if distance is None or distance > places.NEAR_KM:
        return []
    name = theirs.title() if theirs.islower() else theirs
    return [name if distance < 1 else f"{name}, near {mine.title() if mine.islower() else mine}"]
