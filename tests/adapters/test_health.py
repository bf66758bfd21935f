"""What `/health/ready` says, and that asking it often does no harm."""

import asyncio
import threading

import pytest

from adapters import health
from adapters.health import AWAY, SLOW, STOPPING, Health, Wrong

LATE = Wrong("It is late.", "Go home.")


async def test_with_nothing_wrong_it_is_ready() -> None:
    assert await Health(checks=(lambda: None,)).wrong() == ()


async def test_everything_that_is_wrong_is_said_at_once() -> None:
    one = Health(checks=(lambda: LATE, lambda: None, lambda: LATE), sending=lambda: LATE, stopping=True)
    assert await one.wrong() == (STOPPING, LATE, LATE, LATE)


async def test_a_database_that_is_away_is_said_without_its_own_words() -> None:
    def away() -> None:
        raise OSError("password=secret")

    assert await Health(checks=(away,)).wrong() == (AWAY,)


async def test_one_that_hangs_is_asked_once_however_often_we_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "READY_WITHIN", 0.05)
    asked, answering = [], threading.Event()

    def hang() -> None:
        asked.append(1)
        answering.wait(20)

    one = Health(checks=(hang,))
    assert set(await asyncio.gather(one.wrong(), one.wrong(), one.wrong())) == {(SLOW,)}
    assert len(asked) == 1
    answering.set()
    async with asyncio.timeout(60):
        while await one.wrong():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
