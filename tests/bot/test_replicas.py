"""Two replicas on one database: what a platform delivers to both, again, or in another order has one effect each."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.engine import Engine
from bot.model.organisations import Sector
from bot.turn import Pressed, Said, Spoken, Turn
from storage.unit_of_work import SqlStore
from tests.storage.pool import CrashError
from tests.stores import empty, opened
from tests.town import Town

Replicas = tuple[Engine, Engine]


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Town]:
    """Sam on Slack has offered something, and Priya on Teams has asked for it."""
    town = Town(tmp_path)
    town.resident("Priya", "commissioner", "Leeds City Council", Sector.COUNCIL, "teams")
    town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
    town.say("Sam", "I can offer an hour on gift aid")
    town.press("Sam", "Publish")
    town.say("Priya", "need help with gift aid")
    yield town
    town.close()


@pytest.fixture
def replicas(shared: Town, tmp_path: Path) -> Iterator[Replicas]:
    """Each with an engine, connections and memory of its own."""
    stores = [opened(empty(tmp_path / "town.db")) for _ in range(2)]
    yield Engine(stores[0].for_turns()), Engine(stores[1].for_turns())
    for store in stores:
        store.close()


def said(town: Town, name: str, words: str, number: int, at: dt.datetime) -> Turn:
    sender = town.residents[name].address
    return Turn(f"{sender}:event:{number}", sender, Said(words), at)


def at_the_same_instant(*acts: Callable[[], Spoken]) -> list[Spoken]:
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], Spoken]) -> Spoken:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [future.result() for future in [threads.submit(run, act) for act in acts]]


def queued(store: SqlStore) -> list[str]:
    with store.engine.connect() as connection:
        return sorted(connection.exec_driver_sql("SELECT key FROM message").scalars())


def test_one_event_delivered_to_both_at_once_has_one_effect(shared: Town, replicas: Replicas) -> None:
    for number in range(8):
        turn = said(shared, "Sam", "mine", number, shared.clock.now())
        before = queued(shared.store)
        spoken = at_the_same_instant(*(lambda one=one, turn=turn: one.handle(turn) for one in replicas))
        assert sorted(each.duplicate for each in spoken) == [False, True]
        new = [key for key in queued(shared.store) if key not in before and not key.endswith(":retire")]
        assert new == [f"{turn.id}:0"]


def test_delivered_again_to_the_other_one_long_after_it_has_no_effect(shared: Town, replicas: Replicas) -> None:
    turn = said(shared, "Sam", "I can offer a day in our shelter", 1, shared.clock.now())
    assert not replicas[0].handle(turn).duplicate
    before = queued(shared.store)
    shared.clock.move(dt.timedelta(days=6))
    shared.store.tidy(shared.clock.now())
    assert replicas[1].handle(turn).duplicate
    assert queued(shared.store) == before


def test_two_events_in_the_wrong_order_have_an_effect_each(shared: Town, replicas: Replicas) -> None:
    now = shared.clock.now()
    first, second = said(shared, "Sam", "mine", 1, now), said(shared, "Sam", "help", 2, now + dt.timedelta(seconds=1))
    assert not replicas[0].handle(second).duplicate
    assert not replicas[1].handle(first).duplicate
    assert {f"{first.id}:0", f"{second.id}:0"} <= set(queued(shared.store))
    assert replicas[1].handle(second).duplicate
    assert replicas[0].handle(first).duplicate


def test_a_yes_pressed_twice_on_two_replicas_makes_one_exchange(shared: Town, replicas: Replicas) -> None:
    shared.press("Priya", "Ask")
    shared.news()
    button, _, message_id = shared.find("Sam", "Yes")
    sender, now = shared.residents["Sam"].address, shared.clock.now()
    presses = [
        Turn(f"{sender}:press:{n}", sender, Pressed(button.verb, button.value, (), message_id), now) for n in (1, 2)
    ]
    at_the_same_instant(
        *(lambda one=one, turn=turn: one.handle(turn) for one, turn in zip(replicas, presses, strict=True))
    )
    shared.drain()
    told = [heard for heard in shared.news() if heard.to == shared.residents["Priya"].address]
    assert len([one for one in told if one.card.title.startswith("Good news")]) == 1


def test_a_replica_that_dies_before_its_commit_leaves_the_turn_to_the_other(
    shared: Town, replicas: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = said(shared, "Sam", "mine", 1, shared.clock.now())
    before = queued(shared.store)

    def dies(*_: object) -> None:
        raise CrashError

    with monkeypatch.context() as patched:
        patched.setattr("bot.taking.Taking._settle", dies)
        patched.setattr("bot.engine.Engine._apologise", lambda *_: None)
        with pytest.raises(CrashError):
            replicas[0].handle(turn)
    assert queued(shared.store) == before
    assert not replicas[1].handle(turn).duplicate
    assert f"{turn.id}:0" in queued(shared.store)
