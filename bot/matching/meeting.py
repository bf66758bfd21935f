"""Whether two people's times can meet. What was not said never stands in the way."""

import datetime as dt

from bot.model.when import ANY_TIME, DAYS, Day, Part, When

NAMES = {
    "MO": "Mondays",
    "TU": "Tuesdays",
    "WE": "Wednesdays",
    "TH": "Thursdays",
    "FR": "Fridays",
    "SA": "Saturdays",
    "SU": "Sundays",
}
"""Weekdays as people speak of them when they come round every week."""
_LOOK_AHEAD = 366


def can_meet(one: When, other: When, today: dt.date) -> bool:
    """True if some day from `today` on, and some part of it, suits both."""
    if one == ANY_TIME == other:  # as most are
        return True
    return bool(shared_days(one, other, today)) and _parts_meet(one, other)


def shared_days(one: When, other: When, today: dt.date) -> tuple[Day, ...]:
    """The weekdays on which they could meet within a year of `today`, Monday first."""
    start = max(today, one.start or today, other.start or today)
    horizon = start + dt.timedelta(days=_LOOK_AHEAD)
    end = min(one.end or horizon, other.end or horizon)
    length = (end - start).days + 1
    if length <= 0:
        return ()
    within = {DAYS[(start + dt.timedelta(days=n)).weekday()] for n in range(min(length, 7))}
    for when in (one, other):
        if when.days:
            within &= set(when.days)
    return tuple(day for day in DAYS if day in within)


def why(one: When, other: When, today: dt.date) -> str:
    """ "Thursdays suit both", or "" when the times were left open and so prove nothing."""
    if not (one.days or other.days):
        return ""
    days = shared_days(one, other, today)
    if not days or len(days) > 3:
        return ""
    *early, last = (NAMES[day] for day in days)
    names = f"{', '.join(early)} and {last}" if early else last
    return f"{names} suit both" if one.days and other.days else f"free on {names}"


def _part(when: When) -> Part | None:
    if when.part or when.time is None:
        return when.part
    return "morning" if when.time.hour < 12 else "afternoon" if when.time.hour < 17 else "evening"


def _parts_meet(one: When, other: When) -> bool:
    mine, theirs = _part(one), _part(other)
    return mine is None or theirs is None or mine == theirs
