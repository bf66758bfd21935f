"""How long: "an hour and a half", "2 days a week", "half a day", "for a morning", "1.5 hrs", "90 min".

A working day is 420 minutes, half of one 210, a week five days. A month or longer has no length in minutes, and
an amount that is not one amount ("a few hours", "1-2 days") has none either.
"""

from dataclasses import replace
from typing import Final

from bot.model.when import Part
from bot.understanding.timing.phrases import Phrases, one_of
from bot.understanding.timing.repeats import per_time
from bot.understanding.timing.said import Found, Said
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.vocabulary import UNITS

HALF_DAY: Final = 210
_HEDGES: Final = one_of(
    "up to|at least|no more than|not more than|about|around|approx|approximately|roughly|max|maximum|maximum of|a maximum of|max of"
    "|min|minimum|say|circa|lasting|lasts|takes|for|for about|for around|for up to|over|just|only|maybe|for just|~|duration|length"
    "|probably|for maybe|a minimum of|for approx|for roughly|for at least|spare"
)
# Words after a length that add nothing to it, but may say that it is the length each time.
_TRAILS: Final = Phrases(
    {"each": True, "each time": True, "at a time": True, "a time": True, "max": False, "maximum": False, "total": False,
     "or less": False, "in total": False, "tops": False, "each way": False, "per session": True, "a session": True}
)  # fmt: skip
_ADJECTIVES: Final = frozenset(
    "full whole working solid good quick clear entire single short brief spare long odd".split()
)
# What a number of days or hours may describe without anybody spending it.
_NOT_SPENT: Final = frozenset(
    """notice advance ago old wages wage pay salary leave drive walk away journey commute delay behind late older
    turnaround helpline line deadline retention experience warning cooling delivery response wait waiting backlog
    clock target service services cover support care crisis rule limit guarantee before beforehand earlier
    later week rota shift shifts suspension tariff absence holiday sickness event events""".split()
)
_NOT_A_DAY: Final = frozenset(
    """centre centers centres center service services care nursery nurseries trip trips off job rate release school
    hospital case cases patient patients opportunities to one""".split()
)
_ROUND_THE_CLOCK: Final = frozenset({24, 48, 72})
_LONGEST_HOURS: Final = 29
"""Hours beyond this in one breath are somebody's contract or a statute, not a session."""
_MONTHS: Final = {"month": 1, "year": 12}
_PART_UNITS: Final[dict[str, Part]] = {
    "morning": "morning", "mornings": "morning", "afternoon": "afternoon", "afternoons": "afternoon",
}  # fmt: skip


def length(words: Words, i: int) -> Found:
    """A length, with what it repeats by if that follows."""
    start = i
    i = _after_hedges(words, i)
    led = any(words[k].word == "for" for k in range(start, i))
    found = (
        _all_day(words, i)
        or _bare_unit(words, i)
        or _half(words, i)
        or _range(words, i)
        or _compound(words, i)
        or _morning(words, i, led)
    )
    if found is None:
        return None
    said, j = found
    if words[i - 1].word == "in" and i == start and words[j - 1].unit in ("week", "fortnight", "month", "year"):
        return Said(unheld=True), words.phrase(j, "or", "so") or j
    if words[j].word in ("or", "-") and words[j + 1].word == "so":
        j += 2
    if _not_spent(words, i, j):
        return (Said(), _after_notice(words, j)) if _after_notice(words, j) > j else None
    if (per := per_time(words, j)) is not None:
        every, j = per
        return replace(said, every=every.every, unsure=every.unsure, each_time=True), j
    if (trail := _TRAILS.at(words, j)) is not None:
        each_time, j = trail
        said = replace(said, each_time=said.each_time or each_time)
    return said, j


def _after_hedges(words: Words, i: int) -> int:
    for _ in range(3):
        after = _HEDGES.after(words, i)
        if after is None:
            break
        i = after
    return i


def _after_notice(words: Words, j: int) -> int:
    """The index after "notice" or "in advance": about time, but nobody's topic."""
    k = j + 1 if words[j].word == "'" or words[j].word in ("clear", "in", "or") else j
    return k + 1 if words[k].word in ("notice", "advance") else j


def _not_spent(words: Words, first: int, j: int) -> bool:
    """What follows shows that the length is notice, wages, a drive, an age: nobody's session."""
    last, after = words[j - 1], words[j]
    dashed = after.dash and not after.gap
    if dashed and words[j + 1].word in ("old", "long"):
        return words[j + 1].word == "old"
    after = words[j + 1] if dashed or after.word == "'" else after
    number = words[first].whole
    if last.unit == "hour" and number is not None and (number in _ROUND_THE_CLOCK or number > _LONGEST_HOURS):
        return True
    if after.word in ("in", "or", "clear") and words[j + 1].word in ("advance", "older", "notice"):
        return True
    if last.unit == "day" and not last.possessive and after.word in _NOT_A_DAY:
        return after.word != "to" or words[j + 1].word == "day"
    if last.unit == "minute" and words[first].word == "a":
        return True
    return after.word in _NOT_SPENT and not (
        after.word in ("support", "cover", "care", "service", "event") and after.gap and last.possessive
    )


