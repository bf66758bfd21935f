"""From every open listing to the few hundred worth comparing in full, by meaning and subject, in milliseconds.

What SQL cannot say is said here: of the listings that a query allows, which are about the same thing. Everything is
kept in step as listings come and go; nothing is lost when it is forgotten, because it is worked out again.
"""

from collections.abc import Collection

from bot.matching.relevance import Relevance
from bot.matching.vectors import VectorIndex, Vectors
from bot.model.listings import Details

ENOUGH = 200
"""Listings compared in full, which costs a tenth of a millisecond each once their texts are known."""


class Narrowing:
    """The open listings of one side by meaning. Safe to use from several threads."""

    def __init__(self, relevance: Relevance) -> None:
        self._relevance = relevance
        self._index = VectorIndex()

    def __len__(self) -> int:
        return len(self._index)

    def put(self, listing_id: int, details: Details, role: str = "", stored: bytes = b"") -> None:
        """Add a listing or what it says now. Without a model it is passed over, and `nearest` narrows nothing."""
        prepared = self._relevance.of_stored(stored)
        if prepared is None:
            fresh = self._relevance.prepare(details, role)
            prepared = None if fresh.vectors is None else Vectors(fresh.vectors, fresh.profile)
        if prepared is not None:
            self._index.put(listing_id, prepared)

    def remove(self, listing_id: int) -> None:
        """Forget a listing that is no longer open; one that is not there is no fault."""
        self._index.remove(listing_id)

    def nearest(self, details: Details, allowed: Collection[int], count: int = ENOUGH) -> tuple[int, ...]:
        """Of the `allowed` ids at most `count`, the most alike first.

        All of them, in rising order, when they are few; those that are not in the index stay in, because nothing is
        known against them.
        """
        if len(allowed) <= count:
            return tuple(sorted(allowed))
        asked = self._relevance.prepare(details)
        if asked.vectors is None:
            return tuple(sorted(allowed))
        unknown = sorted(listing_id for listing_id in set(allowed) if listing_id not in self._index)
        near = self._index.nearest(asked.vectors[0], asked.lit, count, allowed)
        return (*(listing_id for listing_id, _ in near), *unknown)
