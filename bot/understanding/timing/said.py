"""What one phrase said about time, before the phrases of a message are put together."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.model.when import Day, Every, Part

PeriodKind = Literal["day", "week", "month", "mid", "end", "feast", "spell", "range"]


@dataclass(frozen=True)
class DayOfYear:
    """A day and month, or a whole month (`day` None), said without its year unless `year` is given."""

    month: int
    day: int | None = None
    year: int | None = None


@dataclass(frozen=True)
class Period:
    """A stretch of the calendar, both ends included.

    `real` is False for a date that no calendar has (31 November) or one that is over; `sure` is False when the
    weekday beside it was another day's. `day_of_year` is kept so that a range can settle the year of both ends.
    """

    start: dt.date
    end: dt.date
    kind: PeriodKind = "day"
    real: bool = True
    sure: bool = True
    day_of_year: DayOfYear | None = None
    days: tuple[Day, ...] = ()


def one_day(date: dt.date) -> Period:
    return Period(date, date)


@dataclass(frozen=True)
class Clock:
    """A time as it was said. `hour` is 0 to 24 as spoken; `half` says whether am or pm was spoken."""

    hour: int
    minute: int = 0
    half: Literal["am", "pm"] | None = None
    exact: bool = False  # written on the 24-hour clock, so nothing need be guessed


@dataclass(frozen=True)
class Said:
    """One phrase. Every field narrows, as in `When`; the rest say how the phrase bears on its neighbours."""

    days: tuple[Day, ...] = ()
    part: Part | None = None
    clock: Clock | None = None
    clock_end: Clock | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    every: Every | None = None
    minutes: int | None = None
    months: int = 0  # a length that has no minutes
    each_time: bool = False  # the length was tied to a repetition: "two hours a week"
    instead: bool = False  # a length that puts right one said before: "no, two hours"
    vague: bool = False  # a length, but not how long it takes: "an hour or two", "a week's notice"
    one_day: bool = False  # a single bare weekday: with one week beside it, a date
    run: bool = False  # weekdays said as a range: "Mon-Wed"
    excluded: bool = False
    existing: bool = False  # names something already arranged: "tomorrow's session"
    wanted: bool = False  # names the time something is moved to
    unheld: bool = False  # narrows the time in a way that `When` cannot hold: "in half term"
    unsure: bool = False

    @property
    def dated(self) -> bool:
        return self.start is not None or self.end is not None


FoundPeriod = tuple[Period, int] | None
Found = tuple[Said, int] | None
"""What a rule gives: the phrase and the index of the token after it, or None."""


def longest(founds: Iterable[Found]) -> Found:
    """The reading that uses the most words; the earlier rule on a tie."""
    best: Found = None
    for found in founds:
        if found is not None and (best is None or found[1] > best[1]):
            best = found
    return best
