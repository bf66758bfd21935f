"""How many of what: "two and a half hours", "a couple of days", "ten minutes". One amount and its unit."""

from typing import Final

from bot.understanding.timing.phrases import Phrases, one_of
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.vocabulary import UNITS, words_of

_MOST: Final = 999
"""Whoever says more of any unit means no time: "leave me alone for 9999 years" has no end in the calendar."""
ADJECTIVES: Final = words_of(
    "full whole working consecutive straight solid good quick clear entire single short brief spare free long odd wee"
)
_VAGUE: Final = one_of("a few|few|several|some|a number of|an odd|the odd|many")
COUPLE: Final = one_of("a couple|couple|a cpl|cpl")
_TENS: Final = frozenset({20, 30, 40, 50})
EXTRAS: Final = Phrases(
    {
        "and a half": 0.5, "- and - a - half": 0.5, "1/2": 0.5,
        "½": 0.5, "and 1/2": 0.5, "and a quarter": 0.25, "& a half": 0.5, "and half": 0.5,
        "and three quarters": 0.75, "3/4": 0.75, "and 3/4": 0.75, "¾": 0.75,
    }
)  # fmt: skip
"""What may follow a number and add a part of one."""


def amount(words: Words, i: int) -> tuple[float | None, int] | None:
    """How many, None if it is vague ("a few"), and the index after."""
    token = words[i]
    if (j := _VAGUE.after(words, i)) is not None:
        return None, j
    couple = (
        words.phrase(i, "a", "couple")
        or words.phrase(i, "couple")
        or words.phrase(i, "a", "cpl")
        or words.phrase(i, "cpl")
    )
    if couple is not None:
        return 2.0, words.phrase(couple, "of") or couple
    if token.word in ("a", "an"):
        return 1.0, i + 1
    if token.number is None or token.ordinal or token.number > _MOST:
        return None
    number, i = token.number, i + 1
    i = i + 1 if words[i].word == "ish" and not words[i].gap else i
    spelt = i if not words[i].dash else i + 1
    if number in _TENS and token.kind == "word" and words[spelt].kind == "word" and words[spelt].whole in range(1, 10):
        number, i = number + (words[spelt].number or 0), spelt + 1
    if (extra := EXTRAS.at(words, i)) is not None:
        return number + extra[0], extra[1]
    return number, i


def unit(words: Words, i: int) -> tuple[str, int] | None:
    """The unit after an amount, over a dash and adjectives: "-hour", " full working days"."""
    i = i + 1 if words[i].dash else i
    for _ in range(2):
        if words[i].word in ADJECTIVES and words[i + 1].kind == "word":
            i += 1
    token = words[i]
    if token.unit is None or (token.gap and token.word in ("m", "h", "d")):
        return None
    return token.unit, i + 1


def measured(words: Words, i: int) -> tuple[float | None, str, int] | None:
    """An amount with its unit: how many (None if vague), which unit, the index after."""
    many = amount(words, i)
    named = unit(words, many[1]) if many is not None else None
    if many is None or named is None:
        return None
    return many[0], named[0], named[1]


def minutes_in(number: float | None, name: str) -> int | None:
    """Minutes in so many of a unit; None if either has no fixed size."""
    each = UNITS[name]
    return None if number is None or each is None else round(number * each)
