"""Everybody hears everything after what they know, or that they must begin anew."""

import asyncio

from adapters.demo.broadcast import KEPT, Broadcast


async def test_a_listener_catches_up_and_then_hears_the_news() -> None:
    broadcast = Broadcast()
    broadcast.tell("one", {})
    broadcast.tell("two", {})
    heard = broadcast.listen(1)
    assert [event.kind for event in await anext(heard) or ()] == ["two"]
    waiting = asyncio.ensure_future(anext(heard))
    await asyncio.sleep(0)
    assert not waiting.done()
    broadcast.tell("three", {})
    assert [event.kind for event in await waiting or ()] == ["three"]


async def test_who_has_missed_too_much_or_comes_from_elsewhere_begins_anew() -> None:
    broadcast = Broadcast()
    for _ in range(KEPT + 2):
        broadcast.tell("more", {})
    assert broadcast.after(1) is None
    assert broadcast.after(KEPT + 3) is None
    assert await anext(broadcast.listen(1)) is None
    assert len(broadcast.after(2) or ()) == KEPT


async def test_the_end_reaches_everybody() -> None:
    broadcast = Broadcast()
    waiting = asyncio.ensure_future(anext(broadcast.listen(0), "over"))
    await asyncio.sleep(0)
    broadcast.end()
    assert await waiting == "over"
