"""Coordinators, the codes that make them and link workspaces, and messages that could not be delivered.

Whoever asks for a change here coordinates the organisation it concerns, but for taking a code.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from bot.events import (
    AllSeenTo,
    CodeRefused,
    CoordinatorMade,
    Dropped,
    InvitationWithdrawn,
    Invited,
    SentAgain,
    SteppedDown,
    SteppedUpAgain,
)
from bot.language import t
from bot.model.invitations import MOST_OPEN
from bot.model.organisations import Organisation, Person
from bot.model.refusal import Refusal
from bot.ports.failures import Undelivered
from bot.ports.unit_of_work import UnitOfWork
from bot.turn import Platform

THINK_AGAIN = dt.timedelta(days=1)
"""How long somebody who stepped down can undo it without a new code."""


@dataclass(frozen=True)
class UseCode:
    """Take an invitation code. `linked` if it has just linked the workspace that it was typed in."""

    code: str
    platform: Platform
    workspace: str
    linked: bool = False
    tag: Literal["use_code"] = "use_code"


@dataclass(frozen=True)
class Invite:
    """Make a code to pass on. Every code does the same: `for_workspace` chooses the words that go with it."""

    for_workspace: bool
    tag: Literal["invite"] = "invite"


@dataclass(frozen=True)
class WithdrawInvitation:
    """Make a code that nobody has used open nothing."""

    invitation_id: int
    tag: Literal["withdraw_invitation"] = "withdraw_invitation"


@dataclass(frozen=True)
class StepDown:
    """Coordinate no longer."""

    tag: Literal["step_down"] = "step_down"


@dataclass(frozen=True)
class StepUpAgain:
    """Undo having stepped down, `until` then. Asked for by undo alone."""

    until: dt.datetime
    tag: Literal["step_up_again"] = "step_up_again"


@dataclass(frozen=True)
class SendAgain:
    """Have a message sent again that was given up."""

    message_id: int
    tag: Literal["send_again"] = "send_again"


@dataclass(frozen=True)
class DropUndelivered:
    """Let a message be that was given up."""

    message_id: int
    tag: Literal["drop_undelivered"] = "drop_undelivered"


@dataclass(frozen=True)
class SeeToAll:
    """Have every message sent again that was given up, or let all of them be."""

    again: bool
    tag: Literal["see_to_all"] = "see_to_all"


def organisation_of(
    code: str, platform: Platform, workspace: str, work: UnitOfWork, now: dt.datetime
) -> Organisation | CodeRefused:
    """Whom a code typed in this workspace brings it to. One that brings it nowhere is counted, against guessing.

    A code of another organisation than the one the workspace is linked to is as wrong as any.
    """
    if work.invitations.too_many(platform, workspace, now):
        return CodeRefused(too_many=True)
    owner, organisation = work.people.organisation_of(platform, workspace), work.invitations.opens(code, now)
    if organisation is None or (owner is not None and owner.id != organisation.id):
        work.invitations.wrong(platform, workspace, now)
        return CodeRefused()
    return organisation


def use_code(
    command: UseCode, by: Person, work: UnitOfWork, now: dt.datetime
) -> tuple[CoordinatorMade | CodeRefused, ...]:
    """A wrong code is an event and no refusal, so that it stays counted."""
    found = organisation_of(command.code, command.platform, command.workspace, work, now)
    if isinstance(found, CodeRefused):
        return (found,)
    if found.id != by.organisation.id:
        # they were known before their workspace came to another organisation: for them, no code of it opens anything
        work.invitations.wrong(command.platform, command.workspace, now)
        return (CodeRefused(),)
    if by.coordinator:
        raise Refusal(
            t(
                "You coordinate {name} already, so I've left that code unused: it still works for somebody else.",
                name=found.name,
            )
        )
    if not work.invitations.use(command.code, by.id, now):
        raise Refusal(t("Somebody else has just used that code. Ask for a fresh one."))
    person = replace(by, coordinator=True)
    work.people.save(person)
    return (CoordinatorMade(person, command.linked),)


def invite(command: Invite, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Invited, ...]:
    """Refused while a great many codes of the organisation wait to be used."""
    _coordinates(by)
    if work.invitations.unused(by.organisation.id, now) >= MOST_OPEN:
        raise Refusal(t("{most} of your codes are waiting to be used. Let some of them run out first.", most=MOST_OPEN))
    invitation, code = work.invitations.make(by.organisation.id, by.id, now)
    return (Invited(invitation, code, command.for_workspace),)


def withdraw_invitation(
    command: WithdrawInvitation, by: Person, work: UnitOfWork, now: dt.datetime
) -> tuple[InvitationWithdrawn, ...]:
    """Refused if somebody was quicker."""
    _coordinates(by)
    if not work.invitations.withdraw(command.invitation_id, by.organisation.id, now):
        raise Refusal(t("That code has been used or has run out, so there's nothing to take back."))
    return (InvitationWithdrawn(command.invitation_id),)


def step_down(command: StepDown, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[SteppedDown, ...]:
    """Nothing happens to somebody who coordinates nothing."""
    if not by.coordinator:
        return ()
    person = replace(by, coordinator=False)
    work.people.save(person)
    return (SteppedDown(by, person, now),)


def step_up_again(command: StepUpAgain, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[SteppedUpAgain, ...]:
    """Refused after a day: then it takes a code, like the first time."""
    if by.coordinator:
        return ()
    if now > command.until:
        raise Refusal(t("It's been more than a day since you stepped down. Ask another coordinator for a code."))
    person = replace(by, coordinator=True)
    work.people.save(person)
    return (SteppedUpAgain(person),)


def send_again(command: SendAgain, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[SentAgain, ...]:
    """Nothing happens if it was sent again or dropped before. Refused when its words are no longer kept."""
    message = _undelivered(command.message_id, by, work)
    if message is None:
        return ()
    if not message.sendable:
        raise Refusal(t("I no longer have the words of that message, so it can only be dropped."))
    to = work.failures.send_again(message.id, now)
    return (SentAgain(message, by, to),) if to is not None else ()


def drop_undelivered(command: DropUndelivered, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Dropped, ...]:
    """Nothing happens if it was sent again or dropped before."""
    message = _undelivered(command.message_id, by, work)
    return (Dropped(message, by),) if message is not None and work.failures.drop(message.id, now) else ()


def see_to_all(
    command: SeeToAll, by: Person, work: UnitOfWork, now: dt.datetime
) -> tuple[SentAgain | Dropped | AllSeenTo, ...]:
    """What is no longer kept cannot be sent again and stays. Nothing happens where there is nothing."""
    _coordinates(by)
    seen = work.view_of(by, now).coordination()
    messages = seen.undelivered if seen is not None else ()
    done: list[SentAgain | Dropped] = []
    for message in messages:
        if not command.again:
            done += [Dropped(message, by, alone=False)] if work.failures.drop(message.id, now) else []
        elif message.sendable and (to := work.failures.send_again(message.id, now)) is not None:
            done.append(SentAgain(message, by, to, alone=False))
    return (*done, AllSeenTo(len(done), command.again, len(messages) - len(done))) if done else ()


def _undelivered(message_id: int, by: Person, work: UnitOfWork) -> Undelivered | None:
    _coordinates(by)
    message = work.failures.get(message_id)
    return message if message is not None and message.organisation_id == by.organisation.id else None


def _coordinates(by: Person) -> None:
    if not by.coordinator:
        raise Refusal(t("That is for coordinators, and you aren't one at present."))
