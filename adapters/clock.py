"""What time it is, asked of one object, so that the demo and the tests can move it."""

import datetime as dt
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> dt.datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The real time."""

    def now(self) -> dt.datetime:
        """The present moment, aware, in UTC."""
        return dt.datetime.now(dt.UTC)


class MovableClock:
    """A time that somebody moves. It stands still in between, unless it runs on from a real clock.

    With `running` it counts on at the real pace from wherever it was moved to: the demo's clock.
    """

    def __init__(self, start: dt.datetime, running: Clock | None = None) -> None:
        self._base = start.astimezone(dt.UTC)
        self._running = running
        self._since = running.now() if running else start

    def now(self) -> dt.datetime:
        """The moment to which this clock was moved, plus the real time since if it runs."""
        if self._running is None:
            return self._base
        return self._base + (self._running.now() - self._since)

    def move(self, by: dt.timedelta) -> dt.datetime:
        """Go forward by `by` and return the new time. Raises ValueError for a step back: time does not do that."""
        if by < dt.timedelta():
            raise ValueError("a clock only moves forward")
        self._base += by
        return self.now()

    def move_to(self, when: dt.datetime) -> dt.datetime:
        """Go forward to `when`, aware; stay where it is if that is past."""
        return self.move(max(dt.timedelta(), when - self.now()))
