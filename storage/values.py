"""Rows become values here, and nowhere else."""

from typing import cast

from bot.model.exchanges import Leg, LegState, Proposal, Reflection, Sharing, Suggestion, SuggestionState
from bot.model.listings import Kind, Listing, ListingState
from bot.model.organisations import Organisation, Person, Sector
from bot.ports.digests import Digest
from bot.turn import ChannelAddress, parse_destination
from storage import details, tables


def organisation(row: tables.Organisation) -> Organisation:
    """The organisation that a row holds."""
    return Organisation(row.id, row.name, Sector(row.sector), row.place)


def person(row: tables.Person, employer: tables.Organisation) -> Person:
    """The person that a row holds."""
    return Person(
        id=row.id,
        organisation=organisation(employer),
        name=row.name,
        role=row.role,
        contact=row.contact,
        time_zone=row.time_zone,
        paused_until=row.paused_until,
        coordinator=row.coordinator,
        language=row.language,
        own=frozenset(row.own.split()),
    )


def listing(row: tables.Listing) -> Listing:
    """The listing that a row holds."""
    return Listing(
        id=row.id,
        kind=Kind(row.kind),
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        details=details.from_columns(row),
        state=ListingState(row.state),
        created_at=row.created_at,
        expires_on=row.expires_on,
    )


def suggestion(row: tables.Suggestion) -> Suggestion:
    """The suggestion that a row holds."""
    return Suggestion(
        id=row.id,
        offer_id=row.offer_id,
        request_id=row.request_id,
        host_id=row.host_id,
        guest_id=row.guest_id,
        asker_id=row.asker_id,
        details=details.from_json(row.details),
        reasons=tuple(row.reasons),
        state=SuggestionState(row.state),
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        reason=row.reason,
    )


def leg(row: tables.Leg) -> Leg:
    """The leg that a row holds."""
    return Leg(
        id=row.id,
        exchange_id=row.exchange_id,
        host_id=row.host_id,
        guest_id=row.guest_id,
        details=details.from_json(row.details),
        state=LegState(row.state),
        token=row.token,
        starts_at=row.starts_at,
        minutes=row.minutes,
        where=row.where,
        sequence=row.sequence,
    )


def proposal(row: tables.Proposal) -> Proposal:
    """The proposed date that a row holds."""
    return Proposal(row.id, row.leg_id, row.person_id, row.starts_at, row.open, row.where)


def reflection(row: tables.Reflection) -> Reflection:
    """The reflection that a row holds."""
    return Reflection(
        id=row.id,
        leg_id=row.leg_id,
        person_id=row.person_id,
        surprised=row.surprised,
        differently=row.differently,
        tell=row.tell,
        sharing=Sharing(row.sharing),
        written_at=row.written_at,
    )


def digest(row: tables.Digest) -> Digest:
    """The regular post that a row holds."""
    return Digest(
        channel=cast(ChannelAddress, parse_destination(row.channel)),
        organisation_id=row.organisation_id,
        weekday=row.weekday,
        hour=row.hour,
        time_zone=row.time_zone,
        every=row.every,
        on=row.on,
        last_at=row.last_at,
    )
