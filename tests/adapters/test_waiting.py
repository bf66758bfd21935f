"""Waiting for a database: as long as it takes, and no longer than that."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.waiting import opened_when_there
from storage.unit_of_work import CannotOpen, NotThereYet, SqlStore, open_store
from tests.stores import empty

Opened = Callable[[], SqlStore]


class Room:
    """Whether anybody waits in it, and how often somebody came in."""

    def __init__(self) -> None:
        self.entered, self.waiting = 0, False

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[None]:
        self.entered, self.waiting = self.entered + 1, True
        try:
            yield
        finally:
            self.waiting = False


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    store = open_store(empty(tmp_path / "shoes.db"))
    yield store
    store.close()


def there_at(attempt: int, store: SqlStore) -> Opened:
    attempts = iter(range(1, attempt + 1))

    def opened() -> SqlStore:
        if next(attempts) < attempt:
            raise NotThereYet("it does not answer")
        return store

    return opened


async def test_one_that_is_there_is_not_waited_for(store: SqlStore) -> None:
    room = Room()
    assert await opened_when_there(there_at(1, store), room, asyncio.Event()) is store
    assert room.entered == 0


async def test_one_that_comes_is_opened_and_the_waiting_is_over(store: SqlStore) -> None:
    room = Room()
    assert await opened_when_there(there_at(4, store), room, asyncio.Event(), (0.0,)) is store
    assert (room.entered, room.waiting) == (1, False)


async def test_what_waiting_cannot_mend_ends_it(store: SqlStore) -> None:
    answers = iter((NotThereYet("it does not answer"), CannotOpen("it is of a newer release")))

    def opened() -> SqlStore:
        raise next(answers)

    room = Room()
    with pytest.raises(CannotOpen, match="newer release"):
        await opened_when_there(opened, room, asyncio.Event(), (0.0,))
    assert (room.entered, room.waiting) == (1, False)


async def test_asked_to_stop_it_waits_no_longer(store: SqlStore) -> None:
    stop = asyncio.Event()

    @asynccontextmanager
    async def room() -> AsyncIterator[None]:
        stop.set()
        yield

    assert await opened_when_there(there_at(2, store), room, stop, (3600.0,)) is None


async def test_asked_to_stop_it_does_not_wait_for_an_attempt_that_hangs(store: SqlStore) -> None:
    """Such as one that waits for another process to migrate."""
    stop, answers, loop = asyncio.Event(), asyncio.Event(), asyncio.get_running_loop()

    def hangs() -> SqlStore:
        loop.call_soon_threadsafe(stop.set)
        asyncio.run_coroutine_threadsafe(answers.wait(), loop).result()
        return store

    assert await opened_when_there(hangs, Room(), stop) is None
    answers.set()
