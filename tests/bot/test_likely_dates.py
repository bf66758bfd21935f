"""From what was said about time to moments that can be put to somebody."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.likely_dates import near, starts_of
from bot.model.when import DAYS, When
from bot.understanding.timing import find_timing

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
LONDON = "Europe/London"


@pytest.mark.parametrize(
    ("when", "days"),
    [
        (When(start=dt.date(2026, 12, 3), end=dt.date(2026, 12, 3)), ["2026-12-03"]),
        (
            When(days=("TH",), start=dt.date(2027, 3, 1), end=dt.date(2027, 3, 31)),
            ["2027-03-04", "2027-03-11", "2027-03-18"],
        ),
        (When(days=("MO",)), ["2026-11-30", "2026-12-07", "2026-12-14"]),
        (When(), ["2026-11-26", "2026-11-30", "2026-12-04"]),
        (When(start=dt.date(2026, 12, 7), end=dt.date(2026, 12, 11)), ["2026-12-07", "2026-12-08", "2026-12-09"]),
        (When(start=dt.date(2026, 11, 2), end=dt.date(2026, 11, 2)), []),
    ],
)
def test_dates_that_suit(when: When, days: list[str]) -> None:
    assert [f"{moment:%Y-%m-%d}" for moment in starts_of(when, NOW, LONDON, None)] == days


@pytest.mark.parametrize(
    ("when", "minutes", "days"),
    [
        (When(), 2100, ["2026-11-30", "2026-12-07", "2026-12-14"]),  # Mondays, and never two at once
        (When(), 4200, ["2026-11-30", "2027-01-04", "2027-01-18"]),  # no fortnight over Christmas
        (When(start=dt.date(2026, 12, 7), end=dt.date(2026, 12, 11)), 2100, ["2026-12-07"]),
        (When(start=dt.date(2026, 12, 8), end=dt.date(2026, 12, 18)), 2100, ["2026-12-14"]),
        (When(start=dt.date(2026, 12, 8), end=dt.date(2026, 12, 10)), 2100, ["2026-12-08"]),  # no whole week there
        (When(start=dt.date(2026, 12, 7), end=dt.date(2026, 12, 11)), 840, ["2026-12-07", "2026-12-09"]),
    ],
)
def test_what_takes_several_days_starts_where_it_can_and_never_overlaps(
    when: When, minutes: int, days: list[str]
) -> None:
    assert [f"{moment:%Y-%m-%d}" for moment in starts_of(when, NOW, LONDON, None, minutes)] == days


def test_nothing_is_likely_more_than_a_year_ahead() -> None:
    far = dt.date(9999, 12, 31)
    assert starts_of(When(start=far, end=far), NOW, LONDON, None) == ()
    assert starts_of(When(start=far), NOW, LONDON, None) == ()
    assert len(starts_of(When(end=far), NOW, LONDON, None)) == 3


def test_the_hour_is_the_one_said_or_a_usual_one_or_that_of_the_date_before() -> None:
    day = dt.date(2026, 12, 3)
    assert starts_of(When(time=dt.time(14), start=day, end=day), NOW, LONDON, None)[0].hour == 14
    assert starts_of(When(part="evening", start=day, end=day), NOW, LONDON, None)[0].hour == 18
    before = dt.datetime(2026, 12, 1, 11, 30, tzinfo=dt.UTC)
    assert starts_of(When(start=day, end=day), NOW, LONDON, before)[0].time() == dt.time(11, 30)


@given(
    st.builds(
        When,
        days=st.lists(st.sampled_from(DAYS), unique=True, max_size=3).map(tuple),
        part=st.sampled_from([None, "morning", "afternoon", "evening"]),
        start=st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31)),
        end=st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31)),
    )
)
def test_never_the_past_and_never_a_day_that_was_not_said(when: When) -> None:
    for moment in starts_of(when, NOW, LONDON, None):
        assert moment > NOW
        if when.days and when.start != when.end:
            assert DAYS[moment.weekday()] in when.days
        if when.end:
            assert moment.date() <= when.end


def test_a_bank_holiday_is_nobodys_any_friday() -> None:
    january = When(days=("FR",), start=dt.date(2027, 1, 1), end=dt.date(2027, 1, 31))
    assert [start.date().isoformat() for start in starts_of(january, NOW, LONDON, None)] == [
        "2027-01-08",
        "2027-01-15",
        "2027-01-22",
    ]
    assert starts_of(When(days=("SA",)), NOW, LONDON, None)


@pytest.mark.parametrize(
    ("words", "found"),
    [("could we do the 20th instead", "2027-01-20"), ("the 20th of December", "2026-12-20"), ("the 2nd", "2027-02-02")],
)
def test_a_day_without_its_month_is_near_the_visit_it_is_about(words: str, found: str) -> None:
    booked = dt.datetime(2027, 1, 19, 10, tzinfo=dt.UTC)
    when = find_timing(words, NOW.date()).when
    assert when is not None
    moved = near(when, words, booked, NOW, LONDON)
    assert moved.start is not None
    assert (moved.start.isoformat(), moved.end) == (found, moved.start)
