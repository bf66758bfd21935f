"""The closed list of words that can be about time, their abbreviations and their usual misspellings.

A word that is not here is never about time. Misspellings are mended only towards a word of this list, only
when the first letter agrees, and never from a word that English already has.
"""

from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from bot.model.when import DAYS, Day, Every, Part


def words_of(text: str) -> frozenset[str]:
    """A set of words, written as a line of them."""
    return frozenset(text.split())


_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT_DAYS: Final = {
    "mon": "MO", "tue": "TU", "tues": "TU", "wed": "WE", "weds": "WE", "wednes": "WE", "thu": "TH", "thur": "TH",
    "thurs": "TH", "fri": "FR", "sat": "SA", "sun": "SU", "mons": "MO", "fris": "FR", "sats": "SA",
}  # fmt: skip
DAY_NAMES: Final[dict[str, Day]] = {
    **{name: day for name, day in zip(_WEEKDAYS, DAYS, strict=True)},  # noqa: C416 - the types differ
    **{name + "s": day for name, day in zip(_WEEKDAYS, DAYS, strict=True)},
    **{short: next(day for day in DAYS if day == code) for short, code in _SHORT_DAYS.items()},
}
PLURAL_DAYS: Final = frozenset({name + "s" for name in _WEEKDAYS} | {"mons", "fris", "sats"})
WORKING_DAYS: Final[tuple[Day, ...]] = DAYS[:5]
WEEKEND: Final[tuple[Day, ...]] = DAYS[5:]

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SHORT_MONTHS: Final = {
    "jan": 1, "feb": 2, "febr": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
MONTH_NAMES: Final[dict[str, int]] = {name: n for n, name in enumerate(_MONTHS, 1)} | _SHORT_MONTHS

# Also a verb, a name or part of one, so they are months only where something beside them says so.
DOUBTFUL_MONTHS: Final = words_of("may march mar jan april june august jun")
DOUBTFUL_DAYS: Final = frozenset({"sat", "sun", "wed", "sats"})

PART_NAMES: Final[dict[str, Part]] = {
    "morning": "morning", "mornings": "morning", "morn": "morning", "afternoon": "afternoon",
    "afternoons": "afternoon", "evening": "evening", "evenings": "evening", "eve": "evening", "eves": "evening",
}  # fmt: skip
MERIDIEM: Final[dict[str, Part]] = {
    "am": "morning",
    "pm": "afternoon",
    "a.m": "morning",
    "p.m": "afternoon",
    "ams": "morning",
    "pms": "afternoon",
}

NUMBER_WORDS: Final[dict[str, int]] = {
    word: n
    for n, word in enumerate(
        (
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ),
        1,
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "twa": 2}
ORDINAL_WORDS: Final[dict[str, int]] = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1, "final": -1,
}  # fmt: skip

# Minutes in one of each. A month or a year is longer than the scheme's arithmetic goes.
UNITS: Final[dict[str, int | None]] = {
    "minute": 1, "min": 1, "hour": 60, "day": 420, "week": 2100, "fortnight": 4200, "month": None, "year": None,
    "term": None, "quarter": None,
}  # fmt: skip
_UNIT_SPELLINGS: Final = {
    "minutes": "minute", "mins": "minute", "mintues": "minute", "minuets": "minute", "minites": "minute",
    "hours": "hour", "hr": "hour", "hrs": "hour", "h": "hour", "horus": "hour", "huor": "hour", "hors": "hour",
    "m": "min", "days": "day", "d": "day", "dys": "day", "weeks": "week", "wk": "week", "wks": "week", "weks": "week",
    "fortnights": "fortnight", "months": "month", "mth": "month", "mths": "month", "years": "year", "yr": "year",
    "oor": "hour", "oors": "hour", "hoor": "hour", "hoors": "hour", "yrs": "year", "terms": "term",
    "quarters": "quarter",
}  # fmt: skip
UNIT_NAMES: Final[dict[str, str]] = {unit: unit for unit in UNITS} | _UNIT_SPELLINGS
# Letters that may stand straight after a figure: "2hrs", "10am", "14jan". Any other makes it a name: "4x4".
SUFFIXES: Final = frozenset(
    {*_UNIT_SPELLINGS, *UNITS, *MERIDIEM, *MONTH_NAMES, "ish", "noon", "pw", "x"} - {"quarter", "term", "m", "d"}
) | {"m"}

REPEATS: Final[dict[str, Every]] = {
    "weekly": "weekly", "fortnightly": "fortnightly", "monthly": "monthly", "weekley": "weekly", "montly": "monthly",
    "fornightly": "fortnightly", "wkly": "weekly",
}  # fmt: skip
EVERY_UNIT: Final[dict[str, Every]] = {"week": "weekly", "fortnight": "fortnightly", "month": "monthly"}

# Words, besides the names of days, months, parts and units, that a phrase about time can turn on.
TIMELY: Final = words_of(
    """q1 q2 q3 q4 today tomorrow tonight yesterday noon midnight weekday weekdays weekend weekends w/c wc w.c wk/c w/b
    wb w/e week easter christmas year half quarter past bank boxing halloween bonfire burns valentine shrove pancake
    maundy palm whit armistice mothering ash good spring summer autumn winter term holidays holiday asap soon
    soonish whenever flexible daily midweek lunchtime lunchtimes lunch quarterly termly annually purdah work thing
    convenience future point foreseeable notice time anytime sometime next couple few weekly fortnightly monthly
    biweekly pw p/w pcm p/m whole alternate twice once suits year's dates times timing andrew david patrick george
    twelfth women mental halfday hourlong"""
)
NEAR: Final = 8
"""A phrase about time has such a word within this many words of its first, so prose without one costs nothing."""

DASHES: Final = frozenset("-–—‐‑−")

_SPELLINGS: Final = {
    "oclock": "o'clock", "o clock": "o'clock", "tmrw": "tomorrow", "2moz": "tomorrow", "2mrw": "tomorrow",
    "cple": "couple", "coupla": "couple",
    "tmr": "tomorrow", "2moro": "tomorrow", "tomoro": "tomorrow", "tomoz": "tomorrow",
    "mondya": "monday", "firday": "friday", "frday": "friday", "sunady": "sunday", "moday": "monday",
    "wensday": "wednesday", "wedsday": "wednesday", "teusday": "tuesday", "tuseday": "tuesday", "thurday": "thursday",
    "thursdy": "thursday", "xmas": "christmas", "chrismas": "christmas", "til": "until", "till": "until",
    "'til": "until", "untill": "until", "midday": "noon", "b4": "before", "fornight": "fortnight", "tonite": "tonight",
    "2morrow": "tomorrow", "nxt": "next", "wkdays": "weekdays", "wkday": "weekday", "arvo": "afternoon",
    "arvos": "afternoons", "wkly": "weekly", "evng": "evening", "evngs": "evenings", "nite": "night", "nites": "nights",
    "wk": "week", "wks": "weeks", "hour'd": "hour", "hour'll": "hour", "2day": "today", "2nite": "tonight",
    "aft": "afternoon", "afts": "afternoons", "hauf": "half", "efternoon": "afternoon", "efternoons": "afternoons",
    "mornin": "morning", "mornins": "mornings", "evenin": "evening",
    "forenoon": "morning", "forenoons": "mornings", "febuary": "february", "feburary": "february", "wknd": "weekend",
}  # fmt: skip
_MENDABLE: Final = {
    # word: how many slips of the keyboard are forgiven
    "tuesday": 1, "wednesday": 2, "thursday": 2, "saturday": 2, "tuesdays": 1, "wednesdays": 2, "thursdays": 2,
    "saturdays": 2, "january": 1, "february": 2, "september": 2, "october": 1, "november": 2, "december": 2,
    "tomorrow": 2, "fortnight": 1, "fortnightly": 1, "afternoon": 2, "afternoons": 2, "morning": 1, "mornings": 1,
    "evening": 1, "evenings": 1,
    "weekday": 1, "weekdays": 1, "weekend": 1, "weekends": 1, "christmas": 1, "mondays": 1, "fridays": 1,
}  # fmt: skip
_REAL_WORDS: Final = words_of("""mourning moaning sundry friary warning joining turning forthright evenings mornings""")
_BY_LETTER: Final = {
    letter: tuple((word, slips) for word, slips in _MENDABLE.items() if word[0] == letter)
    for letter in {word[0] for word in _MENDABLE}
}
_KNOWN: Final = frozenset({*DAY_NAMES, *MONTH_NAMES, *PART_NAMES, *_MENDABLE, *REPEATS, *UNIT_NAMES})


@lru_cache(maxsize=4096)
def canonical(word: str) -> str:
    """The word as this list spells it, or the word itself (lower case in, lower case out)."""
    word = _SPELLINGS.get(word, word)
    if word in _KNOWN or word in _REAL_WORDS or not 6 <= len(word) <= 13:
        return word
    for target, slips in _BY_LETTER.get(word[0], ()):
        if OSA.distance(word, target, score_cutoff=slips) <= slips:
            return target
    return word
