"""Puts the phrases of one message together into one `When` and one length."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from bot.model.when import DAYS, Day, Every, Part, When
from bot.understanding.timing.calendar import days_that_tell_apart, next_weekday, weekday_of
from bot.understanding.timing.clock import on_the_wall, range_on_the_wall
from bot.understanding.timing.said import Said
from bot.understanding.timing.vocabulary import WORKING_DAYS

_WHOLE_DAY: Final = 420
_EARLIEST: Final = 6
"""The hour from which people read a summary in the morning."""
_DAY: Final = dt.timedelta(days=1)
_WEEKEND_GAP: Final = dt.timedelta(days=3)


@dataclass(frozen=True)
class _Dates:
    start: dt.date | None = None
    end: dt.date | None = None
    days: tuple[Day, ...] = ()
    sure: bool = True


@dataclass(frozen=True)
class Whole:
    """What a whole message said about time.

    `lengths` are all that were said, of which `minutes` is the likeliest; `months` is a length too long for minutes;
    `vague`: lengths were said, and none is how long it takes.
    """

    when: When
    minutes: int | None
    lengths: tuple[int, ...]
    months: int
    vague: bool
    unsure: bool


def merge(said: list[Said], today: dt.date, *, early: bool = False) -> Whole:
    """All that was said, as one. It is unsure if anything said could not be held.

    `early`: a bare 7 is of the morning.
    """
    kept = _weekdays_beside_dates(_without_existing([one for one in said if not one.excluded]))
    ruled_out = [one for one in said if one.excluded]
    dates = _dates(kept)
    days = _days(kept, dates)
    part, one_part = _part(kept)
    time, ranged, sure_time = _time(kept, part, early)
    when = When(days=days, part=part, time=time, start=dates.start, end=dates.end, every=_every(kept))
    when, narrowed = _rule_out(when, ruled_out)
    when = _one_week(when, kept, today)
    lengths = _lengths(kept)
    minutes = _length(kept, lengths, when.every is not None)
    own_part = any(one.part is not None and one.minutes is not None for one in kept)
    if minutes is not None and minutes >= _WHOLE_DAY and not own_part and when.every is None:
        when = replace(when, part=None)  # "One day: court in the morning, then visits"
    unsure = (
        any(one.unsure for one in said)
        or (any(one.unheld for one in kept) and not (when.start or when.end))
        or not (dates.sure and one_part and sure_time and narrowed)
        or (len(lengths) > 1 and when.every is None)
    )
    if minutes is not None and minutes > _WHOLE_DAY and when.start == when.end and when.every is None:
        when = replace(when, end=None)  # "1 Feb for a fortnight" begins on that day
    months = max((one.months for one in kept), default=0)
    minutes = minutes if minutes is not None else ranged
    return Whole(when, minutes, lengths, months, minutes is None and any(one.vague for one in kept), unsure)


def _without_existing(said: list[Said]) -> list[Said]:
    """Leaves out the time that something already has, where another time was said; a wanted time beats all."""
    timed = [one for one in said if one.dated or one.days]
    wanted = [one for one in timed if one.wanted]
    if wanted:
        dropped = [one for one in timed if not one.wanted]
    else:
        dropped = [one for one in timed if one.existing]
        if len(dropped) == len(timed):
            return said
    return [one for one in said if not any(one is drop for drop in dropped)]


def _weekdays_beside_dates(said: list[Said]) -> list[Said]:
    """In "tomorrow or Thursday" and "next Monday or Tuesday" the weekday is a date too: the next after the other."""
    dates = [one.start for one in said if one.start is not None and one.start == one.end]
    if not dates or any(one.dated and one.start != one.end for one in said):
        return said
    first = min(dates)
    return [
        replace(one, days=(), start=date, end=date)
        if one.one_day and (date := next_weekday(one.days[0], first)) not in dates
        else one
        for one in said
    ]


def _dates(said: list[Said]) -> _Dates:
    dated = [one for one in said if one.dated]
    if not dated:
        return _Dates()
    whole = _Dates(dated[0].start, dated[0].end, dated[0].days)
    for one in dated[1:]:
        whole = _both(whole, _Dates(one.start, one.end, one.days))
    return whole


def _both(a: _Dates, b: _Dates) -> _Dates:
    """Two spells: their common part, or the two as one if they are side by side or the same weekday."""
    days = a.days or b.days
    if a.start is None or a.end is None or b.start is None or b.end is None:
        start = max((d for d in (a.start, b.start) if d), default=None)
        end = min((d for d in (a.end, b.end) if d), default=None)
        if start is not None and end is not None and start > end:
            return replace(a, sure=False)
        return _Dates(start, end, days, a.sure and b.sure)
    start, end = max(a.start, b.start), min(a.end, b.end)
    if start <= end:
        return _Dates(start, end, days, a.sure and b.sure)
    first, last = sorted((a, b), key=lambda d: d.start or dt.date.min)
    assert first.start
    assert first.end
    assert last.start
    assert last.end
    hull = _Dates(first.start, last.end, days, a.sure and b.sure)
    if last.start - first.end <= _DAY or (last.start - first.end <= _WEEKEND_GAP and last.start.weekday() == 0):
        return hull
    if first.start == first.end and last.start == last.end:
        apart = days_that_tell_apart((first.start, last.start))
    elif last.start == last.end and days == (weekday_of(last.start),):
        apart = days
    else:
        apart = ()
    return replace(hull, days=apart) if apart else replace(a, sure=False)


def _days(said: list[Said], dates: _Dates) -> tuple[Day, ...]:
    found = {day for one in said for day in one.days} | set(dates.days)
    if not dates.days and any(one.dated for one in said):
        found = {day for one in said if not one.dated for day in one.days}
    return tuple(day for day in DAYS if day in found)


def _part(said: list[Said]) -> tuple[Part | None, bool]:
    wanted = next((n for n, one in enumerate(said) if one.wanted), 0)
    parts = [one.part for one in said[wanted:] if one.part] or [one.part for one in said if one.part]
    return (parts[0] if parts else None), len(set(parts)) <= 1


def _time(said: list[Said], part: Part | None, early: bool) -> tuple[dt.time | None, int | None, bool]:
    """The start, the length of a clock range, and whether there was one start that needed no guess."""
    clocks = [one for one in said if one.clock is not None]
    if not clocks:
        return None, None, True
    wanted = [one for one in clocks if one.wanted] or [one for one in clocks if not one.existing] or clocks
    first = wanted[0]
    assert first.clock is not None
    alone = len({one.clock for one in wanted}) == 1
    if first.clock_end is not None:
        time, minutes = range_on_the_wall(first.clock, first.clock_end, part)
        return time, minutes, alone
    part = "morning" if part is None and early and first.clock.hour >= _EARLIEST else part
    time, sure = on_the_wall(first.clock, part)
    return time, None, sure and alone


def _every(said: list[Said]) -> Every | None:
    order: tuple[Every, ...] = ("fortnightly", "monthly", "weekly")
    found = [one.every for one in said if one.every is not None]
    return min(found, key=order.index) if found else None


def _rule_out(when: When, ruled_out: list[Said]) -> tuple[When, bool]:
    """Narrows the weekdays that were said; a week's dates lose the days ruled out of them."""
    out = {day for one in ruled_out if one.part is None and one.clock is None for day in one.days}
    if not out:
        return when, True
    days = when.days
    if not days and when.start and when.end and when.start + _DAY <= when.end <= when.start + 6 * _DAY:
        days = tuple(day for day in WORKING_DAYS if when.start <= next_weekday(day, when.start) <= when.end)
    left = tuple(day for day in days if day not in out)
    return (replace(when, days=left), True) if left or not days else (when, False)


