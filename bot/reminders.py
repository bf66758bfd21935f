"""What is said when something is due: nudges, the day before, the day after, the end of a listing, the weekly post.

What is set and dropped when is in `bot/due.py`. With `bot/notifications.py`, the only file that writes to anybody but
the person who acted.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from bot import audit, due, notifications
from bot.cards import Button, Buttons, Card, Part, Text
from bot.commands import carry_out
from bot.commands.introductions import Expire, PassOn
from bot.commands.listings import Lapse
from bot.commands.people import Resume
from bot.commands.visits import is_over
from bot.dialogues import digest_post, introduction_cards, reflecting, results, visit_cards
from bot.dialogues.dates_in_words import DatesAsked, DatesOffered
from bot.dialogues.invited import Invited
from bot.dialogues.listing_cards import listing_card, named
from bot.dialogues.yes_or_no import YesOrNo
from bot.language import t
from bot.model.exchanges import Leg, LegState, Suggestion, SuggestionState
from bot.model.listings import Listing, ListingState
from bot.model.organisations import Person
from bot.phrases import short_date, subject, who_in_words
from bot.ports.outbox import Message
from bot.ports.people import ForgottenError
from bot.ports.reminders import Reminder
from bot.ports.unit_of_work import UnitOfWork
from bot.telling import Telling
from bot.turn import ChannelAddress, parse_destination
from bot.working_time import is_working_day, local_date, on, working_day_after

FIRST_DIGEST = {"weekly": dt.timedelta(days=11), "fortnightly": dt.timedelta(days=18), "monthly": dt.timedelta(days=35)}
"""How far back a channel's first post looks: its period, and the four days off that may put a post off."""


