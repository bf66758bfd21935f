"""Every change that anybody can ask for, and the one place where it is carried out."""

import datetime as dt
from functools import cache
from typing import assert_never

from pydantic import TypeAdapter, ValidationError

from bot.commands import digests, introductions, late_answers, listings, membership, people, visits
from bot.commands.digests import SetDigest
from bot.commands.introductions import Accept, Ask, Decline, Expire, PassOn, SendQuestion, TakeBack, Undecline
from bot.commands.late_answers import AskBack
from bot.commands.listings import Amend, Discard, Draft, Lapse, Publish, Renew, Withdraw
from bot.commands.membership import (
    THINK_AGAIN,
    DropUndelivered,
    Invite,
    SeeToAll,
    SendAgain,
    StepDown,
    StepUpAgain,
    UseCode,
    WithdrawInvitation,
)
from bot.commands.people import Erase, Pause, Resume, SetProfile
from bot.commands.visits import Cancel, ProposeDates, Reflect, SetPlace, TakeBackDates, TakeDate, TellOutcome
from bot.events import (
    Amended,
    Asked,
    CoordinatorMade,
    DatesProposed,
    Declined,
    DigestChanged,
    Event,
    Invited,
    Paused,
    ProfileChanged,
    Published,
    Renewed,
    Resumed,
    SteppedDown,
    SteppedUpAgain,
    Withdrawn,
)
from bot.model.organisations import Person
from bot.ports.unit_of_work import UnitOfWork

Command = (
    Draft
    | Amend
    | Publish
    | Discard
    | Withdraw
    | Renew
    | Lapse
    | Ask
    | TakeBack
    | SendQuestion
    | Accept
    | AskBack
    | Decline
    | Undecline
    | PassOn
    | Expire
    | ProposeDates
    | TakeBackDates
    | TakeDate
    | SetPlace
    | Cancel
    | TellOutcome
    | Reflect
    | SetProfile
    | Pause
    | Resume
    | Erase
    | SetDigest
    | UseCode
    | Invite
    | WithdrawInvitation
    | StepDown
    | StepUpAgain
    | SendAgain
    | DropUndelivered
    | SeeToAll
)


@cache
def _command() -> TypeAdapter[Command]:
    return TypeAdapter(Command)  # takes two hundredths of a second, for which no start waits


def carry_out(  # noqa: C901 (one flat table: a line for each change)
    command: Command, by: Person, work: UnitOfWork, now: dt.datetime
) -> tuple[Event, ...]:
    """Change the world as `by` asks, or raise Refusal in words for them. No events: it was so already."""
    match command:
        case Draft():
            return listings.draft(command, by, work, now)
        case Amend():
            return listings.amend(command, by, work, now)
        case Publish():
            return listings.publish(command, by, work, now)
        case Discard():
            return listings.discard(command, by, work, now)
        case Withdraw():
            return listings.withdraw(command, by, work, now)
        case Renew():
            return listings.renew(command, by, work, now)
        case Lapse():
            return listings.lapse(command, by, work, now)
        case Ask():
            return introductions.ask(command, by, work, now)
        case TakeBack():
            return introductions.take_back(command, by, work, now)
        case SendQuestion():
            return introductions.send_question(command, by, work, now)
        case Accept():
            return introductions.accept(command, by, work, now)
        case AskBack():
            return late_answers.ask_back(command, by, work, now)
        case Decline():
            return introductions.decline(command, by, work, now)
        case Undecline():
            return introductions.undecline(command, by, work, now)
        case PassOn():
            return introductions.pass_on(command, by, work, now)
        case Expire():
            return introductions.expire(command, by, work, now)
        case ProposeDates():
            return visits.propose_dates(command, by, work, now)
        case TakeBackDates():
            return visits.take_back_dates(command, by, work, now)
        case TakeDate():
            return visits.take_date(command, by, work, now)
        case SetPlace():
            return visits.set_place(command, by, work, now)
        case Cancel():
            return visits.cancel(command, by, work, now)
        case TellOutcome():
            return visits.tell_outcome(command, by, work, now)
        case Reflect():
            return visits.reflect(command, by, work, now)
        case SetProfile():
            return people.set_profile(command, by, work, now)
        case Pause():
            return people.pause(command, by, work, now)
        case Resume():
            return people.resume(command, by, work, now)
        case Erase():
            return people.erase(command, by, work, now)
        case SetDigest():
            return digests.set_digest(command, by, work, now)
        case UseCode():
            return membership.use_code(command, by, work, now)
        case Invite():
            return membership.invite(command, by, work, now)
        case WithdrawInvitation():
            return membership.withdraw_invitation(command, by, work, now)
        case StepDown():
            return membership.step_down(command, by, work, now)
        case StepUpAgain():
            return membership.step_up_again(command, by, work, now)
        case SendAgain():
            return membership.send_again(command, by, work, now)
        case DropUndelivered():
            return membership.drop_undelivered(command, by, work, now)
        case SeeToAll():
            return membership.see_to_all(command, by, work, now)
        case _:
            assert_never(command)


def inverse(event: Event) -> Command | None:  # noqa: C901 (one flat table: a line for each change)
    """The command that would undo what has just become true; None where another person has been told too much."""
    match event:
        case Published(listing=listing):
            return Withdraw(listing.id)
        case Amended(before=before):
            return Amend(before.id, before.details, before.expires_on)
        case Withdrawn(listing=listing):
            return Publish(listing.id)
        case Renewed(before=before):
            return Renew(before.id, before.expires_on)
        case Asked(suggestion=suggestion):
            return TakeBack(suggestion.id)
        case Declined(suggestion=suggestion):
            return Undecline(suggestion.id)
        case DatesProposed(leg=leg):
            return TakeBackDates(leg.id)
        case Paused(before=before):
            return Pause(before.paused_until) if before.paused_until else Resume()
        case Resumed(before=before):
            return Pause(before.paused_until) if before.paused_until else None
        case ProfileChanged(before=before):
            return SetProfile(before.role or None, before.name, before.contact, before.time_zone)
        case DigestChanged(before=before, digest=digest):
            if before is None:
                return SetDigest(str(digest.channel), on=False)
            return SetDigest(str(before.channel), before.on, before.weekday, before.hour, before.every)
        case CoordinatorMade() | SteppedUpAgain():
            return StepDown()
        case SteppedDown(at=at):
            return StepUpAgain(at + THINK_AGAIN)
        case Invited(invitation_id=invitation):
            return WithdrawInvitation(invitation)
        case _:
            return None


def written(command: Command) -> str:
    """The command as JSON, to be remembered."""
    return _command().dump_json(command).decode()


def read(command: str) -> Command | None:
    """A remembered command, or None if an older release wrote what this one cannot read."""
    try:
        return _command().validate_json(command)
    except ValidationError:
        return None
