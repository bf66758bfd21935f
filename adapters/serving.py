"""`shoes serve`: the platforms that are set up, the dispatcher and the metronome around one engine and one store.

Any number of such processes may serve one PostgreSQL: all that is due is a row, and is claimed there. One that is asked
to stop takes nothing more, finishes what it has begun and ends, within `STOP_WITHIN` of when it stops listening.
"""

import asyncio
import datetime as dt
import gc
import os
import random
import signal
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from functools import partial

import aiohttp
import structlog
from aiohttp import web

from adapters.clock import Clock
from adapters.dispatcher import Dispatcher, Dispatching
from adapters.health import Check, Health, Wrong, health_routes
from adapters.metrics import Metrics, metrics_routes
from adapters.observing import Observer
from adapters.platforms import CannotServe, Surroundings, set_up
from adapters.scheduler import Beat, Metronome
from adapters.server import application, serve
from adapters.settings import Settings
from adapters.shared_clock import SET_RIGHT, clock_for, keep_right
from adapters.too_fast import TooFast
from adapters.traces import CannotTrace, tracing
from adapters.waiting import opened_when_there, waiting_application
from bot.engine import Engine
from storage.beside import as_libpq_writes_it
from storage.figures import totals, waiting
from storage.shared_time import shared_time
from storage.unit_of_work import SqlStore

DRAIN = dt.timedelta(seconds=1)
"""How soon a message leaves whose nudge was lost, or that is tried again."""
RING = dt.timedelta(seconds=15)
"""How late a reminder may be."""
TIDY = dt.timedelta(hours=6)
"""How often what is kept for a while only is removed."""

READ = dt.timedelta(minutes=1)
"""How late a listing may be read with the model that was posted while the model was loading, or by another process."""

STOP_WITHIN = dt.timedelta(seconds=30)
"""Ten for the turns that came in before, ten for the messages that are on their way, and some for the rest. A process
that is still there then hangs (in the database, most likely) and ends itself: nothing is lost by that, because whatever
was not committed is delivered again, and whatever was not sent is sent by another."""

log = structlog.get_logger("serving")


async def serve_for_ever(settings: Settings, opened: Callable[[], SqlStore]) -> None:
    """Serve until the process is asked to stop (SIGTERM or Ctrl-C); then let what is being sent arrive.

    `opened` gives the store. Raises CannotServe, and what `opened` raises, but for NotThereYet: then it is waited for.
    """
    asked_to_stop, health = asyncio.Event(), Health()
    for asking in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(asking, asked_to_stop.set)
    store = await opened_when_there(opened, partial(_waiting_room, settings), asked_to_stop)
    if store is None:
        log.info("stopping")
        _end_for_certain(STOP_WITHIN)  # its thread may still wait for somebody else who migrates
        log.info("stopped")
        return
    with closing(store):
        clock = await clock_for(partial(shared_time, store.engine))
        async with running(settings, store, clock, lambda at: log.info("listening", address=at), health):
            leave_out_of_collection()
            log.info("ready")
            await asked_to_stop.wait()
            health.stopping = True
            log.info("stopping")
            await asyncio.sleep(settings.stop_after_seconds)
            _end_for_certain(STOP_WITHIN)
    log.info("stopped")


def leave_out_of_collection() -> None:
    """What stands now (tables, patterns, libraries) stays: to look through all of it for garbage, again and again, held
    everybody up for a fifth of a second each time. From now on only what comes is looked through."""
    gc.freeze()
    gc.enable()


@asynccontextmanager
async def _waiting_room(settings: Settings) -> AsyncIterator[None]:
    """Where we listen anyhow, so that whoever watches over this process hears why it is not ready."""
    leave_out_of_collection()
    async with AsyncExitStack() as until_the_end:
        await _listen(until_the_end, waiting_application(), settings.host, settings.port, _waiting_at)
        yield


def _waiting_at(address: str) -> None:
    log.info("waiting", address=address)


