"""Stretches of the calendar said in words: "w/c 7 Dec", "next week", "first week of Feb", "Easter Monday"."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from bot.model.when import DAYS
from bot.understanding.timing.calendar import (
    FIXED_FEASTS,
    MOVING_FEASTS,
    christmas_break,
    easter_break,
    monday_of,
    month_after,
    month_end,
    months_on,
    next_bank_holiday,
    next_feast,
    next_weekday,
    nth_weekday,
    settle,
    week_of_month,
    working_week,
)
from bot.understanding.timing.context import ends_phrase, is_day, is_month
from bot.understanding.timing.dates import dated
from bot.understanding.timing.phrases import Phrases, one_of
from bot.understanding.timing.said import DayOfYear, Period
from bot.understanding.timing.tokens import Token, Words
from bot.understanding.timing.vocabulary import ORDINAL_WORDS

FoundPeriod = tuple[Period, int] | None
_DAY: Final = dt.timedelta(days=1)


def period_at(words: Words, i: int) -> FoundPeriod:
    """The longest stretch of the calendar that begins at this word, without the word before it ("from", "by")."""
    best: FoundPeriod = None
    for rule in _RULES:
        found = rule(words, i)
        if found is not None and (best is None or found[1] > best[1]):
            best = found
    return best


def _day_by_name(words: Words, i: int) -> FoundPeriod:
    """today, tomorrow, the day after tomorrow, tomorrow week"""
    today = words.today
    i = words.phrase(i, "the") or i
    if (j := words.phrase(i, "day", "after", "tomorrow")) is not None:
        return _one(today + 2 * _DAY), j
    word = words[i].word
    if word == "today":
        return _one(today), i + 1
    if word != "tomorrow":
        return None
    week = words[i + 1].word == "week" and words[i + 2].word not in ("of", "commencing")
    return _one(today + (8 if week else 1) * _DAY), i + (2 if week else 1)


def _one(date: dt.date) -> Period:
    return Period(date, date)


def _chosen_weekday(words: Words, i: int) -> FoundPeriod:
    """this Thursday, next Tues, Thursday week, Friday fortnight, Thursday next, a week on Friday"""
    which = words[i].word
    i = words.phrase(i, "this", "coming") or i
    if words[i - 1].word == "coming" or which in ("this", "next", "coming", "following"):
        i = i + 1 if words[i].word == which else i
        day = words[i].day
        if day is None or not is_day(words, i) or words[i].plural:
            return None
        coming = next_weekday(day, words.today)
        if which == "next":
            coming = monday_of(words.today) + (7 + DAYS.index(day)) * _DAY
        return _one(coming), i + 1
    day = words[i].day
    if day is None or not is_day(words, i):
        return None
    coming, after = next_weekday(day, words.today), words[i + 1].word
    j = i + 2
    if after in ("week", "fortnight") and words[j].word not in ("of", "commencing", "beginning"):
        return _one(coming + (7 if after == "week" else 14) * _DAY), j
    if after == "next" and words[j].unit is None and words[j].month is None:
        return _one(monday_of(words.today) + (7 + DAYS.index(day)) * _DAY), j
    return None


def _count(token: Token) -> int | None:
    return 1 if token.word in ("a", "an") else token.whole


def _counted_ahead(words: Words, i: int) -> FoundPeriod:
    """a week today, a fortnight on Friday, two weeks from tomorrow, in ten days, in a week's time"""
    inside, k = words[i - 1].word == "in", i
    couple = words.phrase(k, "a", "couple", "of") or words.phrase(k, "couple", "of")
    number = 2 if couple else _count(words[k])
    k = couple or k + 1
    days = {"day": 1, "week": 7, "fortnight": 14}.get(words[k].unit or "")
    if number is None or days is None or number > 400:
        return None
    k += 1
    if inside:
        return _in_so_long(words, k, number * days)
    if words[k].word in ("on", "from"):
        k += 1
    elif words[k].word not in ("today", "tomorrow"):
        return None
    if words[k].word in ("today", "now", "tomorrow"):
        return _one(words.today + (number * days + (words[k].word == "tomorrow")) * _DAY), k + 1
    day = words[k].day
    if day is None or not is_day(words, k) or words[k - 1].word == "from":
        return None
    return _one(next_weekday(day, words.today) + number * days * _DAY), k + 1


