"""What is due later: set when something happens, dropped when it no longer matters, and what is said when it rings.

A reminder is a row with a key that names the business fact, so that setting it twice sets it once.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from bot import audit, notifications
from bot.cards import Button, Buttons, Card, Part, Text
from bot.commands import carry_out
from bot.commands.introductions import Expire, PassOn
from bot.commands.listings import Lapse
from bot.commands.people import Resume
from bot.commands.visits import is_over
from bot.dialogues import digest_post, introduction_cards, reflecting, results, visit_cards
from bot.dialogues.arranging import DatesAsked, DatesOffered
from bot.dialogues.introduction import Invited
from bot.dialogues.listing_cards import listing_card, named
from bot.dialogues.yes_or_no import YesOrNo
from bot.events import (
    Accepted,
    Amended,
    Asked,
    Booked,
    Cancelled,
    DatesProposed,
    Declined,
    DigestChanged,
    Discarded,
    Event,
    OutcomeTold,
    Paused,
    Published,
    Renewed,
    Reopened,
    Resumed,
    Undeclined,
    Withdrawn,
)
from bot.language import t
from bot.model.exchanges import LegState, Suggestion, SuggestionState
from bot.model.listings import Kind, Listing, ListingState
from bot.model.organisations import Person
from bot.phrases import short_date, subject, who_in_words
from bot.ports.digests import Digest
from bot.ports.outbox import POST, Message
from bot.ports.people import ForgottenError
from bot.ports.reminders import Reminder
from bot.ports.unit_of_work import UnitOfWork
from bot.turn import ChannelAddress, parse_destination
from bot.working_time import (
    MORNING,
    at_work,
    end_of,
    is_working_day,
    local_date,
    next_post,
    on,
    working_day_after,
    working_day_before,
)

ANSWER_DAYS = 3
GRACE_DAYS = 2
ASK_AGAIN_DAYS = 5
WARNING = dt.timedelta(days=7)
FIRST_DIGEST = {"weekly": dt.timedelta(days=11), "fortnightly": dt.timedelta(days=18), "monthly": dt.timedelta(days=35)}
"""How far back a channel's first post looks: its period, and the four days off that may put a post off."""


def after(event: Event, work: UnitOfWork, now: dt.datetime) -> None:  # noqa: C901 (one flat table: what is due when)
    """Set and drop what is due because of an event."""
    match event:
        case (
            Published(listing=listing) | Renewed(listing=listing) | Amended(listing=listing) | Reopened(listing=listing)
        ):
            if listing.state is ListingState.OPEN:
                _watch_listing(listing, work, now)
        case Withdrawn(listing=listing) | Discarded(listing=listing):
            work.reminders.drop(f"warn:{listing.id}")
            work.reminders.drop(f"lapse:{listing.id}")
        case Asked(suggestion=suggestion) | Undeclined(suggestion=suggestion):
            work.reminders.drop(f"pass_on:{suggestion.id}")
            answerer = work.people.get(suggestion.answerer_id)
            due = _working_days_on(now, ANSWER_DAYS, answerer)
            work.reminders.set(Reminder(f"nudge:{suggestion.id}", "nudge", str(suggestion.id), due))
            soon = _working_days_on(now, 1, work.people.get(suggestion.asker_id))
            work.reminders.set(Reminder(f"meanwhile:{suggestion.id}", "meanwhile", str(suggestion.id), soon))
        case Declined(suggestion=suggestion):
            for kind in ("nudge", "expire"):
                work.reminders.drop(f"{kind}:{suggestion.id}")
            # exactly when silence would have ended it, so that a no looks like no answer
            due = _working_days_on(
                suggestion.asked_at, ANSWER_DAYS + GRACE_DAYS, work.people.get(suggestion.answerer_id)
            )
            work.reminders.set(Reminder(f"pass_on:{suggestion.id}", "pass_on", str(suggestion.id), due))
        case Accepted(exchange=exchange):
            for leg in exchange.legs:
                due = _working_days_on(now, ANSWER_DAYS, work.people.get(leg.host_id))
                work.reminders.set(Reminder(f"arrange:{leg.id}", "arrange", str(leg.id), due))
        case DatesProposed(leg=leg, by_id=by):
            due = _working_days_on(now, ANSWER_DAYS, work.people.get(leg.other(by)))
            work.reminders.set(Reminder(f"arrange:{leg.id}", "arrange", str(leg.id), due))
            work.reminders.drop(f"arrange_again:{leg.id}")
        case Booked(leg=leg):
            for kind in ("arrange", "arrange_again", "outcome_again"):
                work.reminders.drop(f"{kind}:{leg.id}")
            if leg.starts_at:
                zone = work.people.get(leg.host_id).time_zone
                eve = on(working_day_before(local_date(leg.starts_at, zone)), MORNING, zone)
                if eve > now:
                    work.reminders.set(Reminder(f"visit:{leg.id}", "visit", str(leg.id), eve))
                over = at_work(end_of(leg.starts_at, leg.minutes) + dt.timedelta(hours=1), zone)
                work.reminders.set(Reminder(f"outcome:{leg.id}", "outcome", str(leg.id), over))
        case Cancelled(leg=leg):
            for kind in ("arrange", "arrange_again", "visit", "outcome", "outcome_again"):
                work.reminders.drop(f"{kind}:{leg.id}")
        case OutcomeTold(leg=leg, outcome="not yet"):
            due = _working_days_on(now, ASK_AGAIN_DAYS, work.people.get(leg.host_id))
            work.reminders.set(Reminder(f"outcome:{leg.id}", "outcome", str(leg.id), due))
            work.reminders.drop(f"outcome_again:{leg.id}")
        case Paused(person=person, until=until):
            work.reminders.set(
                Reminder(f"resume:{person.id}", "resume", str(person.id), on(until, MORNING, person.time_zone))
            )
        case Resumed(person=person):
            work.reminders.drop(f"resume:{person.id}")
        case DigestChanged(digest=digest):
            _set_digest(digest, work, now)
        case _:
            return


