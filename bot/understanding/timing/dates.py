"""Dates with a number in them: "Thurs 3rd December", "29-31 March", "Feb 3", "the 14th", "3/2/27"."""

import re
from dataclasses import replace
from typing import Final

from bot.model.when import Day
from bot.understanding.timing.calendar import (
    days_that_tell_apart,
    month_after,
    real_date,
    settle,
    settle_range,
    weekday_of,
)
from bot.understanding.timing.context import ends_phrase, is_day, is_month, starts_phrase
from bot.understanding.timing.said import DayOfYear, Period
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.vocabulary import words_of

_MOST_IN_A_LIST: Final = 8
_JOINS: Final = words_of("to until till and or & / , +")
_RANGES: Final = frozenset({"to", "until", "till"})
_LEADS: Final = words_of("on by from until before after w/c till beginning commencing starting ending of due")
_MONTHS_SEARCHED: Final = 4
_LAST_YEAR: Final = 2099
"""Whoever names a later one has typed something else; and nothing that adds a day comes to the calendar's end."""

Element = tuple[Day | None, int, bool]
"""The weekday beside a day of the month, the day of the month, and whether it had its st, nd, rd or th."""


def dated(words: Words, i: int) -> tuple[Period, int] | None:
    """A list or range of days of one month, or one such day."""
    token = words[i]
    if (
        token.kind == "number"
        and (token.whole or 0) in range(32, 100)
        and is_month(words, i + 1)
        and ends_phrase(words, i + 2)
    ):
        return Period(words.today, words.today, real=False), i + 2
    return _days_of_month(words, i) or _month_then_days(words, i) or _bare_ordinals(words, i) or _in_figures(words, i)


def _element(words: Words, i: int) -> tuple[Element, int] | None:
    day = None
    if is_day(words, i):
        day = words[i].day
        i += 2 if words[i + 1].word in (",", ".") else 1
    if words[i].word in ("the", "on"):
        i += 2 if words[i + 1].word == "the" else 1
    token = words[i]
    if words[i - 1].word in ("week", "phase", "part", "no", "number", "step", "stage"):  # "week 2 of Feb"
        return None
    if token.kind != "number" or token.whole is None or "." in token.word or not 1 <= token.whole <= 31:
        return None
    return (day, token.whole, token.ordinal), i + 1


def _elements(words: Words, i: int) -> tuple[list[Element], bool, int] | None:
    """Days of a month in a row, whether they are a range, and the index after."""
    first = _element(words, i)
    if first is None:
        return None
    found, i = [first[0]], first[1]
    ranged = False
    while len(found) < _MOST_IN_A_LIST:
        k = i
        while (words[k].word in _JOINS or words[k].dash) and k < i + 2:
            k += 1
        following = _element(words, k) if k > i else None
        if following is None:
            break
        ranged = ranged or words[i].dash or words[i].word in _RANGES or _after_between(words, i, found)
        found.append(following[0])
        i = following[1]
    return found, ranged, i


def _after_between(words: Words, i: int, found: list[Element]) -> bool:
    return len(found) == 1 and words[i].word == "and" and any(words[k].word == "between" for k in range(i - 4, i))


def _days_of_month(words: Words, i: int) -> tuple[Period, int] | None:
    listed = _elements(words, i)
    if listed is None:
        return None
    elements, ranged, j = listed
    if words[j].word == "of":
        j += 1
    relative = _relative_month(words, j)
    if relative is not None:
        return _together(words, elements, ranged, relative[0], relative[1]), relative[2]
    month = words[j].month
    if month is None or not is_month(words, j, dated=True):
        return None
    year, j = _year(words, j + 1)
    return _together(words, elements, ranged, month, year), j


def _relative_month(words: Words, i: int) -> tuple[int, int, int] | None:
    """ "of next month", as month, year and the index after."""
    which = words[i].word
    if which in ("this", "next", "the") and words[i + 1].word == "month" and words[i - 1].word == "of":
        first = month_after(words.today, 1 if which == "next" else 0)
        return first.month, first.year, i + 2
    return None


def _month_then_days(words: Words, i: int) -> tuple[Period, int] | None:
    day = None
    if is_day(words, i):
        day, i = words[i].day, i + (2 if words[i + 1].word == "," else 1)
    if not is_month(words, i, dated=words[i + 1].kind == "number") or words[i].month is None:
        return None
    listed = _elements(words, i + 1)
    if listed is None:
        return None
    elements, ranged, j = listed
    after = words[j]
    if after.unit or after.meridiem or (after.kind == "mark" and after.word == ":") or elements[0][0]:
        return None
    if not elements[0][2] and not ends_phrase(words, j) and not (after.kind == "number" and len(after.word) == 4):
        return None
    elements[0] = (day, *elements[0][1:])
    year, j = _year(words, j)
    return _together(words, elements, ranged, words[i].month or 1, year), j


