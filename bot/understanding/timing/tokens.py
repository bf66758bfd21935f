"""Cuts a message into words, figures and marks, each knowing where it stood.

Anything that only looks like a time (a reference such as S106, a sum of money, a financial year, a link) becomes
one opaque token here, so that no rule can ever read a date into a part of it.
"""

import datetime as dt
import re
from collections.abc import Iterator
from copy import copy
from functools import lru_cache
from itertools import islice
from typing import Final, Literal, NamedTuple

from bot.model.when import Day, Part
from bot.understanding.timing.vocabulary import (
    DASHES,
    DAY_NAMES,
    MERIDIEM,
    MONTH_NAMES,
    NEAR,
    NUMBER_WORDS,
    PART_NAMES,
    PLURAL_DAYS,
    SUFFIXES,
    TIMELY,
    UNIT_NAMES,
    canonical,
)

Kind = Literal["word", "number", "clock", "date", "slash", "opaque", "mark", "end"]
Aim = Literal["ask", "spell", "new time", "digest", "called off"]
"""What the reader wants: when something could happen, how long to pause, the time something is moved to, how often to
send a summary, or the time of what is called off."""

LONGEST_READ: Final = 4_000
"""Characters read of one message: Slack's own limit for a message's text; the rest is ignored."""

MOST_WORDS: Final = 1_200
"""Words and marks read of one message: half as many again as that many characters of prose hold."""

