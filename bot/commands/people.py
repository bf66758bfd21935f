"""Changes to a person's own details, pauses, and leaving."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from bot.commands.visits import fall
from bot.events import Erased, Paused, ProfileChanged, Reopened, Resumed
from bot.language import language_tag, t
from bot.model.exchanges import LegState
from bot.model.organisations import Person
from bot.model.refusal import Refusal
from bot.ports.unit_of_work import UnitOfWork
from bot.turn import Profile
from bot.understanding.clean import plain
from bot.working_time import local_date, zone_named

TOLD = ("name", "contact", "time_zone")
"""What platforms say of people, and people may put right."""
LONGEST_PAUSE = dt.timedelta(days=366)


@dataclass(frozen=True)
class SetProfile:
    """Change one's own role, name, contact or time zone; None leaves it."""

    role: str | None = None
    name: str | None = None
    contact: str | None = None
    time_zone: str | None = None
    tag: Literal["set_profile"] = "set_profile"


@dataclass(frozen=True)
class Pause:
    """Not be matched up to and including `until`'s eve: from `until` on, matched again."""

    until: dt.date
    tag: Literal["pause"] = "pause"


@dataclass(frozen=True)
class Resume:
    """Be matched again."""

    tag: Literal["resume"] = "resume"


@dataclass(frozen=True)
class Erase:
    """Forget everything about oneself."""

    tag: Literal["erase"] = "erase"


def set_profile(command: SetProfile, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[ProfileChanged, ...]:
    """Refused for an empty name or role and for a time zone that does not exist. What is changed is theirs from now."""
    person = replace(
        by,
        role=by.role if command.role is None else _words(command.role, 80),
        name=by.name if command.name is None else _words(command.name, 80),
        contact=by.contact if command.contact is None else " ".join(command.contact.split())[:200],
    )
    if command.time_zone is not None:
        zone = zone_named(command.time_zone)
        if zone is None:
            raise Refusal(t("I don't know that time zone. Say it like “Europe/London”."))
        person = replace(person, time_zone=zone)
    if person == by:
        return ()
    person = replace(person, own=by.own | {what for what in TOLD if getattr(person, what) != getattr(by, what)})
    work.people.save(person)
    return (ProfileChanged(by, person),)


def as_told(person: Person, profile: Profile) -> Person:
    """As the platform they speak from knows them now, but for what they have put right themselves.

    It may know less than before, which takes nothing away.
    """

    def news(what: str, told: str) -> str:
        return told if told and what not in person.own else str(getattr(person, what))

    return replace(
        person,
        name=news("name", plain(profile.name)[:80]),
        contact=news("contact", " ".join(profile.contact.split())[:200]),
        time_zone=news("time_zone", zone_named(profile.time_zone) or ""),
        language=language_tag(profile.language) or person.language,
    )


def pause(command: Pause, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Paused, ...]:
    """A year at most."""
    today = local_date(now, by.time_zone)
    if command.until <= today:
        raise Refusal(t("That day has come already. Until when shall I leave you in peace?"))
    if command.until > today + LONGEST_PAUSE:
        raise Refusal(
            t("I can pause you for a year at most. Pick a nearer date, or say “forget me” to leave altogether.")
        )
    person = replace(by, paused_until=command.until)
    work.people.save(person)
    return (Paused(by, person, command.until),)


def resume(command: Resume, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Resumed, ...]:
    """Does nothing for somebody who is not paused."""
    if by.paused_until is None:
        return ()
    person = replace(by, paused_until=None)
    work.people.save(person)
    return (Resumed(by, person),)


def erase(command: Erase, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Erased | Reopened, ...]:
    """Bookings and open introductions fall; the other sides are told, without a name or a reason."""
    view = work.view_of(by, now)
    legs = tuple(seen.leg for seen in view.my_legs() if seen.leg.state in (LegState.ARRANGING, LegState.BOOKED))
    suggestions = work.exchanges.waiting(by.id)
    reopened = [one for leg in legs for one in fall(leg, by, work, now)[1] if one.listing.person_id != by.id]
    return (Erased(by, legs, suggestions), *reopened)


def _words(written: str, limit: int) -> str:
    words = " ".join(written.split())[:limit]
    if not words:
        raise Refusal(t("There was nothing in that. A few words will do."))
    return words
