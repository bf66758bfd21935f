"""What is kept of a listing's text between starts, packed into its own row: its meaning, its subjects, its words.

To read a text with the model takes milliseconds and to find its words a tenth of one; to unpack them takes neither, so
that a hundred thousand listings are known again a few seconds after a start.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

WIDTH = 384
_HEADER = struct.Struct("<4s24sHHIf")
_MAGIC = b"IYS2"


@dataclass(frozen=True)
class Kept:
    """`rows` are unit vectors, float32 [passages, 384], the whole text first. `subjects` are the numbers of those it
    touches, uint16, and `weights` how much it touches each, float32. `stems` and `norm` are its `lexical.Bag`."""

    rows: Floats
    subjects: NDArray[np.uint16]
    weights: Floats
    stems: tuple[str, ...] = ()
    norm: float = 0.0


def of_profile(rows: Floats, profile: Floats, stems: Sequence[str] = (), norm: float = 0.0) -> Kept:
    """From a profile over all subjects."""
    subjects = np.flatnonzero(profile).astype(np.uint16)
    return Kept(rows, subjects, profile[subjects], tuple(stems), norm)


def pack(kept: Kept, mark: str) -> bytes:
    """Bytes for a column of the listing's row: half precision, about 800 bytes a passage. `mark` names the encoder,
    the subjects and the words they were made of, at most 24 characters."""
    words = " ".join(kept.stems).encode()
    head = _HEADER.pack(
        _MAGIC, mark.encode("ascii"), len(kept.rows), len(kept.subjects), len(words), np.float32(kept.norm)
    )
    numbers, weights = kept.subjects.astype("<u2"), kept.weights.astype("<f2")
    return b"".join((head, kept.rows.astype("<f2").tobytes(), numbers.tobytes(), weights.tobytes(), words))


def unpack(packed: bytes, mark: str, subjects: int) -> Kept | None:
    """The inverse of `pack`, or None when the bytes are of another mark, damaged or empty: work them out again.

    `subjects` is how many there are.
    """
    if len(packed) < _HEADER.size:
        return None
    magic, made_of, passages, touched, words, norm = _HEADER.unpack_from(packed)
    if magic != _MAGIC or made_of.rstrip(b"\0") != mark.encode("ascii") or passages == 0:
        return None
    of_rows, of_subjects = passages * WIDTH * 2, touched * 2
    if len(packed) != _HEADER.size + of_rows + 2 * of_subjects + words:
        return None
    at = _HEADER.size
    rows = np.frombuffer(packed, "<f2", passages * WIDTH, at).astype(np.float32).reshape(passages, WIDTH)
    numbers = np.frombuffer(packed, "<u2", touched, at + of_rows)
    if touched and int(numbers.max()) >= subjects:
        return None
    weights = np.frombuffer(packed, "<f2", touched, at + of_rows + of_subjects).astype(np.float32)
    stems = packed[len(packed) - words :].decode(errors="replace").split() if words else ()
    return Kept(rows, numbers, weights, tuple(stems), norm)
