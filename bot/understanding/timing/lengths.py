"""How long: "an hour and a half", "2 days a week", "half a day", "for a morning", "1.5 hrs", "90 min".

A working day is 420 minutes, half of one 210, a week five days. A month or longer has no length in minutes, and
an amount that is not one amount ("a few hours", "1-2 days") has none either.
"""

from dataclasses import replace
from typing import Final

from bot.model.when import Part
from bot.understanding.timing.repeats import per_time
from bot.understanding.timing.said import Found, Said
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.vocabulary import UNITS

HALF_DAY: Final = 210
_HEDGES: Final = (
    ("up", "to"), ("at", "least"), ("no", "more", "than"), ("not", "more", "than"), ("about",), ("around",), ("approx",),
    ("approximately",), ("roughly",), ("max",), ("maximum",), ("maximum", "of"), ("a", "maximum", "of"), ("max", "of"),
    ("min",), ("minimum",), ("say",), ("circa",), ("lasting",), ("lasts",), ("takes",), ("for",), ("for", "about"),
    ("for", "around"), ("for", "up", "to"), ("over",), ("just",), ("only",), ("maybe",), ("for", "just"), ("~",),
    ("duration",), ("length",), ("probably",), ("roughly", "speaking"), ("for", "maybe"), ("a", "minimum", "of"),
    ("for", "approx"), ("for", "roughly"), ("for", "at", "least"), ("spare",),
)  # fmt: skip
_HEDGE_STARTS: Final = frozenset(hedge[0] for hedge in _HEDGES)
_ADJECTIVES: Final = frozenset("full whole working solid good quick clear entire single short brief spare long odd".split())
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
_LONGEST_HOURS: Final = 40
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
        _all_day(words, i) or _half(words, i) or _range(words, i) or _compound(words, i) or _morning(words, i, led)
    )
    if found is None:
        return None
    said, j = found
    if words[j].word in ("or", "-") and words[j + 1].word == "so":
        j += 2
    if _not_spent(words, i, j):
        return None
    if (per := per_time(words, j)) is not None:
        every, j = per
        return replace(said, every=every.every, unsure=every.unsure, each_time=True), j
    for trail in ("each", "max", "maximum", "total", "or less", "at a time", "in total", "each time", "a time", "tops", "each way"):
        if (after := words.phrase(j, *trail.split())) is not None:
            said, j = replace(said, each_time=said.each_time or trail in ("each", "at a time", "a time", "each time")), after
    return said, j


def _after_hedges(words: Words, i: int) -> int:
    for _ in range(3):
        if words[i].word not in _HEDGE_STARTS:
            break
        ends = [end for hedge in _HEDGES if (end := words.phrase(i, *hedge)) is not None]
        i = max(ends, default=i)
    return i


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
    if after.word in ("in", "or") and words[j + 1].word in ("advance", "older", "less" if False else "advance"):
        return True
    if last.unit == "day" and after.word in _NOT_A_DAY and not last.possessive and not (after.word == "to" and words[j + 1].word != "day"):
        return not (after.word == "off" and False)
    if last.unit == "minute" and words[first].word == "a":
        return True
    return after.word in _NOT_SPENT and not (after.word in ("support", "cover", "care", "service", "event") and after.gap and last.possessive)


def _all_day(words: Words, i: int) -> Found:
    for phrase, minutes, part in _WHOLES:
        if (j := words.phrase(i, *phrase)) is not None:
            return Said(minutes=minutes, part=part), j
    return None


_WHOLES: Final[tuple[tuple[tuple[str, ...], int, Part | None], ...]] = (
    (("all", "day"), 420, None),
    (("all", "morning"), HALF_DAY, "morning"),
    (("all", "afternoon"), HALF_DAY, "afternoon"),
    (("all", "week"), 2100, None),
    (("the", "whole", "day"), 420, None),
    (("the", "full", "day"), 420, None),
    (("the", "entire", "day"), 420, None),
    (("the", "whole", "week"), 2100, None),
    (("full", "day"), 420, None),
    (("full", "days"), 420, None),
    (("whole", "day"), 420, None),
    (("full", "week"), 2100, None),
    (("day", "long"), 420, None),
    (("day", "-", "long"), 420, None),
    (("the", "whole", "morning"), HALF_DAY, "morning"),
    (("the", "whole", "afternoon"), HALF_DAY, "afternoon"),
)


