"""How long: "an hour and a half", "2 days a week", "half a day", "for a morning", "1.5 hrs", "90 min".

A working day is 420 minutes, half of one 210, a week five days. A month or longer has no length in minutes, and
an amount that is not one amount ("a few hours", "1-2 days") has none either.
"""

from dataclasses import replace
from typing import Final

from bot.understanding.timing.amounts import EXTRAS, amount, measured, minutes_in, unit
from bot.understanding.timing.context import ends_phrase
from bot.understanding.timing.halfdays import HALF_DAY, half_days
from bot.understanding.timing.phrases import Phrases, one_of
from bot.understanding.timing.repeats import per_time
from bot.understanding.timing.said import Found, Said
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.unspent import after_notice, not_spent
from bot.understanding.timing.vocabulary import UNITS, words_of

HEDGES: Final = one_of(
    "up to|at least|no more than|not more than|about|around|approx|approximately|roughly|max|maximum|maximum of"
    "|a maximum of|max of|min|minimum|say|circa|lasting|lasts|takes|for|for about|for around|for up to|over"
    "|just|only|maybe|for just|~|the best part of|best part of|the better part of|duration|length|probably"
    "|for maybe|a minimum of|for approx|for roughly|for at least|spare"
)
# Words after a length that add nothing to it, but may say that it is the length each time.
_TRAILS: Final = Phrases(
    {
        "each": True, "each time": True, "at a time": True, "a time": True, "per session": True, "a session": True,
        "max": False, "maximum": False, "total": False, "or less": False,
        "in total": False, "tops": False, "each way": False,
    }
)  # fmt: skip
_TIMED_AFTER: Final = frozenset({"before", "later", "earlier"})
"""In "two weeks before the event" nobody spends two weeks, but in "for two weeks before Easter" they do."""
_TOO_LONG: Final = frozenset({"month", "year", "term", "quarter"})
_POSTS: Final = words_of("placement secondment attachment posting project mentoring block")
_MONTHS: Final = {"month": 1, "year": 12}
WHOLES: Final = Phrases(
    {
        **dict.fromkeys(
            ("all day", "all - day", "full day", "full - day", "whole day", "day long", "day - long"), Said(minutes=420)
        ),
        **dict.fromkeys(("the whole day", "the full day", "the entire day"), Said(minutes=420)),
        **dict.fromkeys(("all week", "the whole week", "full week", "week long", "week - long"), Said(minutes=2100)),
        **dict.fromkeys(("hour long", "hour - long", "hourlong"), Said(minutes=60)),
        **dict.fromkeys(("halfday", "half - days"), Said(minutes=HALF_DAY)),
        **dict.fromkeys(("all morning", "the whole morning"), Said(minutes=HALF_DAY, part="morning")),
        **dict.fromkeys(("all afternoon", "the whole afternoon"), Said(minutes=HALF_DAY, part="afternoon")),
    }
)
# Before and after a unit without its "a": "Hour with a planner", "Need day at the tip".
_BEGINS_AFTER: Final = frozenset(["for", "placement", "shadow", "need", "want"])
_SPENT_WITH: Final = words_of("with w at on in shadowing watching alongside beside behind inside out")
_SPENDING: Final = words_of("spend spending spent spends")
_NAMED_HOURS: Final = words_of(
    "rush happy half witching core office opening visiting zero man staff working the of per and other last"
)
"""Before "hour", not a kind of hour that anybody gives."""
_SPENT_OF: Final = words_of("with on of for about")
_SOMEBODYS: Final = words_of("my your our their her his another free spare")
_NO_LENGTH: Final = words_of("every each per a the next this last once twice")


