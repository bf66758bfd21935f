"""The metronome: a few things done over and over. It remembers nothing, so a restart loses nothing.

Everything that is due is a row of ours; a beat only looks. That is why a beat that was missed need not be made up
for, and why any number of processes may beat at once.
"""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

log = structlog.get_logger("scheduler")


@dataclass(frozen=True)
class Beat:
    """Something to do `every` so often, first at once. If it raises, that is logged and it is done again next time."""

    name: str
    every: dt.timedelta
    do: Callable[[], Awaitable[None]]


class Metronome:
    """Beats from `start` to `stop`. Start it inside a running event loop; making it loads a library."""

    def __init__(self, beats: Sequence[Beat]) -> None:
        from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
        from apscheduler.triggers.interval import IntervalTrigger  # type: ignore[import-untyped]

        self._scheduler = AsyncIOScheduler(timezone=dt.UTC)
        for beat in beats:
            self._scheduler.add_job(
                _kept_going(beat),
                IntervalTrigger(seconds=beat.every.total_seconds(), timezone=dt.UTC),
                id=beat.name,
                next_run_time=dt.datetime.now(dt.UTC),
                # However late, once is enough; and never a second time while the first still runs.
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )

    def start(self) -> None:
        """Begin to beat."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop. A beat under way is left to finish by itself."""
        self._scheduler.shutdown(wait=False)


def _kept_going(beat: Beat) -> Callable[[], Awaitable[None]]:
    async def do() -> None:
        try:
            await beat.do()
        except asyncio.CancelledError:
            return  # we are stopping: what its thread has begun it finishes, and the next process beats at once
        except Exception:
            log.exception("beat_failed", beat=beat.name)

    return do
