"""Another dispatcher, for those who run procrastinate already and want its tools: its jobs say which lane to look at.

What is sent, and what became of it, stays in our own outbox: a job holds the name of a lane and nothing else, so that
one that is lost, repeated or late changes nothing. Procrastinate's lock gives a lane to one worker at a time; lease,
fence and doubt are the outbox's, because no queue knows whether a message arrived.

Its tables live in a PostgreSQL schema of their own, which `shoes prepare-procrastinate` makes.
"""

import asyncio
import datetime as dt
from typing import Final

import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from adapters.clock import Clock
from adapters.dispatcher import Dispatcher
from bot.ports.deliveries import Deliveries

SCHEMA: Final = "procrastinate"
AT_ONCE: Final = 100
STOPPED_AFTER: Final = dt.timedelta(seconds=30)
"""Without a sign of life a worker is taken for dead, and the lanes that it held are free."""

log = structlog.get_logger("procrastinate")


class LanesByProcrastinate:
    """Has the methods of `Dispatcher` that serving uses. `sending` does the work; `conninfo` is libpq's."""

    def __init__(
        self, conninfo: str, deliveries: Deliveries, sending: Dispatcher, clock: Clock, *, at_once: int = AT_ONCE
    ) -> None:
        self._deliveries = deliveries
        self._sending = sending
        self._clock = clock
        self._at_once = at_once
        self._awake = asyncio.Event()
        self._stopping = False
        connector = PsycopgConnector(conninfo=conninfo, kwargs={"options": f"-c search_path={SCHEMA}"})
        self._app = App(connector=connector)
        self._lane = self._app.task(name="lane", queue="lanes")(sending.send_lane)

    def nudge(self) -> None:
        """There may be something to send. Call it from the event loop's own thread; it costs nothing."""
        self._awake.set()

    async def run(self) -> None:
        """Send whatever is due, now and at every nudge, until `stop`."""
        async with self._app.open_async():
            worker = asyncio.create_task(
                self._app.run_worker_async(
                    queues=["lanes"],
                    concurrency=self._at_once,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=10,
                ),
                name="procrastinate worker",
            )
            self._awake.set()
            while not self._stopping:
                await self._awake.wait()
                self._awake.clear()
                try:
                    await self._let_go_of_the_dead()
                    await self._hand_out()
                except Exception:
                    # The database is away. The next nudge tries again; nothing is lost meanwhile.
                    log.exception("outbox_unreadable")
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)

    async def stop(self, within: dt.timedelta = dt.timedelta(seconds=10)) -> None:
        """Begin nothing more, and let what is on its way arrive."""
        self._stopping = True
        self._awake.set()
        await self._sending.stop(within)

    async def _hand_out(self) -> None:
        """A job for each lane whose turn it is, unless one waits for it already."""
        for lane in await asyncio.to_thread(self._deliveries.lanes, self._clock.now(), self._at_once):
            try:
                await self._lane.configure(lock=lane, queueing_lock=lane).defer_async(lane=lane)
            except AlreadyEnqueued:
                continue

    async def _let_go_of_the_dead(self) -> None:
        """A lane whose worker died is handed out again, like any other, once its message's lease has run out."""
        jobs = self._app.job_manager
        for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=STOPPED_AFTER.total_seconds()):
            await jobs.finish_job(job, status=Status.FAILED, delete_job=True)
            log.warning("worker_died", lane=job.lock)


def tables() -> str:
    """What procrastinate keeps, as SQL."""
    return App(connector=PsycopgConnector()).schema_manager.get_schema()
