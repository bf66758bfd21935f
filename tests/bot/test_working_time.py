"""Working days, working hours, and regular posts through every change of the clocks."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.working_time import (
    at_work,
    is_working_day,
    known_zone,
    next_post,
    on,
    working_day_after,
    working_day_before,
    zone_named,
)

LONDON = "Europe/London"
FIRST, LAST = dt.datetime(2026, 1, 1), dt.datetime(2030, 1, 1)  # noqa: DTZ001 (hypothesis adds the zone)
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(dt.UTC))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-23", True),
        ("2026-11-28", False),
        ("2026-12-25", False),
        ("2026-12-28", False),  # Boxing Day falls on a Saturday: its substitute
        ("2027-03-26", False),  # Good Friday
        ("2027-05-03", False),  # early May bank holiday
    ],
)
def test_weekends_and_bank_holidays_are_no_working_days(day: str, works: bool) -> None:
    assert is_working_day(dt.date.fromisoformat(day)) is works


def test_three_working_days_over_christmas() -> None:
    assert working_day_after(dt.date(2026, 12, 23), 3) == dt.date(2026, 12, 30)
    assert working_day_before(dt.date(2026, 12, 29)) == dt.date(2026, 12, 24)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-23T10:00+00:00", "2026-11-23T10:00+00:00"),
        ("2026-11-23T06:00+00:00", "2026-11-23T09:30+00:00"),
        ("2026-11-27T18:00+00:00", "2026-11-30T09:30+00:00"),
        ("2026-07-01T17:00+00:00", "2026-07-02T08:30+00:00"),  # six in the evening in London
    ],
)
def test_what_can_wait_waits_for_the_morning(now: str, then: str) -> None:
    assert at_work(dt.datetime.fromisoformat(now), LONDON) == dt.datetime.fromisoformat(then)


@given(MOMENTS)
def test_nothing_that_can_wait_is_sent_at_night(now: dt.datetime) -> None:
    then = at_work(now, LONDON)
    local = then.astimezone(ZoneInfo(LONDON))
    assert then >= now
    assert is_working_day(local.date())
    assert dt.time(8, 30) <= local.time() < dt.time(17, 30)


def test_the_clocks_go_back_and_forward() -> None:
    first = on(dt.date(2026, 10, 25), dt.time(1, 30), LONDON)
    assert first == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    skipped = on(dt.date(2027, 3, 28), dt.time(1, 30), LONDON)
    assert skipped.astimezone(ZoneInfo(LONDON)).time() == dt.time(2, 30)


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Europe/London", "Europe/London"),
        ("europe/isle of man", "Europe/Isle_of_Man"),
        ("GMT Standard Time", "Europe/London"),
        ("India Standard Time", "Asia/Calcutta"),
        ("UTC", "UTC"),
        ("Europe", None),
        ("Foo/Bar", None),
        ("../../etc/passwd", None),
        ("/etc/localtime", None),
        ("", None),
    ],
)
def test_zones_are_known_by_name_and_london_stands_for_the_rest(said: str, zone: str | None) -> None:
    assert zone_named(said) == zone
    assert known_zone(said) == (zone or "Europe/London")
    ZoneInfo(known_zone(said))


@given(st.text(max_size=40))
def test_whatever_is_called_a_zone_can_be_used(said: str) -> None:
    ZoneInfo(known_zone(said))


@given(
    MOMENTS,
    st.integers(0, 6),
    st.integers(0, 23),
    st.sampled_from(["weekly", "fortnightly", "monthly"]),
    st.sampled_from([LONDON, "America/New_York", "Asia/Kathmandu"]),
)
def test_a_regular_post_comes_on_its_day_and_never_twice(
    after: dt.datetime, weekday: int, hour: int, every: str, zone: str
) -> None:
    one = next_post(after, zone, weekday, hour, every)
    two = next_post(one, zone, weekday, hour, every)
    days = [moment.astimezone(ZoneInfo(zone)).date() for moment in (one, two)]
    assert after < one < two
    assert days[0].weekday() == days[1].weekday() == weekday
    apart = (days[1] - days[0]).days
    assert apart in {"weekly": {7}, "fortnightly": {7, 14, 21}, "monthly": {28, 35}}[every]
