"""A visit's whole life: dates and places, what stands meanwhile, what is over, and what happens when it falls."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from adapters.calendar_file import calendar_file
from bot.commands import carry_out
from bot.commands.visits import Cancel, TakeDate
from bot.model.exchanges import Leg, LegState
from bot.model.listings import ListingState
from bot.model.organisations import Sector
from bot.model.refusal import Refusal
from bot.phrases import span_in_words
from bot.working_time import MORNING, end_of, on, working_day_after
from tests.town import Town, filled_in, introduced

ONE_DATE = {"date2": "", "date3": ""}
LONDON = "Europe/London"


@pytest.fixture(scope="module")
def once_agreed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """What every test here begins with, lived through once."""
    town = Town(tmp_path_factory.mktemp("agreed"))
    introduced(town)
    yield town
    town.close()


@pytest.fixture(scope="module")
def once_booked(once_agreed: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The same, further on."""
    town = once_agreed.copied(tmp_path_factory.mktemp("booked"))
    town.press("Sam", "Suggest these", {"date1": "2026-11-26", "where": "12 Mill Lane", **ONE_DATE})
    town.press("Priya", "Thursday 26 November at 10:00")
    yield town
    town.close()


@pytest.fixture
def agreed(once_agreed: Town, tmp_path: Path) -> Iterator[Town]:
    """Sam, on Slack, hosts Priya, on Teams; no date is named yet."""
    town = once_agreed.copied(tmp_path)
    yield town
    town.close()


@pytest.fixture
def booked(once_booked: Town, tmp_path: Path) -> Iterator[Town]:
    """It is in the diary for Thursday 26 November at 12 Mill Lane."""
    town = once_booked.copied(tmp_path)
    yield town
    town.close()


def the_leg(town: Town) -> Leg:
    with town.store.begin() as work:
        leg = work.exchanges.leg(1)
    assert leg is not None
    return leg


def the_offer(town: Town) -> ListingState:
    with town.store.begin() as work:
        listing = work.listings.get(1)
    assert listing is not None
    return listing.state


def moment(written: str) -> dt.datetime:
    day, _, time = written.partition("T")
    return on(dt.date.fromisoformat(day), dt.time.fromisoformat(time), LONDON)


def said(town: Town, name: str) -> str:
    return "\n".join(heard.card.plain for heard in town.news() if heard.to == town.residents[name].address)


def after_working_days(town: Town, number: int) -> None:
    day = working_day_after(town.clock.now().date(), number)
    town.wait(on(day, MORNING, LONDON) + dt.timedelta(hours=2))


# ---------------------------------------------------------------- how long it goes on


@pytest.mark.parametrize(
    ("start", "minutes", "end", "words"),
    [
        ("2026-12-07T10:00", 60, "2026-12-07T11:00", "Monday 7 December at 10:00"),
        ("2026-12-07T10:00", 420, "2026-12-07T17:00", "Monday 7 December at 10:00"),
        ("2026-12-07T10:00", 1050, "2026-12-09T13:30", "7 to 9 December (from Monday at 10:00)"),
        ("2026-12-07T10:00", 2100, "2026-12-11T17:00", "7 to 11 December (from Monday at 10:00)"),
        ("2026-12-10T09:00", 840, "2026-12-11T16:00", "10 to 11 December (from Thursday at 09:00)"),
        ("2026-12-12T10:00", 840, "2026-12-14T17:00", "12 to 14 December (from Saturday at 10:00)"),
        # over Christmas, with its two days off, and into another month
        ("2026-12-21T10:00", 4200, "2027-01-06T17:00", "21 December to 6 January (from Monday at 10:00)"),
        # over the change of the clock it goes on at the same hour
        ("2027-03-25T10:00", 1260, "2027-03-31T17:00", "25 to 31 March (from Thursday at 10:00)"),
    ],
)
def test_days_are_counted_as_people_work_them(start: str, minutes: int, end: str, words: str) -> None:
    begins = moment(start)
    assert end_of(begins, minutes) == moment(end)
    assert span_in_words(begins, minutes, LONDON) == words


