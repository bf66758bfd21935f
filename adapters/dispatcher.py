"""Drains the outbox: claim, send, settle. One message at a time in each lane, many lanes at once.

A nudge makes replies immediate; the periodic nudge of the scheduler makes them certain, because everything that is
still to be sent is a row. Any number of dispatchers, in one process or several, may drain the same outbox.

What may have arrived is never simply sent again: the platform is asked, or else a coordinator.
"""

import asyncio
import datetime as dt
import math
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol, assert_never

import structlog

from adapters.clock import Clock
from adapters.links import with_whole_links
from adapters.sender import Reader, Sender
from bot.delivery import (
    SETTLES_IN,
    UNPACED,
    Check,
    Decision,
    Delivered,
    GiveUp,
    Hold,
    NotNow,
    NotThere,
    Outcome,
    Paces,
    ReadBack,
    Retry,
    TryLater,
    Unreachable,
    Unsure,
    Untold,
    after_asking,
    after_send,
    rest_after,
)
from bot.ports.deliveries import Deliveries, Parcel
from bot.turn import Platform, workspace_of
from bot.working_time import at_work


@dataclass(frozen=True)
class Limits:
    """How long what may take. The lease is longer than everything that can happen under it, on any two clocks.

    A send that has not begun within `begin_within` of its claim does not begin. Once begun, it ends within `send`.
    The clocks of two replicas may differ by `skew`. So when one replica sees another's lease run out, whatever that
    other one sent has been gone for long enough to be asked for.
    """

    send: dt.timedelta = dt.timedelta(seconds=30)
    skew: dt.timedelta = dt.timedelta(seconds=60)
    begin_within: dt.timedelta = dt.timedelta(seconds=15)

    @property
    def lease(self) -> dt.timedelta:
        """For how long a message is claimed."""
        return self.begin_within + self.send + SETTLES_IN + self.skew