_LEXEME: Final = re.compile(
    r"""
    (?P<link>https?://\S+)
  | (?P<money>[£$€]\s?\d[\d,.]*[a-z]*)
  | (?P<iso>\d{4}-\d{2}-\d{2}(?!\d))
  | (?P<dmy>\d{1,2}[/.]\d{1,2}[/.](?:20\d{2}|\d{2})(?![\d:])|\d{1,2}-\d{1,2}-20\d{2}(?!\d))
  | (?P<years>(?:19|20)\d\d[/–-](?:(?:19|20)\d\d|\d\d)(?![\d:]))
  | (?P<slash>\d{1,4}/\d{1,4}(?![\d/]))
  | (?P<clock>\d{1,2}:\d{2}(?![\d:]))
  | (?P<number>\d+(?:\.\d+)?|(?<![\w.])\.\d+(?=\s?(?:day|hour|hr)))(?P<vulgar>[½¼¾]?)(?P<suffix>[^\W\d_]*)
  | (?P<fraction>[½¼¾])
  | (?P<short>w/c|w/b|w/e|wk/c|p/w|p/m|[ap]\.\s?m\b\.?|w\.c\.?(?=\s))
  | (?P<code>[^\W\d_]+\d[^\W_]*)
  | (?P<word>\bo[ ]?clock\b|'?[^\W\d_]+(?:['’][^\W\d_]+)*)['’]?
  | (?P<mark>\n|[^\s\w]|_)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ALWAYS_TIMELY: Final = frozenset({"clock", "date", "slash"})
_DIMENSIONS: Final = frozenset({2, 3, 4})
"""With a "d" of films and drawings; "1d" and "0.5d" are days."""
_VULGAR: Final = {"½": 0.5, "¼": 0.25, "¾": 0.75}


class Token(NamedTuple):
    """One word, figure or mark. `number` is its value; `gap` says that a space stood before it.

    A named tuple: a message has dozens, and a frozen dataclass takes five times as long to make.
    """

    word: str
    start: int
    end: int
    kind: Kind
    gap: bool = True
    number: float | None = None
    ordinal: bool = False
    capital: bool = False
    possessive: bool = False
    day: Day | None = None
    plural: bool = False
    month: int | None = None
    part: Part | None = None
    unit: str | None = None

    @property
    def whole(self) -> int | None:
        """The value of a plain whole number, else None."""
        return int(self.number) if self.number is not None and self.number == int(self.number) else None

    @property
    def timely(self) -> bool:
        """The kind of word, figure or name that a phrase about time turns on."""
        return bool(
            self.number is not None or self.day or self.month or self.part or self.unit or self.kind in _ALWAYS_TIMELY
            or self.word in TIMELY or self.word in MERIDIEM
        )  # fmt: skip

    @property
    def dash(self) -> bool:
        return self.kind == "mark" and self.word in DASHES

    @property
    def meridiem(self) -> Part | None:
        return MERIDIEM.get(self.word)


END: Final = Token("", 0, 0, "end")
_PADDING: Final = 12


class Words:
    """The tokens of one message, the day it was typed on, and what is being looked for.

    Indexing never fails: before the first and after the last token stands `END`.
    """

    def __init__(self, text: str, today: dt.date, aim: Aim = "ask") -> None:
        self.text = text[:LONGEST_READ]
        self.today = today
        self.aim: Aim = aim
        self._set(tuple(islice(_tokens(self.text), MOST_WORDS)))

    def _set(self, tokens: tuple[Token, ...]) -> None:
        self._count = len(tokens)
        self._near = _near(tokens)
        self._padded = tokens + (END,) * _PADDING  # so that -1, before the first, is an END too

    def promising(self, index: int) -> bool:
        """A phrase about time could begin here: a word that it would turn on is near."""
        return self._near[index]

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> Token:
        try:
            return self._padded[index]
        except IndexError:
            return END

    def phrase(self, index: int, *words: str) -> int | None:
        """The index after these very words, if they stand here."""
        for word in words:
            if self[index].word != word:
                return None
            index += 1
        return index

    def upto(self, index: int) -> "Words":
        """The same words, but ending before this index."""
        shorter = copy(self)
        shorter._set(self._padded[:index])
        return shorter


def _near(tokens: tuple[Token, ...]) -> list[bool]:
    near, ahead = [False] * len(tokens), NEAR
    for index in range(len(tokens) - 1, -1, -1):
        ahead = 0 if tokens[index].timely else ahead + 1
        near[index] = ahead < NEAR
    return near


def _tokens(text: str) -> Iterator[Token]:
    last_end = -1
    for found in _LEXEME.finditer(text):
        gap = found.start() != last_end
        last_end = found.end()
        kind = found.lastgroup
        if found["number"] is not None:
            yield from _number(found, gap)
        elif kind == "word":
            yield _word(found["word"], found.start(), found.end("word"), gap)
        else:
            yield _other(found, kind or "mark", gap)


def _number(found: re.Match[str], gap: bool) -> Iterator[Token]:
    figures, suffix = found["number"], found["suffix"].lower()
    figures = f"0{figures}" if figures.startswith(".") else figures
    start, end = found.start(), found.end("vulgar")
    if canonical(found[0].lower()) != found[0].lower():  # "2moro"
        yield _word(found[0], start, found.end(), gap)
        return
    if len(figures) > 6:
        yield Token(found[0], start, found.end(), "opaque", gap)
        return
    value = float(figures) + _VULGAR.get(found["vulgar"], 0)
    if suffix in ("st", "nd", "rd", "th"):
        yield Token(figures, start, found.end(), "number", gap, value, ordinal=True)
    elif not suffix:
        yield Token(figures, start, end, "number", gap, value)
    elif suffix in SUFFIXES or (suffix == "d" and value not in _DIMENSIONS):
        yield Token(figures, start, end, "number", gap, value)
        yield _word(found["suffix"], end, found.end(), gap=False)
    else:
        yield Token(found[0], start, found.end(), "opaque", gap)


class _Meaning(NamedTuple):
    """What a word says wherever it stands: the part of its token that can be kept."""

    word: str
    number: float | None
    possessive: bool
    day: Day | None
    plural: bool
    month: int | None
    part: Part | None
    unit: str | None


@lru_cache(maxsize=4096)
def _meaning(raw: str) -> _Meaning:
    """Of a word in small letters."""
    word = raw.replace("’", "'")
    possessive = word.endswith("'s")
    word = canonical(word.removesuffix("'s"))
    number = NUMBER_WORDS.get(word)
    return _Meaning(
        word,
        float(number) if number else None,
        possessive,
        DAY_NAMES.get(word),
        word in PLURAL_DAYS or (word in PART_NAMES and word.endswith("s")),
        MONTH_NAMES.get(word),
        PART_NAMES.get(word),
        UNIT_NAMES.get(word),
    )


def _word(raw: str, start: int, end: int, gap: bool) -> Token:
    word, number, possessive, day, plural, month, part, unit = _meaning(raw.lower())
    capital = raw[0].isupper()
    return Token(word, start, end, "word", gap, number, False, capital, possessive, day, plural, month, part, unit)


def _other(found: re.Match[str], group: str, gap: bool) -> Token:
    raw = found[0]
    start, end = found.span()
    match group:
        case "iso" | "dmy":
            return Token(raw, start, end, "date", gap)
        case "slash":
            return Token(raw, start, end, "slash", gap)
        case "clock":
            return Token(raw, start, end, "clock", gap)
        case "fraction":
            return Token(raw, start, end, "number", gap, _VULGAR[raw])
        case "short":
            return Token(re.sub(r"\s", "", raw.lower()).removesuffix("."), start, end, "word", gap)
        case "mark":
            return Token(raw, start, end, "mark", gap)
        case "code" if canonical(raw.lower()) != raw.lower():  # "b4"
            return _word(raw, start, end, gap)
        case "code":
            return Token(raw.lower(), start, end, "opaque", gap)
        case _:
            return Token(raw, start, end, "opaque", gap)