def length(words: Words, i: int) -> Found:
    """A length, with what it repeats by if that follows."""
    start, i = i, _after_hedges(words, i)
    led = any(words[k].word in ("for", "part") for k in range(start, i)) or words[start - 1].word in _SPENDING
    found = (
        WHOLES.at(words, i)
        or _bare_unit(words, i)
        or _half(words, i)
        or _range(words, i)
        or _compound(words, i)
        or half_days(words, i, led)
        or _kind_of_hour(words, i)
    )
    if found is None:
        return None
    said, j = found
    if words[i - 1].word == "in" and i == start and words[j - 1].unit in ("week", "fortnight", "month", "year"):
        return Said(unheld=True), words.phrase(j, "or", "so") or j
    j = words.phrase(j, "or", "so") or j
    if words[i - 1].word == "within" and words[j - 1].unit in ("hour", "minute", "min"):  # "within an hour of Stirling"
        return None
    counted = said.minutes is not None or said.part is None
    if counted and not (led and words[j].word in _TIMED_AFTER) and not_spent(words, i, j):
        repeated = per_time(words, j)
        return Said(vague=True), after_notice(words, j) or (repeated[1] if repeated else j)
    if words[j].word == "here" and words[j + 1].word in ("or", "and") and words[j + 2].word == "there":
        return Said(vague=True), j + 3
    return _each_time(words, said, j)


def _each_time(words: Words, said: Said, j: int) -> Found:
    """The length with "a week", "each" or "max" after it."""
    if (per := per_time(words, j)) is not None:
        every, j = per
        return replace(said, every=every.every, unheld=every.unheld, each_time=True), j
    if (trail := _TRAILS.at(words, j)) is not None and words[trail[1]].day is None:
        each_time, j = trail
        return replace(said, each_time=said.each_time or each_time), j
    return said, j


def _after_hedges(words: Words, i: int) -> int:
    for _ in range(3):
        after = HEDGES.after(words, i)
        if after is None:
            break
        i = after
    return i


def _bare_unit(words: Words, i: int) -> Found:
    """ "hour and a half", "hour a month"; or beginning a phrase, "hour with a planner", "fortnight placement" """
    token, after = words[i], words[i + 1]
    minutes = UNITS.get(token.word)
    if minutes is None or token.word == "minute":
        return None
    extra = EXTRAS.at(words, i + 1)
    if extra is not None and (after.word == "and" or after.dash):
        return Said(minutes=round(minutes * (1 + extra[0]))), extra[1]
    if per_time(words, i + 1) is not None:
        return Said(minutes=minutes), i + 1
    before = words[i - 1]
    begins = before.kind in ("mark", "end") or before.word in _BEGINS_AFTER
    if token.word == "hour" and token.unit == "hour":
        each = words.phrase(i, token.word, "each") or words.phrase(i, token.word, "or", "so")
        spent = (begins and after.word == "of") or (before.word in _SOMEBODYS and after.word in _SPENT_OF)
        return (Said(minutes=minutes), i + 1) if spent or each or (begins and after.word in _SPENT_WITH) else None
    if token.word == "fortnight" and before.word not in _NO_LENGTH and after.word in ("from", "starting", "beginning"):
        return Said(minutes=minutes), i + 1
    if begins and (token.word == "fortnight" or after.word in _SPENT_WITH):
        return Said(minutes=minutes), i + 1
    return None


def _kind_of_hour(words: Words, i: int) -> Found:
    """ "a patient hour", "a supervision hour" """
    kind, named = words[i + 1], words[i + 2]
    if words[i].word not in ("a", "an") or kind.kind != "word" or named.word != "hour" or named.plural:
        return None
    return (Said(minutes=60), i + 3) if kind.word not in _NAMED_HOURS and kind.number is None else None


