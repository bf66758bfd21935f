"""Which listings share words with a text: an inverted index, for what meaning misses and for when there is no model.

Each stem keeps the rows that use it, four bytes each. A removed listing leaves its row behind until the rows are
moved together; its owner asks for nothing that is gone.
"""

from array import array
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from bot.matching.kept import Floats

_COMMON = 20_000
"""Listings that use a stem beyond which it is too common to tell one from another."""


class Postings:
    """Listings by stem. A listing is known here by its row, which its owner gives it."""

    def __init__(self) -> None:
        self._using: dict[str, array[int]] = {}

    def put(self, row: int, stems: Iterable[str]) -> None:
        """A new row uses these."""
        for stem in set(stems):
            self._using.setdefault(stem, array("I")).append(row)

    def keep(self, rows: NDArray[np.int64], count: int) -> None:
        """Of the first `count` rows forget all but these, which move together."""
        now = np.full(count, -1, dtype=np.int64)
        now[rows] = np.arange(len(rows))
        moved = {stem: now[np.frombuffer(using, dtype=np.uint32)] for stem, using in self._using.items()}
        self._using = {stem: array("I", rows[rows >= 0].astype(np.uint32).tobytes()) for stem, rows in moved.items()}

    def scores(self, count: int, stems: Iterable[str], weight: Callable[[str], float]) -> Floats:
        """How weighty the stems are that each of the first `count` rows shares: float32 [count]."""
        scores = np.zeros(count, dtype=np.float32)
        for stem in set(stems):
            using = self._using.get(stem)
            if using is not None and (len(using) <= _COMMON or count <= 2 * _COMMON):
                scores[np.array(using, dtype=np.uint32)] += np.float32(weight(stem))
        return scores
