"""Whatever is reckoned on somebody's own clock holds on the nights on which clocks change, in the hour that does not
exist and in the one that comes twice."""

import datetime as dt
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import due
from bot.events import Accepted, Asked, Booked, DigestChanged, Paused, Published
from bot.likely_dates import starts_of
from bot.model.exchanges import Exchange, Leg, LegState, Suggestion, SuggestionState
from bot.model.listings import Activity, Details, Kind, Listing, ListingState
from bot.model.organisations import Organisation, Person, Sector
from bot.model.when import When
from bot.phrases import date_in_words, moment_in_words, span_in_words
from bot.ports.digests import Digest
from bot.ports.reminders import Reminder
from bot.ports.unit_of_work import UnitOfWork
from bot.turn import ChannelAddress
from bot.working_time import (
    CLOSES,
    DAY,
    LONDON,
    MORNING,
    OPENS,
    at_work,
    end_of,
    is_working_day,
    local_date,
    next_post,
    on,
    working_day_after,
    working_day_before,
)
from storage.browsing import today_at
from tests.clock_changes import CHANGES, ZONES, Moment, Wall, local, moments, walls

# arithmetic alone, so that each may be asked often: a dozen times in the hours that matter
often = settings(max_examples=100)

A_DAY = dt.timedelta(days=1)
AN_HOUR = dt.timedelta(hours=1)
SHELTER = Details(Activity.SHADOW, "night shelter", "a day at our night shelter")


def test_both_nights_of_a_year_are_looked_at() -> None:
    assert [len(CHANGES[zone]) for zone in ZONES] == [6, 6, 6]
    assert not set(CHANGES["Europe/London"]) & set(CHANGES["America/New_York"])
    assert CHANGES["Asia/Kolkata"] == CHANGES["Europe/London"]


# ---------------------------------------------------------------- the clock itself


@often
@given(walls())
def test_a_time_on_the_wall_is_the_first_of_two_and_one_that_is_skipped_is_moved_forward(wall: Wall) -> None:
    moment = on(wall.day, wall.time, wall.zone)
    shown = local(moment, wall.zone)
    if wall.skipped:
        assert shown.date() == wall.day
        assert shown.replace(tzinfo=None) - dt.datetime.combine(wall.day, wall.time.replace(fold=0)) == AN_HOUR
    else:
        assert (shown.date(), shown.time()) == (wall.day, wall.time.replace(fold=0))
        assert not shown.fold, "the first of the two"


@often
@given(walls())
def test_a_date_that_was_put_to_somebody_is_the_same_when_the_form_comes_back(wall: Wall) -> None:
    start = on(wall.day, wall.time, wall.zone)
    shown = local(start, wall.zone)
    assert on(dt.date.fromisoformat(f"{shown:%Y-%m-%d}"), dt.time.fromisoformat(f"{shown:%H:%M}"), wall.zone) == start


@often
@given(moments())
def test_the_date_there_is_the_same_for_search_and_for_what_is_said(moment: Moment) -> None:
    assert local_date(moment.at, moment.zone) == today_at(moment.zone, moment.at) == moment.local.date()


@often
@given(moments(), st.integers(1, DAY))
def test_what_takes_a_day_at_most_takes_as_long_as_it_takes(moment: Moment, minutes: int) -> None:
    assert end_of(moment.at, minutes) - moment.at == dt.timedelta(minutes=minutes)


@often
@given(moments(), st.integers(2, 10))
def test_what_takes_several_days_ends_a_days_work_after_it_began_on_the_last(moment: Moment, days: int) -> None:
    began = local(moment.at, LONDON)
    last = working_day_after(began.date(), days - 1)
    assert end_of(moment.at, days * DAY) == on(last, began.time(), LONDON) + dt.timedelta(minutes=DAY)
    assert end_of(moment.at, days * DAY) > end_of(moment.at, (days - 1) * DAY)


