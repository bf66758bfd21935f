"""From every open listing to the few hundred worth comparing in full, in milliseconds.

By meaning and subject where there is a model, by shared words with or without one, and by place for a desk. Kept in
step as listings come and go; nothing is lost when it is forgotten, because it is worked out again. What a query must
still decide (who may see it, whether there is room) is left to the query: `nearest` gives more when asked for more.
"""

from collections.abc import Collection
from threading import RLock

from bot import jargon
from bot.matching import places, words
from bot.matching.constraints import desk_place
from bot.matching.postings import Postings
from bot.matching.relevance import Prepared, Relevance
from bot.matching.vectors import VectorIndex, Vectors
from bot.model.listings import Activity, Details

ENOUGH = 80
"""Listings compared in full, which costs a tenth of a millisecond each."""

_BY_WORDS = 0.25
"""The share of them that the shared words choose; the rest is chosen by meaning."""

_REACH = 0.5
"""How much of the asked-for meaning goes where the offers that would answer it lie (see `reaching`)."""


class Narrowing:
    """The open listings of one side. Safe to use from several threads."""

    def __init__(self, relevance: Relevance) -> None:
        self._relevance = relevance
        self._index = VectorIndex()
        self._postings = Postings()
        self._desks: dict[int, str] = {}
        self._known: set[int] = set()
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, listing_id: int) -> bool:
        return listing_id in self._known

    def ids(self) -> frozenset[int]:
        """All that it knows."""
        with self._lock:
            return frozenset(self._known)

    def unread(self) -> tuple[int, ...]:
        """Those whose meaning it does not know yet, in rising order."""
        with self._lock:
            return tuple(sorted(listing_id for listing_id in self._known if listing_id not in self._index))

    def put(self, listing_id: int, details: Details, role: str = "", stored: bytes = b"", home: str = "") -> None:
        """Add a listing or what it says now. `stored` is what `Relevance.stored` made of the same words; without it
        the listing is found by its words alone until it is `read`. `home` is where its organisation is."""
        vectors = self._relevance.of_stored(stored, details, role)
        said = words.plain(f"{role} {details.text} {details.topic}")
        with self._lock:
            self._known.add(listing_id)
            self._postings.put(listing_id, words.terms(jargon.expanded(said)))
            self._desks.pop(listing_id, None)
            if details.activity is Activity.DESK:
                self._desks[listing_id] = desk_place(details.text, details.place, home)
            if vectors is None:
                self._index.remove(listing_id)
            else:
                self._index.put(listing_id, vectors)

    def read(self, listing_id: int, details: Details, role: str = "") -> bytes:
        """Work out a listing's meaning and return what to store of it; empty while there is no model."""
        made = self._relevance.prepare(details, role)
        if made.vectors is None:
            return b""
        with self._lock:
            if listing_id in self._known:
                self._index.put(listing_id, Vectors(made.vectors, made.profile))
        return self._relevance.stored(details, role)

    def remove(self, listing_id: int) -> None:
        """Forget a listing that is no longer open; one that is not there is no fault."""
        with self._lock:
            self._known.discard(listing_id)
            self._desks.pop(listing_id, None)
            self._postings.remove(listing_id)
            self._index.remove(listing_id)

    def nearest(
        self,
        details: Details,
        allowed: Collection[int] | None = None,
        count: int = ENOUGH,
        *,
        role: str = "",
        home: str = "",
        offering: bool = False,
    ) -> tuple[int, ...]:
        """At most `count` ids (of the `allowed`, if given), the likeliest first; in rising order if all are few enough.

        `offering` says that `details` are an offer's, `role` whose it is, `home` where its organisation is.
        """
        with self._lock:
            known = self._known if allowed is None else self._known & set(allowed)
            if len(known) <= count:
                return tuple(sorted(known))
            if details.activity is Activity.DESK:
                return self._near(desk_place(details.text, details.place, home), known, count)
        asked = self._relevance.prepare(details, role)
        shared = self._by_words(asked, None if allowed is None else known, count)
        if asked.vectors is None:
            return tuple(shared[:count])
        meant = self._by_meaning(asked, offering, allowed, count)
        first = shared[: int(count * _BY_WORDS)]
        return tuple(dict.fromkeys([*meant[: count - len(first)], *first, *meant, *shared]))[:count]

    def _by_words(self, asked: Prepared, known: set[int] | None, count: int) -> list[int]:
        weight = self._relevance.knowledge.weights.of
        if known is None:
            return self._postings.nearest(asked.bag.counts, weight, count)
        found = self._postings.nearest(asked.bag.counts, weight, len(self._postings))
        return [listing_id for listing_id in found if listing_id in known][:count]

    def _by_meaning(self, asked: Prepared, offering: bool, allowed: Collection[int] | None, count: int) -> list[int]:
        assert asked.vectors is not None
        row = asked.vectors[0]
        if asked.reach is not None:
            there = asked.reach.back(row) if offering else asked.reach.asked(row[None, :])[0]
            row = row + _REACH * there
        return [listing_id for listing_id, _ in self._index.nearest(row, asked.lit, count, allowed)]

    def _near(self, here: str, known: Collection[int], count: int) -> tuple[int, ...]:
        """Desks within reach, the nearest first."""
        far = {place: places.distance_km(here, place) for place in set(self._desks.values())}
        near = [
            (distance, listing_id)
            for listing_id, place in self._desks.items()
            if (distance := far[place]) is not None and distance <= places.NEAR_KM and listing_id in known
        ]
        return tuple(listing_id for _, listing_id in sorted(near)[:count])
