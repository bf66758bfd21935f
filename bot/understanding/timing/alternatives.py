"""Lengths that are no one length: "an hour or two", "1-2 days", "half a day or the whole of it"."""

from typing import Final

from bot.understanding.timing.amounts import amount, measured, unit
from bot.understanding.timing.portions import PARTS_OF_A_DAY, WHOLES, half
from bot.understanding.timing.said import Found, Said
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.vocabulary import words_of

_MAYBE: Final = frozenset({"maybe", "perhaps", "even", "possibly"})
_BETWEEN: Final = _MAYBE | words_of("just only as much long little up to")
"""Words between "or" and another length."""
_AT_MOST: Final = words_of("at max maximum tops if")


def or_another(words: Words, j: int) -> int | None:
    """The index after "or two", ", or maybe half a day", "to an hour", ", two at a push": what follows a length."""
    if words[j].word == "," and words[j + 1].whole in range(2, 10) and words[j + 2].word in _AT_MOST:
        return j + 2
    if words[j].word in (",", ".") and words[j + 1].word == "or":
        j += 1
    if words[j].word not in ("or", "to") and not (words[j].word == "," and words[j + 1].word in _MAYBE):
        return None
    k = j + 1
    while words[k].word in _BETWEEN and k < j + 4:
        k += 1
    if (other := half(words, k) or WHOLES.at(words, k)) is not None:
        return other[1]
    if words[j].word == "or" and words[k].word == "the" and words[k + 1].word in PARTS_OF_A_DAY:
        return k + 2
    if (one := measured(words, k)) is not None:
        return one[2]
    return k + 1 if words[j].word != "to" and words[k].whole in range(1, 10) and words[k + 1].unit is None else None


def between_two(words: Words, i: int) -> Found:
    """1-2 hours, two to three days, one or two mornings, between 45 and 60 mins: no one length."""
    between = words[i].word == "between"
    first = amount(words, i + 1 if between else i)
    if first is None:
        return None
    k = first[1]
    joined = words[k].dash or words[k].word in ("to", "or") or (between and words[k].word == "and")
    if not joined or words[k + 1].word in ("a", "an"):
        return None
    second = amount(words, k + 1)
    if second is None:
        return None
    named = unit(words, second[1])
    if named is not None:
        return Said(vague=True), named[1]
    part = words[second[1]].part
    return (Said(part=part, vague=True), second[1] + 1) if part is not None else None