@asynccontextmanager
async def running(
    settings: Settings, store: SqlStore, clock: Clock, started: Callable[[str], None], health: Health | None = None
) -> AsyncIterator[Dispatching]:
    """Everything of `shoes serve`, from the first request to the last message. `started` is told the address.

    What only makes the first turns quicker is loaded after that, while whoever comes is already answered.
    """
    health = health or Health()
    health.beginning = True
    async with AsyncExitStack() as until_the_end:
        try:
            tracer = until_the_end.enter_context(tracing(settings.traces_url))
        except CannotTrace as problem:
            raise CannotServe(str(problem)) from None
        observer = Observer(_metrics(store, clock), tracer)
        session = await until_the_end.enter_async_context(aiohttp.ClientSession())
        second_opinion = None
        if settings.second_opinion:
            from adapters.second_opinion import second_opinion as opened

            second_opinion = await until_the_end.enter_async_context(opened(settings, clock))
        engine = Engine(observer.store(store.for_turns()), second_opinion)
        limited = TooFast(engine.handle, person=settings.person_a_minute, workspace=settings.workspace_a_minute)
        platforms = set_up(
            Surroundings(
                settings=settings,
                engine=engine,
                handle=observer.turns(limited.handle),
                clock=clock,
                nudge=lambda: dispatcher.nudge(),
                session=session,
                store=store,
            )
        )
        sends = Dispatcher(
            store.deliveries,
            observer.senders(platforms.senders),
            clock,
            random.SystemRandom(),
            paces=platforms.paces,
            public_url=settings.public_url,
        )
        dispatcher = sends if settings.dispatch == "own" else _by_procrastinate(store, sends, clock)
        stopping = threading.Event()

        async def drain() -> None:
            dispatcher.nudge()

        async def ring() -> None:
            spoken = await asyncio.to_thread(engine.ring, clock.now())
            dispatcher.nudge()
            if platforms.slack is not None:
                platforms.slack.homes.changed(spoken.lanes)

        async def tidy() -> None:
            await asyncio.to_thread(store.tidy, clock.now())

        async def read() -> None:
            await asyncio.to_thread(store.keep_listings, lambda: not stopping.is_set())

        beats = (
            Beat("drain", DRAIN, drain),
            Beat("ring", RING, ring),
            Beat("tidy", TIDY, tidy),
            Beat("read", READ, read),
            Beat("clock", SET_RIGHT, partial(keep_right, clock)),
        )
        sending = asyncio.create_task(dispatcher.run(), name="dispatcher")
        health.checks, health.sending = (_migrated(store),), _sends(sending)

        async def wind_down() -> None:
            stopping.set()
            await dispatcher.stop()
            await sending

        until_the_end.push_async_callback(wind_down)
        if settings.metrics_port:
            figures = web.Application()
            figures.add_routes(metrics_routes(observer.metrics))
            await _listen(until_the_end, figures, settings.metrics_host, settings.metrics_port, lambda _: None)
        routes = [*platforms.routes, *health_routes(health)]
        app = application(store.for_turns(), clock, routes, [observer.requests()])
        await _listen(until_the_end, app, settings.host, settings.port, started)
        metronome = await asyncio.to_thread(_warmed_up, [engine.warm_up, *platforms.warm_ups], beats)
        metronome.start()
        until_the_end.callback(metronome.stop)
        if platforms.slack is not None:
            until_the_end.push_async_callback(platforms.slack.close)
            await platforms.slack.connect()
        health.beginning = False
        yield dispatcher


def _warmed_up(warm_ups: Sequence[Callable[[], object]], beats: Sequence[Beat]) -> Metronome:
    for warm_up in warm_ups:
        warm_up()
    return Metronome(beats)


def _by_procrastinate(store: SqlStore, sends: Dispatcher, clock: Clock) -> Dispatching:
    try:
        from adapters.lanes_by_procrastinate import LanesByProcrastinate
    except ImportError:
        raise CannotServe('procrastinate is not installed: pip install "in-your-shoes[procrastinate]".') from None
    return LanesByProcrastinate(as_libpq_writes_it(store.engine.url), store.deliveries, sends, clock)


async def _listen(
    until_the_end: AsyncExitStack, app: web.Application, host: str, port: int, started: Callable[[str], None]
) -> None:
    try:
        runner = await serve(app, host, port, started=started)
    except OSError as error:
        raise CannotServe(f"Cannot listen on {host}, port {port}: {error.strerror}.") from None
    until_the_end.push_async_callback(runner.cleanup)  # among the first things: nobody new comes in


def _metrics(store: SqlStore, clock: Clock) -> Metrics:
    return Metrics(lambda: waiting(store.engine, clock.now()), lambda: totals(store.engine))


def _migrated(store: SqlStore) -> Check:
    def check() -> Wrong | None:
        """Also that the database can be reached at all: it raises if it cannot."""
        if store.standing().ready:
            return None
        return Wrong("The database is not migrated to this release.", "Run `shoes migrate --before`.")

    return check


def _sends(sending: "asyncio.Task[None]") -> Check:
    def check() -> Wrong | None:
        if sending.done():
            return Wrong("Nothing is being sent any more.", "Start this process again; its log says what happened.")
        return None

    return check


def _end_for_certain(within: dt.timedelta) -> None:
    """Whatever hangs, even a thread that nothing can interrupt."""

    def end() -> None:
        log.error("did_not_stop", within=within.total_seconds())
        os._exit(1)

    timer = threading.Timer(within.total_seconds(), end)
    timer.daemon = True
    timer.start()
