"""What is done to the processes, and when: drawn from the seed before anything begins, so that it can be printed."""

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tests.chaos.databases import Database
from tests.chaos.processes import Replica


class Blow(StrEnum):
    """One thing that goes wrong."""

    KILL = "kill -9"
    MIDTURN = "kill -9 in the middle of a turn"
    FREEZE = "frozen beyond the lease"
    DATABASE = "kill -9 of the postmaster"
    TERMINATE = "asked to stop"


DECK = [Blow.KILL] * 3 + [Blow.MIDTURN] * 2 + [Blow.FREEZE] * 2 + [Blow.DATABASE, Blow.TERMINATE]
"""Dealt out in a random order, again and again."""
SHORT = 60.0
"""Seconds. A storm that is not longer has one of each, so that none of them waits for the long ones."""


@dataclass(frozen=True)
class Planned:
    """A blow after `wait` seconds, to one replica, which is gone or still for `lasting` seconds."""

    wait: float
    blow: Blow
    replica: int
    lasting: float


def plan(seed: int, seconds: float, replicas: int, lease: float, *, database: bool) -> tuple[Planned, ...]:
    """The blows of a storm. `database` says whether there is a server to kill."""
    chance = random.Random(f"{seed} storm")
    planned: list[Planned] = []
    deck: list[Blow] = []
    now = 0.0
    while True:
        if not deck:
            deck = [blow for blow in (Blow if seconds <= SHORT else DECK) if database or blow is not Blow.DATABASE]
            chance.shuffle(deck)
        wait = chance.uniform(3, 7)
        now += wait
        if now >= seconds:
            return tuple(planned)
        blow = deck.pop()
        lasting = lease * chance.uniform(1.05, 1.25) if blow is Blow.FREEZE else chance.uniform(0.2, 2.5)
        planned.append(Planned(wait, blow, chance.randrange(replicas), lasting))


TURN = 0.06
"""Seconds that a turn takes, roughly: somewhere in them, before the commit or after it, the process is killed."""
Called = Callable[[str], Awaitable[None]]
"""Waits until somebody's act is on its way to the replica at this address."""


class Storm:
    """Carries the plan out. `struck` counts what really happened: who suffers already is left alone."""

    def __init__(
        self, planned: Sequence[Planned], replicas: Sequence[Replica], database: Database, called: Called
    ) -> None:
        self._planned, self._replicas, self._database, self._called = planned, replicas, database, called
        self._suffering: set[str] = set()
        self.struck: Counter[str] = Counter()
        self.log: list[str] = []

    async def rage(self) -> None:
        """Until all is done, and every replica and the database are back."""
        began, supervising = time.monotonic(), asyncio.create_task(self._supervise())
        async with asyncio.TaskGroup() as at_once:
            for planned in self._planned:
                await asyncio.sleep(planned.wait)
                victim = "database" if planned.blow is Blow.DATABASE else self._replicas[planned.replica].name
                if victim in self._suffering:
                    continue
                self._suffering.add(victim)
                self.struck[planned.blow.value] += 1
                self.log.append(
                    f"{time.monotonic() - began:6.1f} s  {victim}: {planned.blow} ({planned.lasting:.1f} s)"
                )
                at_once.create_task(self._strike(planned, victim))
        await asyncio.sleep(2)  # whoever could not start without a database is started again
        supervising.cancel()

    async def _supervise(self) -> None:
        """As systemd does: what ended by itself is started again, as when there was no database at its start."""
        while True:
            for replica in self._replicas:
                if not replica.runs and replica.name not in self._suffering:
                    await replica.start()
            await asyncio.sleep(1)

    async def _strike(self, planned: Planned, victim: str) -> None:
        replica = self._replicas[planned.replica]
        match planned.blow:
            case Blow.KILL | Blow.MIDTURN:
                if planned.blow is Blow.MIDTURN:
                    await self._called(replica.url)
                    await asyncio.sleep(planned.lasting % TURN)
                replica.signal(signal.SIGKILL)
                await replica.ended()
                await asyncio.sleep(planned.lasting)
                await replica.start()
            case Blow.TERMINATE:
                replica.signal(signal.SIGTERM)
                await replica.ended()
                await asyncio.sleep(planned.lasting)
                await replica.start()
            case Blow.FREEZE:
                replica.signal(signal.SIGSTOP)
                await asyncio.sleep(planned.lasting)
                replica.signal(signal.SIGCONT)
            case Blow.DATABASE:
                await self._database.kill()
                await asyncio.sleep(planned.lasting)
                await self._database.start()
        self._suffering.discard(victim)
