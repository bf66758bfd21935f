"""A message as tokens: what was typed, where it stands, and the form under which the models know it.

Times, lengths and figures become placeholders, because what is learned about one Tuesday should hold for every other.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from bot.understanding.times import timing

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’`´\-./&@+_][^\W_]+)*|\n|[^\w\s]|_")
_LENGTH: Final = re.compile(
    r"\b(?:hours?|hrs?|mins?|minutes?|half a day|days?|weeks?|wks?|months?|fortnights?)\b|\dh\b"
)
_REPEAT: Final = re.compile(r"\b(?:every|each|weekly|fortnightly|monthly|daily|a week|a month|a fortnight|per \w+)\b")
_FIGURE: Final = re.compile(r"[0-9]+(?:[.,:][0-9]+)*(?:st|nd|rd|th|k|am|pm)?")
_APOSTROPHE: Final = str.maketrans("’`´", "'''")


@dataclass(frozen=True)
class Token:
    """Characters `start` to `end` of the text. `norm` is lower case; `time` names a stretch about time, else ""."""

    start: int
    end: int
    text: str
    norm: str
    time: str

    @property
    def wordy(self) -> bool:
        """Whether it is a word or a figure and not a mark."""
        return self.norm[0].isalnum() or self.norm[0] == "<"


def tokens(text: str, today: dt.date) -> tuple[Token, ...]:
    """The tokens of a message that has been made plain."""
    spans = [(start, end, _kind(text[start:end].lower())) for start, end in timing(text, today).spans]
    found = []
    at = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        inside = at < len(spans) and spans[at][0] <= start
        norm = match.group().lower().translate(_APOSTROPHE)
        if _FIGURE.fullmatch(norm):
            norm = "<figure>"
        found.append(Token(start, end, match.group(), norm, spans[at][2] if inside else ""))
    return tuple(found)


def _kind(words: str) -> str:
    if _REPEAT.search(words):
        return "<repeat>"
    return "<length>" if _LENGTH.search(words) else "<date>"