def _in_so_long(words: Words, k: int, days: int) -> FoundPeriod:
    if words[k].word == "time":
        return _one(words.today + days * _DAY), k + 1
    if (
        words[k].word in ("in", "of", "notice", "from", "or", "with", "at", "during", "total")
        or words[k - 1].possessive
    ):
        return None
    if days == 1:  # "what we do in a day"
        return None
    return _one(words.today + days * _DAY), k


def _span_of_days(words: Words, i: int) -> FoundPeriod:
    """the next two weeks, the coming fortnight, within ten days"""
    start = i
    the = words[i].word == "the"
    i = i + 1 if the else i
    if words[i].word not in ("next", "coming", "following") and words[start - 1].word != "within":
        return None
    i = i + 1 if words[i].word in ("next", "coming", "following") else i
    couple = words.phrase(i, "couple", "of") or words.phrase(i, "a", "couple", "of")
    number = 2 if couple else _count(words[i])
    i = couple or (i + 1 if number is not None else i)
    unit = words[i].unit
    bare = unit == "fortnight" or (unit is not None and (the or words[start - 1].word == "within"))
    if number is None and not (bare and not words[i].possessive):
        return None
    number = number or 1
    if unit in ("day", "week", "fortnight") and number < 400:
        days = number * {"day": 1, "week": 7, "fortnight": 14}[unit]
        return Period(words.today, words.today + days * _DAY, "spell"), i + 1
    if unit == "month" and number < 24:
        return Period(words.today, months_on(words.today, number), "spell"), i + 1
    return None


def _weeks(words: Words, i: int) -> FoundPeriod:
    """this week, next week, the week after next, this weekend, later this week"""
    today = words.today
    i = i + 1 if words[i].word in ("the", "later", "early", "late", "sometime") else i
    for said in (("week", "after", "next"), ("week", "following", "next")):
        if (j := words.phrase(i, *said)) is not None:
            return working_week(today + 14 * _DAY), j
    i = i + 1 if words[i].word in ("later", "early") else i
    which, unit = words[i].word, words[i + 1]
    if which not in ("this", "next", "following", "coming") or (
        unit.possessive and words[i + 2].word in ("work", "wages")
    ):
        return None
    ahead = 7 if which in ("next", "following") else 0
    if unit.word in ("week", "wk", "weeks"):
        if words[i + 2].word == "of":
            return None
        return _this_or_next_week(words, ahead), i + 2
    if unit.word == "weekend":
        saturday = monday_of(today) + (5 + ahead) * _DAY
        return Period(max(saturday, today), saturday + _DAY, "spell"), i + 2
    return None


def _this_or_next_week(words: Words, ahead: int) -> Period:
    today = words.today
    if ahead:
        return working_week(today + 7 * _DAY)
    return Period(today, next_weekday("FR", today), "week")


def _week_of(words: Words, i: int) -> FoundPeriod:
    """w/c 14 December, week beginning Monday 7th, the week of 7 Dec, week ending 11 Dec"""
    i = words.phrase(i, "the") or i
    j = _WEEK_OF.after(words, i)
    if j is None:
        return None
    j = j + 1 if words[j].word in (":", "-", "the") and words[j + 1].word != "week" else j
    inner = _week_days(words, j)
    if inner is None:
        return None
    period, j = inner
    week_kind: Period = working_week(period.start)
    last = working_week(period.end if (period.end - period.start).days < 100 else period.start)
    return Period(week_kind.start, last.end, "week", period.real, period.sure), j


_WEEK_OF: Final = one_of(
    "w/c|wc|w.c|wk/c|w/b|wb|w/e|wk commencing|week commencing|week beginning|week starting|week ending|week of|week comm|wk of"
    "|weeks commencing|weeks of|weeks beginning|wk beginning|w / c"
)


