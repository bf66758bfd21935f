"""The weights as a file: written by the training, read once on first use."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.understanding.learned.linear import Chooser, chooser
from bot.understanding.learned.model import Model
from bot.understanding.learned.pointing import Pointer

FILE: Final = Path(__file__).parent / "data" / "weights.npz"
CHOOSERS: Final = ("intents", "several", "cuts", "kinds", "meetings", "returns", "fields")
POINTERS: Final = ("topics", "sites", "values")
_SMALLEST: Final = 2e-3
"""Weights nearer to zero than this are stored as zero: they never decide, and zeros take no room in the file."""


def save(model: Model, file: Path = FILE) -> None:
    """Half-precision weights and the names of their rows."""
    arrays: dict[str, NDArray[Any]] = {}
    for name in (*CHOOSERS, *POINTERS):
        part: Chooser | Pointer = getattr(model, name)
        names, weights = list(part.index), part.weights
        weights = np.where(np.abs(weights) < _SMALLEST, 0, weights)
        used = [n for n in range(len(names)) if weights[n].any() or names[n].startswith("<")]
        arrays[f"{name} names"] = _bytes(names[n] for n in used)
        arrays[f"{name} weights"] = weights[used].astype(np.float16)
        if isinstance(part, Chooser):
            arrays[f"{name} labels"] = _bytes(part.labels)
    with file.open("wb") as handle:
        np.savez_compressed(handle, **arrays)  # type: ignore[arg-type]


def load(file: Path = FILE) -> Model:
    """The model that `save` wrote."""
    with np.load(file) as stored:
        parts: dict[str, Any] = {name: _chooser(stored, name) for name in CHOOSERS}
        parts |= {name: _pointer(stored, name) for name in POINTERS}
    return Model(**parts)


@lru_cache(maxsize=1)
def learned() -> Model:
    """The packaged model; reading it takes a fraction of a second, once."""
    return load()


def _chooser(stored: Mapping[str, NDArray[Any]], name: str) -> Chooser:
    labels, names = _strings(stored[f"{name} labels"]), _strings(stored[f"{name} names"])
    return chooser(labels, names, stored[f"{name} weights"].astype(np.float32))


def _pointer(stored: Mapping[str, NDArray[Any]], name: str) -> Pointer:
    names = _strings(stored[f"{name} names"])
    return Pointer({n: row for row, n in enumerate(names)}, stored[f"{name} weights"].astype(np.float32))


def _bytes(strings: Any) -> NDArray[np.uint8]:
    return np.frombuffer("\x00".join(strings).encode(), dtype=np.uint8)


def _strings(stored: NDArray[np.uint8]) -> list[str]:
    return stored.tobytes().decode().split("\x00")