def test_the_diary_file_of_a_week_reaches_from_its_first_day_to_its_last(booked: Town) -> None:
    week = replace(the_leg(booked), starts_at=moment("2026-12-07T10:00"), minutes=2100)
    written = calendar_file(week, LONDON, booked.clock.now())
    assert written is not None
    event: Any = Calendar.from_ical(written).walk("VEVENT")[0]
    assert event["DTSTART"].dt == moment("2026-12-07T10:00")
    assert event["DTEND"].dt == moment("2026-12-11T17:00")


# ---------------------------------------------------------------- dates and places


def test_a_length_that_was_left_open_is_agreed_with_the_dates(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
    town.resident("Priya", "commissioning manager", "Leeds City Council", Sector.COUNCIL, "teams")
    town.say("Sam", "somebody could shadow me at our food bank")
    town.press("Sam", "Publish")
    town.say("Priya", "food bank", channel="slash:/shadow")
    town.press("Priya", "Ask")
    town.press("Sam", "Yes")
    assert the_leg(town).minutes == 210  # half a day, unless they say otherwise
    town.news()
    town.press("Sam", "Suggest these", {"date1": "2026-11-26", "length": "120", **ONE_DATE})
    assert "How long: two hours" in said(town, "Priya")
    town.press("Priya", "Thursday 26 November at 10:00")
    assert the_leg(town).minutes == 120
    town.press("Priya", "Change the date")
    with pytest.raises(LookupError, match="no such field"):  # the length that was agreed stands
        town.press("Priya", "Suggest these", {"length": "420"})
    town.close()


def test_other_dates_than_those_on_the_table_are_suggested(booked: Town) -> None:
    booked.press("Priya", "Change the date")
    button, card, _ = booked.find("Priya", "Suggest these")
    first = dict(filled_in(card, button, {}))["date1"]
    assert first > "2026-11-26"


def test_a_date_at_the_end_of_time_is_refused_to_whoever_names_it(agreed: Town) -> None:
    agreed.news()
    agreed.press("Sam", "Suggest these", {"date1": "9999-12-31", **ONE_DATE})
    assert "more than a year ahead" in said(agreed, "Sam")
    with agreed.store.begin() as work:
        assert work.exchanges.proposals(1) == ()


@pytest.mark.parametrize("day", [dt.date(9999, 12, 31), dt.date(2028, 3, 1)])
def test_one_that_is_stored_all_the_same_can_be_pressed_without_harm(agreed: Town, day: dt.date) -> None:
    with agreed.store.begin() as work:
        proposal = work.exchanges.propose(1, 1, [on(day, dt.time(23, 59), LONDON)])[0]
        guest = work.people.get(2)
        with pytest.raises(Refusal, match="more than a year away"):
            carry_out(TakeDate(proposal.id), guest, work, agreed.clock.now())


def test_a_place_named_with_a_move_counts_when_the_date_is_taken(booked: Town) -> None:
    booked.press("Sam", "Change the date")
    booked.press("Sam", "Suggest these", {"date1": "2026-12-17", "where": "The new warehouse", **ONE_DATE})
    before = the_leg(booked)
    assert before.where == "12 Mill Lane"
    assert "The new warehouse" in said(booked, "Priya")
    booked.press("Priya", "Thursday 17 December at 10:00")
    moved = the_leg(booked)
    assert moved.where == "The new warehouse"
    assert moved.sequence == before.sequence + 1
    assert b"The new warehouse" in (calendar_file(moved, LONDON, booked.clock.now()) or b"")


def test_a_move_taken_back_leaves_the_booking_on_the_others_card(booked: Town) -> None:
    booked.press("Sam", "Change the date")
    booked.press("Sam", "Suggest these", {"date1": "2026-12-17", **ONE_DATE})
    booked.news()
    booked.say("Sam", "undo")
    heard = said(booked, "Priya")
    assert "Thursday 26 November stands after all" in heard
    assert "/calendar/" in heard
    booked.press("Priya", "Change the date")  # it has its buttons


def test_dates_taken_back_before_any_is_booked_leave_a_way_on(agreed: Town) -> None:
    agreed.press("Sam", "Suggest these", {"date1": "2026-12-17", **ONE_DATE})
    agreed.news()
    agreed.say("Sam", "undo")
    assert "Sam has taken those dates back" in said(agreed, "Priya")
    agreed.press("Priya", "Suggest dates")


# ---------------------------------------------------------------- no answer


def test_dates_without_an_answer_come_up_twice_and_the_second_time_with_both(agreed: Town) -> None:
    agreed.press("Sam", "Suggest these", {"date1": "2026-12-17", **ONE_DATE})
    agreed.news()
    heard: dict[str, list[int]] = {"Sam": [], "Priya": []}
    for _ in range(4):
        after_working_days(agreed, 3)
        news = agreed.news()
        for name, counts in heard.items():
            counts.append(sum(not one.replaced and one.to == agreed.residents[name].address for one in news))
    assert heard == {"Priya": [1, 1, 0, 0], "Sam": [0, 1, 0, 0]}


def test_a_move_without_an_answer_says_what_stands(booked: Town) -> None:
    booked.press("Sam", "Change the date")
    booked.press("Sam", "Suggest these", {"date1": "2026-12-17", **ONE_DATE})
    booked.news()
    booked.wait(on(dt.date(2026, 11, 26), dt.time(9, 45), LONDON))
    heard = said(booked, "Priya")
    assert "Sam's new dates are waiting for you; Thursday 26 November stands till then" in heard
    assert "still need a date" not in heard


def test_dates_that_have_passed_are_no_longer_offered(agreed: Town) -> None:
    agreed.press("Sam", "Suggest these", {"date1": "2026-11-24", **ONE_DATE})
    agreed.news()
    after_working_days(agreed, 3)
    heard = said(agreed, "Priya")
    assert "[Tuesday 24 November at 10:00]" not in heard
    assert "[Suggest dates]" in heard


def test_whoever_acts_is_told_that_the_other_cannot_be_reached(booked: Town) -> None:
    booked.leave("Sam")
    booked.press("Priya", "Set the place")
    booked.press("Priya", "Save", {"where": "The annexe"})
    heard = said(booked, "Priya")
    assert "I can't reach Sam" in heard
    assert "sam@example.org" in heard
    assert "passed on" not in heard


# ---------------------------------------------------------------- afterwards


def test_nothing_is_called_off_once_it_is_over(booked: Town) -> None:
    booked.press("Priya", "Call it off")
    booked.wait(on(dt.date(2026, 11, 27), dt.time(12), LONDON))
    booked.news()
    booked.press("Priya", "Call it off")  # the form that was left open
    assert "Did it happen?" in said(booked, "Priya")
    assert the_leg(booked).state is LegState.BOOKED
    with booked.store.begin() as work, pytest.raises(Refusal, match="Did it happen"):
        carry_out(Cancel(1), work.people.get(2), work, booked.clock.now())


def test_whether_it_happened_is_asked_twice_and_then_only_shown(booked: Town) -> None:
    asked = []
    for day in (dt.date(2026, 11, 27), dt.date(2026, 12, 4), dt.date(2027, 2, 1)):
        booked.wait(on(day, dt.time(12), LONDON))
        asked.append(said(booked, "Sam").count("did it happen?"))
    assert asked == [1, 1, 0]
    booked.say("Sam", "mine")
    assert "Did it happen? Food bank" in said(booked, "Sam")
    booked.press("Sam", "Yes")
    assert the_leg(booked).state is LegState.HAPPENED


def test_a_plain_yes_to_the_question_is_an_answer(booked: Town) -> None:
    booked.wait(on(dt.date(2026, 11, 27), dt.time(10), LONDON))
    booked.say("Priya", "yes")
    assert the_leg(booked).state is LegState.HAPPENED


def test_a_late_yes_is_asked_back_and_not_lost(booked: Town) -> None:
    booked.wait(on(dt.date(2026, 12, 1), dt.time(12), LONDON))
    booked.news()
    booked.say("Priya", "yes")
    assert "did it happen?" in said(booked, "Priya")
    booked.say("Priya", "yes")
    assert the_leg(booked).state is LegState.HAPPENED


def test_what_one_wrote_is_kept_when_the_other_has_gone(booked: Town) -> None:
    booked.wait(on(dt.date(2026, 11, 27), dt.time(10), LONDON))
    booked.press("Priya", "Yes")
    booked.say("Sam", "forget me")
    booked.press("Sam", "Forget me")
    booked.news()
    booked.press("Priya", "Save", {"tell": "We open at eight", "sharing": "public"})
    assert "I've kept that" in said(booked, "Priya")
    booked.press("Priya", "Change")
    assert "What did you take away from your visit?" in said(booked, "Priya")


# ---------------------------------------------------------------- what falls gives its place back


@pytest.mark.parametrize("way", ["called off", "it didn't", "forgotten"])
def test_an_offer_has_room_again_when_its_visit_falls(booked: Town, way: str) -> None:
    assert the_offer(booked) is ListingState.FILLED
    match way:
        case "called off":
            booked.press("Priya", "Call it off")
            booked.press("Priya", "Call it off")
        case "it didn't":
            booked.wait(on(dt.date(2026, 11, 27), dt.time(10), LONDON))
            booked.press("Priya", "It didn't")
        case _:
            booked.say("Priya", "forget me")
            booked.press("Priya", "Forget me")
    assert the_offer(booked) is ListingState.OPEN
    assert "Open again: Shadowing: food bank" in said(booked, "Sam")


def test_a_request_reopens_too_but_not_for_the_same_two(town: Town) -> None:
    town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
    town.resident("Priya", "commissioning manager", "Leeds City Council", Sector.COUNCIL, "teams")
    town.say("Sam", "a day shadowing at our food bank", channel="slash:/offer")
    town.press("Sam", "Publish")
    town.say("Priya", "food bank", channel="slash:/shadow")
    town.press("Priya", "Ask")
    town.press("Priya", "Keep looking")
    town.press("Sam", "Yes")
    town.say("Sam", "I need to cancel")
    town.news()
    town.press("Sam", "Call it off")
    heard = said(town, "Priya")
    assert "Open again" in heard
    assert "I'm looking for somebody else" in heard
    assert "Somebody new" not in heard


def test_an_offer_whose_last_day_is_over_stays_closed(booked: Town) -> None:
    booked.wait(on(dt.date(2027, 3, 1), dt.time(12), LONDON))
    booked.say("Priya", "mine")
    booked.press("Priya", "It didn't")
    assert the_offer(booked) is ListingState.FILLED
    assert "Open again" not in said(booked, "Sam")


def test_it_fills_again_when_the_visit_took_place_after_all(booked: Town) -> None:
    booked.wait(on(dt.date(2026, 11, 27), dt.time(10), LONDON))
    booked.press("Priya", "It didn't")
    booked.press("Sam", "Yes")
    assert the_leg(booked).state is LegState.HAPPENED
    assert the_offer(booked) is ListingState.FILLED


def test_what_was_marked_as_off_can_be_arranged_again(booked: Town) -> None:
    booked.wait(on(dt.date(2026, 11, 27), dt.time(10), LONDON))
    booked.press("Priya", "It didn't")
    booked.news()
    booked.press("Sam", "Not yet")
    assert "marked as off" in said(booked, "Sam")
    booked.press("Sam", "Suggest dates")
    booked.press("Sam", "Suggest these", {"date1": "2026-12-17", **ONE_DATE})
    booked.press("Priya", "Thursday 17 December at 10:00")
    assert the_leg(booked).state is LegState.BOOKED
    assert the_offer(booked) is ListingState.FILLED
