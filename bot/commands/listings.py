"""Changes to offers and requests."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from bot.events import Amended, Discarded, Drafted, Lapsed, Published, Renewed, Withdrawn
from bot.language import t
from bot.model.listings import Details, Kind, Listing, ListingState
from bot.model.organisations import Person
from bot.model.refusal import Refusal
from bot.ports.unit_of_work import UnitOfWork
from bot.working_time import local_date

STANDS_FOR = dt.timedelta(days=90)
STANDS_AT_MOST = dt.timedelta(days=366)
MOST_OPEN = 40


@dataclass(frozen=True)
class Draft:
    """Keep what was understood, seen by nobody else yet; `publish` lets it stand at once."""

    kind: Kind
    details: Details
    publish: bool = False
    tag: Literal["draft"] = "draft"


@dataclass(frozen=True)
class Amend:
    """Let a listing say something else. `expires_on` is its new last day; None leaves it."""

    listing_id: int
    details: Details
    expires_on: dt.date | None = None
    tag: Literal["amend"] = "amend"


@dataclass(frozen=True)
class Publish:
    """Let a draft stand, or a listing that was taken down stand again."""

    listing_id: int
    tag: Literal["publish"] = "publish"


@dataclass(frozen=True)
class Discard:
    """Drop a draft."""

    listing_id: int
    tag: Literal["discard"] = "discard"


@dataclass(frozen=True)
class Withdraw:
    """Take a listing down."""

    listing_id: int
    tag: Literal["withdraw"] = "withdraw"


@dataclass(frozen=True)
class Renew:
    """Let a listing stand until a date: 90 days from today if none is named."""

    listing_id: int
    until: dt.date | None = None
    tag: Literal["renew"] = "renew"


@dataclass(frozen=True)
class Lapse:
    """End a listing whose last day is over. Asked for by the calendar, not by people."""

    listing_id: int
    tag: Literal["lapse"] = "lapse"


def draft(command: Draft, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Drafted | Published, ...]:
    """Store the listing, and publish it at once if asked. It stands as long as what it names, within a year."""
    if len(work.listings.open_of(by.id)) >= MOST_OPEN:
        raise Refusal(
            t(
                "You have {most} open offers and requests already. Take one down first: say “mine” to see them.",
                most=MOST_OPEN,
            )
        )
    today = local_date(now, by.time_zone)
    named = command.details.when.end or today
    expires_on = min(max(today + STANDS_FOR, named), today + STANDS_AT_MOST)
    listing = work.listings.add(command.kind, by, command.details, now=now, expires_on=expires_on)
    if command.publish:
        return _stand(listing, work, now)
    return (Drafted(listing),)


def amend(command: Amend, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Amended, ...]:
    """Change what it says; people already introduced keep what they were told."""
    before = own(command.listing_id, by, work)
    expires_on = command.expires_on or before.expires_on
    today = local_date(now, by.time_zone)
    if expires_on < today:
        raise Refusal(t("That last day has passed already. Give me one that is still to come."), "until")
    if expires_on > today + STANDS_AT_MOST and expires_on > before.expires_on:
        raise Refusal(t("That's more than a year away. I'll remind you before it ends, so pick a nearer day."), "until")
    state = before.state
    if state in (ListingState.OPEN, ListingState.FILLED):
        room = work.listings.taken(before.id) < command.details.capacity
        state = ListingState.OPEN if room else ListingState.FILLED
    listing = replace(before, details=command.details, expires_on=expires_on, state=state)
    work.listings.save(listing)
    return (Amended(before, listing),)


def publish(command: Publish, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Published, ...]:
    """A draft made long ago stands for its full time from today."""
    listing = own(command.listing_id, by, work)
    if listing.state is ListingState.OPEN:
        return ()
    today = local_date(now, by.time_zone)
    fresh = max(listing.expires_on, today + STANDS_FOR) if listing.expires_on <= today else listing.expires_on
    return _stand(replace(listing, expires_on=fresh), work, now)


def discard(command: Discard, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Discarded, ...]:
    """Only a draft can be dropped: what others have seen is taken down."""
    listing = own(command.listing_id, by, work)
    if listing.state is not ListingState.DRAFT:
        raise Refusal(t("That one is published. Say “mine” and press Take down if you no longer want it."))
    work.listings.save(replace(listing, state=ListingState.WITHDRAWN))
    return (Discarded(listing),)


def withdraw(command: Withdraw, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Withdrawn, ...]:
    """Taking down twice changes nothing."""
    listing = own(command.listing_id, by, work)
    if listing.state is not ListingState.OPEN:
        return ()
    listing = replace(listing, state=ListingState.WITHDRAWN)
    work.listings.save(listing)
    return (Withdrawn(listing),)


def renew(command: Renew, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Renewed, ...]:
    """Also brings back one that has lapsed."""
    before = own(command.listing_id, by, work)
    if before.state not in (ListingState.OPEN, ListingState.EXPIRED):
        raise Refusal(
            t("That one was taken down, so there is nothing to renew. Tell me about it again and I'll post it.")
        )
    until = command.until or max(before.expires_on, local_date(now, by.time_zone) + STANDS_FOR)
    listing = replace(before, state=ListingState.OPEN, expires_on=until)
    work.listings.save(listing)
    return (Renewed(before, listing),)


def lapse(command: Lapse, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Lapsed, ...]:
    """Does nothing to a listing that was renewed or taken down meanwhile."""
    listing = own(command.listing_id, by, work)
    if listing.state is not ListingState.OPEN or listing.expires_on >= local_date(now, by.time_zone):
        return ()
    listing = replace(listing, state=ListingState.EXPIRED)
    work.listings.save(listing)
    return (Lapsed(listing),)


def own(listing_id: int, by: Person, work: UnitOfWork) -> Listing:
    """The person's own listing. Refused if it is somebody else's or gone: the two are told apart to nobody."""
    listing = work.listings.get(listing_id)
    if listing is None or listing.person_id != by.id:
        raise Refusal(t("I can't find that one any more. Say “mine” to see what you have."))
    return listing


def _stand(listing: Listing, work: UnitOfWork, now: dt.datetime) -> tuple[Published, ...]:
    fresh = now if listing.state is ListingState.DRAFT else listing.created_at
    listing = replace(listing, state=ListingState.OPEN, created_at=fresh)
    work.listings.save(listing)
    fits = work.listings.fitting(listing, now=now) if listing.kind is Kind.OFFER else ()
    return (Published(listing, len(fits)),)
