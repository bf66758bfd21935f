"""Decides what comes of a try, and writes it down, again and again until the database has it.

What is known of a message is never thrown away while it counts. Only when it is written down, and once, is it taken for
a sign of how the platform is: one that takes requests and answers none would turn everything that is due into doubts.
"""

import asyncio
import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import assert_never

import structlog

from adapters.clock import Clock
from bot.delivery import (
    Check,
    Decision,
    Delivered,
    GiveUp,
    Hold,
    NotNow,
    Outcome,
    ReadBack,
    Retry,
    Tried,
    TryLater,
    decide,
    doubts_in_a_row,
    rest_after,
)
from bot.ports.deliveries import Deliveries, Parcel
from bot.turn import workspace_of

AGAIN = 0.5
"""Seconds between two tries to write something down, while the database is away."""

log = structlog.get_logger("dispatcher")


class Settling:
    """Call it from the event loop alone: it counts, and no thread but that one does."""

    def __init__(self, deliveries: Deliveries, clock: Clock, chance: random.Random) -> None:
        self._deliveries = deliveries
        self._clock = clock
        self._chance = chance
        self._doubts: Counter[str] = Counter()

    async def settle(
        self, parcel: Parcel, outcome: Outcome | ReadBack, until: float, *, readable: bool
    ) -> dt.datetime | None:
        """When the message is to be looked at again; None if it is not, or if nothing could be written down.

        `until` is when its lease ends, on the event loop's clock: after that it is somebody else's, who asks whether it
        arrived, or leaves it to a coordinator. `readable` tells whether its platform can be asked.
        """
        now = self._clock.now()
        tried = Tried(parcel.attempts, parcel.failures, parcel.first_try_at or now, parcel.doubt)
        decision = decide(outcome, tried, now, self._chance, readable=readable)
        if not await _done(partial(self._write, parcel, outcome, decision, now), until):
            log.error("parcel_unsettled", parcel=parcel.id, outcome=type(outcome).__name__)
            return None
        _say(parcel, decision)
        await self._notice(parcel, outcome, decision, until)
        if isinstance(decision, NotNow):
            return decision.until
        return decision.at if isinstance(decision, Retry | Check) else None

    def _write(self, parcel: Parcel, outcome: Outcome | ReadBack, decision: Decision, now: dt.datetime) -> None:
        """To do it twice does no harm."""
        store = self._deliveries
        match decision:
            case Delivered(message_id=message_id):
                store.delivered(parcel, message_id, now)
            case NotNow(until=until, why=why):
                store.postpone(parcel, until, why)
            case Retry(at=at, why=why, failures=failures):
                store.retry(parcel, at, why, failures)
            case Check(at=at, why=why, failures=failures):
                store.check(parcel, at, why, failures)
            case Hold(why=why):
                store.hold(parcel, why, now)
            case GiveUp(why=why):
                store.give_up(parcel, why, now)
            case _:
                assert_never(decision)
        if isinstance(outcome, TryLater) and outcome.everybody and outcome.after:
            store.pause(parcel.to, now + outcome.after)

    async def _notice(self, parcel: Parcel, outcome: Outcome | ReadBack, decision: Decision, until: float) -> None:
        workspace = workspace_of(parcel.to)
        before = self._doubts[workspace]
        doubts = doubts_in_a_row(before, outcome, decision)
        self._doubts[workspace] = doubts
        self._doubts += Counter()  # of those that answer nothing need be kept
        rest = rest_after(doubts) if doubts > before else None
        if rest and await _done(partial(self._deliveries.pause, parcel.to, self._clock.now() + rest), until):
            log.error("platform_unwell", platform=parcel.to.platform, workspace=workspace, seconds=rest.total_seconds())


async def _done(write: Callable[[], None], until: float) -> bool:
    """Whether it could be written before `until`. A thread does it."""
    while True:
        try:
            await asyncio.to_thread(write)
            return True
        except Exception:
            if asyncio.get_running_loop().time() > until:
                log.exception("database_away")
                return False
        await asyncio.sleep(AGAIN)


def _say(parcel: Parcel, decision: Decision) -> None:
    about = {"parcel": parcel.id, "platform": parcel.to.platform}
    match decision:
        case Delivered():
            log.info("delivered", **about, attempts=parcel.attempts, asked=parcel.doubt)
        case NotNow(until=until, why=why):
            log.info("postponed", **about, until=until.isoformat(), why=why)
        case Retry(at=at, why=why):
            log.warning("will_retry", **about, at=at.isoformat(), why=why)
        case Check(at=at, why=why):
            log.warning("will_check", **about, at=at.isoformat(), why=why)
        case Hold(why=why):
            log.error("held", **about, why=why)
        case GiveUp(why=why):
            log.error("given_up", **about, why=why)
        case _:
            assert_never(decision)
