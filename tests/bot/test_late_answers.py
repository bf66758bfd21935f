"""A yes that comes after the question has ended: asked back, unless there is nobody to ask any more."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands import carry_out
from bot.commands.introductions import Accept
from bot.commands.late_answers import STILL_FRESH, AskBack
from bot.events import Accepted, Asked
from bot.model.exchanges import Suggestion, SuggestionState
from bot.model.listings import ListingState
from bot.model.organisations import Person, Sector
from bot.model.refusal import Refusal
from tests.town import Town


@pytest.fixture(scope="module")
def once_expired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Priya has posted what she looks for and asked Sam, who let it pass."""
    town = Town(tmp_path_factory.mktemp("expired"))
    town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
    town.resident("Priya", "commissioning manager", "Leeds City Council", Sector.COUNCIL, "teams")
    town.say("Sam", "a day shadowing at our food bank", channel="slash:/offer")
    town.press("Sam", "Publish")
    town.say("Priya", "food bank", channel="slash:/shadow")
    town.press("Priya", "Keep looking")
    town.press("Priya", "Ask", old=True)
    town.wait(town.clock.now() + dt.timedelta(days=10))
    yield town
    town.close()


@pytest.fixture
def expired(once_expired: Town, tmp_path: Path) -> Iterator[Town]:
    """The same, to go on with."""
    town = once_expired.copied(tmp_path)
    yield town
    town.close()


def person(town: Town, name: str) -> Person:
    """As they stand now."""
    with town.store.begin() as work:
        found = work.people.at(town.residents[name].address)
    assert found is not None
    return found


def closed(town: Town) -> Suggestion:
    """The one question there was."""
    sam, priya = person(town, "Sam"), person(town, "Priya")
    with town.store.begin() as work:
        (only,) = work.exchanges.between(sam.id, priya.id, town.clock.now() - dt.timedelta(days=30))
    assert only.state is SuggestionState.EXPIRED
    return only


def late(town: Town, name: str = "Sam", after: dt.timedelta = dt.timedelta()) -> tuple[object, ...]:
    """`name` says yes after all."""
    before, by = closed(town), person(town, name)
    with town.store.begin() as work:
        return carry_out(AskBack(before.id), by, work, town.clock.now() + after)


def test_the_first_asker_is_asked_and_their_yes_makes_the_exchange(expired: Town) -> None:
    before = closed(expired)
    (asked,) = late(expired)
    assert isinstance(asked, Asked)
    assert (asked.suggestion.asker_id, asked.suggestion.answerer_id) == (before.answerer_id, before.asker_id)
    assert (asked.suggestion.host_id, asked.suggestion.guest_id) == (before.host_id, before.guest_id)
    priya = person(expired, "Priya")
    with expired.store.begin() as work:
        events = carry_out(Accept(asked.suggestion.id), priya, work, expired.clock.now())
    assert isinstance(events[0], Accepted)


def test_the_asker_cannot_answer_their_own_question_late(expired: Town) -> None:
    with pytest.raises(Refusal, match="no longer open"):
        late(expired, "Priya")


def test_after_four_weeks_it_is_history(expired: Town) -> None:
    with pytest.raises(Refusal, match="a good while ago"):
        late(expired, after=STILL_FRESH)


def test_it_is_asked_back_only_once(expired: Town) -> None:
    before, sam = closed(expired), person(expired, "Sam")
    late(expired)
    with expired.store.begin() as work, pytest.raises(Refusal, match="in touch already"):
        carry_out(AskBack(before.id), sam, work, expired.clock.now())


@pytest.mark.parametrize("state", [ListingState.FILLED, ListingState.WITHDRAWN])
def test_whoever_has_found_somebody_or_given_up_is_left_in_peace(expired: Town, state: ListingState) -> None:
    before = closed(expired)
    with expired.store.begin() as work:
        request = work.listings.get(before.request_id or 0)
        assert request is not None
        work.listings.save(replace(request, state=state))
    with pytest.raises(Refusal, match="aren't looking just now"):
        late(expired)


def test_so_is_whoever_is_taking_a_break(expired: Town) -> None:
    priya = person(expired, "Priya")
    with expired.store.begin() as work:
        work.people.save(replace(priya, paused_until=expired.clock.now().date() + dt.timedelta(days=3)))
    with pytest.raises(Refusal, match="aren't looking just now"):
        late(expired)
