"""All listings' vectors in memory, searched exactly: which few hundred of a hundred thousand are worth comparing.

Rows are float32 in blocks, so that growing copies nothing: 1.5 kB a listing for its meaning and 72 bytes for its
subjects. Measured against approximate indexes, which with a filter that keeps few rows return too few of them, an
exact product is both right and fast enough. What is kept between starts is `pack`ed into the listing's own row.
"""

import struct
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from threading import RLock

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

WIDTH = 384
_BLOCK = 8192
_SUBJECTS = 12
_MEANING, _SHARED = 0.65, 0.35
"""The blend of `relevance`, without the parts that need the words."""

_HEADER = struct.Struct("<4s24sHH")
_MAGIC = b"IYS1"


@dataclass(frozen=True)
class Vectors:
    """What is stored of one listing's text: float32 [passages, 384], the whole text first, and its profile, float32
    [subjects], as `relevance.Prepared` has them."""

    rows: Floats
    profile: Floats


def pack(vectors: Vectors, version: str) -> bytes:
    """Bytes for a column of the listing's row: half precision, about 800 bytes a passage. `version` names the
    encoder and the subjects they were made with, at most 24 characters."""
    numbers = np.flatnonzero(vectors.profile).astype("<u2")
    head = _HEADER.pack(_MAGIC, version.encode("ascii"), len(vectors.rows), len(numbers))
    weights = vectors.profile[numbers].astype("<f2")
    return b"".join((head, vectors.rows.astype("<f2").tobytes(), numbers.tobytes(), weights.tobytes()))


def unpack(packed: bytes, version: str, subjects: int) -> Vectors | None:
    """The inverse of `pack`, or None when the bytes are of another version, damaged or empty: work them out again."""
    if len(packed) < _HEADER.size:
        return None
    magic, made_with, passages, kept = _HEADER.unpack_from(packed)
    if magic != _MAGIC or made_with.rstrip(b"\0") != version.encode("ascii"):
        return None
    if len(packed) != _HEADER.size + passages * WIDTH * 2 + kept * 4 or passages == 0:
        return None
    at = _HEADER.size
    rows = np.frombuffer(packed, "<f2", passages * WIDTH, at).astype(np.float32).reshape(passages, WIDTH)
    at += passages * WIDTH * 2
    numbers = np.frombuffer(packed, "<u2", kept, at)
    if kept and int(numbers.max()) >= subjects:
        return None
    profile = np.zeros(subjects, dtype=np.float32)
    profile[numbers] = np.frombuffer(packed, "<f2", kept, at + kept * 2)
    return Vectors(rows, profile)


class VectorIndex:
    """Listings by meaning and subject. Safe to use from several threads; a change costs microseconds."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}
        self._ids: list[int] = []
        self._blocks: list[Floats] = []
        self._numbers: list[NDArray[np.uint16]] = []
        self._weights: list[Floats] = []
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, listing_id: int) -> bool:
        return listing_id in self._rows

    def put(self, listing_id: int, vectors: Vectors) -> None:
        """Add a listing, or replace what was known of it."""
        with self._lock:
            row = self._rows.get(listing_id)
            if row is None:
                row = len(self._ids)
                if row == len(self._blocks) * _BLOCK:
                    self._blocks.append(np.zeros((_BLOCK, WIDTH), dtype=np.float32))
                    self._numbers.append(np.zeros((_BLOCK, _SUBJECTS), dtype=np.uint16))
                    self._weights.append(np.zeros((_BLOCK, _SUBJECTS), dtype=np.float32))
                self._rows[listing_id] = row
                self._ids.append(listing_id)
            block, at = divmod(row, _BLOCK)
            best = np.argsort(-vectors.profile, kind="stable")[:_SUBJECTS]
            self._blocks[block][at] = vectors.rows[0]
            self._numbers[block][at] = 0
            self._weights[block][at] = 0
            self._numbers[block][at, : len(best)] = best
            self._weights[block][at, : len(best)] = vectors.profile[best]

    def remove(self, listing_id: int) -> None:
        """Forget a listing; one that is not there is no fault. The last row moves into its place."""
        with self._lock:
            row = self._rows.pop(listing_id, None)
            if row is None:
                return
            last_id = self._ids.pop()
            last = len(self._ids)
            if row != last:
                (to, at), (of, at_last) = divmod(row, _BLOCK), divmod(last, _BLOCK)
                for store in (self._blocks, self._numbers, self._weights):
                    store[to][at] = store[of][at_last]
                self._ids[row] = last_id
                self._rows[last_id] = row
            if len(self._ids) <= (len(self._blocks) - 1) * _BLOCK:
                for store in (self._blocks, self._numbers, self._weights):
                    store.pop()

    def nearest(
        self, row: Floats, subjects: Floats, count: int, allowed: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """The `count` listings most like a text, best first, ties by id: (listing id, score).

        `row` is the text's first vector and `subjects` its profile with neighbours lit (`Knowledge.seen_from`);
        `allowed` restricts the search to those ids, unknown ones being passed over.
        """
        with self._lock:
            if not self._ids or count < 1:
                return []
            if allowed is None:
                ids: Sequence[int] = self._ids
                scores = np.concatenate([self._score(n, row, subjects) for n in range(len(self._blocks))])[: len(ids)]
            else:
                ids = sorted(listing_id for listing_id in set(allowed) if listing_id in self._rows)
                scores = self._score_some([self._rows[listing_id] for listing_id in ids], row, subjects)
            if len(ids) == 0:
                return []
            kept = min(count, len(ids))
            edge = np.partition(scores, len(ids) - kept)[len(ids) - kept]
            near = np.flatnonzero(scores >= edge).tolist()
            best = sorted(((float(scores[n]), ids[n]) for n in near), key=_best_first)
        return [(listing_id, score) for score, listing_id in best[:kept]]

    def _score(self, block: int, row: Floats, subjects: Floats) -> Floats:
        shared = np.einsum("ns,ns->n", self._weights[block], subjects[self._numbers[block]])
        scores: Floats = _MEANING * (self._blocks[block] @ row) + _SHARED * shared
        return scores

    def _score_some(self, rows: list[int], row: Floats, subjects: Floats) -> Floats:
        where = np.array(rows, dtype=np.int64)
        scores = np.zeros(len(rows), dtype=np.float32)
        for block in range(len(self._blocks)):
            here = np.flatnonzero(where // _BLOCK == block)
            at = where[here] % _BLOCK
            shared = np.einsum("ns,ns->n", self._weights[block][at], subjects[self._numbers[block][at]])
            scores[here] = _MEANING * (self._blocks[block][at] @ row) + _SHARED * shared
        return scores


def _best_first(entry: tuple[float, int]) -> tuple[float, int]:
    score, listing_id = entry
    return -score, listing_id
