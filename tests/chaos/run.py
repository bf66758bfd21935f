"""One storm from beginning to end: set up, blow, settle, judge."""

import asyncio
import datetime as dt
import math
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import sqlalchemy as sa
from cryptography.fernet import Fernet

from bot.cards import Card, Text
from bot.ports.outbox import Message, Urgency
from bot.ports.unit_of_work import ConflictError
from bot.turn import Destination
from storage import migrations
from storage.unit_of_work import SqlStore, open_store
from tests.adapters.conftest import free_port
from tests.adapters.slack.people import SECRET
from tests.adapters.teams.fake_entra import APP_ID, APP_PASSWORD, HOME_TENANT
from tests.chaos import databases, setting
from tests.chaos.people import FrontDoor, Record, Somebody, Town
from tests.chaos.processes import Replica, answering, begin
from tests.chaos.record import Asked
from tests.chaos.replica import CALL, LEASE
from tests.chaos.roster import CLIENT_ID, CLIENT_SECRET, Roster
from tests.chaos.storm import Storm, plan
from tests.chaos.verdict import Effects, Verdict, doubled_keys, effects, judge, readable

OFFERS, HELPS = 2, 3
"""What each person does in a storm: offers that are published, and questions."""
SPARE = 1.3
"""So many times as many messages as asked for are begun: some of what people say is never acknowledged."""
SETTLED_WITHIN = 240.0
"""Seconds after the storm within which everything that can be sent has been."""
SKEW = 20.0
"""Seconds by which the clock of each replica's machine is wrong, at most. SQLite has one machine."""
UNTOLD = "never retrieved"
"""What asyncio logs when a task has failed and nothing in the program ever asks how it ended."""
AGREED = 1.0
"""Seconds by which what the replicas take for the time may differ all the same."""


@dataclass(frozen=True)
class Order:
    """A storm as it is asked for. `messages` is how many there will be at least; `stores` is "postgresql" or "sqlite";
    `dispatch` is SHOES_DISPATCH, empty for the bot's own."""

    seed: int
    store: str = "postgresql"
    dispatch: str = ""
    control: str = ""
    messages: int = 300
    seconds: float = 60.0

    @property
    def name(self) -> str:
        """For the table."""
        return self.control or self.dispatch or self.store

    @property
    def replicas(self) -> int:
        """SQLite has one writer: one process, started again after each blow."""
        return 1 if self.store == "sqlite" else 3

    @property
    def roster(self) -> Roster:
        """Enough lanes for so many messages at one a second in each."""
        return Roster(10, 4, 2, 8) if self.messages > 600 else Roster(5, 3, 2, 3)


@dataclass
class Result:
    """What came of it."""

    order: Order
    slack: Verdict
    teams: Verdict
    channels: Verdict
    effects: Effects
    doubled_keys: tuple[str, ...]
    illegal: tuple[str, ...]
    struck: Counter[str]
    starts: int
    posted: int = 0
    delivered: int = 0
    unheard: int = 0
    broken: int = 0
    untold: int = 0
    weather: dict[str, int] = field(default_factory=dict)
    too_fast: dict[str, int] = field(default_factory=dict)
    settled_in: float = 0.0
    took: float = 0.0

    @property
    def failed(self) -> tuple[str, ...]:
        """What is wrong; empty when all is well."""
        groups = (("slack", self.slack), ("teams", self.teams), ("channels", self.channels))
        wrong = [f"{name} {what}" for name, verdict in groups for what in verdict.failed]
        wrong += self.effects.failed
        wrong += ["keys doubled"] * bool(self.doubled_keys) + ["illegal"] * bool(self.illegal)
        wrong += ["errors that nobody was told of"] * bool(self.untold)
        return tuple(wrong)


