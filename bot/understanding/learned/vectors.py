"""What a word is like: a short vector for each common English word, so that "rota" is near "timetable".

Each is the sentence encoder's (MiniLM, Apache-2.0) reading of the word alone, reduced to its 64 main directions
(principal components over 21,764 words) and kept in eight bits; here they are only looked up.
"""

from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

FILE: Final = Path(__file__).parent / "data" / "vectors.npz"
Vector = NDArray[np.float32]

WIDTH: Final = 64
"""Numbers in a vector."""


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, int], NDArray[np.float32]]:
    with np.load(FILE) as stored:
        words = bytes(stored["words"]).decode().split("\n")
        vectors = stored["vectors"].astype(np.float32) * (stored["scale"].astype(np.float32) / 127)
    return {word: n for n, word in enumerate(words)}, np.vstack([vectors, np.zeros((1, vectors.shape[1]), np.float32)])


@lru_cache(maxsize=8192)
def vector(word: str) -> Vector:
    """The vector of a word in lower case; for an unknown one its stem's or its parts', else zeros."""
    known, table = _table()
    found = known.get(word)
    rows = (found,) if found is not None else _rows(word) or (-1,)
    mean: Vector = table[list(rows)].mean(axis=0)
    return mean


def nowhere() -> Vector:
    """What is like nothing: zeros."""
    return np.zeros(WIDTH, dtype=np.float32)


def _rows(word: str) -> tuple[int, ...]:
    known, _ = _table()
    for suffix in ("'s", "s", "es", "ing", "ed", "er", "d", "ly"):
        if word.endswith(suffix) and word[: -len(suffix)] in known:
            return (known[word[: -len(suffix)]],)
    parts = [p for p in word.replace("/", "-").replace("'", "-").replace(".", "-").replace("&", "-").split("-") if p]
    if len(parts) > 1:
        return tuple(known[p] for p in parts if p in known)
    return ()
