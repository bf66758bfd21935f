"""What a diary makes of a visit's file, read back with the library that reads them."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from adapters.calendar_file import calendar_file
from bot.model.exchanges import Leg, LegState
from bot.model.listings import Activity, Details
from bot.working_time import end_of
from tests.clock_changes import Moment, moments

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
SUMMER = dt.datetime(2027, 6, 3, 9, 0, tzinfo=dt.UTC)  # ten o'clock in London
LEG = Leg(
    id=7,
    exchange_id=5,
    host_id=1,
    guest_id=2,
    details=Details(Activity.SHADOW, topic="night shelter; intake, and <b>more</b>", text="ring 07700 900123"),
    state=LegState.BOOKED,
    token="unguessable",
    starts_at=SUMMER,
    minutes=90,
    where="12 Mill Lane, Leeds",
    sequence=1,
)


def event(leg: Leg, zone: str = "Europe/London") -> tuple[Any, Any]:
    written = calendar_file(leg, zone, NOW)
    assert written is not None
    diary: Any = Calendar.from_ical(written)
    return diary, diary.walk("VEVENT")[0]


def test_it_says_when_where_and_what_on_the_hosts_clock() -> None:
    diary, visit = event(LEG)
    assert diary["METHOD"] == "PUBLISH"
    assert visit["SUMMARY"] == "Shadowing: night shelter; intake, and <b>more</b>"
    assert visit["LOCATION"] == "12 Mill Lane, Leeds"
    assert visit["STATUS"] == "CONFIRMED"
    assert visit["DTSTART"].params["TZID"] == "Europe/London"
    assert visit["DTSTART"].dt.replace(tzinfo=None) == dt.datetime(2027, 6, 3, 10, 0)  # noqa: DTZ001
    assert visit["DTEND"].dt - visit["DTSTART"].dt == dt.timedelta(minutes=90)
    assert diary.walk("VTIMEZONE"), "a zone that is named must be described"


@settings(max_examples=50)
@given(moments(), st.sampled_from([30, 60, 420, 2100]))
def test_it_begins_and_ends_at_those_moments_whatever_the_clock_does(moment: Moment, minutes: int) -> None:
    _, visit = event(replace(LEG, starts_at=moment.at, minutes=minutes), moment.zone)
    assert visit["DTSTART"].dt.astimezone(dt.UTC) == moment.at
    assert visit["DTEND"].dt.astimezone(dt.UTC) == end_of(moment.at, minutes)


def test_neither_the_persons_words_nor_anybodys_address_is_in_it() -> None:
    written = calendar_file(LEG, "Europe/London", NOW) or b""
    assert b"07700" not in written
    assert b"unguessable" not in written
    assert [line for line in written.splitlines() if b"mailto" in line] == [
        b'ORGANIZER;CN="In Your Shoes":mailto:nobody@in-your-shoes.invalid'
    ]


def test_a_diary_can_tell_which_file_is_newest() -> None:
    booked, called_off, rebooked = (
        event(leg)[1]
        for leg in (
            LEG,
            replace(LEG, state=LegState.CANCELLED),
            replace(LEG, sequence=2, starts_at=SUMMER + dt.timedelta(days=7)),
        )
    )
    assert booked["UID"] == called_off["UID"] == rebooked["UID"]
    assert booked["SEQUENCE"] < called_off["SEQUENCE"] < rebooked["SEQUENCE"]


def test_another_visit_is_another_entry() -> None:
    assert event(LEG)[1]["UID"] != event(replace(LEG, token="other"))[1]["UID"]


def test_a_visit_called_off_is_taken_out_of_the_diary() -> None:
    diary, visit = event(replace(LEG, state=LegState.CANCELLED))
    assert diary["METHOD"] == "CANCEL"
    assert visit["STATUS"] == "CANCELLED"


def test_without_a_date_there_is_no_file() -> None:
    assert calendar_file(replace(LEG, starts_at=None, state=LegState.ARRANGING), "Europe/London", NOW) is None


@pytest.mark.parametrize("activity", list(Activity))
def test_without_a_topic_it_still_says_what_it_is(activity: Activity) -> None:
    _, visit = event(replace(LEG, details=Details(activity)))
    assert visit["SUMMARY"].strip(": ")
