"""Another dispatcher, for those who run procrastinate already and want its tools: its jobs say which lane to look at.

What is sent, and what became of it, stays in our own outbox: a job holds the name of a lane and nothing else, so that
one that is lost, repeated or late changes nothing. Procrastinate's lock gives a lane to one worker at a time; lease,
fence and doubt are the outbox's, because no queue knows whether a message arrived.

Its tables live in a PostgreSQL schema of their own, which `shoes prepare-procrastinate` makes.
"""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable
from typing import Final

import psycopg
import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.connector import Notify
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from adapters.clock import Clock
from adapters.dispatcher import Dispatcher
from bot.ports.deliveries import Deliveries
from storage.patience import CONNECT_SECONDS, POOL_SECONDS

SCHEMA: Final = "procrastinate"
AT_ONCE: Final = 100
STOPPED_AFTER: Final = dt.timedelta(seconds=30)
"""Without a sign of life a worker is taken for dead, and the lanes that it held are free."""
ENDS_WITHIN: Final = 10.0
"""Seconds that a worker waits for its jobs when it ends. What is on its way arrives all the same (`send_lane`)."""
AGAIN: Final = 1.0
"""Seconds until something is tried again that failed because the database was away."""

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
        ours = {"options": f"-c search_path={SCHEMA}", "connect_timeout": CONNECT_SECONDS}
        connector = _Listening(conninfo=conninfo, kwargs=ours, timeout=POOL_SECONDS)
        self._app = App(connector=connector)
        self._app.job_manager = _Insistent(connector, lambda: self._stopping)
        self._lane = self._app.task(name="lane", queue="lanes")(sending.send_lane)

    def nudge(self) -> None:
        """There may be something to send. Call it from the event loop's own thread; it costs nothing."""
        self._awake.set()

    async def run(self) -> None:
        """Send whatever is due, now and at every nudge, until `stop`."""
        async with self._app.open_async():
            working = asyncio.create_task(self._work(), name="procrastinate workers")
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
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)

    async def stop(self, within: dt.timedelta = dt.timedelta(seconds=10)) -> None:
        """Begin nothing more, and let what is on its way arrive."""
        self._stopping = True
        self._awake.set()
        await self._sending.stop(within)

    async def _work(self) -> None:
        """One worker after another, until cancelled: each ends when the database is away for longer than it waits."""
        while True:
            try:
                await self._app.run_worker_async(
                    queues=["lanes"],
                    concurrency=self._at_once,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=ENDS_WITHIN,
                )
                log.warning("worker_ended")
            except Exception:
                log.warning("worker_ended", exc_info=True)
            await asyncio.sleep(AGAIN)

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


class _Listening(PsycopgConnector):
    """Without one that listens, a worker looks for jobs every few seconds, and somebody who waits waits for that."""

    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        """Until cancelled, and again as soon as the database is back."""
        while True:
            try:
                await super().listen_notify(on_notification, channels)
            except ConnectorException:
                log.warning("not_listening")
            await asyncio.sleep(AGAIN)


class _Insistent(JobManager):
    """A job that is done and not written down as done keeps its lane locked for as long as its worker lives."""

    def __init__(self, connector: PsycopgConnector, stopping: Callable[[], bool]) -> None:
        super().__init__(connector)
        self._stopping = stopping

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """Written down as soon as the database is back. It may be gone: taken from a worker that was thought dead."""
        while True:
            try:
                return await super().finish_job(job, status, delete_job)
            except ConnectorException as problem:
                if not isinstance(problem.__cause__, psycopg.OperationalError | psycopg.InterfaceError):
                    log.warning("lane_was_taken", lane=job.lock)
                    return None
                log.warning("lane_not_let_go", lane=job.lock)
                if self._stopping():
                    return None
            await asyncio.sleep(AGAIN)


def tables() -> str:
    """What procrastinate keeps, as SQL."""
    return App(connector=PsycopgConnector()).schema_manager.get_schema()
