"""All listings' vectors in memory, searched exactly: which few hundred of a hundred thousand are worth comparing.

A whole text's vector takes a byte for each of its 384 numbers (`in_bytes`), and a listing's subjects 72 bytes. Measured
against approximate indexes, which with a filter that keeps few rows return too few of them, an exact product is both
right and fast enough.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.columns import widened
from bot.matching.in_bytes import Bytes, in_bytes, products
from bot.matching.kept import WIDTH, Floats, Kept

_SUBJECTS = 12
_MEANING, _SHARED = 0.65, 0.35
"""The blend of `relevance`, without the parts that need the words."""

_FEW = 8
"""Of fewer than one in so many rows the scores are worked out by themselves."""

Rows = NDArray[np.int64]

_HELPER = ThreadPoolExecutor(1, thread_name_prefix="likeness")
"""Does half of the products, for which SimSIMD lets go of the interpreter: they are done in half the time."""


class VectorIndex:
    """Listings by meaning and subject. A listing is known here by its row, which its owner gives it."""

    def __init__(self) -> None:
        self._vectors = np.zeros((0, WIDTH), dtype=np.int8)
        self._scales = np.zeros(0, dtype=np.float32)
        self._subjects = np.zeros((_SUBJECTS, 0), dtype=np.uint16)
        self._weights = np.zeros((_SUBJECTS, 0), dtype=np.float32)

    def grow(self, capacity: int) -> None:
        """Make room for so many rows."""
        self._vectors, self._scales = widened(self._vectors, capacity, 0), widened(self._scales, capacity)
        self._subjects, self._weights = widened(self._subjects, capacity), widened(self._weights, capacity)

    def keep(self, rows: Rows) -> None:
        """Forget all rows but these, which move together."""
        self._vectors, self._scales = self._vectors[rows], self._scales[rows]
        self._subjects, self._weights = self._subjects[:, rows], self._weights[:, rows]

    def put(self, row: int, kept: Kept) -> None:
        """What a listing means now."""
        self._vectors[row], scale = in_bytes(kept.rows[0].astype(np.float32))
        best = slice(None) if len(kept.weights) <= _SUBJECTS else np.argsort(-kept.weights, kind="stable")[:_SUBJECTS]
        weights = kept.weights[best]
        self._weights[:, row], self._subjects[:, row] = 0, 0
        self._weights[: len(weights), row], self._subjects[: len(weights), row] = weights, kept.subjects[best]
        self._scales[row] = scale  # last, because it says that there is something to be found

    def remove(self, row: int) -> None:
        """What it means is not known any more."""
        self._scales[row] = 0

    def upto(self, count: int) -> "Seen":
        """The first `count` rows as they are now; what is moved afterwards is moved elsewhere."""
        return Seen(self._vectors[:count], self._scales[:count], self._subjects[:, :count], self._weights[:, :count])


@dataclass(frozen=True)
class Seen:
    """Some rows of an index, to be looked through while others change it."""

    vectors: Bytes
    scales: Floats
    subjects: NDArray[np.uint16]
    weights: Floats

    def known(self, rows: Rows) -> Rows:
        """Those of the rows that can be found by what they mean."""
        return rows[self.scales[rows] > 0]

    def unknown(self, rows: Rows) -> Rows:
        """The others."""
        return rows[self.scales[rows] <= 0]

    def scores(self, rows: Rows, row: Floats, lit: Floats) -> Floats:
        """How like a text each of these rows is: float32 [rows]. `row` is the text's first vector and `lit` its profile
        with neighbours lit (`Knowledge.seen_from`)."""
        if len(rows) * _FEW < len(self.scales):
            some = Seen(self.vectors[rows], self.scales[rows], self.subjects[:, rows], self.weights[:, rows])
            return some._all(row, lit)
        return self._all(row, lit)[rows]

    def _all(self, row: Floats, lit: Floats) -> Floats:
        alike = np.empty(len(self.scales), dtype=np.float32)
        asked, scale = in_bytes(row)
        worth = _MEANING * float(scale)
        shared = np.float32(_SHARED) * lit
        half = len(alike) // 2
        helped = _HELPER.submit(self._some, asked, worth, shared, alike, 0, half)
        self._some(asked, worth, shared, alike, half, len(alike))
        helped.result()
        return alike

    def _some(self, asked: Bytes, worth: float, shared: Floats, into: Floats, first: int, last: int) -> None:
        """The scores of the rows from `first` to `last`, written where they belong."""
        if first == last:
            return
        scores = into[first:last]
        scores[:] = products(asked[None, :], self.vectors[first:last])[0]
        scores *= np.float32(worth) * self.scales[first:last]
        lit = np.empty_like(scores)
        for subject, weight in zip(self.subjects[:, first:last], self.weights[:, first:last], strict=True):
            np.take(shared, subject, out=lit, mode="clip")  # the other modes look for numbers that are too large first
            lit *= weight
            scores += lit
