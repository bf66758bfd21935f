"""A message as word pieces: its words and marks where they stand, each cut into the longest pieces that are known.

This is WordPiece as MiniLM was trained with it (lower case, no accents), over a smaller list of pieces.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parent / "data" / "pieces.txt"
NEWLINE: Final = "[newline]"
PADDING, UNKNOWN, BEGIN, HIDDEN = "[PAD]", "[UNK]", "[CLS]", "[MASK]"
_WORD: Final = re.compile(r"[^\W_]+|\n|[^\w\s]|_")
_LONGEST_WORD: Final = 40
_WHOLE: Final = {"\n": NEWLINE, HIDDEN: HIDDEN}
_ALIKE: Final = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "“": '"', "”": '"'})


@dataclass(frozen=True, slots=True)
class Word:
    """Characters `start` to `end` of a text: a word, a figure, one mark or a line's end."""

    start: int
    end: int
    text: str


def words(text: str) -> tuple[Word, ...]:
    """The text's words and marks in order."""
    return tuple(Word(found.start(), found.end(), found.group()) for found in _WORD.finditer(text))


def folded(word: str) -> str:
    """Lower case without accents, with plain quotation marks and dashes."""
    word = word.lower().translate(_ALIKE)
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")


def shape(word: str) -> int:
    """0 small letters and marks, 1 a figure, 2 a capital first, 3 capitals: the pieces themselves are all small."""
    if word[0].isdigit():
        return 1
    if len(word) > 1 and word.isupper():
        return 3
    return 2 if word[0].isupper() else 0


SHAPES: Final = 4


def cut(word: str, known: Mapping[str, int]) -> list[str]:
    """The longest known pieces that make up a folded word, from its start; `[UNK]` if none do."""
    found = []
    at = 0
    while at < len(word) <= _LONGEST_WORD:
        mark = "##" if at else ""
        end = next((end for end in range(len(word), at, -1) if mark + word[at:end] in known), None)
        if end is None:
            return [UNKNOWN]
        found.append(mark + word[at:end])
        at = end
    return found or [UNKNOWN]


class Pieces:
    """The known pieces and their numbers."""

    def __init__(self, names: Sequence[str]) -> None:
        self.index: Mapping[str, int] = {name: n for n, name in enumerate(names)}
        self.of = lru_cache(maxsize=8192)(self._of)

    def _of(self, word: str) -> tuple[int, ...]:
        if word in _WHOLE:
            return (self.index[_WHOLE[word]],)
        return tuple(self.index[piece] for piece in cut(folded(word), self.index))


@lru_cache(maxsize=1)
def pieces() -> Pieces:
    """The packaged list."""
    return Pieces(FILE.read_text("utf-8").split("\n"))
