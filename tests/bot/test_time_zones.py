"""Whatever a platform or a person calls a time zone, nobody is locked out by it."""

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
