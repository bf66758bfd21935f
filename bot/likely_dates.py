"""From "any Thursday in March" to moments that can be put to somebody."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.model.exchanges import FURTHEST
from bot.model.when import DAYS, When
from bot.understanding.timing import find_timing
from bot.working_time import DAY, LONDON, end_of, is_working_day, local_date, on, working_day_after

HORIZON = dt.timedelta(days=120)
NOTICE = 3
SPREAD = dt.timedelta(days=4)
FORTNIGHT = dt.timedelta(days=14)
WEEK = 5 * DAY
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
    suiting = [day for day in suiting if (DAYS[day.weekday()] in when.days if when.days else is_working_day(day))]
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


def _last_day(first: dt.date, minutes: int) -> dt.date:
    return local_date(end_of(on(first, dt.time(10), LONDON), minutes), LONDON)
