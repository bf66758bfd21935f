"""Offers and requests, as those see them who change them."""

import datetime as dt
from typing import Protocol

from bot.model.listings import Details, Kind, Listing
from bot.model.organisations import Person
from bot.ports.seen import Fit


class Listings(Protocol):
    """Offers and requests."""

    def add(self, kind: Kind, person: Person, details: Details, *, now: dt.datetime, expires_on: dt.date) -> Listing:
        """A new draft."""
        ...

    def get(self, listing_id: int) -> Listing | None: ...
    def save(self, listing: Listing) -> None: ...
    def open_of(self, person_id: int) -> tuple[Listing, ...]: ...
    def fitting(self, listing: Listing, *, now: dt.datetime) -> tuple[Fit, ...]:
        """Open listings of the other kind whose owners, searching now, would be shown a new `listing` as one that fits
        well: those to tell, one a person, best first."""
        ...

    def taken(self, listing_id: int) -> int:
        """How many exchanges under way or complete came from this listing."""
        ...
