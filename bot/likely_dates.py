"""From "any Thursday in March" to moments that can be put to somebody."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from bot.model.exchanges import FURTHEST
from bot.model.when import DAYS, When
from bot.understanding.timing import find_timing
from bot.working_time import DAY, LONDON, end_of, is_working_day, local_date, on, working_day_after

HORIZON = dt.timedelta(days=120)
NOTICE = 3
SPREAD = dt.timedelta(days=4)
FORTNIGHT = dt.timedelta(days=14)
WEEK = 5 * DAY
_NAMES_A_MONTH = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|month|week|today|tomorrow)\b|\d/\d",
    re.IGNORECASE,
)
_USUAL = {"morning": dt.time(10), "afternoon": dt.time(14), "evening": dt.time(18)}


def starts_of(
    when: When, now: dt.datetime, time_zone: str, like: dt.datetime | None, minutes: int = 60, most: int = 3
) -> tuple[dt.datetime, ...]:
    """The first moments that suit `when`, in UTC, at most `most`.

    A date that was named is taken as it is; otherwise there are three working days' notice and a few days between
    one and the next, unless there is little to choose from. What takes several days never overlaps itself, and a week
    starts on a Monday if one suits. The time is the one said, else that of `like`, else a usual hour.
    """
    today = local_date(now, time_zone)
    time = when.time or (_USUAL[when.part] if when.part else None)
    if time is None:
        time = like.astimezone(ZoneInfo(time_zone)).time() if like else dt.time(10)
    if (when.start or today) > today + FURTHEST:
        return ()
    moments = (on(day, time, time_zone) for day in _days(when, today, minutes))
    return tuple(moment for _, moment in zip(range(most), (m for m in moments if m > now), strict=False))


def near(when: When, words: str, booked: dt.datetime | None, now: dt.datetime, time_zone: str) -> When:
    """A day that was named without its month is the nearest one to the visit: "the 20th", of one in January."""
    if booked is None or when.start is None or when.start != when.end or _NAMES_A_MONTH.search(words):
        return when
    if not re.search(rf"\b{when.start.day}(?:st|nd|rd|th)\b", words):
        return when
    there, today = local_date(booked, time_zone), local_date(now, time_zone)
    months = [when.start + relativedelta(months=ahead) for ahead in range(12)]
    same_day = [day for day in months if day.day == when.start.day and day > today]
    if not same_day:
        return when
    nearest = min(same_day, key=lambda day: abs((day - there).days))
    return replace(when, start=nearest, end=nearest)


def around(when: When, booked: dt.datetime | None, now: dt.datetime, time_zone: str) -> When:
    """A time without a day is on the day of the visit; a weekday is one from that week on, not of this one."""
    if booked is None or when.start is not None or when.end is not None or when.every is not None:
        return when
    there = local_date(booked, time_zone)
    if there <= local_date(now, time_zone):
        return when
    if not when.days:
        return replace(when, start=there, end=there)
    monday = there - dt.timedelta(days=there.weekday())
    return replace(when, start=max(monday, local_date(now, time_zone) + dt.timedelta(days=1)))


def likely_starts(words: str, now: dt.datetime, time_zone: str) -> tuple[dt.datetime, ...]:
    """The moments that words such as "Thursday at 10" name; none if they name no time."""
    timing = find_timing(words, local_date(now, time_zone))
    return starts_of(timing.when, now, time_zone, None) if timing.when else ()


def _days(when: When, today: dt.date, minutes: int) -> Iterator[dt.date]:
    if when.start and when.start == when.end:
        yield when.start
        return
    first = max(when.start or today, working_day_after(today, NOTICE))
    if when.end and first > when.end:
        first = max(when.start or today, today)
    last = min(when.end or first + HORIZON, first + HORIZON)
    apart = SPREAD if last - first > FORTNIGHT else dt.timedelta(days=1)
    suiting = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    suiting = [day for day in suiting if _suits(day, when)]
    if minutes >= WEEK and not when.days:
        mondays = [day for day in suiting if DAYS[day.weekday()] == "MO"]
        unbroken = [day for day in mondays if DAYS[_last_day(day, minutes).weekday()] == "FR"]  # by no bank holiday
        suiting = unbroken or mondays or suiting
    if when.end:
        suiting = [day for day in suiting if _last_day(day, minutes) <= when.end] or suiting
    free_from = first
    for day in suiting:
        if day >= free_from:
            yield day
            free_from = max(day + apart, _last_day(day, minutes) + dt.timedelta(days=1))


def _suits(day: dt.date, when: When) -> bool:
    """A bank holiday is nobody's "any Friday"; a Saturday is one only to whoever says so."""
    if not when.days:
        return is_working_day(day)
    return DAYS[day.weekday()] in when.days and (day.weekday() > 4 or is_working_day(day))


def _last_day(first: dt.date, minutes: int) -> dt.date:
    return local_date(end_of(on(first, dt.time(10), LONDON), minutes), LONDON)
