"""Months and years, and parts of them: "March", "mid January", "first week of Feb", "the rest of the month"."""

import datetime as dt
from typing import Final

from bot.understanding.timing.calendar import (
    month_after,
    month_end,
    next_weekday,
    nth_weekday,
    settle,
    week_of_month,
)
from bot.understanding.timing.context import ends_phrase, is_day, is_month
from bot.understanding.timing.phrases import one_of
from bot.understanding.timing.said import DayOfYear, FoundPeriod, Period, one_day
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.vocabulary import ORDINAL_WORDS
from bot.understanding.timing.weeks import week_of, weeks

_DAY: Final = dt.timedelta(days=1)


def whole_month(words: Words, i: int) -> FoundPeriod:
    """March, March 2027, next March, this month, next month, all of May"""
    for _ in range(4):
        i += words[i].word in _ALL_OF
    which = words[i].word
    if which in ("this", "next", "coming", "following"):
        if words[i + 1].word == "month":
            first = month_after(words.today, 0 if which in ("this", "coming") else 1)
            return settle(DayOfYear(first.month, None, first.year), words.today), i + 2
        if words[i + 1].month is None:
            return None
        i += 1
    if words[i - 1].word == "the" and words[i].month is not None and not ends_phrase(words, i + 1):
        return None  # "the October list"
    month = words[i].month
    if month is None or not is_month(words, i) or words.phrase(i + 1, "half", "term") is not None:
        return None
    year, j = None, i + 1
    token = words[j]
    if token.kind == "number" and len(token.word) == 4 and token.word.startswith("20"):
        year, j = token.whole, j + 1
    elif (after := words.phrase(j, "next", "year")) is not None:
        year, j = words.today.year + 1, after
    if (after := words.phrase(j, "this", "year")) is not None:
        year, j = words.today.year, after
    return settle(DayOfYear(month, None, year), words.today), j


_ALL_OF: Final = frozenset({"all", "of", "the", "whole"})
_EARLY, _MID, _LATE = "early", "mid", "late"


_PARTS_OF_MONTH: Final = {
    "early": _EARLY, "start": _EARLY, "beginning": _EARLY, "mid": _MID, "middle": _MID, "late": _LATE, "end": _LATE,
}  # fmt: skip


def part_of_longer(words: Words, i: int) -> FoundPeriod:
    """mid January, early Feb, the end of March, end of the month, the rest of the week, first half of May"""
    i = words.phrase(i, "the", "very") or words.phrase(i, "the") or i
    half = ORDINAL_WORDS.get(words[i].word) if words[i + 1].word == "half" else None
    rest = words[i].word in ("rest", "remainder")
    part = _PARTS_OF_MONTH.get(words[i].word)
    if part is None and half is None and not rest:
        return None
    i += 2 if half else 1
    onward = _PARTS_OF_MONTH.get(words[i + 1].word) if words[i].word in ("to", "or", "/") or words[i].dash else None
    i += 2 if onward else 0
    for dashed in (("-", "to", "-", "late"), ("-", "to", "-", "mid")):
        if (after := words.phrase(i, *dashed)) is not None:
            onward, i = dashed[-1], after
    i = i + 1 if words[i].dash or (words[i].word in ("in", "to") and words[i + 1].month) else i
    i = words.phrase(i, "of") or i
    i = words.phrase(i, "the") or i
    outer = whole_month(words, i) or _outer(words, i)
    if outer is None:
        return None
    period, j = outer
    if rest:
        return Period(words.today, period.end, "spell"), j
    if half is not None:
        part = "first half" if half == 1 else "second half"
    first = _cut(period, part or _LATE, words.today)
    if onward is None:
        return first, j
    last = _cut(period, onward, words.today)
    return Period(first.start, last.end, "spell", last.real), j


def _outer(words: Words, i: int) -> FoundPeriod:
    """week, month, year; this week; next week; w/c 7 Dec"""
    today = words.today
    if words[i].word == "working":
        i += 1
    match words[i].word:
        case "week":
            if words[i + 1].word in ("of", "commencing", "beginning"):
                return week_of(words, i)
            return Period(today, next_weekday("FR", today), "week"), i + 1
        case "month":
            return Period(today, month_end(today.year, today.month), "month"), i + 1
        case "year" if words[i + 1].word != "end" and ends_phrase(words, i + 1):
            return Period(today, dt.date(today.year, 12, 31), "spell"), i + 1
        case "day":
            return one_day(today), i + 1
        case _:
            pass
    return weeks(words, i) or whole_year(words, i) or week_of(words, i)