def _half(words: Words, i: int) -> Found:
    """half a day, a half-day, two half days, half an hour, three quarters of an hour"""
    several = words[i].whole in range(2, 11) and words[i + 1].word == "half"
    each = words.phrase(i, words[i].word, "half", "-", "day") or words.phrase(i, words[i].word, "half", "day")
    sessions = each is not None and words[each].word in ("sessions", "workshops", "visits", "slots", "shifts")
    times = words[i].whole or 1 if several and not sessions else 1
    article = words[i].word in ("a", "one", "1", "the") and words[i + 1].word in ("half", "quarter")
    k = i + 1 if several or article else i
    if words[k].word in ("half", "1/2"):
        k += 1
        k = k + 1 if words[k].dash or words[k].word in ("a", "an") else k
        k = k + 1 if words[k].word in ("working", "of") else k
        named = words[k].unit
        whole = UNITS.get(named) if named in ("hour", "day") else None
        if whole is not None and (alternative := _or_more(words, k + 1)) is not None:
            return Said(vague=True), alternative
        return (Said(minutes=whole // 2 * times), _work(words, k + 1)) if whole is not None else None
    return _quarters(words, i, k)


def _quarters(words: Words, i: int, k: int) -> Found:
    quarters = 3 if words[i].whole == 3 else 1
    k = i + 1 if quarters == 3 else k
    if words[k].word not in ("quarter", "quarters"):
        return None
    after = words.phrase(k + 1, "of", "an") or words.phrase(k + 1, "of", "a") or words.phrase(k + 1, "an")
    if after is None or words[after].unit not in ("hour", "day"):
        return None
    return Said(minutes=(UNITS[words[after].unit or ""] or 0) * quarters // 4), after + 1


def _compound(words: Words, i: int) -> Found:
    """2 hours, 2 hrs 30 mins, 1h30, an hour and a half, a day's work"""
    first = measured(words, i)
    if first is None:
        return None
    number, name, j = first
    if (
        name in _TOO_LONG
        and words.aim != "spell"
        and words[i - 1].word not in ("for", "of", "over")
        and not _posted(words, j)
    ):
        return None  # "two year checks", "a six month moratorium"
    minutes = minutes_in(number, name)
    if minutes is not None:
        minutes, j = _and_more(words, minutes, name, j)
    if (alternative := _or_more(words, j)) is not None:
        return Said(vague=True), alternative
    months = _MONTHS.get(name, 0) * int(number or 0)
    return Said(minutes=minutes or None, months=months, vague=not minutes), _work(words, j)


def _posted(words: Words, j: int) -> bool:
    """A secondment or a placement is what lasts so long."""
    k = j + 2 if words[j].dash else j
    return words[j].word in ("long", "or") or any(words[n].word in _POSTS for n in (j, j + 1, k, k + 1))


def _and_more(words: Words, minutes: int, name: str, j: int) -> tuple[int, int]:
    """What is added after the unit: "and a half", "30 mins", "15"."""
    if (extra := EXTRAS.at(words, j)) is not None and words[extra[1]].unit is None:
        return minutes + round((UNITS[name] or 0) * extra[0]), extra[1]
    if name != "hour":
        return minutes, j
    more = measured(words, j + 1 if words[j].word == "and" else j)
    if more is not None and more[1] in ("minute", "min") and (added := minutes_in(more[0], more[1])):
        return minutes + added, more[2]
    token = words[j]
    quarters = token.whole in (15, 20, 30, 40, 45, 50) and (token.kind == "number" or ends_phrase(words, j + 1))
    if quarters and not words[j + 1].dash and words[j + 1].unit is None:
        return minutes + (token.whole or 0), j + 1
    return minutes, j


def _or_more(words: Words, j: int) -> int | None:
    """ "an hour or two", "a day or maybe half a day", "20 minutes to an hour": not one amount."""
    hedged = words[j + 1].word in ("maybe", "perhaps", "even", "possibly")
    if words[j].word not in ("or", "to") and not (words[j].word == "," and hedged):
        return None
    k = j + 2 if hedged else j + 1
    other = _half(words, k)
    if other is not None:
        return other[1]
    one = measured(words, k)
    if one is not None:
        return one[2]
    return k + 1 if words[j].word != "to" and words[k].whole in range(1, 10) else None


def _range(words: Words, i: int) -> Found:
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


def _work(words: Words, j: int) -> int:
    """The index after "'s work" or "long", which add nothing to a length."""
    if words[j - 1].possessive and words[j].word in ("work", "worth"):
        return words.phrase(j + 1, "of") or j + 1
    return words.phrase(j, "-", "long") or words.phrase(j, "long") or j
