"""The metronome keeps beating, whatever a beat does."""

import asyncio
import datetime as dt

from adapters.scheduler import Beat, Metronome

SOON = dt.timedelta(milliseconds=20)


async def test_it_beats_at_once_and_again_even_after_a_fault() -> None:
    beats = 0
    enough = asyncio.Event()

    async def do() -> None:
        nonlocal beats
        beats += 1
        if beats == 1:
            raise RuntimeError("the database is away")
        if beats == 3:
            enough.set()

    metronome = Metronome([Beat("drain", SOON, do)])
    metronome.start()
    await asyncio.wait_for(enough.wait(), 60)
    metronome.stop()


async def test_a_slow_beat_is_not_done_twice_at_once_and_holds_up_no_other() -> None:
    slow = 0
    quick = 0
    release, enough = asyncio.Event(), asyncio.Event()

    async def dawdle() -> None:
        nonlocal slow
        slow += 1
        await release.wait()

    async def tick() -> None:
        nonlocal quick
        quick += 1
        if quick == 5:
            enough.set()

    metronome = Metronome([Beat("slow", SOON, dawdle), Beat("quick", SOON, tick)])
    metronome.start()
    await asyncio.wait_for(enough.wait(), 60)
    assert slow == 1
    release.set()
    metronome.stop()
