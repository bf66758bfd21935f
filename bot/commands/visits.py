"""Dates, places, calling off, and what came of it."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from bot.events import Booked, Cancelled, DatesProposed, DatesTakenBack, OutcomeTold, PlaceSet, Reflected, Reopened
from bot.language import t
from bot.model.exchanges import FURTHEST, Exchange, ExchangeState, Leg, LegState, Sharing
from bot.model.listings import ListingState
from bot.model.organisations import Person
from bot.model.refusal import Refusal
from bot.ports.unit_of_work import UnitOfWork
from bot.working_time import end_of, local_date

MOST_DATES = 3
_OPEN = (LegState.ARRANGING, LegState.BOOKED)
_OVER = (LegState.HAPPENED, LegState.NOT_HAPPENED, LegState.CANCELLED)


@dataclass(frozen=True)
class ProposeDates:
    """Name up to three moments (aware, in UTC) for the other side to choose from.

    `where` and `minutes` say where and how long, if that is known; the length of what is booked already stands.
    """

    leg_id: int
    starts: tuple[dt.datetime, ...]
    where: str = ""
    minutes: int | None = None
    tag: Literal["propose_dates"] = "propose_dates"


@dataclass(frozen=True)
class TakeBackDates:
    """Dates named by mistake."""

    leg_id: int
    tag: Literal["take_back_dates"] = "take_back_dates"


@dataclass(frozen=True)
class TakeDate:
    """Agree to one of the dates that the other side named."""

    proposal_id: int
    tag: Literal["take_date"] = "take_date"


@dataclass(frozen=True)
class SetPlace:
    """Say where it happens, or give the link to the call."""

    leg_id: int
    where: str
    tag: Literal["set_place"] = "set_place"


@dataclass(frozen=True)
class Cancel:
    """Call it off, with a word to the other."""

    leg_id: int
    note: str = ""
    tag: Literal["cancel"] = "cancel"


@dataclass(frozen=True)
class TellOutcome:
    """Say whether it happened."""

    leg_id: int
    outcome: Literal["happened", "not yet", "not happened"]
    tag: Literal["tell_outcome"] = "tell_outcome"


@dataclass(frozen=True)
class Reflect:
    """What surprised them, what they will do differently, what the other organisation should know."""

    leg_id: int
    surprised: str
    differently: str
    tell: str
    sharing: Sharing
    tag: Literal["reflect"] = "reflect"


def propose_dates(command: ProposeDates, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[DatesProposed, ...]:
    """Replaces dates named before by either side; a booked date and its place stand until a new one is taken.

    One that was marked as off can be arranged again.
    """
    leg = _concerning(command.leg_id, by, work, or_not_happened=True)
    starts = tuple(sorted(set(command.starts)))[:MOST_DATES]
    if not starts:
        raise Refusal(t("I need at least one date. Pick up to three and I'll put them to the other side."))
    if starts[0] <= now:
        raise Refusal(t("One of those has passed already. Pick dates that are still to come."))
    if starts[-1] > now + FURTHEST:
        raise Refusal(t("I can't plan more than a year ahead. Pick a nearer date, or tell me again when it's closer."))
    if leg.state is LegState.NOT_HAPPENED:
        leg = replace(leg, state=LegState.ARRANGING, starts_at=None)
        _settle(leg, by, work, now)
    if command.minutes and command.minutes != leg.minutes and leg.state is LegState.ARRANGING:
        leg = replace(leg, minutes=command.minutes)
        work.exchanges.save_leg(leg)
    where = command.where if command.where != leg.where else ""
    proposals = work.exchanges.propose(leg.id, by.id, starts, where)
    return (DatesProposed(leg, by.id, proposals, moving=leg.state is LegState.BOOKED),)


def take_back_dates(
    command: TakeBackDates, by: Person, work: UnitOfWork, now: dt.datetime
) -> tuple[DatesTakenBack, ...]:
    """Nothing happens if one has been taken already."""
    leg = _concerning(command.leg_id, by, work)
    if not any(one.person_id == by.id for one in work.exchanges.proposals(leg.id)):
        raise _past_changing(leg)
    work.exchanges.close_proposals(leg.id)
    return (DatesTakenBack(leg, by.id),)


def take_date(command: TakeDate, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Booked, ...]:
    """Taking the same date twice changes nothing."""
    proposal = work.exchanges.proposal(command.proposal_id)
    if proposal is None:
        raise Refusal(t("I can't find that date any more. Say “mine” to see where things stand."))
    leg = _concerning(proposal.leg_id, by, work)
    if leg.state is LegState.BOOKED and leg.starts_at == proposal.starts_at:
        return ()
    if not proposal.open:
        raise Refusal(t("Those dates have been replaced by others. Say “mine” to see the new ones."))
    if proposal.person_id == by.id:
        raise Refusal(t("You named that date yourself, so it's for the other side to say yes."))
    if proposal.starts_at <= now:
        raise Refusal(t("That date has passed. Suggest some others and I'll put them to the other side."))
    if proposal.starts_at > now + FURTHEST:
        raise Refusal(t("That date is more than a year away. Suggest a nearer one and I'll put it to the other side."))
    moved = leg.state is LegState.BOOKED
    leg = replace(
        leg,
        state=LegState.BOOKED,
        starts_at=proposal.starts_at,
        where=proposal.where or leg.where,
        sequence=leg.sequence + 1,
    )
    work.exchanges.save_leg(leg)
    work.exchanges.close_proposals(leg.id)
    return (Booked(leg, by.id, moved),)


def set_place(command: SetPlace, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[PlaceSet, ...]:
    """Saying the same again changes nothing."""
    leg = _concerning(command.leg_id, by, work)
    where = command.where.strip()
    if not where:
        raise Refusal(t("There was nothing in that. Give me an address, a room or the link to a call."))
    if where == leg.where:
        return ()
    leg = replace(leg, where=where, sequence=leg.sequence + 1)
    work.exchanges.save_leg(leg)
    return (PlaceSet(leg, by.id),)


def cancel(command: Cancel, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Cancelled | Reopened, ...]:
    """Calling off twice changes nothing; what is over can't be called off any more."""
    leg = work.exchanges.leg(command.leg_id)
    if leg and leg.state is LegState.CANCELLED and by.id in (leg.host_id, leg.guest_id):
        return ()
    leg = _concerning(command.leg_id, by, work)
    if is_over(leg, now):
        raise Refusal(
            t("Its day has passed, so there's nothing left to call off. Did it happen? Say “mine” to tell me.")
        )
    leg, reopened = fall(leg, by, work, now)
    return (Cancelled(leg, by.id, command.note.strip()), *reopened)