def _half(words: Words, i: int) -> Found:
    """half a day, a half-day, half an hour, three quarters of an hour, an hour and a half"""
    k = i + 1 if words[i].word in ("a", "one", "1", "the") and words[i + 1].word in ("half", "quarter") else i
    if words[k].word == "half":
        k += 1
        k = k + 1 if words[k].dash or words[k].word in ("a", "an") else k
        k = k + 1 if words[k].word in ("working", "of") else k
        unit = words[k].unit
        base = UNITS.get(unit or "")
        if unit in ("hour", "day") and base is not None:
            return Said(minutes=base // 2), _work(words, k + 1)
        return None
    quarters = 3 if words[i].whole == 3 and words[i + 1].word in ("quarters", "quarter") else 1
    k = i + 1 if quarters == 3 else k
    if words[k].word in ("quarter", "quarters"):
        for filler in (("of", "an"), ("of", "a"), ("an",)):
            if (j := words.phrase(k + 1, *filler)) is not None and words[j].unit == "hour":
                return Said(minutes=15 * quarters), j + 1
    return None


def _amount(words: Words, i: int) -> tuple[float | None, int] | None:
    """How many: a figure, a word, "a couple of"; None for "a few". The index is that of the unit."""
    token = words[i]
    for vague in (("a", "few"), ("few",), ("several",), ("some",), ("a", "number", "of"), ("an", "odd"), ("the", "odd"), ("many",)):
        if (j := words.phrase(i, *vague)) is not None:
            return None, j
    couple = words.phrase(i, "a", "couple") or words.phrase(i, "couple") or words.phrase(i, "a", "cpl")
    if couple is not None:
        return 2.0, words.phrase(couple, "of") or couple
    if token.word in ("a", "an"):
        return 1.0, i + 1
    if token.number is None or token.ordinal or token.kind not in ("number", "word"):
        return None
    number, i = token.number, i + 1
    if number in (20, 30, 40, 50) and words[i - 1].kind == "word" and words[i].dash and words[i + 1].whole in range(1, 10):
        number, i = number + (words[i + 1].number or 0), i + 2
    elif number in (20, 30, 40, 50) and words[i - 1].kind == "word" and words[i].kind == "word" and words[i].whole in range(1, 10):
        number, i = number + (words[i].number or 0), i + 1
    for extra, value in ((("and", "a", "half"), 0.5), (("1/2",), 0.5), (("and", "a", "quarter"), 0.25), (("½",), 0.5)):
        if (j := words.phrase(i, *extra)) is not None:
            return number + value, j
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
    for extra, share in ((("and", "a", "half"), 2), (("and", "half"), 2), (("and", "a", "quarter"), 4), (("&", "a", "half"), 2)):
        if (k := words.phrase(j, *extra)) is not None and words[k].unit is None:
            return minutes + each // share, k
    if unit != "hour":
        return minutes, j
    k = j + 1 if words[j].word == "and" else j
    more = _one(words, k)
    if more is not None and more[1] in ("minute", "min") and more[0]:
        return minutes + more[0], more[2]
    token = words[j]
    if token.kind == "number" and token.whole in (15, 20, 30, 40, 45, 50) and not words[j + 1].dash and words[j + 1].unit is None:
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
        return (Said(minutes=HALF_DAY, part=_PART_UNITS[words[i + 1].word]), i + 2) if words[i + 2].word != "of" else None
    if led and words[i].word == "the" and words[i + 1].word in ("day", "week") and words[i + 2].word not in ("of", "after", "centre"):
        return Said(minutes=420 if words[i + 1].word == "day" else 2100), i + 2
    amount = _amount(words, i)
    if amount is None:
        return None
    number, k = amount
    k = k + 1 if words[k].word in _ADJECTIVES else k
    part = _PART_UNITS.get(words[k].word)
    if part is None or number is None:
        return (Said(part=part), k + 1) if part is not None else None
    spent = led or per_time(words, k + 1) is not None or (words[i].word in ("a", "an") and _spent(words, i, k + 1)) or number >= 2
    return Said(minutes=round(number * HALF_DAY) if spent else None, part=part), k + 1


def _spent(words: Words, first: int, j: int) -> bool:
    """ "a morning with the team" takes all of it; "on a morning" and "a morning session" do not."""
    if words[first - 1].word in ("on", "in", "of", "or"):
        return False
    after = words[j]
    return after.kind in ("end", "mark") or after.word in ("with", "in", "at", "shadowing", "to", "of", "on", "watching", "observing", "alongside", "sitting", "out", "would", "next", "this", "to")


def _work(words: Words, j: int) -> int:
    """The index after "'s work" or "long", which add nothing to a length."""
    if words[j - 1].possessive and words[j].word in ("work", "worth"):
        return words.phrase(j + 1, "of") or j + 1
    return words.phrase(j, "-", "long") or words.phrase(j, "long") or j
