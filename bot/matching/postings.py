"""Which listings share words with a text: an inverted index, for what meaning misses and for when there is no model.

Each stem keeps the rows that use it, four bytes each. A removed listing leaves its rows behind until the index is
built again at the next start; nothing finds them.
"""

from array import array
from collections.abc import Callable, Iterable
from threading import RLock

import numpy as np

_COMMON = 20_000
"""Listings that use a stem beyond which it is too common to tell one from another."""


class Postings:
    """Listings by stem. Safe to use from several threads; a change costs microseconds."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}
        self._ids: array[int] = array("q")
        self._using: dict[str, array[int]] = {}
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, listing_id: int, stems: Iterable[str]) -> None:
        """Add a listing, or replace what was known of it."""
        with self._lock:
            self.remove(listing_id)
            row = len(self._ids)
            self._ids.append(listing_id)
            self._rows[listing_id] = row
            for stem in set(stems):
                self._using.setdefault(stem, array("I")).append(row)

    def remove(self, listing_id: int) -> None:
        """Forget a listing; one that is not there is no fault."""
        with self._lock:
            row = self._rows.pop(listing_id, None)
            if row is not None:
                self._ids[row] = -1

    def nearest(self, stems: Iterable[str], weight: Callable[[str], float], count: int) -> list[int]:
        """At most `count` listings that share the weightiest stems, best first, ties by id."""
        with self._lock:
            scores = np.zeros(len(self._ids), dtype=np.float32)
            for stem in set(stems):
                using = self._using.get(stem)
                if using is not None and (len(using) <= _COMMON or len(self._ids) <= 2 * _COMMON):
                    scores[np.frombuffer(using, dtype=np.uint32)] += np.float32(weight(stem))
            ids = np.array(self._ids, dtype=np.int64)
        scores[ids < 0] = 0
        found = np.flatnonzero(scores)
        if len(found) > count:
            edge = np.partition(scores[found], len(found) - count)[len(found) - count]
            found = found[scores[found] >= edge]
        best = sorted(zip((-scores[found]).tolist(), ids[found].tolist(), strict=True))
        return [listing_id for _, listing_id in best[:count]]