def _year(words: Words, i: int) -> tuple[int | None, int]:
    """A year said after a month, and the index after it."""
    k = i + 1 if words[i].word in (",", "'") else i
    token = words[k]
    if token.kind != "number" or token.ordinal or token.whole is None:
        return None, i
    if len(token.word) == 4 and 2000 <= token.whole <= _LAST_YEAR and not words[k + 1].dash:
        return token.whole, k + 1
    soon = words.today.year % 100
    short = len(token.word) == 2 and soon <= token.whole <= soon + 3
    if short and (k == i or words[i].word == "'") and ends_phrase(words, k + 1) and not words[k + 1].dash:
        return 2000 + token.whole, k + 1
    return None, i


def _together(words: Words, elements: list[Element], ranged: bool, month: int, year: int | None) -> Period:
    said = [DayOfYear(month, number, year) for _, number, _ in elements]
    each = [settle(one, words.today) for one in said]
    period = settle_range(each[0], each[-1], words.today) if ranged else _hull(each)
    right = all(day is None or weekday_of(one.start) == day for (day, _, _), one in zip(elements, each, strict=True))
    return replace(
        period,
        kind="range" if ranged else period.kind,
        real=period.real and each[-1].real,
        sure=period.sure and (right or ranged),
        day_of_year=said[0] if len(said) == 1 else None,
    )


def _hull(each: list[Period]) -> Period:
    """Separate days as one stretch, with their weekdays where those tell them from the days between."""
    dates = sorted(one.start for one in each)
    real = all(one.real for one in each)
    if len(dates) == 1:
        return each[0]
    in_a_row = (dates[-1] - dates[0]).days == len(dates) - 1
    days = () if in_a_row else days_that_tell_apart(dates)
    return Period(dates[0], dates[-1], "spell", real, in_a_row or bool(days), None, days)


def _bare_ordinals(words: Words, i: int) -> tuple[Period, int] | None:
    """ "the 14th", "Thursday 14th", "14th-16th": the next month that has them (on that weekday, if one is named)."""
    listed = _elements(words, i)
    if listed is None:
        return None
    elements, ranged, j = listed
    day, number, ordinal = elements[0]
    moved = words.aim == "new time" and words[i - 1].kind in ("mark", "end")
    led = moved or day is not None or words[i].word in ("the", "on") or words[i - 1].word in _LEADS
    plain_date = day is not None and number > 12 and len(elements) == 1
    if not (led and ((all(e[2] for e in elements[-1:]) and (ordinal or ranged)) or plain_date)):
        return None
    if not ends_phrase(words, j) or words[j].day or words[j].word in ("of", "in", "half", "session"):
        return None
    for ahead in range(_MONTHS_SEARCHED):
        first = month_after(words.today, ahead)
        date = real_date(first.year, first.month, number)
        if date is None or date < words.today or (day is not None and weekday_of(date) != day):
            continue
        return _together(words, elements, ranged, date.month, date.year), j
    return Period(words.today, words.today, real=False), j


_FIGURES: Final = re.compile(r"(\d+)[/.-](\d+)[/.-](\d+)")


def _in_figures(words: Words, i: int) -> tuple[Period, int] | None:
    """ "2027-02-03", "3/2/27", or "3/2" where a word before says that it is a date."""
    day = None
    if is_day(words, i):
        day, i = words[i].day, i + (2 if words[i + 1].word == "," else 1)
    token = words[i]
    if token.kind == "slash":
        after = words[i + 1]
        timed = after.kind == "clock" or words[i + 2].meridiem is not None
        timed = timed or (
            after.word in ("at", "@") and (words[i + 2].kind in ("number", "clock") or words[i + 2].word == "noon")
        )
        if (day is None and words[i - 1].word not in _LEADS and not timed) or not (timed or ends_phrase(words, i + 1)):
            return None
        number, month = (int(part) for part in token.word.split("/"))
        if not (1 <= month <= 12 and 1 <= number <= 31):
            return None
        return settle(DayOfYear(month, number), words.today), i + 1
    if token.kind != "date":
        return None
    found = _FIGURES.fullmatch(token.word)
    assert found is not None
    first, second, third = (int(part) for part in found.groups())
    year, month, number = (first, second, third) if len(found[1]) == 4 else (third, second, first)
    year += 2000 if year < 100 else 0
    if not (1 <= month <= 12 and 1 <= number <= 31) and not starts_phrase(words, i):
        return None
    date = real_date(year, month, number)
    if date is None or date < words.today or year > _LAST_YEAR:
        return Period(words.today, words.today, real=False), i + 1
    return Period(
        date, date, sure=day is None or weekday_of(date) == day, day_of_year=DayOfYear(month, number, year)
    ), i + 1
