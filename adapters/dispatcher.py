"""Drains the outbox: claim, send, settle. One message at a time in each lane, many lanes at once.

A nudge makes replies immediate; the periodic nudge of the scheduler makes them certain, because everything that is
still to be sent is a row. Any number of dispatchers, in one process or several, may drain the same outbox.
"""

import asyncio
import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import replace

import structlog

from adapters.clock import Clock
from adapters.links import with_whole_links
from adapters.sender import Sender
from bot.delivery import Delivered, GiveUp, Outcome, Unreachable, Unsure, after_failure
from bot.ports import Deliveries, Parcel
from bot.turn import Platform

SEND_LIMIT = dt.timedelta(seconds=30)
LEASE = SEND_LIMIT + dt.timedelta(seconds=60)
"""Longer than a send can take, plus the time to settle it and some difference between clocks."""

log = structlog.get_logger("dispatcher")


class Dispatcher:
    """Sends what is due, `at_once` messages at a time at most, never two of the same lane.

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
        send_limit: dt.timedelta = SEND_LIMIT,
        lease: dt.timedelta = LEASE,
        public_url: str = "",
    ) -> None:
        self._deliveries = deliveries
        self._senders = senders
        self._clock = clock
        self._chance = chance
        self._at_once = at_once
        self._send_limit = send_limit
        self._lease = lease
        self._public_url = public_url
        self._sending: set[asyncio.Task[None]] = set()
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
            # The store gives out one message of each lane, and none of a lane somebody is sending in.
            for parcel in await asyncio.to_thread(self._deliveries.claim, self._clock.now(), self._lease, free):
                task = asyncio.create_task(self._carry(parcel), name=f"parcel {parcel.id}")
                self._sending.add(task)
                task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self.nudge()  # the lane may hold another message

    async def _carry(self, parcel: Parcel) -> None:
        outcome = await self._send(parcel)
        try:
            await asyncio.to_thread(self._settle, parcel, outcome)
        except Exception:
            # The lease runs out and the message is sent again: better twice than not at all.
            log.exception("parcel_unsettled", parcel=parcel.id, outcome=type(outcome).__name__)

    async def _send(self, parcel: Parcel) -> Outcome:
        sender = self._senders.get(parcel.to.platform)
        if sender is None:
            return Unreachable(f"{parcel.to.platform} is not set up here")
        try:
            async with asyncio.timeout(self._send_limit.total_seconds()):
                return await sender.send(replace(parcel, card=with_whole_links(parcel.card, self._public_url)))
        except TimeoutError:
            return Unsure(f"no answer from {parcel.to.platform} in {self._send_limit.total_seconds():.0f} seconds")
        except Exception as error:
            log.exception("sender_failed", parcel=parcel.id, platform=parcel.to.platform)
            return Unsure(f"a fault of ours: {type(error).__name__}")

    def _settle(self, parcel: Parcel, outcome: Outcome) -> None:
        now = self._clock.now()
        if isinstance(outcome, Delivered):
            self._deliveries.delivered(parcel, outcome.message_id, now)
            log.info("delivered", parcel=parcel.id, platform=parcel.to.platform, attempts=parcel.attempts)
            return
        # An unsure send is retried like any other for now; asking the platform whether it arrived belongs here.
        decision = after_failure(outcome, parcel.attempts, now, self._chance)
        if isinstance(decision, GiveUp):
            self._deliveries.give_up(parcel, decision.why, now)
            log.error("given_up", parcel=parcel.id, platform=parcel.to.platform, why=decision.why)
        else:
            self._deliveries.retry(parcel, decision.at, outcome.why)
            log.warning("will_retry", parcel=parcel.id, at=decision.at.isoformat(), why=outcome.why)
