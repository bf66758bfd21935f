"""Drains the outbox: which message goes when. One at a time in each lane, many lanes at once.

A nudge makes replies immediate; the periodic nudge of the scheduler makes them certain, because everything that is
still to be sent is a row. Any number of dispatchers, in one process or several, may drain the same outbox.
"""

import asyncio
import datetime as dt
import math
import random
from collections.abc import Mapping
from typing import Protocol

import structlog

from adapters.carrying import USUAL, Carrier, Limits
from adapters.clock import Clock
from adapters.sender import Sender
from adapters.settling import Settling
from bot.pacing import UNPACED, Paces
from bot.ports.deliveries import Deliveries, Parcel
from bot.turn import Platform

TICK = 0.05
"""Seconds: nudges that are due at nearly the same moment are one."""
SOON = dt.timedelta(minutes=1)

log = structlog.get_logger("dispatcher")


class Dispatching(Protocol):
    """What serving needs of whoever sends: this program's own dispatcher, or another one around it."""

    def nudge(self) -> None: ...
    async def run(self) -> None: ...
    async def stop(self) -> None: ...


class Dispatcher:
    """Sends what is due, `at_once` messages at a time at most, never two of the same lane, and as fast as `paces` say.

    `public_url` is where our own pages are served, such as diary files.
    """

    def __init__(
        self,
        deliveries: Deliveries,
        senders: Mapping[Platform, Sender],
        clock: Clock,
        chance: random.Random,
        *,
        at_once: int = 100,
        paces: Paces = UNPACED,
        limits: Limits = USUAL,
        public_url: str = "",
    ) -> None:
        self._deliveries = deliveries
        self._clock = clock
        self._at_once = at_once
        self._paces = paces
        self._limits = limits
        self._carrier = Carrier(senders, Settling(deliveries, clock, chance), clock, limits, public_url)
        self._sending: set[asyncio.Task[None]] = set()
        self._wakes: set[int] = set()
        self._awake = asyncio.Event()
        self._claiming = asyncio.Lock()
        self._stopping = False

    def nudge(self) -> None:
        """There may be something to send. Call it from the event loop's own thread; it costs nothing."""
        self._awake.set()

    async def run(self) -> None:
        """Send whatever is due, now and at every nudge, until `stop`."""
        self._awake.set()
        while not self._stopping:
            await self._awake.wait()
            self._awake.clear()
            try:
                await self._begin_sending()
            except Exception:
                # The database is away. The next nudge tries again; nothing is lost meanwhile.
                log.exception("outbox_unreadable")

    async def drain(self) -> None:
        """Send until nothing that is due is left: what the demo and the tests call instead of `run`."""
        while not self._stopping:
            await self._begin_sending()
            if not self._sending:
                return
            await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)

    async def send_lane(self, lane: str) -> None:
        """Send what is due in one lane, one message after another: for a queue that hands out lanes."""
        while not self._stopping:
            claimed_at = asyncio.get_running_loop().time()
            parcels = await asyncio.to_thread(
                self._deliveries.claim, self._clock.now(), self._limits.lease, 1, self._paces, lane
            )
            if not parcels:
                return
            task = asyncio.create_task(self._carry(parcels[0], claimed_at), name=f"parcel {parcels[0].id}")
            self._sending.add(task)  # so that `stop` waits for it
            task.add_done_callback(self._sending.discard)
            await asyncio.shield(task)  # whoever loses patience with us takes nothing back that is on its way

    async def stop(self, within: dt.timedelta = dt.timedelta(seconds=10)) -> None:
        """Begin nothing more, let what is on its way arrive, and leave to later what takes longer than `within`."""
        self._stopping = True
        self._awake.set()
        async with self._claiming:  # what is being claimed at this moment is begun, and waited for
            pass
        if self._sending:
            _, late = await asyncio.wait(self._sending, timeout=within.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _begin_sending(self) -> None:
        async with self._claiming:
            free = self._at_once - len(self._sending)
            if free <= 0 or self._stopping:
                return
            claimed_at = asyncio.get_running_loop().time()
            # The store gives out one message of each lane, and none of a lane somebody is sending in.
            parcels = await asyncio.to_thread(
                self._deliveries.claim, self._clock.now(), self._limits.lease, free, self._paces
            )
            for pace in {self._paces.get(parcel.to.platform) for parcel in parcels} - {None}:
                assert pace is not None
                self._nudge_in(pace.lane.every)
                self._nudge_in(pace.workspace.every)
            for parcel in parcels:
                task = asyncio.create_task(self._carry(parcel, claimed_at), name=f"parcel {parcel.id}")
                self._sending.add(task)
                task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self.nudge()  # the lane may hold another message

    def _nudge_in(self, wait: dt.timedelta) -> None:
        """The periodic nudge comes often enough to lose nothing, but a lane that may go again need not wait for it."""
        if wait > SOON:
            return
        loop = asyncio.get_running_loop()
        tick = math.ceil((loop.time() + wait.total_seconds()) / TICK) + 1
        if tick not in self._wakes:
            self._wakes.add(tick)
            loop.call_at(tick * TICK, self._nudged_at, tick)

    def _nudged_at(self, tick: int) -> None:
        self._wakes.discard(tick)
        self.nudge()

    async def _carry(self, parcel: Parcel, claimed_at: float) -> None:
        again = await self._carrier.carry(parcel, claimed_at)
        if again is not None:
            self._nudge_in(again - self._clock.now())