def _week_days(words: Words, j: int) -> FoundPeriod:
    for rule in (dated, _day_by_name, _chosen_weekday, _feast):
        if (found := rule(words, j)) is not None:
            return found
    token = words[j]
    if token.ordinal and token.whole and token.whole <= 31:  # "w/c 14th", without its month
        first = next((d for n in range(62) if (d := words.today + n * _DAY).day == token.whole), words.today)
        return _one(first), j + 1
    if token.day is not None and is_day(words, j):
        return _one(next_weekday(token.day, words.today)), j + 1
    return None


def _month(words: Words, i: int) -> FoundPeriod:
    """March, March 2027, next March, this month, next month, all of May"""
    while words[i].word in ("all", "of", "the", "whole") and words[i + 1].kind != "end":
        i += 1
    which = words[i].word
    if which in ("this", "next", "coming", "following"):
        if words[i + 1].word == "month":
            first = month_after(words.today, 0 if which in ("this", "coming") else 1)
            return settle(DayOfYear(first.month, None, first.year), words.today), i + 2
        if words[i + 1].month is None:
            return None
        i += 1
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


_EARLY, _MID, _LATE = "early", "mid", "late"
_PARTS_OF_MONTH: Final = {
    "early": _EARLY, "start": _EARLY, "beginning": _EARLY, "mid": _MID, "middle": _MID, "late": _LATE, "end": _LATE,
}  # fmt: skip


def _part_of_longer(words: Words, i: int) -> FoundPeriod:
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
    outer = _month(words, i) or _outer(words, i)
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
                return _week_of(words, i)
            return Period(today, next_weekday("FR", today), "week"), i + 1
        case "month":
            return Period(today, month_end(today.year, today.month), "month"), i + 1
        case "year" if words[i + 1].word != "end" and ends_phrase(words, i + 1):
            return Period(today, dt.date(today.year, 12, 31), "spell"), i + 1
        case "day":
            return _one(today), i + 1
    return _weeks(words, i) or _year(words, i) or _week_of(words, i)


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


def _week_in_month(words: Words, i: int) -> FoundPeriod:
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
    inner = _month(words, words.phrase(i + 2, "the") or i + 2)
    if inner is None or nth > 5:
        return None
    month, j = inner
    if (pair or fortnight) and nth in (1, -1):
        return _cut(month, "first half", words.today) if nth == 1 else _cut(month, "second half", words.today), j
    week = week_of_month(nth, month)
    if week.end < words.today:
        return Period(words.today, words.today, real=False), j
    return Period(max(week.start, words.today), week.end, "week", week.real and month.real), j


def _weekday_in_month(words: Words, i: int) -> FoundPeriod:
    """the first Tuesday in March, last Friday of January: a date, unlike "of the month" """
    i = words.phrase(i, "the") or i
    nth = ORDINAL_WORDS.get(words[i].word) or (words[i].whole if words[i].ordinal else None)
    day = words[i + 1].day
    if nth is None or nth > 5 or day is None or not is_day(words, i + 1) or words[i + 2].word not in ("of", "in"):
        return None
    inner = _month(words, i + 3)
    if inner is None or inner[0].day_of_year is None:
        return None
    month, j = inner
    date = nth_weekday(nth, day, month.end.year, month.end.month)
    said = month.day_of_year
    if date is not None and date < words.today and said is not None and said.year is None:
        date = nth_weekday(nth, day, month.end.year + 1, month.end.month)
    if date is None or date < words.today or not month.real:
        return Period(words.today, words.today, real=False), j
    return _one(date), j