@often
@given(moments(), st.integers(1, 3 * DAY))
def test_what_is_said_about_it_is_on_the_readers_clock(moment: Moment, minutes: int) -> None:
    shown = moment.local
    words = f"{date_in_words(shown.date())} at {shown:%H:%M}"
    assert moment_in_words(moment.at, moment.zone) == words
    span = span_in_words(moment.at, minutes, moment.zone)
    if local(end_of(moment.at, minutes), moment.zone).date() == shown.date():
        assert span == words
    else:
        assert f"at {shown:%H:%M}" in span


# ---------------------------------------------------------------- working hours


@often
@given(moments())
def test_what_can_wait_goes_at_the_next_working_hour_and_no_later(moment: Moment) -> None:
    then = at_work(moment.at, moment.zone)
    shown = local(then, moment.zone)
    assert is_working_day(shown.date())
    assert OPENS <= shown.time() < CLOSES
    assert at_work(then, moment.zone) == then
    if then != moment.at:
        assert then > moment.at
        assert shown.time() == MORNING
        first = moment.local.date()
        skipped = [first + number * A_DAY for number in range((shown.date() - first).days)]
        assert not any(is_working_day(day) for day in skipped[1:])
        assert not skipped or not is_working_day(first) or moment.local.time() >= CLOSES


# ---------------------------------------------------------------- regular posts


@often
@given(moments(), st.integers(0, 6), st.integers(0, 23), st.sampled_from(["weekly", "fortnightly", "monthly"]))
def test_a_regular_post_is_never_missed_and_never_comes_twice(
    moment: Moment, weekday: int, hour: int, every: str
) -> None:
    posts = [moment.at]
    for _ in range(3):
        posts.append(next_post(posts[-1], moment.zone, weekday, hour, every))
    days = [local_date(post, moment.zone) for post in posts]
    for post, day in zip(posts[1:], days[1:], strict=True):
        assert (day.weekday(), post) == (weekday, on(day, dt.time(hour), moment.zone))
    assert posts == sorted(set(posts))
    if every == "weekly":
        assert days[1] - days[0] <= 7 * A_DAY
        assert {later - day for day, later in pairwise(days[1:])} == {7 * A_DAY}


# ---------------------------------------------------------------- what is due later


@dataclass
class Noted:
    """As much of a unit of work as deciding what is due asks for: one person, and what was set."""

    person: Person
    set_: dict[str, Reminder] = field(default_factory=dict)

    @property
    def people(self) -> "Noted":
        return self

    @property
    def reminders(self) -> "Noted":
        return self

    def get(self, _: int) -> Person:
        return self.person

    def set(self, reminder: Reminder) -> None:
        self.set_[reminder.kind] = reminder

    def drop(self, _: str) -> None:
        return None


def after(event: Any, moment: Moment) -> dict[str, dt.datetime]:
    """When each kind of reminder rings that is set because of an event, to somebody who lives there."""
    noted = Noted(someone(moment.zone))
    due.after(event, cast(UnitOfWork, noted), moment.at)
    return {kind: one.due_at for kind, one in noted.set_.items()}


def someone(zone: str) -> Person:
    return Person(1, Organisation(1, "Open Door", Sector.CHARITY, "Leeds"), "Sam", time_zone=zone)


def booked(moment: Moment, starts_at: dt.datetime, minutes: int = 60) -> dict[str, dt.datetime]:
    leg = Leg(1, 1, 1, 2, SHELTER, LegState.BOOKED, "token", starts_at, minutes)
    return after(Booked(leg, 1, moved=False), moment)


@often
@given(moments(), st.integers(1, 30 * 24 * 60), st.sampled_from([60, DAY, 3 * DAY]))
def test_a_visit_is_remembered_the_working_day_before_and_asked_about_when_it_is_over(
    moment: Moment, minutes: int, length: int
) -> None:
    starts_at = moment.at + dt.timedelta(minutes=minutes)
    rings = booked(moment, starts_at, length)
    eve = working_day_before(local_date(starts_at, moment.zone))
    if "visit" in rings:
        shown = local(rings["visit"], moment.zone)
        assert (shown.date(), shown.time()) == (eve, MORNING)
        assert moment.at < rings["visit"] < starts_at
    else:
        assert moment.local.date() > eve or (moment.local.date() == eve and moment.local.time() >= MORNING)
    assert rings["outcome"] >= end_of(starts_at, length) + AN_HOUR
    assert at_work(rings["outcome"], moment.zone) == rings["outcome"]


