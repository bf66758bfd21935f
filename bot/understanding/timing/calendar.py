"""Arithmetic on the calendar: the next of something to come, weeks, months and public holidays.

Nothing here is ever before today, unless its year was said out loud.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from dateutil.easter import easter

from bot.model.when import DAYS, Day
from bot.understanding.timing.said import DayOfYear, Period
from bot.working_time import bank_holidays

_ONE_DAY: Final = dt.timedelta(days=1)
_LONGEST_RUNNING_SPELL: Final = dt.timedelta(days=100)
"""A spell said without its year counts as running now, not as next year's, up to this length."""


def weekday_of(date: dt.date) -> Day:
    return DAYS[date.weekday()]


def days_that_tell_apart(dates: Sequence[dt.date]) -> tuple[Day, ...]:
    """Weekdays that, within the first to the last of these dates, pick out just them; none if no weekdays do."""
    weekdays = {weekday_of(date) for date in dates}
    if len(weekdays) == 1 or (max(dates) - min(dates)).days <= 6:
        return tuple(day for day in DAYS if day in weekdays)
    return ()


def next_weekday(day: Day, from_date: dt.date) -> dt.date:
    """The first such day on or after a date."""
    return from_date + dt.timedelta(days=(DAYS.index(day) - from_date.weekday()) % 7)


def monday_of(date: dt.date) -> dt.date:
    return date - dt.timedelta(days=date.weekday())


def working_week(date: dt.date) -> Period:
    """Monday to Friday of the week that holds a date."""
    monday = monday_of(date)
    return Period(monday, monday + dt.timedelta(days=4), "week")


def month_end(year: int, month: int) -> dt.date:
    return dt.date(year + month // 12, month % 12 + 1, 1) - _ONE_DAY


def month_after(date: dt.date, months: int) -> dt.date:
    """The first of the month so many months after a date's."""
    index = date.year * 12 + date.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)


def months_on(date: dt.date, months: int) -> dt.date:
    """The same day so many months later, or that month's last."""
    first = month_after(date, months)
    return min(first + dt.timedelta(days=date.day - 1), month_end(first.year, first.month))


def real_date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def settle(said: DayOfYear, today: dt.date) -> Period:
    """The date or whole month meant: in its own year, or the next to come."""
    if said.day is None:
        return _settle_month(said.month, said.year, today)
    year = said.year or today.year
    date = real_date(year, said.month, said.day)
    if said.year is None and (said.month, said.day) < (today.month, today.day):
        date = real_date(year + 1, said.month, said.day)
    if date is None or date < today:
        return Period(today, today, real=False, day_of_year=said)
    return Period(date, date, day_of_year=said)


def _settle_month(month: int, year: int | None, today: dt.date) -> Period:
    said = DayOfYear(month, None, year)
    if year is None:
        year = today.year if month >= today.month else today.year + 1
    end = month_end(year, month)
    if end < today:
        return Period(today, today, "month", real=False, day_of_year=said)
    return Period(max(dt.date(year, month, 1), today), end, "month", day_of_year=said)


def settle_range(first: Period, last: Period, today: dt.date) -> Period:
    """Both ends of "21 Dec to 4 Jan", in the years that make them the next to come, or the spell running now."""
    if not (first.real and last.real):
        return Period(today, today, "spell", real=False)
    start, end, said, until = first.start, last.end, first.day_of_year, last.day_of_year
    if said and until and said.year is None and until.year is not None:
        start = _before_end(said, end, today) or start
    if end >= start:
        return Period(start, end, "spell", sure=first.sure and last.sure)
    if said is not None and said.year is None:
        running = _before_end(said, end, today)
        if running is not None and (running > today or end - running <= _LONGEST_RUNNING_SPELL):
            return Period(max(running, today), end, "spell")
    if until is not None and until.year is None:
        later = settle(until, start)
        return Period(start, later.end, "spell", real=later.real)
    return Period(today, today, "spell", real=False)


