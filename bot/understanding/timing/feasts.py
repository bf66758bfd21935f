"""Feasts and bank holidays: "Boxing Day", "before Christmas", "Easter Monday", "the May bank holiday"."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from bot.understanding.timing.calendar import (
    FIXED_FEASTS,
    MOVING_FEASTS,
    christmas_break,
    easter_break,
    next_bank_holiday,
    next_feast,
    nth_weekday,
)
from bot.understanding.timing.phrases import Phrases
from bot.understanding.timing.said import FoundPeriod, Period, one_day
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.vocabulary import words_of

_DAY: Final = dt.timedelta(days=1)


def feast(words: Words, i: int) -> FoundPeriod:
    """Boxing Day, Easter Monday, the May bank holiday, Christmas, Easter"""
    before = words[i - 1].word
    i = words.phrase(i, "the") or i
    holiday = _bank_holiday(words, i)
    if holiday is not None:
        return holiday
    first = words[i].word
    if first not in _FEAST_STARTS:
        return None
    if (feast := FEASTS.at(words, i)) is not None and _bare_feast(words, feast[1] - 1):
        return one_day(next_feast(feast[0], words.today)), feast[1]
    if first == "easter":
        return (easter_break(words.today), i + 1) if _bare_feast(words, i) else None
    if first == "christmas" and (j := words.phrase(i + 1, "and", "new", "year")) is not None:
        boxing_day = christmas_break(words.today).end
        return Period(max(boxing_day + _DAY, words.today), dt.date(boxing_day.year, 12, 31), "spell"), j
    if first == "christmas" and words[i - 1].word in ("over", "during", "at", "for") and _bare_feast(words, i):
        boxing_day = christmas_break(words.today).end
        return Period(max(boxing_day - 2 * _DAY, words.today), boxing_day + 6 * _DAY, "spell", sure=False), i + 1
    if first == "christmas":
        return (christmas_break(words.today), i + 1) if _bare_feast(words, i) else None
    if first == "new" and words[i + 1].word == "year" and before in _AROUND_NEW_YEAR:
        return one_day(next_feast("new year's day", words.today)), i + 2
    return None


_AROUND_NEW_YEAR: Final = frozenset({"from", "until", "before", "after", "by", "and", "to", "since"})
"""Before "the new year" these name its first day; "in the new year" names none."""


def _bare_feast(words: Words, i: int) -> bool:
    """ "before Christmas", not "the Christmas lights": nothing follows that it could describe."""
    after = words[i + 1]
    return after.kind in ("end", "mark", "number") or after.word in _AFTER_FEAST or after.day is not None


_AFTER_FEAST: Final = words_of(
    """and if please pls or to on in at for with but when so break weekend until then ideally as we i it because via
    online by though would works only onwards is"""
)


FEASTS: Final = Phrases(
    {name.replace("'s", ""): name for name in (*FIXED_FEASTS, *MOVING_FEASTS)}  # a word is kept without its 's
    | {"new years day": "new year's day", "new years eve": "new year's eve"}
)


_FEAST_STARTS: Final = FEASTS.first_words | {"easter", "christmas", "new"}


_HOLIDAY_MONTHS: Final = {"august": 8, "summer": 8, "may": 5, "spring": 5, "easter": 4}


def _bank_holiday(words: Words, i: int) -> FoundPeriod:
    which: str | None = None
    k = i
    late = words[k].word in ("late", "early", "first", "second", "end", "last") and words[k].word
    k += 1 if late else 0
    k = words.phrase(k, "of") or k
    if words[k].word in _HOLIDAY_MONTHS or words[k].word in ("next", "coming"):
        which, k = words[k].word, k + 1
    j = words.phrase(k, "bank", "holiday") or words.phrase(k, "bank", "hol")
    if j is None or (which is None and late):
        return None
    year_word = words[i - 1].word
    if which is None and year_word != "the":
        return None
    if which == "easter":
        return easter_break(words.today), j
    today = words.today
    if which == "spring" or (which == "may" and late in ("late", "second", "end", "last")):
        return one_day(_late_may(today)), j
    if which == "may":
        early = _early_may(today)
        return one_day(early if late or early <= _late_may(today) else _late_may(today)), j
    date = next_bank_holiday(today, _HOLIDAY_MONTHS.get(which or ""))
    weekend = words[j].word == "weekend"
    return (Period(max(date - 2 * _DAY, today), date, "spell"), j + 1) if weekend else (one_day(date), j)


def _early_may(today: dt.date) -> dt.date:
    return _first_from(today, lambda year: nth_weekday(1, "MO", year, 5))


def _late_may(today: dt.date) -> dt.date:
    return _first_from(today, lambda year: nth_weekday(-1, "MO", year, 5))


def _first_from(today: dt.date, in_year: Callable[[int], dt.date | None]) -> dt.date:
    return next(date for year in (today.year, today.year + 1) if (date := in_year(year)) is not None and date >= today)
