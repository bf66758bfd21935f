"""Weeks: "this week", "next week", "the week after next", "w/c 14 December", "the week of 7 Dec"."""

import datetime as dt
from dataclasses import replace
from typing import Final

from bot.understanding.timing.ahead import chosen_weekday, day_by_name
from bot.understanding.timing.calendar import (
    monday_of,
    next_weekday,
    working_week,
)
from bot.understanding.timing.context import is_day
from bot.understanding.timing.dates import dated
from bot.understanding.timing.feasts import feast
from bot.understanding.timing.phrases import one_of
from bot.understanding.timing.said import FoundPeriod, Period, one_day
from bot.understanding.timing.tokens import Words

_DAY: Final = dt.timedelta(days=1)


def weeks(words: Words, i: int) -> FoundPeriod:
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


def week_of(words: Words, i: int) -> FoundPeriod:
    """w/c 14 December, week beginning Monday 7th, the week of 7 Dec, week ending 11 Dec"""
    i = words.phrase(i, "the") or i
    j = WEEK_OF.after(words, i)
    if j is None:
        return None
    j = j + 1 if words[j].word in (":", "-", "the") and words[j + 1].word != "week" else j
    inner = _one_week(words, j)
    if inner is None:
        return None
    whole, j = inner
    for _ in range(_MOST_IN_A_LIST):
        if words[j].word not in ("or", "and", "&", ",", "/"):
            break
        k = j + 2 if words[j].word == "," and words[j + 1].word in ("or", "and") else j + 1
        following = dated(words, WEEK_OF.after(words, k) or k)
        if following is None or following[0].start.weekday() != 0 or not following[0].real:
            break
        week = working_week(following[0].start)
        beside = week.start - whole.end <= 3 * _DAY
        whole, j = replace(whole, end=week.end, sure=whole.sure and beside), following[1]
    return whole, j


def _one_week(words: Words, j: int) -> FoundPeriod:
    """The week of a date; of a Monday just gone, the rest of this week and not next year's."""
    found = _week_days(words, j)
    if found is None:
        return None
    period, j = found
    said, monday = period.day_of_year, monday_of(words.today)
    if said is not None and said.year is None and (said.month, said.day) == (monday.month, monday.day):
        return _this_or_next_week(words, 0), j
    end = working_week(period.end if (period.end - period.start).days < 100 else period.start).end
    if end < words.today <= period.start and period.real:  # "w/c 14 December", a Saturday, said on that day
        return _this_or_next_week(words, 1), j
    if end < words.today:  # said at the weekend of the week just gone
        return Period(words.today, words.today, "week", real=False), j
    start = max(working_week(period.start).start, words.today)
    return Period(start, end, "week", period.real, period.sure), j


_MOST_IN_A_LIST: Final = 6
WEEK_OF: Final = one_of(
    "w/c|wc|w.c|wk/c|w/b|wb|w/e|wk commencing|week commencing|week beginning|week starting|week ending|week of"
    "|week comm|wk of|weeks commencing|weeks of|weeks beginning"
    "|wk beginning|wk beg|week beg|wk comm|week com|weeks starting|w / c"
)


def _week_days(words: Words, j: int) -> FoundPeriod:
    for rule in (dated, day_by_name, chosen_weekday, feast):
        if (found := rule(words, j)) is not None:
            return found
    token = words[j]
    if token.ordinal and token.whole and token.whole <= 31:  # "w/c 14th", without its month
        first = next((d for n in range(62) if (d := words.today + n * _DAY).day == token.whole), words.today)
        return one_day(first), j + 1
    if token.day is not None and is_day(words, j):
        return one_day(next_weekday(token.day, words.today)), j + 1
    return None