def fall(leg: Leg, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Leg, tuple[Reopened, ...]]:
    """A leg that will not take place, because `by` called it off or leaves; what it held has room again."""
    leg = replace(leg, state=LegState.CANCELLED, sequence=leg.sequence + 1)
    reopened = _settle(leg, by, work, now)
    work.exchanges.close_proposals(leg.id)
    return leg, reopened


def is_over(leg: Leg, now: dt.datetime) -> bool:
    """Whether the time that was booked has passed, so that all there is left to ask is whether it happened."""
    return leg.state is LegState.BOOKED and leg.starts_at is not None and end_of(leg.starts_at, leg.minutes) <= now


def tell_outcome(
    command: TellOutcome, by: Person, work: UnitOfWork, now: dt.datetime
) -> tuple[OutcomeTold | Reopened, ...]:
    """Either side may say; if they differ, "it happened" wins, because somebody was there."""
    leg = work.exchanges.leg(command.leg_id)
    if leg is None or by.id not in (leg.host_id, leg.guest_id):
        raise Refusal(t("I can't find that one any more. Say “mine” to see where things stand."))
    if leg.state is LegState.HAPPENED or leg.state.value == command.outcome:
        return ()
    if leg.state is LegState.CANCELLED:
        raise _past_changing(leg)
    if command.outcome == "not yet":
        return (OutcomeTold(leg, by.id, "not yet"),)
    if command.outcome == "happened" and leg.starts_at and leg.starts_at > now:
        raise Refusal(
            t("It's still to come, by my diary. If the date changed, press Change the date and I'll put it right.")
        )
    leg = replace(leg, state=LegState.HAPPENED if command.outcome == "happened" else LegState.NOT_HAPPENED)
    reopened = _settle(leg, by, work, now)
    return (OutcomeTold(leg, by.id, command.outcome), *reopened)


