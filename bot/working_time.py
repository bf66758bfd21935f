"""When people are at work: weekdays but for the bank holidays of England and Wales, on their own clock.

Nothing that can wait is sent outside these hours, and "three working days" is counted here.
"""

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

LONDON = "Europe/London"
OPENS = dt.time(8, 30)
CLOSES = dt.time(17, 30)
MORNING = dt.time(9, 30)
DAY = 420
"""The minutes of a working day."""


def zone_named(name: str) -> str | None:
    """The time zone of this name as the tz database spells it; None if there is none.

    Capitals and blanks do not matter, and the names that Windows uses ("GMT Standard Time") are known too.
    """
    written = "_".join(name.split()).casefold()
    if not written:
        return None
    return _zones().get(written) or _zones_of_windows().get(written)


def known_zone(name: str) -> str:
    """Like `zone_named`, but London's for whatever nobody knows: a platform's word must not lock a person out."""
    return zone_named(name) or LONDON


def is_working_day(day: dt.date) -> bool:
    """Monday to Friday and no bank holiday."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


@cache
def bank_holidays(year: int) -> tuple[dt.date, ...]:
    """Those of England and Wales in a year, in order, substitute days included. The library is loaded at the first
    need."""
    from holidays.countries.united_kingdom import UnitedKingdom

    return tuple(sorted(UnitedKingdom(subdiv="ENG", years=year)))  # type: ignore[no-untyped-call]


def working_day_after(day: dt.date, number: int = 1) -> dt.date:
    """The `number`-th working day after `day`."""
    while number:
        day += dt.timedelta(days=1)
        number -= is_working_day(day)
    return day


def working_day_before(day: dt.date) -> dt.date:
    """The last working day before `day`."""
    day -= dt.timedelta(days=1)
    while not is_working_day(day):
        day -= dt.timedelta(days=1)
    return day


def end_of(starts_at: dt.datetime, minutes: int) -> dt.datetime:
    """When something of that length is over: more than a day's work goes on at the same hour of the next working days.

    Days are those of the British calendar, a year of them at most.
    """
    days = min(max(-(-minutes // DAY), 1), 260)
    if days == 1:
        return starts_at + dt.timedelta(minutes=minutes)  # whatever the clock does meanwhile
    start = starts_at.astimezone(ZoneInfo(LONDON))
    last = working_day_after(start.date(), days - 1)
    return on(last, start.time(), LONDON) + dt.timedelta(minutes=min(minutes - DAY * (days - 1), DAY))


def at_work(now: dt.datetime, time_zone: str) -> dt.datetime:
    """`now` if that is within the person's working hours, else the next morning on which they work."""
    local = now.astimezone(ZoneInfo(time_zone))
    if is_working_day(local.date()) and OPENS <= local.time() < CLOSES:
        return now
    if is_working_day(local.date()) and local.time() < OPENS:
        return on(local.date(), MORNING, time_zone)
    return on(working_day_after(local.date()), MORNING, time_zone)


def on(day: dt.date, time: dt.time, time_zone: str) -> dt.datetime:
    """A wall-clock time as a moment in UTC.

    Of two equal times when the clock goes back it is the first; a time that the clock skips is moved forward. So it is
    for a time that was read off a clock on such a night, too, which knows itself which of two it was.
    """
    return dt.datetime.combine(day, time.replace(fold=0), ZoneInfo(time_zone)).astimezone(dt.UTC)


def local_date(at: dt.datetime, time_zone: str) -> dt.date:
    """The calendar date where the person is."""
    return at.astimezone(ZoneInfo(time_zone)).date()


def next_post(after: dt.datetime, time_zone: str, weekday: int, hour: int, every: str) -> dt.datetime:
    """The next moment for a regular post: by calendar date on the channel's own clock, never twice in a day.

    "fortnightly" takes the even weeks of the ISO calendar, "monthly" the first such weekday of a month.
    """
    day = local_date(after, time_zone)
    while True:
        moment = on(day, dt.time(hour), time_zone)
        if day.weekday() == weekday and moment > after and _in_turn(day, every):
            return moment
        day += dt.timedelta(days=1)


def _in_turn(day: dt.date, every: str) -> bool:
    if every == "fortnightly":
        return day.isocalendar().week % 2 == 0
    return day.day <= 7 if every == "monthly" else True


@cache
def _zones() -> dict[str, str]:
    """Names without capitals to names. Whatever this machine cannot read is not among them."""
    return {name.casefold(): name for name in available_timezones() - {"Factory", "localtime"}}


@cache
def _zones_of_windows() -> dict[str, str]:
    """The same for what Windows calls them, asked for only where the tz database does not know a name."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # a large library, for one table

    there = set(_zones().values())
    return {name.replace(" ", "_").casefold(): zone for name, zone in WINDOWS_TO_OLSON.items() if zone in there}