def _before_end(said: DayOfYear, end: dt.date, today: dt.date) -> dt.date | None:
    """The last such day on or before the end, but today if that is over."""
    for year in (end.year, end.year - 1):
        date = real_date(year, said.month, said.day or 1)
        if date is not None and date <= end:
            return date if date >= today else max(date, today - _LONGEST_RUNNING_SPELL)
    return None


def week_of_month(nth: int, month: Period) -> Period:
    """The nth Monday-to-Friday of a month (-1 the last), within it; a week belongs where most of it lies."""
    assert month.day_of_year is not None
    first = dt.date(month.end.year, month.end.month, 1)
    if nth == -1:
        week = working_week(month.end if month.end.weekday() >= 2 else month.end - dt.timedelta(days=7))
    else:
        monday = monday_of(first) if first.weekday() <= 2 else monday_of(first) + dt.timedelta(days=7)
        week = working_week(monday + dt.timedelta(days=7 * (nth - 1)))
    return Period(max(week.start, first), min(week.end, month.end), "week", real=week.start <= month.end)


def nth_weekday(nth: int, day: Day, year: int, month: int) -> dt.date | None:
    """The nth such weekday of a month, -1 the last; None if it has no such day."""
    first, last = dt.date(year, month, 1), month_end(year, month)
    date = next_weekday(day, first) + dt.timedelta(days=7 * (nth - 1))
    if nth == -1:
        date = last - dt.timedelta(days=(last.weekday() - DAYS.index(day)) % 7)
    return date if first <= date <= last else None


def next_bank_holiday(today: dt.date, month: int | None = None) -> dt.date:
    """The next bank holiday that is a Monday to Friday, of a given month if one is named."""
    coming = (date for year in range(today.year, today.year + 3) for date in bank_holidays(year))
    return next(d for d in coming if d >= today and d.weekday() < 5 and (month is None or d.month == month))


FIXED_FEASTS: Final[dict[str, tuple[int, int]]] = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "boxing day": (12, 26), "new year's eve": (12, 31),
    "new year's day": (1, 1), "st andrew's day": (11, 30), "st david's day": (3, 1), "st patrick's day": (3, 17),
    "st george's day": (4, 23), "halloween": (10, 31), "bonfire night": (11, 5), "burns night": (1, 25),
    "valentine's day": (2, 14), "twelfth night": (1, 5), "armistice day": (11, 11), "may day": (5, 1),
    "international women's day": (3, 8), "world mental health day": (10, 10),
}  # fmt: skip
# Days after Easter Sunday.
MOVING_FEASTS: Final[dict[str, int]] = {
    "good friday": -2, "easter saturday": -1, "easter sunday": 0, "easter monday": 1, "maundy thursday": -3,
    "palm sunday": -7, "shrove tuesday": -47, "pancake day": -47, "ash wednesday": -46, "mothering sunday": -21,
    "whit monday": 50,
}  # fmt: skip


def next_feast(name: str, today: dt.date) -> dt.date:
    """The next to come of a fixed or moving feast named above."""
    if name in FIXED_FEASTS:
        month, day = FIXED_FEASTS[name]
        date = dt.date(today.year, month, day)
        return date if date >= today else dt.date(today.year + 1, month, day)
    for year in (today.year, today.year + 1):
        date = easter(year) + dt.timedelta(days=MOVING_FEASTS[name])
        if date >= today:
            return date
    return easter(today.year + 2) + dt.timedelta(days=MOVING_FEASTS[name])


def easter_break(today: dt.date) -> Period:
    """Good Friday to Easter Monday, next to come (or running)."""
    for year in (today.year, today.year + 1):
        sunday = easter(year)
        if sunday + _ONE_DAY >= today:
            break
    return Period(max(sunday - 2 * _ONE_DAY, today), sunday + _ONE_DAY, "feast")


def christmas_break(today: dt.date) -> Period:
    """Christmas Day and Boxing Day, next to come (or running)."""
    year = today.year if today <= dt.date(today.year, 12, 26) else today.year + 1
    return Period(max(dt.date(year, 12, 25), today), dt.date(year, 12, 26), "feast")