def reflect(command: Reflect, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Reflected, ...]:
    """Writing again replaces what was written, and the choice of who may read it."""
    leg = work.exchanges.leg(command.leg_id)
    if leg is None or by.id not in (leg.host_id, leg.guest_id):
        raise Refusal(t("I can't find that one any more. Say “mine” to see where things stand."))
    if leg.state is not LegState.HAPPENED:
        raise Refusal(t("Reflections come after the visit. I'll ask you about it then."))
    answers = (command.surprised.strip(), command.differently.strip(), command.tell.strip())
    if not any(answers):
        raise Refusal(t("Nothing was written yet. A sentence under any one of the three is plenty."))
    return (Reflected(leg, work.exchanges.reflect(leg.id, by.id, answers, command.sharing, now)),)


def _concerning(leg_id: int, by: Person, work: UnitOfWork, *, or_not_happened: bool = False) -> Leg:
    """A leg of this person's that can still be arranged."""
    leg = work.exchanges.leg(leg_id)
    if leg is None or by.id not in (leg.host_id, leg.guest_id):
        raise Refusal(t("I can't find that one any more. Say “mine” to see where things stand."))
    if leg.state not in _OPEN and not (or_not_happened and leg.state is LegState.NOT_HAPPENED):
        raise _past_changing(leg)
    return leg


def _past_changing(leg: Leg) -> Refusal:
    if leg.state is LegState.CANCELLED:
        return Refusal(t("That one was called off. If you'd both still like it, one of you can ask again."))
    if leg.state in _OVER:
        return Refusal(t("That one is over, so there is nothing left to change."))
    return Refusal(t("That has changed meanwhile. Say “mine” to see where things stand."))


def _settle(leg: Leg, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Reopened, ...]:
    """Save the leg, and the exchange with it: complete when all its legs are over and one at least happened.

    Returns the listings that have room again because the exchange came to nothing.
    """
    work.exchanges.save_leg(leg)
    exchange = work.exchanges.exchange(leg.exchange_id)
    if exchange is None:
        return ()
    before, states = exchange.state, [one.state for one in exchange.legs]
    if any(state not in _OVER for state in states):
        exchange = replace(exchange, state=ExchangeState.UNDER_WAY)
    else:
        happened = LegState.HAPPENED in states
        exchange = replace(exchange, state=ExchangeState.COMPLETE if happened else ExchangeState.CANCELLED)
    work.exchanges.save_exchange(exchange)
    if ExchangeState.CANCELLED in (before, exchange.state) and before is not exchange.state:
        return _room_again(exchange, leg, by, work, now)
    return ()


def _room_again(exchange: Exchange, leg: Leg, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Reopened, ...]:
    """Open the listings that were full and no longer are; and fill them again when the exchange came back."""
    suggestion = work.exchanges.suggestion(exchange.suggestion_id)
    reopened = []
    for listing_id in (suggestion.offer_id, suggestion.request_id) if suggestion else ():
        listing = work.listings.get(listing_id) if listing_id else None
        if listing is None or listing.expires_on < local_date(now, by.time_zone):
            continue
        room = work.listings.taken(listing.id) < listing.details.capacity
        if room and listing.state is ListingState.FILLED:
            listing = replace(listing, state=ListingState.OPEN)
            work.listings.save(listing)
            reopened.append(Reopened(listing, by.id, leg.other(listing.person_id)))
        elif not room and listing.state is ListingState.OPEN:
            work.listings.save(replace(listing, state=ListingState.FILLED))
    return tuple(reopened)