def _cut(period: Period, part: str, today: dt.date) -> Period:
    if period.kind != "month":
        return Period(period.start, period.end, "end" if part == _LATE else "week", period.real)
    first = dt.date(period.end.year, period.end.month, 1)
    days = {
        _EARLY: (1, 10), _MID: (11, 20), _LATE: (21, period.end.day), "first half": (1, 15),
        "second half": (16, period.end.day),
    }[part]  # fmt: skip
    start, end = first + (days[0] - 1) * _DAY, first + (days[1] - 1) * _DAY
    if end < today:  # that part of this month is over
        return Period(today, today, real=False)
    return Period(max(start, today), end, "end" if part == _LATE else "mid" if part == _MID else "spell", period.real)


def week_in_month(words: Words, i: int) -> FoundPeriod:
    """first week of Feb, the last week in March, the second week of next month, first two weeks of May"""
    i = words.phrase(i, "the") or i
    nth = ORDINAL_WORDS.get(words[i].word) or (words[i].whole if words[i].ordinal else None)
    if nth is None:
        return None
    i += 2 if words[i + 1].word in ("full", "working") else 1
    pair = nth in (1, -1) and (words[i].word in ("two", "2", "couple") and words[i + 1].unit == "week" and 2)
    fortnight = words[i].unit == "fortnight"
    i += 1 if pair else 0
    if not (words[i].unit == "week" or fortnight) or words[i + 1].word not in ("of", "in"):
        return None
    k = words.phrase(i + 2, "the") or i + 2
    new_year = words.phrase(k, "new", "year")
    january = settle(DayOfYear(1), words.today)
    inner = (january, new_year) if new_year is not None else whole_month(words, k)
    if inner is None or nth > 5:
        return None
    month, j = inner
    if (pair or fortnight) and nth in (1, -1):
        return _cut(month, "first half", words.today) if nth == 1 else _cut(month, "second half", words.today), j
    week = week_of_month(nth, month)
    if week.end < words.today:
        return Period(words.today, words.today, real=False), j
    return Period(max(week.start, words.today), week.end, "week", week.real and month.real), j


def weekday_in_month(words: Words, i: int) -> FoundPeriod:
    """the first Tuesday in March, last Friday of January: a date, unlike "of the month" """
    i = words.phrase(i, "the") or i
    nth = ORDINAL_WORDS.get(words[i].word) or (words[i].whole if words[i].ordinal else None)
    day = words[i + 1].day
    if nth is None or nth > 5 or day is None or not is_day(words, i + 1) or words[i + 2].word not in ("of", "in"):
        return None
    inner = whole_month(words, i + 3)
    if inner is None or inner[0].day_of_year is None:
        return None
    month, j = inner
    date = nth_weekday(nth, day, month.end.year, month.end.month)
    said = month.day_of_year
    if date is not None and date < words.today and said is not None and said.year is None:
        date = nth_weekday(nth, day, month.end.year + 1, month.end.month)
    if date is None or date < words.today or not month.real:
        return Period(words.today, words.today, real=False), j
    return one_day(date), j


def whole_year(words: Words, i: int) -> FoundPeriod:
    """this year, next year, 2027 (after "in", "during" …)"""
    today = words.today
    if (j := words.phrase(i, "next", "year")) is not None:
        return Period(dt.date(today.year + 1, 1, 1), dt.date(today.year + 1, 12, 31), "spell"), j
    if (j := words.phrase(i, "this", "year")) is not None:
        return Period(today, dt.date(today.year, 12, 31), "spell"), j
    token = words[i]
    led = words[i - 1].word in ("in", "during", "of", "throughout", "until", "before", "after", "from", "for")
    if led and token.kind == "number" and len(token.word) == 4 and token.whole is not None:
        alone = words[i + 1].kind in ("end", "mark") and not words[i + 1].dash
        if alone and today.year <= token.whole <= today.year + 5:
            return Period(max(today, dt.date(token.whole, 1, 1)), dt.date(token.whole, 12, 31), "spell"), i + 1
    return None


def financial_year(words: Words, i: int) -> FoundPeriod:
    """the end of the financial year, financial year end: 31 March"""
    i = words.phrase(i, "the") or i
    if (j := _FINANCIAL_YEAR_END.after(words, i)) is not None:
        last = settle(DayOfYear(3, 31), words.today).end
        return Period(last, last, "end"), j
    return None


_FINANCIAL_YEAR_END: Final = one_of(
    "financial year end|end of the financial year|end of financial year|end of this financial year"
)
