"""Offers and requests, as rows and as values."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.model.exchanges import ExchangeState
from bot.model.listings import Details, Kind, Listing, ListingState
from bot.model.organisations import Person
from bot.ports.seen import Fit
from storage import details as written
from storage import tables, values
from storage.people import StoredPeople
from storage.person_view import found_by
from storage.reach import Grant, ours, reach_of, under
from storage.search import Search


class StoredListings:
    """Implements `bot.ports.listings.Listings`."""

    def __init__(self, session: Session, search: Search) -> None:
        self._session = session
        self._search = search
        self._people = StoredPeople(session)

    def add(self, kind: Kind, person: Person, details: Details, *, now: dt.datetime, expires_on: dt.date) -> Listing:
        """A new draft."""
        row = tables.Listing(
            kind=kind.value,
            person_id=person.id,
            organisation_id=person.organisation.id,
            state=ListingState.DRAFT.value,
            created_at=now,
            expires_on=expires_on,
            **written.as_columns(details),
        )
        self._session.add(row)
        self._session.flush()
        self._search.listings.changed(self._session, row)
        return values.listing(row)

    @under(Grant.OTHER_SIDE)
    def get(self, listing_id: int) -> Listing | None:
        """Whatever its state; of another organisation, what is open or an introduction between the two is about."""
        row = self._touched(listing_id)
        return values.listing(row) if row else None

    @under(Grant.OTHER_SIDE)
    def save(self, listing: Listing) -> None:
        """Everything but whose it is. Raises LookupError if `get` would not find it."""
        row = self._touched(listing.id)
        if row is None:
            raise LookupError(f"there is no listing {listing.id}")
        for name, value in written.as_columns(listing.details).items():
            setattr(row, name, value)
        row.kind, row.state = listing.kind.value, listing.state.value
        row.created_at, row.expires_on = listing.created_at, listing.expires_on
        self._search.listings.changed(self._session, row)

    def open_of(self, person_id: int) -> tuple[Listing, ...]:
        """Newest first."""
        rows = self._session.exec(
            select(tables.Listing)
            .where(col(tables.Listing.person_id) == person_id, col(tables.Listing.state) == ListingState.OPEN)
            .order_by(col(tables.Listing.created_at).desc(), col(tables.Listing.id).desc())
        ).all()
        return tuple(values.listing(row) for row in rows)

    @under(Grant.VIEW)
    def fitting(self, listing: Listing, *, now: dt.datetime) -> tuple[Fit, ...]:
        """Open listings of the other kind whose owners, searching now, would be shown a new `listing` as one that fits
        well: those to tell, one a person, best first.

        How well two fit is not the same from either side, and what counts is what whoever waits would see.
        """
        other = Kind.REQUEST if listing.kind is Kind.OFFER else Kind.OFFER
        owner = self._people.get(listing.person_id)
        fits = []
        for hit in self._search.find(self._session, owner, other, listing.details, now):
            waiting = self._people.get(hit.person_id)
            if not self._search.may_do(waiting, hit.details, listing, owner, now):
                continue
            seen = self._search.find(self._session, waiting, listing.kind, hit.details, now)
            new = [one for one in seen if one.listing_id == listing.id and not one.weak]
            if new:
                standing = found_by(self._session, owner.id, [hit])
                fits.append(Fit(standing[0], found_by(self._session, waiting.id, new)[0]))
        return tuple(fits)

    @under(Grant.POOL)
    def taken(self, listing_id: int) -> int:
        """How many exchanges under way or complete came from this listing."""
        return self._session.exec(
            select(sa.func.count())
            .select_from(tables.Exchange)
            .join(tables.Suggestion, col(tables.Suggestion.id) == col(tables.Exchange.suggestion_id))
            .where(
                sa.or_(col(tables.Suggestion.offer_id) == listing_id, col(tables.Suggestion.request_id) == listing_id),
                col(tables.Exchange.state).in_([ExchangeState.UNDER_WAY, ExchangeState.COMPLETE]),
            )
        ).one()

    def _touched(self, listing_id: int) -> tables.Listing | None:
        row, reach = self._session.get(tables.Listing, listing_id), reach_of(self._session)
        if row is None or reach.everywhere or row.state == ListingState.OPEN:
            return row
        if row.organisation_id == reach.organisation:
            return row
        asked = tables.Suggestion
        about = sa.or_(col(asked.offer_id) == row.id, col(asked.request_id) == row.id)
        return row if self._session.exec(select(asked).where(about, ours(self._session, asked))).first() else None
