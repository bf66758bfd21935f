"""Nine o'clock on a Monday with half a million people: `python -m benchmarks.load`.

    python -m benchmarks.load [--people 500000] [--offers 100000] [--digests 2000] [--replicas 1 2 4]

A real PostgreSQL holds them, with an offer for every fifth person and a weekly post due in so many channels, a quarter
of them in one large workspace. Measured: how long it takes to build all posts, with one process and with several; how
long to send them at Slack's own limits, against the least that those limits allow; how long people wait for the answer
to what they write meanwhile, against when nothing else happens; and what a process holds in memory. Building and
answering are by this machine's clock; sending is by a simulated one, before a Slack that keeps strictly to its limits.
Listings are compared by words and subjects alone: what the sentence model costs is in `benchmarks.matching_speed`.
"""

import argparse
import asyncio
import datetime as dt
import multiprocessing
import random
import resource
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.synchronize import Barrier

from adapters.clock import MovableClock
from adapters.dispatcher import Dispatcher
from adapters.logs import set_up_logs
from adapters.slack.pacing import PACE
from bot.delivery import Delivered, Outcome, TryLater
from bot.engine import Engine
from bot.ports.deliveries import Parcel
from bot.turn import Address, Said, Turn
from storage import migrations
from storage.unit_of_work import SqlStore, open_store
from tests import postgres
from tests.adapters.slack.rates import POSTS_A_MINUTE, Rates

NINE = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
ORGANISATIONS = 2_000
LARGE = 0.25
"""The share of all posts that goes to one workspace: that of a county's council, say."""
STANDS = 90 * 24 * 60 * 60
"""Seconds for which a listing stands: they were published at any moment of the last ninety days."""
REQUESTS = 0.25
"""Open requests for each open offer."""
SUBJECTS = (
    "grant budgeting", "our night shelter", "adult social care", "planning", "the food bank", "youth work", "housing",
    "community transport", "volunteers", "debt advice", "libraries", "parks", "public health", "data protection",
)  # fmt: skip
WORDS = (
    "help",
    "mine",
    "I can offer an hour on grant budgeting, Thursday mornings",
    "/shadow night shelter",
    "I'd like to spend a day with somebody who runs a food bank",
)
"""What people write while the posts go out; a line with a slash is that command."""
TURNS = 250
LONGEST = dt.timedelta(hours=1)
"""Of simulated time: nothing that is due by then is left."""