@often
@given(moments())
def test_days_to_answer_in_are_working_days_on_the_answerers_clock(moment: Moment) -> None:
    asked = Suggestion(1, None, None, 1, 2, 2, SHELTER, (), SuggestionState.ASKED, moment.at)
    accepted = Accepted(asked, Exchange(1, 1, cast(Any, None), (Leg(1, 1, 1, 2, SHELTER, LegState.ARRANGING, "t"),)))
    rings = after(Asked(asked), moment) | after(accepted, moment)
    for kind, days in {"nudge": due.ANSWER_DAYS, "meanwhile": 1, "arrange": due.ANSWER_DAYS}.items():
        shown = local(rings[kind], moment.zone)
        assert (shown.date(), shown.time()) == (working_day_after(moment.local.date(), days), MORNING)


@often
@given(moments(), st.integers(1, 100))
def test_who_rests_until_a_day_hears_on_that_day_and_is_back(moment: Moment, days: int) -> None:
    until = moment.local.date() + days * A_DAY
    before = someone(moment.zone)
    rings = after(Paused(before, replace(before, paused_until=until), until), moment)["resume"]
    assert (local(rings, moment.zone).date(), local(rings, moment.zone).time()) == (until, MORNING)


@often
@given(moments(), st.integers(0, 100))
def test_a_listing_stands_to_the_end_of_its_last_day(moment: Moment, days: int) -> None:
    last = moment.local.date() + days * A_DAY
    listing = Listing(1, Kind.OFFER, 1, 1, SHELTER, ListingState.OPEN, moment.at, last)
    rings = after(Published(listing), moment)
    lapsed = local(rings["lapse"], moment.zone)
    assert (lapsed.date(), lapsed.time()) == (last + A_DAY, MORNING)
    if "warn" in rings:
        warned = local(rings["warn"], moment.zone)
        assert (warned.date(), warned.time()) == (last - due.WARNING, MORNING)
        assert rings["warn"] > moment.at


@often
@given(moments(), st.integers(0, 6), st.integers(0, 23))
def test_a_channels_post_rings_at_its_hour(moment: Moment, weekday: int, hour: int) -> None:
    digest = Digest(ChannelAddress("slack", "T1", "C1"), 1, weekday, hour, moment.zone)
    rings = after(DigestChanged(None, digest), moment)["digest"]
    assert rings == next_post(moment.at, moment.zone, weekday, hour, "weekly")


# ---------------------------------------------------------------- dates agreed


@often
@given(walls(), st.integers(4, 100))
def test_a_date_that_was_said_is_taken_at_its_time(wall: Wall, ahead: int) -> None:
    now = on(wall.day, dt.time(12), wall.zone) - ahead * A_DAY
    when = When(start=wall.day, end=wall.day, time=wall.time.replace(fold=0))
    assert starts_of(when, now, wall.zone, None) == (on(wall.day, wall.time, wall.zone),)


@often
@given(moments(), walls(), st.integers(4, 100))
def test_a_visit_that_moves_keeps_its_hour_on_the_clock(before: Moment, wall: Wall, ahead: int) -> None:
    now = on(wall.day, dt.time(12), wall.zone) - ahead * A_DAY
    (moved,) = starts_of(When(start=wall.day, end=wall.day), now, wall.zone, before.at)
    assert moved == on(wall.day, local(before.at, wall.zone).time().replace(fold=0), wall.zone)
    assert local(moved, wall.zone).date() == wall.day


@often
@given(moments(), st.sampled_from([60, DAY, 5 * DAY]))
def test_dates_that_are_suggested_lie_ahead_and_on_different_days(moment: Moment, minutes: int) -> None:
    found = starts_of(When(), moment.at, moment.zone, moment.at, minutes)
    days = [local_date(one, moment.zone) for one in found]
    assert len(set(days)) == len(found) == 3
    assert all(one > moment.at for one in found)
    assert days == sorted(days)
