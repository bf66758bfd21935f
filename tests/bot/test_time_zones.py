"""Whatever a platform or a person calls a time zone, nobody is locked out by it."""

import datetime as dt
import json

import pytest

from bot.model.organisations import Sector
from bot.turn import Address, Profile, Said, Turn
from tests.town import Town


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("GMT Standard Time", "Europe/London"),
        ("Foo/Bar", "Europe/London"),
        ("", "Europe/London"),
        ("Asia/Kolkata",) * 2,
    ],
)
def test_a_newcomer_is_taken_in_whatever_their_platform_calls_the_zone(told: str, kept: str, town: Town) -> None:
    sender = Address("teams", town.organisation("Leeds City Council", Sector.COUNCIL, "teams"), "UNEW")
    spoken = town.engine.handle(Turn("1", sender, Said("hello", "dm"), town.clock.now(), Profile("Ana", told)))
    assert spoken.lanes == {str(sender)}
    with town.store.begin() as work:
        person = work.people.at(sender)
    assert person is not None
    assert person.time_zone == kept


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Europe", "I don't know that time zone."),
        ("Foo/Bar", "I don't know that time zone."),
        ("europe/dublin", "Noted."),
    ],
)
def test_a_zone_in_words_is_known_or_refused(said: str, answer: str, town: Town) -> None:
    town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
    town.say("Sam", f"my time zone is {said}")
    (heard,) = town.news()
    assert heard.card.title.startswith(answer)
    town.say("Sam", "hello")
    assert town.news(), "not locked out"


def test_tomorrow_is_tomorrow_where_the_person_is(town: Town) -> None:
    """Words are read before it is known who speaks: by a zone that may turn out to be another one."""
    sam = town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
    town.say("Sam", "my time zone is Pacific/Auckland")
    evening = town.clock.now().replace(hour=20)  # in Auckland the next day has begun
    town.wait(evening)
    town.say("Sam", "/offer an hour on gift aid tomorrow")
    with town.store.begin() as work:
        person = work.people.at(sam.address)
        assert person is not None
        drafted = work.listings.get(json.loads(work.conversations.load(person.id) or "")["question"]["listing_id"])
        assert drafted is not None
    assert drafted.details.when.start == evening.date() + dt.timedelta(days=2)


@pytest.fixture
def moving(town: Town) -> Town:
    """Sam, who lives in Auckland and is about to move to London, half a day behind it."""
    town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
    town.say("Sam", "my time zone is Pacific/Auckland")
    return town


def heard(town: Town) -> list[str]:
    return [heard.card.title for heard in town.news() if not heard.replaced]


def test_whoever_moves_west_while_they_rest_is_back_when_their_day_has_come(moving: Town) -> None:
    moving.say("Sam", "pause until 8 December")
    moving.say("Sam", "my time zone is Europe/London")
    moving.news()
    moving.wait(dt.datetime(2026, 12, 8, 9, 0, tzinfo=dt.UTC))
    assert "Welcome back" not in heard(moving)
    moving.wait(dt.datetime(2026, 12, 8, 10, 0, tzinfo=dt.UTC))
    assert heard(moving) == ["Welcome back"]


def test_what_they_offer_stands_to_the_end_of_its_last_day_where_they_are_now(moving: Town) -> None:
    moving.say("Sam", "a day shadowing at our food bank", channel="slash:/offer")
    moving.press("Sam", "Publish")
    moving.say("Sam", "my time zone is Europe/London")
    moving.wait(dt.datetime(2027, 2, 22, 9, 0, tzinfo=dt.UTC))
    assert standing(moving) == [dt.date(2027, 2, 21)]
    moving.news()
    moving.wait(dt.datetime(2027, 2, 22, 10, 0, tzinfo=dt.UTC))
    assert standing(moving) == []
    assert len(heard(moving)) == 1


def test_what_names_a_day_beyond_next_year_stands_for_a_year(moving: Town) -> None:
    moving.say("Sam", "a day shadowing at our food bank until 31 December 2098", channel="slash:/offer")
    moving.press("Sam", "Publish")
    assert standing(moving) == [dt.date(2027, 11, 24)]


def standing(town: Town) -> list[dt.date]:
    with town.store.begin() as work:
        person = work.people.at(town.residents["Sam"].address)
        assert person is not None
        return [one.expires_on for one in work.listings.open_of(person.id)]
