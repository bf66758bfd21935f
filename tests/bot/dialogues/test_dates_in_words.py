"""Dates, as people say them to each other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.model.organisations import Sector
from tests.town import Town, introduced


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Town]:
    town = Town(tmp_path)
    introduced(town)
    town.news()
    yield town
    town.close()


def said(town: Town, name: str, words: str) -> str:
    town.news()
    town.say(name, words)
    return "\n".join(heard.card.plain for heard in town.news() if heard.to == town.residents[name].address)


def offered(town: Town, *days: int) -> None:
    """Sam has named these days of January at ten."""
    town.say("Sam", " or ".join(f"{day} January at 10" for day in days))


@pytest.mark.parametrize("words", ["either", "either is fine", "I don't mind", "any of them works", "you choose"])
def test_whoever_can_do_all_of_them_gets_the_first(words: str, pair: Town) -> None:
    offered(pair, 12, 14)
    assert "Tuesday 12 January at 10:00" in said(pair, "Priya", words)
    assert "Coming up" in said(pair, "Priya", "when is it?")


@pytest.mark.parametrize("words", ["can we say half two", "half two?", "could we do 14:30", "how about half 2"])
def test_a_time_alone_keeps_the_days(words: str, pair: Town) -> None:
    offered(pair, 12, 14)
    assert "Tuesday 12 January at 14:30 or Thursday 14 January at 14:30" in said(pair, "Priya", words)


@pytest.mark.parametrize("words", ["none of those work", "can't do any of them", "none of them, sorry"])
def test_none_of_them_asks_for_others(words: str, pair: Town) -> None:
    offered(pair, 12, 14)
    assert "Which dates shall I put to Sam?" in said(pair, "Priya", words)


def test_another_weekday_is_put_to_the_other_side(pair: Town) -> None:
    offered(pair, 12, 14)
    assert "I've put this to Sam: Monday" in said(pair, "Priya", "mondays are better")


def test_a_yes_to_the_form_suggests_what_stands_in_it(pair: Town) -> None:
    assert "I've put this to Priya" in said(pair, "Sam", "yes")


def test_two_dates_and_a_time_are_two_dates(pair: Town) -> None:
    told = said(pair, "Sam", "could do 1 dec or 8 dec, 10ish")
    assert "Tuesday 1 December at 10:00 or Tuesday 8 December at 10:00" in told


def test_each_date_keeps_its_own_time(pair: Town) -> None:
    told = said(pair, "Sam", "12 Jan 10am, 14 Jan 2pm or 15 Jan at 11")
    assert "12 January at 10:00, Thursday 14 January at 14:00 or Friday 15 January at 11:00" in told


@pytest.mark.parametrize(
    ("words", "becomes"),
    [
        ("can we push it back an hour", "Tuesday 12 January at 11:00"),
        ("half an hour earlier please", "Tuesday 12 January at 09:30"),
        ("could we move it back a week", "Tuesday 19 January at 10:00"),
        ("actually can we make it 11", "Tuesday 12 January at 11:00"),
        ("could we do 3pm instead", "Tuesday 12 January at 15:00"),
    ],
)
def test_a_visit_is_moved_from_where_it_is(words: str, becomes: str, pair: Town) -> None:
    offered(pair, 12)
    pair.say("Priya", "yes")
    pair.press("Sam", "Set the place")
    pair.press("Sam", "Save", {"where": "12 Mill Lane"})
    assert becomes in said(pair, "Sam", words)


def test_what_was_said_with_a_yes_is_heard(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
    town.resident("Priya", "commissioner", "Leeds City Council", Sector.COUNCIL, "teams")
    town.say("Sam", "a day shadowing at our food bank on Tuesdays", channel="slash:/offer")
    town.press("Sam", "Publish")
    town.say("Priya", "food bank", channel="slash:/shadow")
    town.press("Priya", "Ask")
    assert "Meet Priya" in said(town, "Sam", "yes but not before Christmas")
    assert "Tuesday 29 December" in said(town, "Sam", "ok")
    town.close()