def _one_week(when: When, said: list[Said], today: dt.date) -> When:
    """ "Tuesday next week" is a date; "Tues or Thurs next week" keeps its days."""
    if not (when.days and when.start and when.end) or (when.end - when.start).days > 6:
        return when
    inside = tuple(day for day in when.days if next_weekday(day, when.start) <= when.end)
    if len(inside) == 1 and any(one.one_day for one in said) and len(when.days) == 1:
        date = next_weekday(inside[0], when.start)
        return replace(when, days=(), start=date, end=date)
    if when.start == when.end:
        return replace(when, days=()) if inside else when
    if inside and any(one.run for one in said):
        return replace(when, start=next_weekday(inside[0], when.start), end=next_weekday(inside[-1], when.start))
    return when


def _lengths(said: list[Said]) -> tuple[int, ...]:
    """Each length that was said, once, in the text's order; what is put right replaces what was said before it."""
    found: dict[int, None] = {}
    for one in said:
        if one.minutes:
            found = {one.minutes: None} if one.instead else found | {one.minutes: None}
    return tuple(found)


def _length(said: list[Said], lengths: tuple[int, ...], repeats: bool) -> int | None:
    """The likeliest length: what it takes each time, else the first."""
    tied = [one.minutes for one in said if one.each_time and one.minutes in lengths]
    if tied:
        return tied[0]
    return (min if repeats else next)(iter(lengths)) if lengths else None
