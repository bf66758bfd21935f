"""Days counted from today: "tomorrow", "next Tues", "Thursday week", "in ten days", "the next fortnight"."""

import datetime as dt
from typing import Final

from bot.model.when import DAYS
from bot.understanding.timing.calendar import (
    monday_of,
    months_on,
    next_weekday,
)
from bot.understanding.timing.context import is_day
from bot.understanding.timing.said import FoundPeriod, Period, one_day
from bot.understanding.timing.tokens import Token, Words

_DAY: Final = dt.timedelta(days=1)


def day_by_name(words: Words, i: int) -> FoundPeriod:
    """today, tomorrow, the day after tomorrow, tomorrow week"""
    today = words.today
    i = words.phrase(i, "the") or i
    if (j := words.phrase(i, "day", "after", "tomorrow")) is not None:
        return one_day(today + 2 * _DAY), j
    word = words[i].word
    if word == "today":
        return one_day(today), i + 1
    if word != "tomorrow":
        return None
    week = words[i + 1].word == "week" and words[i + 2].word not in ("of", "commencing")
    return one_day(today + (8 if week else 1) * _DAY), i + (2 if week else 1)


def chosen_weekday(words: Words, i: int) -> FoundPeriod:
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
        return one_day(coming), i + 1
    day = words[i].day
    if day is None or not is_day(words, i):
        return None
    coming, after = next_weekday(day, words.today), words[i + 1].word
    j = i + 2
    if after in ("week", "fortnight") and words[j].word not in ("of", "commencing", "beginning"):
        return one_day(coming + (7 if after == "week" else 14) * _DAY), j
    if after == "next" and words[j].unit is None and words[j].month is None:
        return one_day(monday_of(words.today) + (7 + DAYS.index(day)) * _DAY), j
    return None


def _count(token: Token) -> int | None:
    return 1 if token.word in ("a", "an") else token.whole


def counted_ahead(words: Words, i: int) -> FoundPeriod:
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
        return one_day(words.today + (number * days + (words[k].word == "tomorrow")) * _DAY), k + 1
    day = words[k].day
    if day is None or not is_day(words, k) or words[k - 1].word == "from":
        return None
    return one_day(next_weekday(day, words.today) + number * days * _DAY), k + 1


def _in_so_long(words: Words, k: int, days: int) -> FoundPeriod:
    if words[k].word == "time":
        return one_day(words.today + days * _DAY), k + 1
    if (
        words[k].word in ("in", "of", "notice", "from", "or", "with", "at", "during", "total")
        or words[k - 1].possessive
    ):
        return None
    if days == 1:  # "what we do in a day"
        return None
    return one_day(words.today + days * _DAY), k


def span_of_days(words: Words, i: int) -> FoundPeriod:
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