def _all_day(words: Words, i: int) -> Found:
    return _WHOLES.at(words, i)


_WHOLES: Final = Phrases(
    {
        **dict.fromkeys(
            ("all day", "the whole day", "the full day", "the entire day", "full day", "whole day"), Said(minutes=420)
        ),
        **dict.fromkeys(("day long", "day - long"), Said(minutes=420)),
        **dict.fromkeys(("all week", "the whole week", "full week"), Said(minutes=2100)),
        **dict.fromkeys(("all morning", "the whole morning"), Said(minutes=HALF_DAY, part="morning")),
        **dict.fromkeys(("all afternoon", "the whole afternoon"), Said(minutes=HALF_DAY, part="afternoon")),
    }
)


def _bare_unit(words: Words, i: int) -> Found:
    """hour and a half; or, beginning a phrase, "hour with a planner", "fortnight placement" """
    token, after = words[i], words[i + 1]
    if token.word not in ("hour", "day", "week", "fortnight") or token.unit is None:
        return None
    minutes = UNITS[token.unit] or 0
    if (j := words.phrase(i + 1, "and", "a", "half")) is not None:
        return Said(minutes=minutes * 3 // 2), j
    if per_time(words, i + 1) is not None:
        return Said(minutes=minutes), i + 1
    begins = words[i - 1].kind in ("mark", "end") or words[i - 1].word in ("for", "placement", "shadow", "need", "want")
    if token.word == "fortnight" and begins:
        return Said(minutes=minutes), i + 1
    if (
        begins
        and after.word in ("with", "at", "on", "in", "shadowing", "alongside")
        or token.word == "hour"
        and begins
        and after.word == "of"
    ):
        return Said(minutes=minutes), i + 1
    return None


def _half(words: Words, i: int) -> Found:
    """half a day, a half-day, half an hour, three quarters of an hour, an hour and a half"""
    k = i + 1 if words[i].word in ("a", "one", "1", "the") and words[i + 1].word in ("half", "quarter") else i
    times = words[i].whole if words[i].whole in range(2, 11) and words[i + 1].word == "half" else 1
    k = i + 1 if times != 1 else k
    if words[k].word == "half":
        k += 1
        k = k + 1 if words[k].dash or words[k].word in ("a", "an") else k
        k = k + 1 if words[k].word in ("working", "of") else k
        unit = words[k].unit
        base = UNITS.get(unit or "")
        if unit in ("hour", "day") and base is not None:
            return Said(minutes=base // 2 * times), _work(words, k + 1)
        return None
    quarters = 3 if words[i].whole == 3 and words[i + 1].word in ("quarters", "quarter") else 1
    k = i + 1 if quarters == 3 else k
    if words[k].word in ("quarter", "quarters"):
        for filler in (("of", "an"), ("of", "a"), ("an",)):
            if (j := words.phrase(k + 1, *filler)) is not None and words[j].unit == "hour":
                return Said(minutes=15 * quarters), j + 1
    return None


_VAGUE_AMOUNTS: Final = one_of("a few|few|several|some|a number of|an odd|the odd|many")
_EXTRAS: Final = Phrases(
    {"and a half": 0.5, "1/2": 0.5, "½": 0.5, "and a quarter": 0.25, "& a half": 0.5, "and half": 0.5}
)


def _amount(words: Words, i: int) -> tuple[float | None, int] | None:
    """How many: a figure, a word, "a couple of"; None for "a few". The index is that of the unit."""
    token = words[i]
    if (j := _VAGUE_AMOUNTS.after(words, i)) is not None:
        return None, j
    couple = words.phrase(i, "a", "couple") or words.phrase(i, "couple") or words.phrase(i, "a", "cpl")
    if couple is not None:
        return 2.0, words.phrase(couple, "of") or couple
    if token.word in ("a", "an"):
        return 1.0, i + 1
    if token.number is None or token.ordinal or token.kind not in ("number", "word"):
        return None
    number, i = token.number, i + 1
    if (
        number in (20, 30, 40, 50)
        and words[i - 1].kind == "word"
        and words[i].dash
        and words[i + 1].whole in range(1, 10)
    ):
        number, i = number + (words[i + 1].number or 0), i + 2
    elif (
        number in (20, 30, 40, 50)
        and words[i - 1].kind == "word"
        and words[i].kind == "word"
        and words[i].whole in range(1, 10)
    ):
        number, i = number + (words[i].number or 0), i + 1
    if (extra := _EXTRAS.at(words, i)) is not None:
        return number + extra[0], extra[1]
    return number, i


def _unit(words: Words, i: int) -> tuple[str, int] | None:
    """The unit after an amount, over a dash and an adjective: "-hour", " working days"."""
    i = i + 1 if words[i].dash else i
    for _ in range(2):
        if words[i].word in _ADJECTIVES and words[i + 1].kind == "word":
            i += 1
    unit = words[i].unit
    if unit is None or words[i].word in ("m", "h", "d") and words[i].gap:
        return None
    return unit, i + 1


def _one(words: Words, i: int) -> tuple[int | None, str, int] | None:
    """An amount and its unit: minutes (None if vague or a month), the unit, the index after."""
    amount = _amount(words, i)
    unit = _unit(words, amount[1]) if amount else None
    if amount is None or unit is None:
        return None
    (number, _), (name, j) = amount, unit
    each = UNITS[name]
    minutes = None if number is None or each is None else round(number * each)
    return minutes, name, j


def _compound(words: Words, i: int) -> Found:
    """2 hours, 2 hrs 30 mins, 1h30, an hour and a half, a day's work"""
    first = _one(words, i)
    if first is None:
        return None
    minutes, unit, j = first
    if minutes is not None:
        minutes, j = _and_more(words, minutes, unit, j)
    if (alternative := _or_more(words, j)) is not None:
        return Said(minutes=None), alternative
    months = _MONTHS.get(unit, 0) * int(_amount(words, i)[0] or 0) if (_amount(words, i)) else 0
    return Said(minutes=minutes or None, months=months), _work(words, j)


def _and_more(words: Words, minutes: int, unit: str, j: int) -> tuple[int, int]:
    each = UNITS[unit] or 0
    if (extra := _EXTRAS.at(words, j)) is not None and words[extra[1]].unit is None:
        return minutes + round(each * extra[0]), extra[1]
    if unit != "hour":
        return minutes, j
    k = j + 1 if words[j].word == "and" else j
    more = _one(words, k)
    if more is not None and more[1] in ("minute", "min") and more[0]:
        return minutes + more[0], more[2]
    token = words[j]
    if (
        token.kind == "number"
        and token.whole in (15, 20, 30, 40, 45, 50)
        and not words[j + 1].dash
        and words[j + 1].unit is None
    ):
        return minutes + (token.whole or 0), j + 1
    return minutes, j


def _or_more(words: Words, j: int) -> int | None:
    """ "an hour or two", "a day or half a day": not one amount."""
    if words[j].word != "or":
        return None
    other = _half(words, j + 1)
    if other is not None:
        return other[1]
    one = _one(words, j + 1)
    if one is not None:
        return one[2]
    return j + 2 if words[j + 1].whole in range(1, 10) else None


def _range(words: Words, i: int) -> Found:
    """1-2 hours, two to three days, one or two mornings, 45-60 mins: no one length."""
    first = _amount(words, i)
    if first is None:
        return None
    k = first[1]
    if not (words[k].dash or words[k].word in ("to", "or")):
        return None
    second = _amount(words, k + 1)
    if second is None or words[k + 1].word in ("a", "an"):
        return None
    unit = _unit(words, second[1])
    if unit is None:
        part_word = words[second[1]]
        return (Said(part=_PART_UNITS[part_word.word]), second[1] + 1) if part_word.word in _PART_UNITS else None
    return Said(), unit[1]


def _morning(words: Words, i: int, led: bool) -> Found:
    """for a morning, an afternoon with …, two mornings a week: half a day each"""
    if led and words[i].word == "the" and words[i + 1].word in _PART_UNITS:
        return (
            (Said(minutes=HALF_DAY, part=_PART_UNITS[words[i + 1].word]), i + 2) if words[i + 2].word != "of" else None
        )
    if (
        led
        and words[i].word == "the"
        and words[i + 1].word in ("day", "week")
        and words[i + 2].word not in ("of", "after", "centre")
    ):
        return Said(minutes=420 if words[i + 1].word == "day" else 2100), i + 2
    amount = _amount(words, i)
    if amount is None:
        return None
    number, k = amount
    k = k + 1 if words[k].word in _ADJECTIVES else k
    part = _PART_UNITS.get(words[k].word)
    if part is None or number is None:
        return (Said(part=part), k + 1) if part is not None else None
    spent = (
        led
        or per_time(words, k + 1) is not None
        or (words[i].word in ("a", "an") and _spent(words, i, k + 1))
        or number >= 2
    )
    return Said(minutes=round(number * HALF_DAY) if spent else None, part=part), k + 1


def _spent(words: Words, first: int, j: int) -> bool:
    """ "a morning with the team" takes all of it; "on a morning" and "a morning session" do not."""
    if words[first - 1].word in ("on", "in", "of", "or"):
        return False
    after = words[j]
    return after.kind in ("end", "mark") or after.word in (
        "with",
        "in",
        "at",
        "shadowing",
        "to",
        "of",
        "on",
        "watching",
        "observing",
        "alongside",
        "sitting",
        "out",
        "would",
        "next",
        "this",
        "to",
    )


def _work(words: Words, j: int) -> int:
    """The index after "'s work" or "long", which add nothing to a length."""
    if words[j - 1].possessive and words[j].word in ("work", "worth"):
        return words.phrase(j + 1, "of") or j + 1
    return words.phrase(j, "-", "long") or words.phrase(j, "long") or j