def main() -> None:
    """Fill the database and print every figure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, default=500_000)
    parser.add_argument("--offers", type=int, default=100_000)
    parser.add_argument("--digests", type=int, default=2_000)
    parser.add_argument("--replicas", type=int, nargs="+", default=[1, 2, 4])
    args = parser.parse_args()
    set_up_logs("ERROR")
    with _timed("filling the database"):
        full = postgres.new_database()
        migrations.finish(postgres.url(full, postgres.OWNER))
        _fill(postgres.url(full, postgres.USER), args.people, args.offers, args.digests)
    print(f"{args.people} people, {args.offers} open offers, {args.digests} posts due\n")
    alone = 0.0
    for replicas in args.replicas:
        name = postgres.new_database(full)
        taken = _built_by(replicas, postgres.url(name), args.digests)
        alone = alone or taken
        print(f"built by {replicas}: {taken:.1f} s, {alone / taken:.2f} times as fast as by {args.replicas[0]}")
        if replicas == args.replicas[0]:
            asyncio.run(_send(postgres.url(name)))
        postgres.drop(name)
    name = postgres.new_database(full)
    asyncio.run(_answer(postgres.url(name)))
    postgres.drop(name)
    postgres.drop(full)


# ---------------------------------------------------------------- the town


def _fill(url: str, people: int, offers: int, digests: int) -> None:
    """Straight into the tables: half a million visits to the front door are not what is measured."""
    store = open_store(url)
    large = int(digests * LARGE)
    with store.engine.begin() as connection:
        run = connection.exec_driver_sql
        run(
            "INSERT INTO organisation (id, name, sector, place) SELECT g, 'Body ' || g, CASE mod(g, 2) "
            f"WHEN 0 THEN 'council' ELSE 'charity' END, 'Leeds' FROM generate_series(1, {ORGANISATIONS}) g"
        )
        run(
            "INSERT INTO workspace (organisation_id, platform, workspace, name) "
            f"SELECT g, 'slack', 'T' || g, '' FROM generate_series(1, {ORGANISATIONS}) g"
        )
        run(
            "INSERT INTO person (id, organisation_id, name, role, contact, time_zone, erased) "
            f"SELECT g, mod(g, {ORGANISATIONS}) + 1, 'Person ' || g, 'officer', '', 'Europe/London', false "
            f"FROM generate_series(1, {people}) g"
        )
        run(
            "INSERT INTO address (organisation_id, person_id, platform, workspace, account, works) "
            f"SELECT mod(g, {ORGANISATIONS}) + 1, g, 'slack', 'T' || (mod(g, {ORGANISATIONS}) + 1), 'U' || g, true "
            f"FROM generate_series(1, {people}) g"
        )
        subject = f"(ARRAY[{', '.join(repr(one) for one in SUBJECTS)}])[1 + mod(g, {len(SUBJECTS)})]"
        run(
            "INSERT INTO listing (kind, person_id, organisation_id, state, created_at, expires_on, activity, topic, "
            "text, place, days, capacity, reciprocal) "
            f"SELECT CASE WHEN g <= {offers} THEN 'offer' ELSE 'request' END, p, mod(p, {ORGANISATIONS}) + 1, 'open', "
            f"timestamptz '{NINE.isoformat()}' - interval '1 second' * mod(g * 104729, {STANDS}), "
            f"DATE '2027-02-28', 'shadow', {subject}, 'a day to see ' || {subject}, '', '', 1, false "
            f"FROM (SELECT g, mod(g * 7919, {people}) + 1 AS p FROM "
            f"generate_series(1::bigint, {int(offers * (1 + REQUESTS))}) g) numbered"
        )
        # the first ones are channels of the large workspace, the others one in each
        channel = f"'slack:T' || CASE WHEN g <= {large} THEN 1 ELSE mod(g, {ORGANISATIONS}) + 1 END || ':#C' || g"
        body = f"CASE WHEN g <= {large} THEN 1 ELSE mod(g, {ORGANISATIONS}) + 1 END"
        run(
            'INSERT INTO digest (channel, organisation_id, weekday, hour, time_zone, every, "on") '
            f"SELECT {channel}, {body}, 0, 9, 'Europe/London', 'weekly', true FROM generate_series(1, {digests}) g"
        )
        run(
            "INSERT INTO reminder (key, kind, about, due_at) "
            f"SELECT 'digest:' || {channel}, 'digest', {channel}, '{NINE.isoformat()}' "
            f"FROM generate_series(1, {digests}) g"
        )
        run("SELECT setval(pg_get_serial_sequence('person', 'id'), (SELECT max(id) FROM person))")
        run("SELECT setval(pg_get_serial_sequence('organisation', 'id'), (SELECT max(id) FROM organisation))")
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    store.close()


# ---------------------------------------------------------------- building


def _built_by(replicas: int, url: str, digests: int) -> float:
    """Seconds until processes that ring at the same moment have built every post."""
    spawn = multiprocessing.get_context("spawn")
    ready, took = spawn.Barrier(replicas), spawn.Queue()
    processes = [spawn.Process(target=_rings, args=(url, ready, took)) for _ in range(replicas)]
    for process in processes:
        process.start()
    figures: list[tuple[float, float, float]] = [took.get() for _ in processes]
    for process in processes:
        process.join()
    with open_store(url).engine.connect() as connection:
        queued = connection.exec_driver_sql("SELECT count(*) FROM message").scalar_one()
    assert queued == digests, f"{queued} posts of {digests}"
    for wall, processor, memory in figures:
        print(f"  a process: {wall:.1f} s, {processor:.1f} s of processor, {memory:.0f} MB at most")
    return max([wall for wall, *_ in figures], default=0.0)


def _rings(url: str, ready: Barrier, took: "multiprocessing.Queue[tuple[float, float, float]]") -> None:
    set_up_logs("ERROR")
    store = open_store(url)
    engine = Engine(store)
    engine.warm_up()
    ready.wait()
    wall, processor = time.perf_counter(), time.process_time()
    engine.ring(NINE)
    took.put((time.perf_counter() - wall, time.process_time() - processor, _memory()))
    store.close()


# ---------------------------------------------------------------- sending


@dataclass
class StrictSlack:
    """Takes every message at once, but no faster than Slack does."""

    clock: MovableClock
    rates: Rates = field(default_factory=Rates)
    taken: list[tuple[dt.datetime, Parcel]] = field(default_factory=list)
    refused: int = 0

    async def send(self, parcel: Parcel) -> Outcome:
        """Or 429."""
        now = self.clock.now()
        wait = self.rates.retry_after(parcel.to.workspace, "chat.postMessage", str(parcel.to), now)
        if wait:
            self.refused += 1
            return TryLater("rate limited", after=dt.timedelta(seconds=wait))
        self.taken.append((now, parcel))
        return Delivered(f"C|{parcel.id}")


async def _send(url: str) -> None:
    """All that is queued, in simulated time; and somebody in the large workspace who writes every five seconds."""
    store = open_store(url)
    clock = MovableClock(NINE)
    slack = StrictSlack(clock)
    dispatcher = Dispatcher(store.deliveries, {"slack": slack}, clock, random.Random(1), paces={"slack": PACE})
    engine, asked = Engine(store.for_turns()), dict[str, dt.datetime]()
    step, queued = dt.timedelta(seconds=0.1), _unsent(store)
    while _unsent(store) and clock.now() < NINE + LONGEST:
        elapsed = (clock.now() - NINE) / dt.timedelta(seconds=1)
        if elapsed and round(elapsed, 1) % 5 == 0:
            turn = Turn(f"load:{elapsed:.1f}", Address("slack", "T1", "U2000"), Said("help"), clock.now())
            engine.handle(turn)
            asked[f"{turn.id}:0"] = clock.now()
        await dispatcher.drain()
        clock.move(step)
    posts = [(at, parcel) for at, parcel in slack.taken if parcel.key not in asked]
    waits = sorted((at - asked[parcel.key]).total_seconds() for at, parcel in slack.taken if parcel.key in asked)
    took = (max(at for at, _ in posts) - NINE).total_seconds()
    in_large = sum(parcel.to.workspace == "T1" for _, parcel in slack.taken)
    # a minute's worth at once, and then a minute's worth a minute, is the least that the limit allows
    floor = (in_large - POSTS_A_MINUTE) / POSTS_A_MINUTE * 60
    evenly = in_large / POSTS_A_MINUTE * 60
    print(
        f"sent: {len(posts)} of {queued} posts in {took:.0f} simulated seconds; {in_large} messages went to the large "
        f"workspace, whose limit takes {evenly:.0f} s for them at an even pace: {took / evenly:.2f} times that "
        f"({max(floor, 0):.0f} s if a minute's worth goes at once); told to slow down {slack.refused} times"
    )
    if waits:
        print(f"  answers there meanwhile: {len(waits)}, longest wait {waits[-1]:.1f} simulated seconds")
    store.close()


def _unsent(store: SqlStore) -> int:
    with store.engine.connect() as connection:
        asked = "SELECT count(*) FROM message WHERE state IN ('ready', 'sending', 'checking')"
        return int(connection.exec_driver_sql(asked).scalar_one())


# ---------------------------------------------------------------- answering


async def _answer(url: str) -> None:
    """How long a turn takes when nothing else happens, and while this very process builds and sends all the posts."""
    store = open_store(url)
    engine = Engine(store.for_turns())
    engine.warm_up()
    before = _memory()
    turns = _Turns(engine)
    await turns.taken(len(WORDS) * 4)  # what is loaded on first use
    idle = await turns.taken(TURNS)
    print(
        f"memory: {before:.0f} MB before the first turn, {_memory():.0f} MB with {ORGANISATIONS} organisations' offers"
    )
    ringing = threading.Thread(target=Engine(store).ring, args=(NINE,))
    clock = MovableClock(NINE)
    dispatcher = Dispatcher(store.deliveries, {"slack": StrictSlack(clock)}, clock, random.Random(1))
    ringing.start()
    busy: list[float] = []
    while ringing.is_alive():
        draining = asyncio.create_task(dispatcher.drain())
        busy += await turns.taken(len(WORDS))
        await draining
    ringing.join()
    for name, taken in (("nothing else", idle), ("posts built and sent", busy)):
        print(f"a turn, {name}: {len(taken)}, median {_at(taken, 0.5):.1f} ms, p99 {_at(taken, 0.99):.1f} ms")
    print(f"  p99 {_at(busy, 0.99) / _at(idle, 0.99):.2f} times, median {_at(busy, 0.5) / _at(idle, 0.5):.2f} times")
    store.close()


@dataclass
class _Turns:
    engine: Engine
    done: int = 0

    async def taken(self, number: int) -> list[float]:
        """Milliseconds of so many turns, one after the other, each by somebody else, in a thread as in the server."""
        milliseconds = []
        for _ in range(number):
            self.done += 1
            words, person = WORDS[self.done % len(WORDS)], self.done * 7 + 1
            said = Said(words.removeprefix("/shadow "), "slash:/shadow") if words.startswith("/") else Said(words)
            to = Address("slack", f"T{person % ORGANISATIONS + 1}", f"U{person}")
            started = time.perf_counter()
            await asyncio.to_thread(self.engine.handle, Turn(f"load:{self.done}", to, said, NINE))
            milliseconds.append((time.perf_counter() - started) * 1000)
        return milliseconds


def _at(values: Sequence[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)]


def _memory() -> float:
    """The most that this process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class _timed:  # noqa: N801
    def __init__(self, name: str) -> None:
        self._name, self._began = name, time.perf_counter()

    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None:
        print(f"{self._name}: {time.perf_counter() - self._began:.1f} s")


if __name__ == "__main__":
    main()
