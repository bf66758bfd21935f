"""Numbered events for whoever has the page open: each hears everything after the number it already knows."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

KEPT = 2000
"""Events that somebody whose connection broke can still catch up on; whoever missed more draws the page anew."""


@dataclass(frozen=True)
class Event:
    """`kind` names what changed and `data` is JSON for the page."""

    number: int
    kind: str
    data: dict[str, Any]


class Broadcast:
    """Remembers the newest events and tells every listener. For one event loop."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque(maxlen=KEPT)
        self._news = asyncio.Event()
        self._ended = False
        self.last = 0

    def end(self) -> None:
        """Nobody will hear anything more."""
        self._ended = True
        self._wake()

    def tell(self, kind: str, data: dict[str, Any]) -> None:
        """Add an event and wake the listeners."""
        self.last += 1
        self._events.append(Event(self.last, kind, data))
        self._wake()

    def after(self, number: int) -> tuple[Event, ...] | None:
        """The events since then; None if some of them are forgotten or never happened here."""
        oldest = self._events[0].number if self._events else self.last + 1
        if number > self.last or number < oldest - 1:
            return None
        return tuple(event for event in self._events if event.number > number)

    async def listen(self, number: int) -> AsyncIterator[tuple[Event, ...] | None]:
        """What came after `number`, then whatever comes, in batches; None when the listener must begin anew."""
        while not self._ended:
            news = self._news
            events = self.after(number)
            if events is None:
                yield None
                return
            if events:
                number = events[-1].number
                yield events
            else:
                await news.wait()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