def ring(reminder: Reminder, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:
    """Everything that a due reminder says and does. What no longer matters, or is for somebody forgotten, says nothing."""
    try:
        yield from _rung(reminder, work, now)
    except ForgottenError:
        return


def _rung(reminder: Reminder, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:
    match reminder.kind:
        case "nudge":
            yield from _nudge(int(reminder.about), work, now)
        case "meanwhile":
            yield from _meanwhile(int(reminder.about), work, now)
        case "expire" | "pass_on":
            yield from _close(reminder, work, now)
        case "arrange" | "arrange_again":
            yield from _arrange(int(reminder.about), reminder, work, now)
        case "visit":
            yield from _visit(int(reminder.about), work, now)
        case "outcome" | "outcome_again":
            yield from _outcome(int(reminder.about), reminder, work, now)
        case "warn":
            yield from _warn(int(reminder.about), work, now)
        case "lapse":
            listing = work.listings.get(int(reminder.about))
            if listing is not None:
                yield from _carry_out(Lapse(listing.id), work.people.get(listing.person_id), work, now)
        case "resume":
            yield from _resume(int(reminder.about), work, now)
        case "digest":
            yield from _digest(reminder, work, now)
        case unknown:
            raise LookupError(f"no such kind of reminder: {unknown}")


def _working_days_on(now: dt.datetime, days: int, person: Person) -> dt.datetime:
    return on(working_day_after(local_date(now, person.time_zone), days), MORNING, person.time_zone)


def _carry_out(
    command: Lapse | Expire | PassOn | Resume, by: Person, work: UnitOfWork, now: dt.datetime
) -> Iterator[Message]:
    for event in carry_out(command, by, work, now):
        for noted in audit.of(event, by):
            work.audit.note(noted, None, now)
        after(event, work, now)
        yield from notifications.of(event, work, now)


def _watch_listing(listing: Listing, work: UnitOfWork, now: dt.datetime) -> None:
    zone = work.people.get(listing.person_id).time_zone
    warning = on(listing.expires_on - WARNING, MORNING, zone)
    if warning > now:
        work.reminders.set(Reminder(f"warn:{listing.id}", "warn", str(listing.id), warning))
    lapse = on(listing.expires_on + dt.timedelta(days=1), MORNING, zone)
    work.reminders.set(Reminder(f"lapse:{listing.id}", "lapse", str(listing.id), lapse))


def _nudge(suggestion_id: int, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:
    suggestion = work.exchanges.suggestion(suggestion_id)
    if suggestion is None or suggestion.state is not SuggestionState.ASKED:
        return
    answerer = work.people.get(suggestion.answerer_id)
    due = _working_days_on(now, GRACE_DAYS, answerer)
    work.reminders.set(Reminder(f"expire:{suggestion.id}", "expire", str(suggestion.id), due))
    if answerer.paused_until or not _stands(suggestion, work):
        return
    view = work.view_of(answerer, now)
    if seen := view.suggestion(suggestion.id):
        title = t("A gentle reminder: {asks}", asks=introduction_cards.asks(seen))
        yield from notifications.to(
            answerer.id,
            f"suggestion:{suggestion.id}:nudge:{now:%Y-%m-%d}",
            introduction_cards.card(seen, title),
            work,
            now,
            Invited(suggestion.id),
        )


def _meanwhile(suggestion_id: int, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:
    """The next morning the asker is shown who else there is, whether or not a silent no has come meanwhile."""
    suggestion = work.exchanges.suggestion(suggestion_id)
    if suggestion is None or suggestion.state not in (SuggestionState.ASKED, SuggestionState.DECLINED):
        return
    view = work.view_of(work.people.get(suggestion.asker_id), now)
    seen = view.suggestion(suggestion.id)
    request = view.my_listing(suggestion.request_id) if suggestion.request_id else None
    if seen is None or request is None or not any(not one.weak for one in view.find(Kind.OFFER, request.details)):
        return
    news = t("No answer yet from {who}. You needn't wait for it:", who=who_in_words(seen.other))
    yield from notifications.to(
        suggestion.asker_id, f"suggestion:{suggestion.id}:meanwhile", results.card_after(request, view, news), work, now
    )


def _stands(suggestion: Suggestion, work: UnitOfWork) -> bool:
    """Whether the listing that the answerer is asked about is still there to be nudged about."""
    about = suggestion.offer_id if suggestion.answerer_id == suggestion.host_id else suggestion.request_id
    listing = work.listings.get(about) if about else None
    return listing is None or listing.state in (ListingState.OPEN, ListingState.FILLED)


def _close(reminder: Reminder, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:
    suggestion = work.exchanges.suggestion(int(reminder.about))
    if suggestion is not None:
        command = Expire(suggestion.id) if reminder.kind == "expire" else PassOn(suggestion.id)
        yield from _carry_out(command, work.people.get(suggestion.asker_id), work, now)


def _arrange(leg_id: int, reminder: Reminder, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:
    """Nothing agreed yet: whoever's turn it is hears of it; both, if nobody has named dates.

    Dates that still have no answer after that are brought up once more, with both sides, and then left alone.
    """
    leg = work.exchanges.leg(leg_id)
    if leg is None or leg.state not in (LegState.ARRANGING, LegState.BOOKED):
        return
    proposals = work.exchanges.proposals(leg.id)
    if leg.state is LegState.BOOKED and not proposals:
        return
    again = reminder.kind == "arrange_again"
    if again and not proposals:
        return
    waiting = {leg.other(one.person_id) for one in proposals} or {leg.host_id, leg.guest_id}
    for person_id in sorted(waiting):
        view = work.view_of(work.people.get(person_id), now)
        seen = view.leg(leg.id)
        assert seen is not None
        card = visit_cards.still_waiting(seen, view)
        asks = DatesOffered(leg.id) if visit_cards.may_take(seen, view) else DatesAsked(leg.id)
        yield from notifications.to(person_id, f"arrange:{leg.id}:{person_id}:{now:%Y-%m-%d}", card, work, now, asks)
    if again:
        for person_id in sorted({one.person_id for one in proposals}):
            view = work.view_of(work.people.get(person_id), now)
            seen = view.leg(leg.id)
            assert seen is not None
            key = f"arrange:{leg.id}:{person_id}:unanswered:{now:%Y-%m-%d}"
            yield from notifications.to(person_id, key, visit_cards.unanswered(seen, view), work, now)
    elif proposals:
        due = _working_days_on(now, ANSWER_DAYS, work.people.get(leg.host_id))
        work.reminders.set(Reminder(f"arrange_again:{leg.id}", "arrange_again", str(leg.id), due))


def _visit(leg_id: int, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:
    leg = work.exchanges.leg(leg_id)
    if leg is None or leg.state is not LegState.BOOKED or not leg.starts_at or leg.starts_at <= now:
        return
    for person_id in (leg.host_id, leg.guest_id):
        view = work.view_of(work.people.get(person_id), now)
        seen = view.leg(leg.id)
        assert seen is not None
        days = (local_date(leg.starts_at, view.me.time_zone) - local_date(now, view.me.time_zone)).days
        when = t("Tomorrow") if days == 1 else t("Coming up")
        title = t("{when}: {what}, with {name}", when=when, what=subject(leg.details), name=seen.other.name)
        note = t("You're hosting.") if seen.hosting else t("Have a good one.")
        yield from notifications.to(
            person_id,
            f"visit:{leg.id}:{leg.sequence}:{person_id}",
            visit_cards.card(seen, view, title, note),
            work,
            now,
        )


def _outcome(leg_id: int, reminder: Reminder, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:
    """Asked once more if nobody says, and then left alone: "mine" goes on asking, but quietly."""
    leg = work.exchanges.leg(leg_id)
    if leg is None or not is_over(leg, now):
        return
    if reminder.kind == "outcome":
        due = _working_days_on(now, ASK_AGAIN_DAYS, work.people.get(leg.host_id))
        work.reminders.set(Reminder(f"outcome_again:{leg.id}", "outcome_again", str(leg.id), due))
    for person_id in (leg.host_id, leg.guest_id):
        view = work.view_of(work.people.get(person_id), now)
        seen = view.leg(leg.id)
        assert seen is not None
        key = f"outcome:{leg.id}:{leg.sequence}:{reminder.due_at:%Y-%m-%d}:{person_id}"
        card = reflecting.did_it_happen(seen, view)
        yield from notifications.to(person_id, key, card, work, now, reflecting.yes_or_no(leg))


def _warn(listing_id: int, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:
    listing = work.listings.get(listing_id)
    if listing is None or listing.state is not ListingState.OPEN:
        return
    value = str(listing.id)
    buttons = (
        Button(t("Renew for 90 days"), "listing.renew", value, "primary"),
        Button(t("Take it down"), "listing.withdraw", value),
    )
    title = t("{name} stands until {day}. Still good?", name=named(listing), day=short_date(listing.expires_on))
    key, still_good = f"warn:{listing.id}:{listing.expires_on}", YesOrNo("listing.renew", "listing.withdraw", value)
    yield from notifications.to(listing.person_id, key, listing_card(listing, title, buttons), work, now, still_good)


def _resume(person_id: int, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:
    person = work.people.get(person_id)
    if person.paused_until is None or person.paused_until > local_date(now, person.time_zone):
        return
    yield from _carry_out(Resume(), person, work, now)
    parts: tuple[Part, ...] = (
        Text(t("Your rest is over, so I'll bring you whoever fits. Not ready yet?")),
        Buttons((Button(t("Pause again"), "pause"),)),
    )
    yield from notifications.to(
        person_id, f"resume:{person_id}:{person.paused_until}", Card(t("Welcome back"), parts, "pause"), work, now
    )


def _set_digest(digest: Digest, work: UnitOfWork, now: dt.datetime) -> None:
    key = f"digest:{digest.channel}"
    if not digest.on:
        work.reminders.drop(key)
        return
    due = next_post(now, digest.time_zone, digest.weekday, digest.hour, digest.every)
    work.reminders.set(Reminder(key, "digest", str(digest.channel), due))


def _digest(reminder: Reminder, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:
    """Only the newest period is posted, however long nobody was there to ring; and nothing when nothing is new.

    On a day off it waits, with everything of its period, for the same hour of the next working day.
    """
    channel = parse_destination(reminder.about)
    assert isinstance(channel, ChannelAddress)
    digest = work.digests.get(channel)
    if digest is None or not digest.on:
        return
    if work.workspaces.has_left(channel.platform, channel.workspace):
        work.outbox.unpost(channel, now)  # of an older period, if it waits still
        _set_digest(digest, work, now)  # nobody to post to; what is new meanwhile is in the first post after
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
    _set_digest(digest, work, now)
    if card is not None:
        yield Message(f"{POST}{channel}:{today}", channel, card, now)
