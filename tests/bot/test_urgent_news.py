"""What somebody must know before they set out is told at once; everything else waits for their working hours."""

import datetime as dt
from collections.abc import Iterator

import pytest

from tests.town import Town, introduced

THURSDAY_AT_TEN = {"date1": "2026-11-26", "where": "12 Mill Lane", "date2": "", "date3": ""}
EVENING_BEFORE = dt.datetime(2026, 11, 25, 21, tzinfo=dt.UTC)
TWO_EVENINGS_BEFORE = EVENING_BEFORE - dt.timedelta(days=1)


@pytest.fixture(scope="module")
def once_booked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Priya visits Sam on Thursday 26 November at ten."""
    town = Town(tmp_path_factory.mktemp("booked"))
    introduced(town)
    town.press("Sam", "Suggest these", THURSDAY_AT_TEN)
    town.press("Priya", "Thursday 26 November at 10:00")
    yield town
    town.close()


@pytest.fixture
def booked(once_booked: Town, tmp_path: object) -> Iterator[Town]:
    town = once_booked.copied(tmp_path)  # type: ignore[arg-type]
    yield town
    town.close()


def heard(town: Town, name: str) -> list[str]:
    address = town.residents[name].address
    return [one.card.title for one in town.news() if one.to == address and not one.replaced]


def call_off(town: Town, at: dt.datetime) -> None:
    town.wait(at)
    town.say("Sam", "I need to cancel")
    town.news()
    town.press("Sam", "Call it off")


def test_a_visit_called_off_the_evening_before_is_told_that_evening(booked: Town) -> None:
    call_off(booked, EVENING_BEFORE)
    [told] = heard(booked, "Priya")
    assert "call off" in told


def test_a_visit_called_off_in_good_time_is_told_in_the_morning(booked: Town) -> None:
    call_off(booked, TWO_EVENINGS_BEFORE)
    assert heard(booked, "Priya") == []
    booked.wait(TWO_EVENINGS_BEFORE + dt.timedelta(hours=13))
    assert any("call off" in told for told in heard(booked, "Priya"))


def test_a_place_that_changes_the_evening_before_is_told_that_evening(booked: Town) -> None:
    booked.wait(EVENING_BEFORE)
    booked.news()
    booked.say("Sam", "mine")
    booked.press("Sam", "Show")
    booked.press("Sam", "Set the place")
    booked.press("Sam", "Save", {"where": "14 Mill Lane"})
    assert any("14 Mill Lane" in told for told in heard(booked, "Priya"))
