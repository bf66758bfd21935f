"""What holds of every text on every day: nothing raises, no ask is in the past, words go there and back."""

import datetime as dt
import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.model.when import DAYS, Day, Every, Part, When
from bot.understanding.timing.find import find_digest_time, find_new_time, find_spell, find_timing

TODAY = st.dates(dt.date(2024, 1, 1), dt.date(2060, 12, 31))
DAY_NAMES = dict(zip(DAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))
EVERY_NAMES: dict[Every, str] = {"weekly": "weekly", "fortnightly": "fortnightly", "monthly": "monthly"}
TIME_WORDS = re.split(
    r"\s+",
    """monday tues thursday weekdays weekend not except but every other any next this last first second the
    a an of in on at from by until before after between and or to for - / , . ( ) & w/c week day days
    month year hour hours mins half couple quarter past 10 2 3rd 31 29 9.30 10:00 2pm am noon 12/3 2027
    3/4/27 2027-02-30 jan feb march may december christmas easter new bank holiday fortnight fortnightly
    monthly weekly morning evenings tomorrow today tonight mid end start rest early late twice once all
    few about max notice ago 's now then same time 99 0 0.5 ½ £5 S106""",
)

any_text = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(TIME_WORDS), max_size=14).map(" ".join),
    st.lists(st.sampled_from(TIME_WORDS), max_size=14).map("".join),
)


@given(any_text, st.dates(dt.date(2000, 1, 1), dt.date(2900, 1, 1)))
@example("29 feb", dt.date(2100, 2, 1))
@example("last week of month", dt.date(2026, 12, 31))
@example("0/0 00/00 0000-00-00", dt.date(2026, 12, 31))
@example("0 mornings fortnightly", dt.date(2026, 2, 12))
@example("leave me alone for 9999 years", dt.date(2026, 11, 23))
@example("99999999 weeks", dt.date(2026, 11, 23))
def test_any_text_gives_a_timing_whose_spans_lie_in_order_in_the_text(text: str, today: dt.date) -> None:
    timing = find_timing(text, today)
    at = 0
    for start, end in timing.spans:
        assert at <= start < end <= len(text)
        at = end
    assert timing.duration_minutes is None or timing.duration_minutes > 0
    assert timing.when is None or bool(timing.when)
    find_new_time(text, today)
    find_digest_time(text, today)
    find_spell(text, today)


@given(any_text, TODAY)
@example("w/c today", dt.date(2029, 3, 28))
@example("w/c tomorrow", dt.date(2025, 5, 3))
@example("by easter", dt.date(2027, 3, 26))
def test_nothing_asked_for_is_in_the_past_or_ends_before_it_begins(text: str, today: dt.date) -> None:
    when = find_timing(text, today).when or When()
    for date in (when.start, when.end):
        assert date is None or date >= today
    assert when.start is None or when.end is None or when.start <= when.end


@given(any_text, TODAY)
def test_where_no_time_was_found_no_words_are_cut_for_one(text: str, today: dt.date) -> None:
    timing = find_timing(text, today)
    if not timing.spans:
        assert timing.when is None
        assert timing.duration_minutes is None


@st.composite
def whens(draw: st.DrawFn) -> tuple[When, dt.date]:
    """A `When` that words can say, and the day it is said on."""
    today = draw(TODAY)
    start = draw(st.none() | st.dates(today + dt.timedelta(days=1), today + dt.timedelta(days=340)))
    end = start
    if start is not None and draw(st.booleans()):
        end = start + dt.timedelta(days=draw(st.integers(7, 20)))
    days: tuple[Day, ...] = ()
    if start is None or start != end:
        days = tuple(day for day in DAYS if day in draw(st.sets(st.sampled_from(DAYS), max_size=3)))
    part: Part | None = draw(st.none() | st.sampled_from(("morning", "afternoon", "evening")))
    hour = {"morning": 9, "afternoon": 14, "evening": 19, None: 11}[part]
    at = draw(st.none() | st.builds(dt.time, st.just(hour), st.sampled_from((0, 15, 30, 45))))
    every: Every | None = draw(st.none() | st.sampled_from(("weekly", "fortnightly", "monthly")))
    return When(days, part, at, start, end, every), today


def in_words(when: When, spelt: str) -> str:
    """The `When` as a person would type it: dates as 3 Feb or 3rd February, times as 9.30am or 09:30."""
    said = []
    if when.days:
        said.append(" or ".join(DAY_NAMES[day] + "s" for day in when.days))
    if when.part:
        said.append(f"{when.part}s" if spelt == "short" else f"in the {when.part}")
    if when.start and when.end:
        first, last = (_date(date, spelt) for date in (when.start, when.end))
        said.append(f"on {first}" if when.start == when.end else f"between {first} and {last}")
    if when.time:
        said.append(f"at {when.time:%H:%M}" if spelt == "long" else f"{when.time:%I.%M%p}".lower().lstrip("0"))
    if when.every:
        said.append(EVERY_NAMES[when.every])
    return ", ".join(said)


