"""The same outbox with procrastinate handing out the lanes, on a real PostgreSQL."""

import asyncio
import datetime as dt
import gc
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from adapters.carrying import Limits
from adapters.clock import MovableClock
from adapters.dispatcher import Dispatcher
from bot.cards import Card
from bot.delivery import Delivered, NotThere, Outcome, ReadBack
from bot.ports.deliveries import Parcel
from bot.ports.outbox import Message
from bot.turn import Address
from storage.beside import as_libpq_writes_it, make_beside
from storage.unit_of_work import SqlStore
from tests.stores import POSTGRESQL, empty, opened

pytestmark = pytest.mark.skipif(not POSTGRESQL, reason="a matter of PostgreSQL: make test-postgresql")

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


class Clerk:
    """Takes everything, a little later, and notes whether two of one lane ever overlapped."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.under_way: set[Address] = set()
        self.asked: list[str] = []

    async def send(self, parcel: Parcel) -> Outcome:
        assert isinstance(parcel.to, Address)
        assert parcel.to not in self.under_way
        self.under_way.add(parcel.to)
        await asyncio.sleep(0.002)
        self.under_way.discard(parcel.to)
        self.taken.append(parcel.key)
        return Delivered(f"id of {parcel.key}")

    async def read_back(self, parcel: Parcel) -> ReadBack:
        self.asked.append(parcel.key)
        return NotThere()


@pytest.fixture
def prepared(tmp_path: Path) -> Iterator[SqlStore]:
    from adapters.lanes_by_procrastinate import SCHEMA, tables
    from tests import postgres

    store = opened(empty(tmp_path / "shoes.db"))
    owners = postgres.url(str(store.engine.url.database), postgres.OWNER)
    assert make_beside(owners, SCHEMA, tables())
    assert not make_beside(owners, SCHEMA, tables()), "it is there already"
    yield store
    store.close()


def queue(store: SqlStore, people: int, each: int) -> list[str]:
    keys = [f"U{person} {number}" for number in range(each) for person in range(people)]
    with store.begin() as work:
        for key in keys:
            work.outbox.queue(Message(key, Address("slack", "T0", key.split()[0]), Card("Hello"), NOON))
    return keys


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(40):
        while not happened():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_two_replicas_send_everything_once_in_order_and_one_at_a_time(prepared: SqlStore) -> None:
    from adapters.lanes_by_procrastinate import LanesByProcrastinate

    clerk, clock = Clerk(), MovableClock(NOON)
    keys = queue(prepared, people=8, each=4)
    url = as_libpq_writes_it(prepared.engine.url)
    replicas = []
    for seed in (1, 2):
        sending = Dispatcher(prepared.deliveries, {"slack": clerk}, clock, random.Random(seed))
        replicas.append(LanesByProcrastinate(url, prepared.deliveries, sending, clock, at_once=10))
    running = [asyncio.create_task(one.run()) for one in replicas]
    await until(lambda: len(clerk.taken) == len(keys))
    for one in replicas:
        await one.stop()
    await asyncio.gather(*running)
    assert sorted(clerk.taken) == sorted(keys)
    for person in range(8):
        assert [key for key in clerk.taken if key.split()[0] == f"U{person}"] == [f"U{person} {n}" for n in range(4)]


async def test_a_lane_whose_worker_died_is_asked_about_and_goes_on(prepared: SqlStore) -> None:
    from adapters.lanes_by_procrastinate import LanesByProcrastinate

    keys = queue(prepared, people=1, each=2)
    clock = MovableClock(NOON)
    prepared.deliveries.claim(clock.now(), Limits().lease, 1)  # by somebody who then died
    clock.move(Limits().lease)
    clerk = Clerk()
    sending = Dispatcher(prepared.deliveries, {"slack": clerk}, clock, random.Random(1))
    lanes = LanesByProcrastinate(as_libpq_writes_it(prepared.engine.url), prepared.deliveries, sending, clock)
    running = asyncio.create_task(lanes.run())
    await until(lambda: clerk.taken == keys)
    await lanes.stop()
    await running
    assert clerk.asked == keys[:1]


async def test_after_the_database_was_away_lanes_are_handed_out_again(
    prepared: SqlStore, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one whose message was on its way when it went, whose end could not be written down."""
    from adapters.lanes_by_procrastinate import LanesByProcrastinate
    from tests import postgres

    monkeypatch.setattr("adapters.lanes_by_procrastinate.POOL_SECONDS", 0.5)
    monkeypatch.setattr("adapters.lanes_by_procrastinate.AGAIN", 0.1)
    monkeypatch.setattr("adapters.lanes_by_procrastinate.ENDS_WITHIN", 0.5)
    unheard: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, what: unheard.append(what["message"]))
    name = str(prepared.engine.url.database)
    on_its_way, arrives = asyncio.Event(), asyncio.Event()

    class Slow(Clerk):
        async def send(self, parcel: Parcel) -> Outcome:
            on_its_way.set()
            await arrives.wait()
            return await super().send(parcel)

    clerk, clock = Slow(), MovableClock(NOON)
    keys = queue(prepared, people=2, each=1)
    sending = Dispatcher(prepared.deliveries, {"slack": clerk}, clock, random.Random(1))
    lanes = LanesByProcrastinate(as_libpq_writes_it(prepared.engine.url), prepared.deliveries, sending, clock)
    with capture_logs() as logs, caplog.at_level("INFO", "procrastinate"):
        running = asyncio.create_task(lanes.run())
        await on_its_way.wait()
        await asyncio.to_thread(postgres.away, name)
        arrives.set()
        await until(lambda: "Waiting for job to finish" in caplog.text)  # the worker has lost the database, and ends
        await until(lambda: {"lane_not_let_go", "not_listening"} <= {line["event"] for line in logs})
        await asyncio.to_thread(postgres.back, name)
        keys += queue(prepared, people=2, each=2)[2:]
        while len(clerk.taken) < len(keys):
            lanes.nudge()
            await asyncio.sleep(0.1)
        await lanes.stop()
        await running
    gc.collect()
    assert sorted(clerk.taken) == sorted(keys)
    assert "worker_ended" in {line["event"] for line in logs}
    assert unheard == [], "no task ends with an error that nobody hears of"