class Run:
    """What stands while a storm lasts."""

    def __init__(self, order: Order, folder: Path) -> None:
        self.order, self.folder = order, folder
        self.providers = f"http://127.0.0.1:{free_port()}"
        self.service_url = f"{self.providers}/connector/"
        self.database: databases.Database
        self.database = databases.SqliteFile(folder) if order.store == "sqlite" else databases.Postgres(folder)
        self.replicas = self._replicas()

    def _replicas(self) -> list[Replica]:
        chance = random.Random(f"{self.order.seed} clocks")
        self.sealing_key = Fernet.generate_key().decode()
        replicas = []
        for number in range(self.order.replicas):
            port, skew = free_port(), round(chance.uniform(-SKEW, SKEW), 2) if self.order.replicas > 1 else 0.0
            environment = {
                "SHOES_DATABASE_URL": self.database.url,
                "SHOES_PUBLIC_URL": "https://shoes.example.org",
                "SHOES_PORT": str(port),
                "SHOES_SLACK_API_URL": f"{self.providers}/api/",
                "SHOES_SLACK_SIGNING_SECRET": SECRET,
                "SHOES_SLACK_CLIENT_ID": CLIENT_ID,
                "SHOES_SLACK_CLIENT_SECRET": CLIENT_SECRET,
                "SHOES_SEALING_KEYS": self.sealing_key,
                "SHOES_TEAMS_APP_ID": APP_ID,
                "SHOES_TEAMS_APP_PASSWORD": APP_PASSWORD,
                "SHOES_TEAMS_TENANT_ID": HOME_TENANT,
                "SHOES_DISPATCH": self.order.dispatch,
                "OPENBLAS_NUM_THREADS": "1",
            }
            arguments: list[object] = ["--providers", self.providers, "--skew", skew]
            if self.order.control:
                arguments += ["--control", self.order.control]
            name = f"replica {number + 1}"
            log = self.folder / f"replica{number + 1}.log"
            replicas.append(Replica(name, port, skew, log, tuple(arguments), environment))
        return replicas

    async def carry_out(self) -> Result:
        """Everything. What was begun is ended, whatever happens."""
        began = time.monotonic()
        async with AsyncExitStack() as until_the_end:
            session = await until_the_end.enter_async_context(aiohttp.ClientSession())
            await self.database.create()
            until_the_end.callback(self.database.close)
            await asyncio.to_thread(migrations.finish, self.database.owner)
            if self.order.dispatch == "procrastinate":
                await self._prepare_procrastinate()
            store = await asyncio.to_thread(open_store, self.database.url)
            until_the_end.callback(store.close)
            await asyncio.to_thread(setting.settle, store, self.order.roster, self.service_url, self.sealing_key)
            providers = await begin(
                self.folder / "providers.log", "tests.chaos.providers", "--port", self.providers.rsplit(":", 1)[1],
                "--seed", self.order.seed, "--hang", CALL * 2, "--late", CALL + 1,
                "--roster", *vars(self.order.roster).values(),
            )  # fmt: skip
            until_the_end.push_async_callback(providers.wait)
            until_the_end.callback(providers.kill)
            for replica in self.replicas:
                until_the_end.push_async_callback(_end, replica)
                await replica.start()
            await answering(session, f"{self.providers}/chaos/bearer", providers)
            for replica in self.replicas:
                await replica.ready(session)
            result = await self._storm(store, session)
        result.took = time.monotonic() - began
        return result

    async def _prepare_procrastinate(self) -> None:
        """As an operator does, as the owner of the database."""
        owner = {"SHOES_DATABASE_URL": self.database.owner}
        preparing = await begin(self.folder / "prepare.log", "adapters", "prepare-procrastinate", environment=owner)
        if await preparing.wait():
            raise RuntimeError((self.folder / "prepare.log").read_text())

    async def _storm(self, store: SqlStore, session: aiohttp.ClientSession) -> Result:
        order, door = self.order, FrontDoor()
        record = Record(self.providers, session)
        town = Town(door.session(), [replica.url for replica in self.replicas], record, order.seed)
        town.bearer = await record.bearer()
        storm = Storm(
            plan(order.seed, order.seconds, len(self.replicas), LEASE, database=order.store == "postgresql"),
            self.replicas,
            self.database,
            door.called,
        )
        watching = asyncio.create_task(_watch(record))
        try:
            async with asyncio.TaskGroup() as at_once:
                at_once.create_task(storm.rage())
                everybody: tuple[Somebody, ...] = (*order.roster.on_slack, *order.roster.on_teams(self.service_url))
                for person in everybody:
                    at_once.create_task(town.lives(person, OFFERS, HELPS, order.seconds * 0.8))
                at_once.create_task(self._queue(store, town))
            calm_at = time.monotonic()
            async with session.post(f"{self.providers}/chaos/calm"):
                pass
            engine = databases.plain_engine(self.database.all_seeing)
            await _settled(engine)
        finally:
            watching.cancel()
            await town.session.close()
        await record.read()
        result = self._judged(engine, town, record, storm)
        result.settled_in = time.monotonic() - calm_at
        (self.folder / "storm.log").write_text("\n".join(storm.log))
        return result

    def _judged(self, engine: sa.Engine, town: Town, record: Record, storm: Storm) -> Result:
        rows, listed = databases.rows(engine), databases.listed(engine)
        groups: dict[str, list[Asked]] = {"slack": [], "teams": [], "channels": []}
        for one in town.asked:
            name = "slack" if readable(one.lane) else "channels" if one.lane.startswith("slack") else "teams"
            groups[name].append(one)
        slack, teams, channels = (
            judge(asked, record.taken, rows, may_hold=name != "slack", skew=AGREED) for name, asked in groups.items()
        )
        return Result(
            self.order,
            slack=slack,
            teams=teams,
            channels=channels,
            effects=effects(town.acts, listed, record.taken),
            doubled_keys=doubled_keys(record.taken),
            illegal=tuple(record.faults),
            struck=storm.struck,
            starts=sum(replica.starts for replica in self.replicas),
            posted=sum(one.kind == "post" for one in record.taken),
            delivered=town.delivered,
            unheard=town.unheard,
            broken=town.broken,
            untold=sum(replica.log.read_text(errors="replace").count(UNTOLD) for replica in self.replicas),
            weather=record.weather,
            too_fast=record.too_fast,
        )

    async def _queue(self, store: SqlStore, town: Town) -> None:
        """Digests and reminders: to everybody, in rounds spread over the storm, each round at once."""
        order, lanes = self.order, setting.lanes(self.order.roster, self.service_url)
        people = len(order.roster.on_slack) * (OFFERS + HELPS) + len(order.roster.on_teams("")) * OFFERS
        rounds = max(1, math.ceil((order.messages * SPARE - people) / len(lanes)))
        for _ in range(rounds):
            await asyncio.sleep(order.seconds * 0.85 / rounds)
            begun = time.time()
            marked = [(to, place, town.new_mark()) for to, place in lanes]
            await asyncio.to_thread(_queued, store, [(to, mark) for to, _, mark in marked])
            since = time.time()
            town.asked += [Asked(f"chaos:{mark}", str(to), place, mark, begun, since) for to, place, mark in marked]


