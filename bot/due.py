"""What is due later because of what has happened: set when it matters, dropped when it no longer does.

A reminder is a row with a key that names the business fact, so that setting it twice sets it once. What is said when
one rings is in `bot/reminders.py`.
"""

import datetime as dt

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
from bot.model.listings import Listing, ListingState
from bot.model.organisations import Person
from bot.ports.digests import Digest
from bot.ports.reminders import Reminder
from bot.ports.unit_of_work import UnitOfWork
from bot.working_time import (
    MORNING,
    at_work,
    end_of,
    local_date,
    next_post,
    on,
    working_day_after,
    working_day_before,
)

ANSWER_DAYS = 3
"""Working days in which an answer is hoped for."""
GRACE_DAYS = 2
"""Working days more, after a nudge."""
ASK_AGAIN_DAYS = 5
WARNING = dt.timedelta(days=7)


def after(event: Event, work: UnitOfWork, now: dt.datetime) -> None:  # noqa: C901 (one flat table: what is due when)
    """Set and drop what is due because of an event."""
    match event:
        case (
            Published(listing=listing) | Renewed(listing=listing) | Amended(listing=listing) | Reopened(listing=listing)
        ):
            if listing.state is ListingState.OPEN:
                _watch_listing(listing, work, now)
        case Withdrawn(listing=listing) | Discarded(listing=listing):
            _drop(work, listing.id, "warn", "lapse")
        case Asked(suggestion=suggestion) | Undeclined(suggestion=suggestion):
            _drop(work, suggestion.id, "pass_on")
            answerer = work.people.get(suggestion.answerer_id)
            due = working_days_on(now, ANSWER_DAYS, answerer)
            remind(work, "nudge", suggestion.id, due)
            soon = working_days_on(now, 1, work.people.get(suggestion.asker_id))
            remind(work, "meanwhile", suggestion.id, soon)
        case Declined(suggestion=suggestion):
            _drop(work, suggestion.id, "nudge", "expire")
            # exactly when silence would have ended it, so that a no looks like no answer
            due = working_days_on(
                suggestion.asked_at, ANSWER_DAYS + GRACE_DAYS, work.people.get(suggestion.answerer_id)
            )
            remind(work, "pass_on", suggestion.id, due)
        case Accepted(exchange=exchange):
            for leg in exchange.legs:
                due = working_days_on(now, ANSWER_DAYS, work.people.get(leg.host_id))
                remind(work, "arrange", leg.id, due)
        case DatesProposed(leg=leg, by_id=by):
            due = working_days_on(now, ANSWER_DAYS, work.people.get(leg.other(by)))
            remind(work, "arrange", leg.id, due)
            _drop(work, leg.id, "arrange_again")
        case Booked(leg=leg):
            _drop(work, leg.id, "arrange", "arrange_again", "outcome_again")
            if leg.starts_at:
                zone = work.people.get(leg.host_id).time_zone
                eve = on(working_day_before(local_date(leg.starts_at, zone)), MORNING, zone)
                if eve > now:
                    remind(work, "visit", leg.id, eve)
                over = at_work(end_of(leg.starts_at, leg.minutes) + dt.timedelta(hours=1), zone)
                remind(work, "outcome", leg.id, over)
        case Cancelled(leg=leg):
            _drop(work, leg.id, "arrange", "arrange_again", "visit", "outcome", "outcome_again")
        case OutcomeTold(leg=leg, outcome="not yet"):
            due = working_days_on(now, ASK_AGAIN_DAYS, work.people.get(leg.host_id))
            remind(work, "outcome", leg.id, due)
            _drop(work, leg.id, "outcome_again")
        case Paused(person=person, until=until):
            remind(work, "resume", person.id, end_of_rest(until, person))
        case Resumed(person=person):
            _drop(work, person.id, "resume")
        case DigestChanged(digest=digest):
            next_digest(digest, work, now)
        case _:
            return


def remind(work: UnitOfWork, kind: str, about: int, at: dt.datetime) -> None:
    """Set what is due about a row, of which there is one for each kind."""
    work.reminders.set(Reminder(f"{kind}:{about}", kind, str(about), at))


def working_days_on(now: dt.datetime, days: int, person: Person) -> dt.datetime:
    """The morning of the working day so many after this one, where they are."""
    return on(working_day_after(local_date(now, person.time_zone), days), MORNING, person.time_zone)


def lapse_of(listing: Listing, time_zone: str) -> dt.datetime:
    """When a listing is over whose owner lives there: the morning after its last day."""
    return on(listing.expires_on + dt.timedelta(days=1), MORNING, time_zone)


def end_of_rest(until: dt.date, person: Person) -> dt.datetime:
    """When somebody who paused until a day is back: that morning, where they are."""
    return on(until, MORNING, person.time_zone)


def next_digest(digest: Digest, work: UnitOfWork, now: dt.datetime) -> None:
    """The next post of a channel; none for one that is off."""
    key = f"digest:{digest.channel}"
    if not digest.on:
        work.reminders.drop(key)
        return
    due = next_post(now, digest.time_zone, digest.weekday, digest.hour, digest.every)
    work.reminders.set(Reminder(key, "digest", str(digest.channel), due))


def _drop(work: UnitOfWork, about: int, *kinds: str) -> None:
    for kind in kinds:
        work.reminders.drop(f"{kind}:{about}")


def _watch_listing(listing: Listing, work: UnitOfWork, now: dt.datetime) -> None:
    zone = work.people.get(listing.person_id).time_zone
    warning = on(listing.expires_on - WARNING, MORNING, zone)
    if warning > now:
        remind(work, "warn", listing.id, warning)
    remind(work, "lapse", listing.id, lapse_of(listing, zone))
