"""One clock for all replicas: the database's, so that their leases and waits agree whatever their machines' clocks say.

SQLite has no clock of its own, and needs none: whoever uses it is on one machine.
"""

import asyncio
import datetime as dt
import time
from collections.abc import Callable
from typing import Final

import structlog

from adapters.clock import Clock, SystemClock

SET_RIGHT: Final = dt.timedelta(seconds=10)
"""How often the database is asked. In between, two clocks that count differ by less than matters."""

ANSWERS_WITHIN: Final = 1.0
"""Seconds: a slower answer says too little about when it was given, and is passed over."""

FAR: Final = dt.timedelta(seconds=5)
"""A machine whose clock is so far from the database's that its operator should hear."""

log = structlog.get_logger("clock")


class SharedClock:
    """`ask` tells the database's time. In between, this process counts on with a clock that nobody sets."""

    def __init__(
        self,
        ask: Callable[[], dt.datetime],
        own: Clock | None = None,
        counting: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._counting = counting
        self._own = own or SystemClock()
        self._then, self._since = self._own.now(), counting()

    def now(self) -> dt.datetime:
        """The present moment, aware, in UTC."""
        return self._then + dt.timedelta(seconds=self._counting() - self._since)

    def set_right(self) -> None:
        """Ask again. Raises what the database raises."""
        began = self._counting()
        told = self._ask()
        ended = self._counting()
        if ended - began > ANSWERS_WITHIN:
            return
        self._then, self._since = told, (began + ended) / 2
        differs = abs(self._own.now() - self.now())
        if differs > FAR:
            log.warning("clocks_differ", seconds=round(differs.total_seconds()), what="this machine and the database")


async def clock_for(shared_time: Callable[[], dt.datetime | None]) -> Clock:
    """The clock for whatever uses the database that is asked for `shared_time`: None if it has none."""
    if await asyncio.to_thread(shared_time) is None:
        return SystemClock()

    def ask() -> dt.datetime:
        told = shared_time()
        assert told is not None
        return told

    clock = SharedClock(ask)
    await asyncio.to_thread(clock.set_right)
    return clock


async def keep_right(clock: Clock) -> None:
    """Every `SET_RIGHT`; nothing for a clock that needs it not."""
    if isinstance(clock, SharedClock):
        await asyncio.to_thread(clock.set_right)