def _queued(store: SqlStore, round_: list[tuple[Destination, str]]) -> None:
    """Until they are in the outbox for certain. However often that is tried, each is there once."""
    while True:
        now = dt.datetime.now(dt.UTC)
        try:
            with store.begin() as work:
                for to, mark in round_:
                    card = Card(f"What is new this week, {mark}", (Text("Somebody near you offers an hour."),))
                    work.outbox.queue(Message(f"chaos:{mark}", to, card, now, urgency=Urgency.ROUTINE))
        except (sa.exc.DBAPIError, ConflictError):
            time.sleep(0.5)
        else:
            return


async def _watch(record: Record) -> None:
    while True:
        await record.read()
        await asyncio.sleep(0.5)


async def _settled(engine: sa.Engine) -> None:
    """Until nothing is left to send, or it has taken too long, which the verdict then says."""
    until = time.monotonic() + SETTLED_WITHIN
    while time.monotonic() < until:
        if not await asyncio.to_thread(databases.unsettled, engine):
            return
        await asyncio.sleep(1)


async def _end(replica: Replica) -> None:
    replica.signal(signal.SIGKILL)
    if replica.starts:
        await replica.ended()


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="storm", dir="/tmp"))
    folder.chmod(0o755)  # whoever runs the database has to get through
    try:
        yield folder
    finally:
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            for log in folder.glob("*.log"):
                shutil.copy(log, keep)
        shutil.rmtree(folder, ignore_errors=True)


async def carry_out(order: Order, keep: Path | None = None) -> Result:
    """A storm in a folder of its own, which is gone afterwards. What the processes said is copied to `keep`."""
    this = asyncio.current_task()
    assert this is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)  # and everything is ended in order
    with _folder(keep) as folder:
        return await Run(order, folder).carry_out()
