"""All of a unit, or a portion of one: "the whole day", "half an hour", "two half days", "three-quarters of an hour"."""

from typing import Final

from bot.understanding.timing.halfdays import HALF_DAY, OCCASIONS
from bot.understanding.timing.phrases import Phrases
from bot.understanding.timing.said import Found, Said
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.vocabulary import UNITS

WHOLES: Final = Phrases(
    {
        **dict.fromkeys(
            (
                "all day",
                "all - day",
                "full day",
                "full - day",
                "full working day",
                "whole day",
                "day long",
                "day - long",
            ),
            Said(minutes=420),
        ),
        **dict.fromkeys(("the whole day", "the full day", "the entire day"), Said(minutes=420)),
        **dict.fromkeys(("all week", "the whole week", "full week", "week long", "week - long"), Said(minutes=2100)),
        **dict.fromkeys(("hour long", "hour - long", "hourlong"), Said(minutes=60)),
        **dict.fromkeys(("halfday", "half - days"), Said(minutes=HALF_DAY)),
        **dict.fromkeys(("all morning", "the whole morning"), Said(minutes=HALF_DAY, part="morning")),
        **dict.fromkeys(("all afternoon", "the whole afternoon"), Said(minutes=HALF_DAY, part="afternoon")),
    }
)
PARTS_OF_A_DAY: Final = frozenset({"morning", "afternoon", "evening"})
_SESSIONS: Final = frozenset({"sessions", "workshops", "visits", "slots", "shifts"})
_THREE_QUARTERS: Final = 0.75


def half(words: Words, i: int) -> Found:
    """half a day, a half-day, two half days, half an hour, three quarters of an hour; "half a morning" has no length"""
    several = words[i].whole in range(2, 11) and words[i + 1].word == "half"
    each = words.phrase(i, words[i].word, "half", "-", "day") or words.phrase(i, words[i].word, "half", "day")
    sessions = each is not None and words[each].word in _SESSIONS
    times = words[i].whole or 1 if several and not sessions else 1
    article = words[i].word in ("a", "one", "1", "the") and words[i + 1].word in ("half", "quarter")
    k = i + 1 if several or article else i
    if words[k].word in ("half", "1/2"):
        k += 1
        k = k + 1 if words[k].dash or words[k].word in ("a", "an") else k
        k = k + 1 if words[k].word in ("working", "of") else k
        named = words[k].unit
        whole = UNITS.get(named) if named in ("hour", "day") else None
        if words[k].word in PARTS_OF_A_DAY and words[k + 1].word not in OCCASIONS:
            return Said(vague=True), k + 1
        return (Said(minutes=whole // 2 * times), with_work(words, k + 1)) if whole is not None else None
    return _quarters(words, i, k)


def _quarters(words: Words, i: int, k: int) -> Found:
    """a quarter of an hour, three-quarters of an hour, 3/4 hour; `k` is the index after an article"""
    spelt = words[i].whole == 3
    three = spelt or words[i].word == "3/4" or words[i].number == _THREE_QUARTERS
    k = i + 1 if three else k
    if spelt or not three:
        k = k + 1 if spelt and words[k].dash else k
        if words[k].word != "quarter" and not (spelt and words[k].word == "quarters"):
            return None
        k += 1
    after = words.phrase(k, "of", "an") or words.phrase(k, "of", "a") or words.phrase(k, "an")
    if after is None and (three or words[k + words[k].dash].unit == "hour"):
        after = k + words[k].dash  # "a quarter-hour"
    if after is None or words[after].unit not in ("hour", "day"):
        return None
    return Said(minutes=(UNITS[words[after].unit or ""] or 0) * (3 if three else 1) // 4), after + 1


def with_work(words: Words, j: int) -> int:
    """The index after "'s work" or "long", which add nothing to a length."""
    if words[j - 1].possessive and words[j].word in ("work", "worth"):
        return words.phrase(j + 1, "of") or j + 1
    return words.phrase(j, "-", "long") or words.phrase(j, "long") or j
