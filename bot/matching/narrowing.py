"""From every open listing to the few hundred worth comparing in full, in milliseconds.

What must hold comes first (`columns`, and the place); then by meaning and subject where there is a model, by shared
words with or without one, and by place for a desk. Kept in step as listings come and go; nothing is lost when it is
forgotten, because it is worked out again. What only a query can tell (who was asked before, whether there is room) is
left to the query: `nearest` gives more when asked for more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import RLock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching import places
from bot.matching.columns import Columns, Limits, Standing, widened
from bot.matching.constraints import desk_place, said_place
from bot.matching.kept import Floats
from bot.matching.postings import Postings
from bot.matching.relevance import Prepared, Relevance, Said
from bot.matching.vectors import Rows, Seen, VectorIndex
from bot.model.listings import Activity, Details

ENOUGH = 80
"""Listings compared in full, which costs a twentieth of a millisecond each."""

_BY_WORDS = 0.25
"""The share of them that the shared words choose; the rest is chosen by meaning."""

_REACH = 0.5
"""How much of the asked-for meaning goes where the offers that would answer it lie (see `reaching`)."""

_FIRST = 1024
_GARBAGE = 0.25
"""The share of rows nobody uses any more at which those in use are moved together."""


class Worded(NamedTuple):
    """What a listing said when its row had been written `revision` times, and whose role it is read with."""

    listing_id: int
    said: Said
    role: str = ""
    revision: int = 0


class Asker(NamedTuple):
    """Who asks: with which role if it tells what for, from where, and whether what they say is what they offer.

    `anywhere` says that no place is too far.
    """

    role: str = ""
    home: str = ""
    offering: bool = False
    anywhere: bool = False


@dataclass(frozen=True)
class Likeliest:
    """The likeliest listings by their ids, of which one may take some and, if these do not do, more: how many there are
    within the limits, every one of them if they are few, and the best by meaning and by shared words."""

    within: int
    every: Sequence[int] = ()
    meant: Sequence[int] = ()
    shared: Sequence[int] = ()

    def first(self, count: int) -> tuple[int, ...]:
        """At most so many, the likeliest first; in rising order if they are not more."""
        if self.within <= count:
            return tuple(self.every)
        worded = self.shared[: int(count * _BY_WORDS)]
        first = [*self.meant[: count - len(worded)], *worded, *self.meant, *self.shared]
        return tuple(dict.fromkeys(first))[:count]


class Narrowing:
    """The open listings of one side. Safe to use from several threads."""

    def __init__(self, relevance: Relevance) -> None:
        self._relevance = relevance
        self._row: dict[int, int] = {}
        self._ids: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._count = 0
        self._columns = Columns()
        self._index = VectorIndex()
        self._postings = Postings()
        self._place: NDArray[np.int32] = np.zeros(0, dtype=np.int32)
        self._places: dict[tuple[bool, str], int] = {}
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self._row)

    def __contains__(self, listing_id: int) -> bool:
        return listing_id in self._row

    def ids(self) -> frozenset[int]:
        """All that it knows."""
        with self._lock:
            return frozenset(self._row)

    def revisions(self) -> tuple[Rows, Rows]:
        """The ids of all that it knows, in no order, and how often each had been written when it was put here."""
        with self._lock:
            rows = self._columns.present(self._count)
            return self._ids[rows], self._columns.revisions(rows).astype(np.int64)

    def unread(self) -> tuple[int, ...]:
        """Those whose meaning it does not know yet, in rising order."""
        with self._lock:
            rows = self._columns.present(self._count)
            unread = self._index.upto(self._count).unknown(rows)
            return tuple(sorted(self._ids[unread].tolist()))

    def put(
        self, listing_id: int, details: Details, role: str = "", stored: bytes = b"", standing: Standing | None = None
    ) -> None:
        """Add a listing or what it says now. `stored` is what `Relevance.stored` made of the same words; without it
        the listing is found by its words alone until it is `read`."""
        standing = standing or Standing()
        kept = self._relevance.of_stored(stored, details, role)
        stems = (kept.bag if kept else self._relevance.bag(details, role)).stems
        with self._lock:
            self.remove(listing_id)
            row = self._new_row(listing_id)
            self._postings.put(row, stems)
            self._columns.put(row, details, standing)
            self._place[row] = self._numbered(details, standing.home)
            if kept is not None:
                self._index.put(row, kept)

    def read(self, listings: Sequence[Worded]) -> list[bytes]:
        """Work out what listings mean, and return what to store of each; nothing while there is no model. One that says
        something else meanwhile keeps what it was given then."""
        kept = self._relevance.kept_of_all([(one.said, one.role) for one in listings])
        if kept is None:
            return []
        with self._lock:
            for one, meant in zip(listings, kept, strict=True):
                row = self._row.get(one.listing_id)
                if row is not None and self._columns.revisions(np.array([row])).item() == one.revision:
                    self._index.put(row, meant)
        return [self._relevance.packed(meant, one.said, one.role) for one, meant in zip(listings, kept, strict=True)]

    def remove(self, listing_id: int) -> None:
        """Forget a listing that is no longer open; one that is not there is no fault."""
        with self._lock:
            row = self._row.pop(listing_id, None)
            if row is not None:
                self._columns.remove(row)
                self._index.remove(row)
                self._ids[row] = -1

    def nearest(
        self, details: Details, limits: Limits | None = None, count: int = ENOUGH, *, asker: Asker | None = None
    ) -> tuple[int, ...]:
        """At most `count` ids within the limits, the likeliest first; in rising order if all are few enough."""
        return self.likeliest(details, limits, count, count, asker=asker).first(count)

    def likeliest(
        self,
        details: Details,
        limits: Limits | None = None,
        fewest: int = ENOUGH,
        most: int = ENOUGH,
        *,
        asker: Asker | None = None,
    ) -> "Likeliest":
        """The same for whoever may want more than the `fewest`: nearly all the work is done once, for up to `most`."""
        asker = asker or Asker()
        with self._lock:
            within = self._within(details, limits, anywhere=asker.anywhere)
            if len(within) <= fewest:
                return Likeliest(len(within), self._every(within, most))
            if details.activity is Activity.DESK:
                here = desk_place(details.text, details.place, asker.home)
                near = self._near(here, within, most, anywhere=asker.anywhere)
                return Likeliest(len(within), self._every(within, most), near)
        asked = self._relevance.prepare(details, asker.role)
        with self._lock:  # what was moved together meanwhile has other rows
            within = self._within(details, limits, anywhere=asker.anywhere)
            ids, seen, every = self._ids, self._index.upto(self._count), self._every(within, most)
            by_words = self._postings.scores(self._count, asked.kept.bag.counts, self._relevance.knowledge.weights.of)
        worded = within[by_words[within] > 0]
        shared = _best(ids[worded], by_words[worded], most)
        meant = [] if asked.vectors is None else _by_meaning(asked, asker.offering, seen, within, ids, most)
        return Likeliest(len(within), every, meant, shared)

    def _every(self, within: Rows, most: int) -> list[int]:
        """The ids of these rows in rising order, if they are not more than `most`."""
        every: list[int] = np.sort(self._ids[within]).tolist() if len(within) <= most else []
        return every

    def _within(self, details: Details, limits: Limits | None, *, anywhere: bool) -> Rows:
        """The rows that the limits let pass, without those too far away."""
        within = self._columns.allowed(limits or Limits(), self._count)
        here = "" if anywhere or details.activity is Activity.DESK else said_place(details)
        if not here:
            return within
        near = np.ones(len(self._places) + 1, dtype=np.bool_)  # the last, which -1 finds, is of those who named none
        for (desk, place), number in self._places.items():
            near[number] = desk or places.within_reach(here, place)
        return within[near[self._place[within]]]

    def _near(self, here: str, within: Rows, count: int, *, anywhere: bool) -> list[int]:
        """Desks within reach, or known to be somewhere, the nearest first."""
        far = np.full(len(self._places) + 1, np.inf)  # the last, which -1 finds, is no desk's
        for (desk, place), number in self._places.items():
            distance = places.distance_km(here, place) if desk else None
            if distance is not None and (anywhere or distance <= places.NEAR_KM):
                far[number] = distance
        away = far[self._place[within]]
        near = np.isfinite(away)
        return _best(self._ids[within[near]], -away[near].astype(np.float32), count)

    def _numbered(self, details: Details, home: str) -> int:
        """The number of the place that a listing holds others to; -1 if it holds them to none."""
        desk = details.activity is Activity.DESK
        place = desk_place(details.text, details.place, home) if desk else said_place(details)
        return self._places.setdefault((desk, place), len(self._places)) if place or desk else -1

    def _new_row(self, listing_id: int) -> int:
        if self._count - len(self._row) > max(_FIRST, _GARBAGE * self._count):
            self._move_together()
        if self._count == len(self._ids):
            capacity = max(_FIRST, self._count + self._count // 4)
            self._ids, self._place = widened(self._ids, capacity), widened(self._place, capacity)
            self._columns.grow(capacity)
            self._index.grow(capacity)
        row = self._count
        self._count += 1
        self._row[listing_id], self._ids[row] = row, listing_id
        return row

    def _move_together(self) -> None:
        rows = self._columns.present(self._count)
        self._ids, self._place = self._ids[rows], self._place[rows]
        self._columns.keep(rows)
        self._index.keep(rows)
        self._postings.keep(rows, self._count)
        self._count = len(rows)
        self._row = {listing_id: row for row, listing_id in enumerate(self._ids.tolist())}


def _by_meaning(asked: Prepared, offering: bool, seen: Seen, within: Rows, ids: Rows, count: int) -> list[int]:
    assert asked.vectors is not None
    row = asked.vectors[0]
    if asked.reach is not None:
        there = asked.reach.back(row) if offering else asked.reach.asked(row[None, :])[0]
        row = row + np.float32(_REACH) * there
    read = seen.known(within)
    return _best(ids[read], seen.scores(read, row, asked.lit), count)


def _best(ids: Rows, scores: Floats, count: int) -> list[int]:
    """The ids with the best scores, best first, ties by id."""
    if len(ids) > count:
        edge = np.partition(scores, len(ids) - count)[len(ids) - count]
        high = scores >= edge
        ids, scores = ids[high], scores[high]
    best: list[int] = ids[np.lexsort((ids, -scores))][:count].tolist()
    return best
