"""What is kept of a listing's text between starts, packed into its own row: its meaning, its subjects, its words.

To read a text with the model takes milliseconds and to find its words a tenth of one; to unpack them takes neither, so
that a hundred thousand listings are known again a few seconds after a start.
"""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.lexical import Bag

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]

WIDTH = 384
_HEADER = struct.Struct("<4s24sHHIf")
_MAGIC = b"IYS3"


@dataclass(frozen=True)
class Kept:
    """What a listing is compared by, in the half precision in which it is stored, so that it scores the same whether
    it was stored or worked out just now.

    `rows` are unit vectors [passages, 384], the whole text first; none where there was no model. `subjects` are the
    numbers of those it touches, uint16, and `weights` how much it touches each. `bag` holds its words.
    """

    rows: Halves
    subjects: NDArray[np.uint16]
    weights: Halves
    bag: Bag


def of_profile(rows: Floats | None, profile: Floats, bag: Bag) -> Kept:
    """From vectors, if there are any, and a profile over all subjects."""
    halves = np.zeros((0, WIDTH), dtype=np.float16) if rows is None else rows.astype(np.float16)
    weights = profile.astype(np.float16)
    subjects = np.flatnonzero(weights).astype(np.uint16)
    return Kept(halves, subjects, weights[subjects], bag)


def pack(kept: Kept, mark: str) -> bytes:
    """Bytes for a column of the listing's row: about 800 bytes a passage. `mark` names the encoder, the subjects and
    the words they were made of, at most 24 characters."""
    words = " ".join(kept.bag.stems).encode()
    head = _HEADER.pack(
        _MAGIC, mark.encode("ascii"), len(kept.rows), len(kept.subjects), len(words), np.float32(kept.bag.norm)
    )
    numbers, weights = kept.subjects.astype("<u2"), kept.weights.astype("<f2")
    return b"".join((head, kept.rows.astype("<f2").tobytes(), numbers.tobytes(), weights.tobytes(), words))


def unpack(packed: bytes, mark: str, subjects: int) -> Kept | None:
    """The inverse of `pack`, or None when the bytes are of another mark, damaged or empty: work them out again.

    `subjects` is how many there are. Nothing is copied: this is done eighty times a search.
    """
    if len(packed) < _HEADER.size:
        return None
    magic, made_of, passages, touched, words, norm = _HEADER.unpack_from(packed)
    if magic != _MAGIC or made_of.rstrip(b"\0") != mark.encode("ascii") or passages == 0:
        return None
    of_rows, of_subjects = passages * WIDTH * 2, touched * 2
    at = _HEADER.size
    if len(packed) != at + of_rows + 2 * of_subjects + words:
        return None
    rows = np.frombuffer(packed, "<f2", passages * WIDTH, at).reshape(passages, WIDTH)
    numbers = np.frombuffer(packed, "<u2", touched, at + of_rows)
    if touched and max(numbers.tolist()) >= subjects:
        return None
    weights = np.frombuffer(packed, "<f2", touched, at + of_rows + of_subjects)
    stems = packed[len(packed) - words :].decode(errors="replace").split() if words else ()
    return Kept(rows, numbers, weights, Bag(tuple(stems), norm))