TICK = 0.05
"""Seconds: nudges that are due at nearly the same moment are one."""
SOON = dt.timedelta(minutes=1)
SETTLE_AGAIN = 0.5
"""Seconds between two tries to write down what became of a message, while the database is away."""

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
        limits: Limits = Limits(),
        public_url: str = "",
    ) -> None:
        self._deliveries = deliveries
        self._senders = senders
        self._clock = clock
        self._chance = chance
        self._at_once = at_once
        self._paces = paces
        self._limits = limits
        self._public_url = public_url
        self._sending: set[asyncio.Task[None]] = set()
        self._wakes: set[int] = set()
        self._doubts: Counter[str] = Counter()
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
            await task

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
        """`claimed_at` is on the event loop's own clock, which no wall clock moves: it counts what is left of the lease
        from before the lease began."""
        late = asyncio.get_running_loop().time() - claimed_at > self._limits.begin_within.total_seconds()
        outcome: Outcome | ReadBack
        if late:  # this process was held up, or stopped, and its lease may be over before the send is
            outcome = TryLater("not begun in time", after=dt.timedelta())
        elif not parcel.doubt and (closed := _after_hours(parcel, self._clock.now())):
            outcome = closed
        elif parcel.doubt and not parcel.replaces:
            outcome = await self._ask(parcel)
        else:
            outcome = await self._send(parcel)
        again = await self._settled(parcel, outcome, claimed_at)
        if again is not None:
            self._nudge_in(again - self._clock.now())

    async def _settled(self, parcel: Parcel, outcome: Outcome | ReadBack, claimed_at: float) -> dt.datetime | None:
        """What is known is worth keeping: a database that is away is tried again for as long as the lease lasts. After
        that whoever claims the message asks whether it arrived, or a coordinator must."""
        while True:
            try:
                return await asyncio.to_thread(self._settle, parcel, outcome)
            except Exception:
                if asyncio.get_running_loop().time() - claimed_at > self._limits.lease.total_seconds():
                    log.exception("parcel_unsettled", parcel=parcel.id, outcome=type(outcome).__name__)
                    return None
            await asyncio.sleep(SETTLE_AGAIN)

    async def _send(self, parcel: Parcel) -> Outcome:
        platform = parcel.to.platform
        sender = self._senders.get(platform)
        if sender is None:
            return Unreachable(f"{platform} is not set up here")
        try:
            async with asyncio.timeout(self._limits.send.total_seconds()):
                return await sender.send(replace(parcel, card=with_whole_links(parcel.card, self._public_url)))
        except TimeoutError:
            why = f"no answer from {platform} in {self._limits.send.total_seconds():.0f} seconds"
            return Unsure(why, repeatable=bool(parcel.replaces))
        except Exception as error:
            log.exception("sender_failed", parcel=parcel.id, platform=platform)
            return Unsure(f"a fault of ours: {type(error).__name__}", repeatable=bool(parcel.replaces))

    async def _ask(self, parcel: Parcel) -> ReadBack:
        sender = self._senders.get(parcel.to.platform)
        if not isinstance(sender, Reader):
            return Untold(f"whoever sent it stopped, and {parcel.to.platform} cannot be asked whether it arrived")
        try:
            async with asyncio.timeout(self._limits.send.total_seconds()):
                return await sender.read_back(parcel)
        except TimeoutError:
            return TryLater(f"{parcel.to.platform} does not say whether it arrived")
        except Exception as error:
            log.exception("reader_failed", parcel=parcel.id, platform=parcel.to.platform)
            return TryLater(f"a fault of ours: {type(error).__name__}")

    def _settle(self, parcel: Parcel, outcome: Outcome | ReadBack) -> dt.datetime | None:
        """Write down what became of it; when it is to be taken up again, if it is."""
        now, store = self._clock.now(), self._deliveries
        about = {"parcel": parcel.id, "platform": parcel.to.platform}
        if not isinstance(outcome, Unsure):
            self._doubts.pop(workspace_of(parcel.to), None)  # the platform answers
        if isinstance(outcome, Delivered):
            store.delivered(parcel, outcome.message_id, now)
            log.info("delivered", **about, attempts=parcel.attempts, asked=parcel.doubt)
            return None
        if isinstance(outcome, NotNow):
            store.postpone(parcel, outcome.until, outcome.why)
            log.info("postponed", **about, until=outcome.until.isoformat(), why=outcome.why)
            return outcome.until
        decision = self._decide(parcel, outcome, now)
        match decision:
            case Retry(at=at):
                store.retry(parcel, at, _why(outcome))
                log.warning("will_retry", **about, at=at.isoformat(), why=_why(outcome))
            case Check(at=at, why=why):
                store.check(parcel, at, why)
                log.warning("will_check", **about, at=at.isoformat(), why=why)
            case Hold(why=why):
                store.hold(parcel, why, now)
                log.error("held", **about, why=why)
                if isinstance(outcome, Unsure):
                    self._rest(parcel, now)
            case GiveUp(why=why):
                store.give_up(parcel, why, now)
                log.error("given_up", **about, why=why)
            case _:
                assert_never(decision)
        if isinstance(outcome, TryLater) and outcome.everybody and outcome.after:
            store.pause(parcel.to, now + outcome.after)
        return decision.at if isinstance(decision, Retry | Check) else None

    def _rest(self, parcel: Parcel, now: dt.datetime) -> None:
        """A platform that takes requests and answers none would turn everything that is due into doubts."""
        workspace = workspace_of(parcel.to)
        self._doubts[workspace] += 1
        if rest := rest_after(self._doubts[workspace]):
            self._deliveries.pause(parcel.to, now + rest)
            log.error("platform_unwell", platform=parcel.to.platform, workspace=workspace, seconds=rest.total_seconds())

    def _decide(
        self, parcel: Parcel, outcome: TryLater | Unsure | Unreachable | NotThere | Untold, now: dt.datetime
    ) -> Decision:
        if isinstance(outcome, NotThere | Untold):
            return after_asking(outcome, parcel.attempts, now, self._chance)
        readable = isinstance(self._senders.get(parcel.to.platform), Reader)
        return after_send(outcome, parcel.attempts, now, self._chance, readable=readable, doubt=parcel.doubt)


def _after_hours(parcel: Parcel, now: dt.datetime) -> NotNow | None:
    """It was due in their working hours, and something kept it until they were over."""
    opens = at_work(now, parcel.hours) if parcel.hours else now
    return NotNow(opens, "after hours") if opens > now else None


def _why(outcome: TryLater | Unsure | Unreachable | NotThere | Untold) -> str:
    return "it is not there" if isinstance(outcome, NotThere) else outcome.why