def ring(reminder: Reminder, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:
    """Everything that a due reminder says and does. What no longer matters, or is for somebody forgotten, says nothing."""
    try:
        yield from _rung(reminder, Telling(work, now))
    except ForgottenError:
        return


def _rung(reminder: Reminder, telling: Telling) -> Iterator[Message]:
    match reminder.kind:
        case "nudge":
            yield from _nudge(int(reminder.about), telling)
        case "meanwhile":
            yield from _meanwhile(int(reminder.about), telling)
        case "expire" | "pass_on":
            yield from _close(reminder, telling)
        case "arrange" | "arrange_again":
            yield from _arrange(reminder, telling)
        case "visit":
            yield from _visit(int(reminder.about), telling)
        case "outcome" | "outcome_again":
            yield from _outcome(reminder, telling)
        case "warn":
            yield from _warn(int(reminder.about), telling)
        case "lapse":
            listing = telling.work.listings.get(int(reminder.about))
            if listing is not None:
                yield from _lapse(listing, telling)
        case "resume":
            yield from _resume(int(reminder.about), telling)
        case "digest":
            yield from _digest(reminder, telling)
        case unknown:
            raise LookupError(f"no such kind of reminder: {unknown}")


def _carry_out(command: Lapse | Expire | PassOn | Resume, by: Person, telling: Telling) -> Iterator[Message]:
    work, now = telling.work, telling.now
    for event in carry_out(command, by, work, now):
        for noted in audit.of(event, by):
            work.audit.note(noted, None, now)
        due.after(event, work, now)
        yield from notifications.of(event, work, now)


# ------------------------------------------------------------ introductions


def _nudge(suggestion_id: int, telling: Telling) -> Iterator[Message]:
    work, now = telling.work, telling.now
    suggestion = work.exchanges.suggestion(suggestion_id)
    if suggestion is None or suggestion.state is not SuggestionState.ASKED:
        return
    answerer = work.people.get(suggestion.answerer_id)
    due.remind(work, "expire", suggestion.id, due.working_days_on(now, due.GRACE_DAYS, answerer))
    if answerer.paused_until or not _stands(suggestion, work):
        return
    if seen := telling.view(answerer.id).suggestion(suggestion.id):
        title = t("A gentle reminder: {asks}", asks=introduction_cards.asks(seen))
        card, key = introduction_cards.card(seen, title), f"suggestion:{suggestion.id}:nudge:{now:%Y-%m-%d}"
        yield from telling.tell_if_reached(answerer.id, key, card, Invited(suggestion.id))


def _stands(suggestion: Suggestion, work: UnitOfWork) -> bool:
    """Whether the listing that the answerer is asked about is still there to be nudged about."""
    about = suggestion.offer_id if suggestion.answerer_id == suggestion.host_id else suggestion.request_id
    listing = work.listings.get(about) if about else None
    return listing is None or listing.state in (ListingState.OPEN, ListingState.FILLED)


def _meanwhile(suggestion_id: int, telling: Telling) -> Iterator[Message]:
    """The next morning the asker is shown who else there is, whether or not a silent no has come meanwhile."""
    suggestion = telling.work.exchanges.suggestion(suggestion_id)
    if suggestion is None or suggestion.state not in (SuggestionState.ASKED, SuggestionState.DECLINED):
        return
    view = telling.view(suggestion.asker_id)
    seen = view.suggestion(suggestion.id)
    request = view.my_listing(suggestion.request_id) if suggestion.request_id else None
    if seen is None or request is None or not results.fitting(request, view):
        return
    news = t("No answer yet from {who}. You needn't wait for it:", who=who_in_words(seen.other))
    card = results.card_after(request, view, news)
    yield from telling.tell_if_reached(suggestion.asker_id, f"suggestion:{suggestion.id}:meanwhile", card)


def _close(reminder: Reminder, telling: Telling) -> Iterator[Message]:
    suggestion = telling.work.exchanges.suggestion(int(reminder.about))
    if suggestion is not None:
        command = Expire(suggestion.id) if reminder.kind == "expire" else PassOn(suggestion.id)
        yield from _carry_out(command, telling.work.people.get(suggestion.asker_id), telling)


# ------------------------------------------------------------ visits


def _arrange(reminder: Reminder, telling: Telling) -> Iterator[Message]:
    """Nothing agreed yet: whoever's turn it is hears of it; both, if nobody has named dates.

    Dates that still have no answer after that are brought up once more, with both sides, and then left alone.
    """
    work, now = telling.work, telling.now
    leg = work.exchanges.leg(int(reminder.about))
    if leg is None or leg.state not in (LegState.ARRANGING, LegState.BOOKED):
        return
    proposals = work.exchanges.proposals(leg.id)
    again = reminder.kind == "arrange_again"
    if not proposals and (again or leg.state is LegState.BOOKED):
        return
    named_them = {one.person_id for one in proposals}
    for person_id in sorted({leg.other(one) for one in named_them} or _both(leg)):
        seen, view = telling.leg(leg.id, person_id)
        asks = DatesOffered(leg.id) if visit_cards.may_take(seen, view) else DatesAsked(leg.id)
        key = f"arrange:{leg.id}:{person_id}:{now:%Y-%m-%d}"
        yield from telling.tell_if_reached(person_id, key, visit_cards.still_waiting(seen, view), asks)
    if again:
        for person_id in sorted(named_them):
            seen, view = telling.leg(leg.id, person_id)
            key = f"arrange:{leg.id}:{person_id}:unanswered:{now:%Y-%m-%d}"
            yield from telling.tell_if_reached(person_id, key, visit_cards.unanswered(seen, view))
    elif proposals:
        host = work.people.get(leg.host_id)
        due.remind(work, "arrange_again", leg.id, due.working_days_on(now, due.ANSWER_DAYS, host))


def _visit(leg_id: int, telling: Telling) -> Iterator[Message]:
    leg = telling.work.exchanges.leg(leg_id)
    if leg is None or leg.state is not LegState.BOOKED or not leg.starts_at or leg.starts_at <= telling.now:
        return
    for person_id in (leg.host_id, leg.guest_id):
        seen, view = telling.leg(leg.id, person_id)
        days = (local_date(leg.starts_at, view.me.time_zone) - local_date(telling.now, view.me.time_zone)).days
        when = t("Tomorrow") if days == 1 else t("Coming up")
        title = t("{when}: {what}, with {name}", when=when, what=subject(leg.details), name=seen.other.name)
        note = t("You're hosting.") if seen.hosting else t("Have a good one.")
        card, key = visit_cards.card(seen, view, title, note), f"visit:{leg.id}:{leg.sequence}:{person_id}"
        yield from telling.tell_if_reached(person_id, key, card)


def _outcome(reminder: Reminder, telling: Telling) -> Iterator[Message]:
    """Asked once more if nobody says, and then left alone: "mine" goes on asking, but quietly."""
    work, now = telling.work, telling.now
    leg = work.exchanges.leg(int(reminder.about))
    if leg is None or not is_over(leg, now):
        return
    if reminder.kind == "outcome":
        host = work.people.get(leg.host_id)
        due.remind(work, "outcome_again", leg.id, due.working_days_on(now, due.ASK_AGAIN_DAYS, host))
    for person_id in (leg.host_id, leg.guest_id):
        seen, view = telling.leg(leg.id, person_id)
        key = f"outcome:{leg.id}:{leg.sequence}:{reminder.due_at:%Y-%m-%d}:{person_id}"
        card = reflecting.did_it_happen(seen, view)
        yield from telling.tell_if_reached(person_id, key, card, reflecting.asked(leg))


def _both(leg: Leg) -> set[int]:
    return {leg.host_id, leg.guest_id}


# ------------------------------------------------------------ listings and rests


def _warn(listing_id: int, telling: Telling) -> Iterator[Message]:
    listing = telling.work.listings.get(listing_id)
    if listing is None or listing.state is not ListingState.OPEN:
        return
    value = str(listing.id)
    buttons = (
        Button(t("Renew for 90 days"), "listing.renew", value, "primary"),
        Button(t("Take it down"), "listing.withdraw", value),
    )
    title = t("{name} stands until {day}. Still good?", name=named(listing), day=short_date(listing.expires_on))
    card, still_good = listing_card(listing, title, buttons), YesOrNo("listing.renew", "listing.withdraw", value)
    yield from telling.tell_if_reached(listing.person_id, f"warn:{listing.id}:{listing.expires_on}", card, still_good)


def _lapse(listing: Listing, telling: Telling) -> Iterator[Message]:
    owner = telling.work.people.get(listing.person_id)
    still = listing.expires_on >= local_date(telling.now, owner.time_zone)
    if listing.state is ListingState.OPEN and still:  # they have moved west since
        due.remind(telling.work, "lapse", listing.id, due.lapse_of(listing, owner.time_zone))
        return
    yield from _carry_out(Lapse(listing.id), owner, telling)


def _resume(person_id: int, telling: Telling) -> Iterator[Message]:
    person = telling.work.people.get(person_id)
    if person.paused_until is None:
        return
    if person.paused_until > local_date(telling.now, person.time_zone):  # they have moved west since
        due.remind(telling.work, "resume", person_id, due.end_of_rest(person.paused_until, person))
        return
    yield from _carry_out(Resume(), person, telling)
    parts: tuple[Part, ...] = (
        Text(t("Your rest is over, so I'll bring you whoever fits. Not ready yet?")),
        Buttons((Button(t("Pause again"), "pause"),)),
    )
    card = Card(t("Welcome back"), parts, "pause")
    yield from telling.tell_if_reached(person_id, f"resume:{person_id}:{person.paused_until}", card)


# ------------------------------------------------------------ the weekly post


def _digest(reminder: Reminder, telling: Telling) -> Iterator[Message]:
    """Only the newest period is posted, however long nobody was there to ring; and nothing when nothing is new.

    On a day off it waits, with everything of its period, for the same hour of the next working day.
    """
    work, now = telling.work, telling.now
    channel = parse_destination(reminder.about)
    assert isinstance(channel, ChannelAddress)
    digest = work.digests.get(channel)
    if digest is None or not digest.on:
        return
    if work.workspaces.has_left(channel.platform, channel.workspace):
        work.outbox.unpost(channel, now)  # of an older period, if it waits still
        due.next_digest(digest, work, now)  # nobody to post to; what is new meanwhile is in the first post after
        return
    today = local_date(now, digest.time_zone)
    if not is_working_day(today):
        later = on(working_day_after(today), dt.time(digest.hour), digest.time_zone)
        work.reminders.set(replace(reminder, due_at=later))
        return
    since = digest.last_at or now - FIRST_DIGEST[digest.every]
    items = work.digests.items(digest.organisation_id, since, now)
    card = digest_post.card(items, digest, now)
    work.digests.save(replace(digest, last_at=now))
    due.next_digest(digest, work, now)
    if card is not None:
        yield from telling.post(channel, str(today), card)
