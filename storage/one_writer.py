"""Where the threads of one process queue up for SQLite's one writer: whoever somebody waits for goes first.

Left to SQLite they would poll for its lock, and an unlucky one waits for seconds. Within its kind each is served in the
order in which it came. What can wait (the dispatcher's own bookkeeping, what is tidied or read ahead) lets turns pass,
but only `PASSES` of them, so that a crowd that never stops talking still hears its answers.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

PASSES: Final = 1
"""Turns that go before something that can wait. With four, turns were no quicker, and their answers left half a second
later."""


class OneWriter:
    """A lock in two classes. Not reentrant: a thread that asks again inside waits for itself until it gives up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held = False
        self._turns = deque[threading.Lock]()
        self._others = deque[threading.Lock]()
        self._passed = 0

    @property
    def waiting(self) -> int:
        """How many stand in the queue."""
        return len(self._turns) + len(self._others)

    @contextmanager
    def writing(self, *, can_wait: bool, seconds: float) -> Iterator[None]:
        """Hold it for the block. Raises TimeoutError if it is not free within so many seconds."""
        if not self._acquired(self._others if can_wait else self._turns, seconds):
            raise TimeoutError("another transaction of this process does not end")
        try:
            yield
        finally:
            self._hand_on()

    def _acquired(self, queue: "deque[threading.Lock]", seconds: float) -> bool:
        with self._lock:
            if not self._held:
                self._held = True
                return True
            mine = threading.Lock()
            mine.acquire()
            queue.append(mine)
        if mine.acquire(timeout=seconds):
            return True
        with self._lock:
            if mine in queue:
                queue.remove(mine)
                return False
            return True  # it was handed over at the very last moment

    def _hand_on(self) -> None:
        with self._lock:
            next_one = self._next()
            if next_one is None:
                self._held = False
            else:
                next_one.release()

    def _next(self) -> "threading.Lock | None":
        if self._turns and not (self._others and self._passed >= PASSES):
            self._passed = self._passed + 1 if self._others else 0
            return self._turns.popleft()
        self._passed = 0
        return self._others.popleft() if self._others else None
