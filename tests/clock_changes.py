"""The nights on which clocks change, for properties: moments and wall-clock times on and around them.

Random moments of a few years meet such a night once in two hundred; these meet hardly anything else. London and New
York change on different nights; Kolkata never does, and is asked about the nights on which London does.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

ZONES = ("Europe/London", "America/New_York", "Asia/Kolkata")
_YEARS = (2026, 2027, 2028)
_A_DAY = dt.timedelta(days=1)
_A_MINUTE = dt.timedelta(minutes=1)


def local(at: dt.datetime, zone: str) -> dt.datetime:
    """A moment on the clock of a place."""
    return at.astimezone(ZoneInfo(zone))


def changes(zone: str) -> tuple[dt.datetime, ...]:
    """The moments, in UTC, at which the clock of a place is put forward or back."""
    found = []
    hour = dt.datetime(_YEARS[0], 1, 1, tzinfo=dt.UTC)
    while hour.year <= _YEARS[-1]:
        later = hour + dt.timedelta(hours=1)
        if local(hour, zone).utcoffset() != local(later, zone).utcoffset():
            found.append(later)
        hour = later
    return tuple(found)


CHANGES = {zone: changes(zone) or changes(ZONES[0]) for zone in ZONES}


@dataclass(frozen=True)
class Wall:
    """A time as a clock on the wall would show it; `skipped` if on that night no clock does."""

    zone: str
    day: dt.date
    time: dt.time
    skipped: bool


@dataclass(frozen=True)
class Moment:
    """A moment, and where it is looked at from."""

    zone: str
    at: dt.datetime

    @property
    def local(self) -> dt.datetime:
        """On the clock there."""
        return local(self.at, self.zone)


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    """Within three days of a change of the clocks; half of them within an hour and a half."""
    zone = draw(st.sampled_from(ZONES))
    minutes = draw(st.integers(-90, 90) | st.integers(-3 * 1440, 3 * 1440))
    return Moment(zone, draw(st.sampled_from(CHANGES[zone])) + minutes * _A_MINUTE)


@st.composite
def walls(draw: st.DrawFn) -> Wall:
    """On the night of a change or the day before or after; mostly between one and three.

    It may say that it is the second of two equal times, as a time that was read off a clock does.
    """
    zone = draw(st.sampled_from(ZONES))
    night = local(draw(st.sampled_from(CHANGES[zone])), zone).date()
    day = night + draw(st.sampled_from([0, 0, 0, -1, 1])) * _A_DAY
    minute = draw(st.integers(60, 179) | st.integers(60, 179) | st.integers(0, 1439))
    time = dt.time(minute // 60, minute % 60, fold=draw(st.integers(0, 1)))
    shown = dt.datetime.combine(day, time.replace(fold=0), ZoneInfo(zone))
    there = local(shown.astimezone(dt.UTC), zone)
    return Wall(zone, day, time, skipped=there.replace(tzinfo=None) != shown.replace(tzinfo=None))