def _year(words: Words, i: int) -> FoundPeriod:
    """this year, next year, 2027 (after "in", "during" …)"""
    today = words.today
    if (j := words.phrase(i, "next", "year")) is not None:
        return Period(dt.date(today.year + 1, 1, 1), dt.date(today.year + 1, 12, 31), "spell"), j
    if (j := words.phrase(i, "this", "year")) is not None:
        return Period(today, dt.date(today.year, 12, 31), "spell"), j
    token = words[i]
    led = words[i - 1].word in ("in", "during", "of", "throughout", "until", "before", "after", "from", "for")
    if led and token.kind == "number" and len(token.word) == 4 and token.whole is not None:
        if today.year <= token.whole <= today.year + 5 and (
            words[i + 1].kind in ("end", "mark") and not words[i + 1].dash
        ):
            return Period(max(today, dt.date(token.whole, 1, 1)), dt.date(token.whole, 12, 31), "spell"), i + 1
    return None


def _financial_year(words: Words, i: int) -> FoundPeriod:
    """the end of the financial year, financial year end: 31 March"""
    i = words.phrase(i, "the") or i
    if (j := _FINANCIAL_YEAR_END.after(words, i)) is not None:
        last = settle(DayOfYear(3, 31), words.today).end
        return Period(last, last, "end"), j
    return None


_FINANCIAL_YEAR_END: Final = one_of(
    "financial year end|end of the financial year|end of financial year|end of this financial year"
)


def _feast(words: Words, i: int) -> FoundPeriod:
    """Boxing Day, Easter Monday, the May bank holiday, Christmas, Easter"""
    i = words.phrase(i, "the") or i
    holiday = _bank_holiday(words, i)
    if holiday is not None:
        return holiday
    first = words[i].word
    if first not in _FEAST_STARTS:
        return None
    if (feast := _FEASTS.at(words, i)) is not None and _bare_feast(words, feast[1] - 1):
        return _one(next_feast(feast[0], words.today)), feast[1]
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
    if first == "new" and words[i + 1].word == "year" and words[i].gap:
        return _one(next_feast("new year's day", words.today)), i + 2
    return None


def _bare_feast(words: Words, i: int) -> bool:
    """ "before Christmas", not "the Christmas lights": nothing follows that it could describe."""
    after = words[i + 1]
    return after.kind in ("end", "mark", "number") or after.word in _AFTER_FEAST or after.day is not None


_AFTER_FEAST: Final = frozenset(
    [
        "and",
        "if",
        "please",
        "pls",
        "or",
        "to",
        "on",
        "in",
        "at",
        "for",
        "with",
        "but",
        "when",
        "so",
        "break",
        "weekend",
        "until",
        "then",
        "ideally",
        "as",
        "we",
        "i",
        "it",
        "because",
        "via",
        "online",
        "by",
        "though",
        "would",
        "works",
        "only",
        "onwards",
        "is",
    ]
)
_FEASTS: Final = Phrases(
    {name.replace("'s", ""): name for name in (*FIXED_FEASTS, *MOVING_FEASTS)}  # a word is kept without its 's
    | {"new years day": "new year's day", "new years eve": "new year's eve"}
)
_FEAST_STARTS: Final = _FEASTS.first_words | {"easter", "christmas", "new"}
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
        return _one(_late_may(today)), j
    if which == "may":
        early = _early_may(today)
        return _one(early if late or early <= _late_may(today) else _late_may(today)), j
    date = next_bank_holiday(today, _HOLIDAY_MONTHS.get(which or ""))
    weekend = words[j].word == "weekend"
    return (Period(max(date - 2 * _DAY, today), date, "spell"), j + 1) if weekend else (_one(date), j)


def _early_may(today: dt.date) -> dt.date:
    return _first_from(today, lambda year: nth_weekday(1, "MO", year, 5))


def _late_may(today: dt.date) -> dt.date:
    return _first_from(today, lambda year: nth_weekday(-1, "MO", year, 5))


def _first_from(today: dt.date, in_year: Callable[[int], dt.date | None]) -> dt.date:
    return next(date for year in (today.year, today.year + 1) if (date := in_year(year)) is not None and date >= today)


_RULES: Final = (
    dated, _day_by_name, _chosen_weekday, _counted_ahead, _span_of_days, _weeks, _week_of, _month, _part_of_longer,
    _week_in_month, _weekday_in_month, _year, _financial_year, _feast,
)  # fmt: skip