def _date(date: dt.date, spelt: str) -> str:
    ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(date.day, "th")
    return f"{date.day} {date:%b}" if spelt == "short" else f"{date.day}{ending} {date:%B} {date.year}"


@given(whens(), st.sampled_from(("short", "long")))
def test_a_when_goes_into_words_and_back(said: tuple[When, dt.date], spelt: str) -> None:
    when, today = said
    if spelt == "short" and any(
        date is not None and (date.month, date.day) == (2, 29) for date in (when.start, when.end)
    ):
        spelt = "long"
    timing = find_timing(in_words(when, spelt), today)
    assert (timing.when or When()) == when
    assert timing.unsure is False


@given(st.integers(1, 12), st.sampled_from((0, 15, 30, 45)), st.sampled_from((0, 210, 420)))
def test_a_length_goes_into_words_and_back(hours: int, minutes: int, half_days: int) -> None:
    today = dt.date(2026, 11, 23)
    words = {0: "", 210: "half a day", 420: "all day"}[half_days] or f"{hours} hrs" + (
        f" {minutes} mins" if minutes else ""
    )
    assert find_timing(f"{words} on Teams", today).duration_minutes == (half_days or hours * 60 + minutes)


@given(st.integers(9, 15), st.integers(1, 4), st.sampled_from(("-", " - ", "–", " to ", " til ", " until ")))
def test_a_clock_range_has_its_start_and_length(start: int, hours: int, joined: str) -> None:
    twelve = [(hour - 1) % 12 + 1 for hour in (start, start + hours)]
    timing = find_timing(f"Tuesday 15 December, {twelve[0]}{joined}{twelve[1]}", dt.date(2026, 11, 23))
    assert timing.when is not None
    assert timing.when.time == dt.time(start)
    assert timing.duration_minutes == hours * 60


@pytest.mark.parametrize("year", range(2024, 2061))
def test_every_29_february(year: int) -> None:
    leap = year % 4 == 0
    timing = find_timing("29 February", dt.date(year, 1, 15))
    assert timing.when == (When(start=dt.date(year, 2, 29), end=dt.date(year, 2, 29)) if leap else None)
    assert timing.unsure is not leap
    month = find_timing("in February", dt.date(year, 1, 15)).when
    assert month is not None
    assert month.end == dt.date(year, 2, 29 if leap else 28)


@pytest.mark.parametrize(
    "date", [dt.date(2027, 3, 28), dt.date(2027, 10, 31), dt.date(2028, 3, 26), dt.date(2028, 10, 29)]
)
def test_the_wall_clock_is_kept_over_a_clock_change(date: dt.date) -> None:
    timing = find_timing("tomorrow at 1.30am, 2 hours", date - dt.timedelta(days=1))
    assert timing.when == When(time=dt.time(1, 30), start=date, end=date)
    assert timing.duration_minutes == 120


@given(TODAY, st.sampled_from(("this week", "next week", "the week after next", "w/c 14 December")))
def test_a_week_ends_on_a_friday(today: dt.date, week: str) -> None:
    when = find_timing(week, today).when
    assert when is not None
    assert when.start is not None
    assert when.end is not None
    assert when.end.weekday() == 4
    assert when.start >= today


@given(TODAY, st.sampled_from(DAYS))
def test_next_weekdays_are_those_of_next_week(today: dt.date, day: Day) -> None:
    when = find_timing(f"next {DAY_NAMES[day]}", today).when
    assert when is not None
    assert when.start == when.end
    assert when.start is not None
    monday = today - dt.timedelta(days=today.weekday())
    assert when.start == monday + dt.timedelta(days=7 + DAYS.index(day))


HOSTILE = (
    *("monday ", "a ", "10-", "every ", "1 ", "from the end of ", "1st ", "mon,", "w/c ", "not ", "a", "3 or ", "9."),
    *(
        "in a week ",
        "half ",
        "for about ",
        '"',
        "9",
        "'a",
        "xq7",
        "tuesdey ",
        "until after before ",
        "jan-",
        "2 hrs ",
        "\n",
    ),
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_message_takes_no_time(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    fastest = min(_seconds(text) for _ in range(3))
    assert fastest < 0.1  # measured at under 0.03; room for a slow machine


def _seconds(text: str) -> float:
    begun = time.thread_time()  # a busy machine adds nothing to it
    find_timing(text, dt.date(2026, 11, 23))
    return time.thread_time() - begun


def test_what_is_left_when_the_spans_are_cut_is_the_topic() -> None:
    text = "Half a day on trauma informed practice, Weds or Thurs mornings in March but not w/c 8 March"
    timing = find_timing(text, dt.date(2026, 11, 23))
    left = text
    for start, end in reversed(timing.spans):
        left = left[:start] + left[end:]
    assert re.sub(r"\s+", " ", left).strip(" ,") == "on trauma informed practice"
