"""`shoes serve`: the platforms that are set up, the dispatcher and the metronome around one engine and one store."""

import asyncio
import datetime as dt
import gc
import random
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp
import structlog
from aiohttp import web

from adapters.clock import Clock, SystemClock
from adapters.dispatcher import Dispatcher
from adapters.scheduler import Beat, Metronome
from adapters.sender import Sender
from adapters.server import application, serve
from adapters.settings import Settings
from bot.engine import Engine
from bot.turn import Platform
from storage.unit_of_work import SqlStore

if TYPE_CHECKING:
    from adapters.slack.service import SlackService

DRAIN = dt.timedelta(seconds=1)
"""How soon a message leaves whose nudge was lost, or that is tried again."""
RING = dt.timedelta(seconds=15)
"""How late a reminder may be."""
TIDY = dt.timedelta(hours=6)
"""How often what is kept for a while only is removed."""

READ = dt.timedelta(minutes=1)
"""How late a listing may be read with the model that was posted while the model was loading, or by another process."""

log = structlog.get_logger("serving")


class CannotServe(Exception):
    """The settings are complete but cannot be carried out here; the message says why, for the administrator."""


@dataclass
class Platforms:
    """What each platform that is set up brings: how to send, and where it is listened to."""

    senders: dict[Platform, Sender] = field(default_factory=dict)
    routes: list[web.RouteDef] = field(default_factory=list)


async def serve_for_ever(settings: Settings, store: SqlStore) -> None:
    """Serve until the process is asked to stop (SIGTERM or Ctrl-C); then let what is being sent arrive."""
    asked_to_stop = asyncio.Event()
    for asking in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(asking, asked_to_stop.set)
    async with running(settings, store, SystemClock(), lambda address: log.info("listening", address=address)):
        leave_out_of_collection()
        await asked_to_stop.wait()
        log.info("stopping")


def leave_out_of_collection() -> None:
    """What stands now (tables, patterns, libraries) stays: to look through all of it for garbage, again and again, held
    everybody up for a fifth of a second each time."""
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def running(
    settings: Settings, store: SqlStore, clock: Clock, started: Callable[[str], None]
) -> AsyncIterator[Dispatcher]:
    """Everything of `shoes serve`, from the first request to the last message. `started` is told the address."""
    async with AsyncExitStack() as until_the_end:
        session = await until_the_end.enter_async_context(aiohttp.ClientSession())
        second_opinion = None
        if settings.second_opinion:
            from adapters.second_opinion import second_opinion as opened

            second_opinion = await until_the_end.enter_async_context(opened(settings, clock))
        engine = Engine(store, second_opinion)
        await asyncio.to_thread(engine.warm_up)
        platforms = Platforms()
        dispatcher = Dispatcher(
            store.deliveries, platforms.senders, clock, random.SystemRandom(), public_url=settings.public_url
        )
        slack = None
        if settings.slack:
            slack = _slack(settings, engine, clock, dispatcher.nudge, session, platforms, store)
        if settings.teams:
            _teams(settings, engine, clock, dispatcher.nudge, session, platforms, store)

        stopping = threading.Event()

        async def drain() -> None:
            dispatcher.nudge()

        async def ring() -> None:
            spoken = await asyncio.to_thread(engine.ring, clock.now())
            dispatcher.nudge()
            if slack is not None:
                slack.homes.changed(spoken.lanes)

        async def tidy() -> None:
            await asyncio.to_thread(store.tidy, clock.now())

        async def read() -> None:
            await asyncio.to_thread(store.keep_listings, lambda: not stopping.is_set())

        metronome = Metronome(
            [Beat("drain", DRAIN, drain), Beat("ring", RING, ring), Beat("tidy", TIDY, tidy), Beat("read", READ, read)]
        )
        sending = asyncio.create_task(dispatcher.run(), name="dispatcher")

        async def wind_down() -> None:
            stopping.set()
            metronome.stop()
            await dispatcher.stop()
            await sending

        metronome.start()
        until_the_end.push_async_callback(wind_down)
        app = application(store, clock, platforms.routes)
        try:
            runner = await serve(app, settings.host, settings.port, started=started)
        except OSError as error:
            raise CannotServe(f"Cannot listen on {settings.host}, port {settings.port}: {error.strerror}.") from None
        until_the_end.push_async_callback(runner.cleanup)  # first of all, nobody new comes in
        if slack is not None:
            until_the_end.push_async_callback(slack.close)
            await slack.connect()
        yield dispatcher


def _slack(
    settings: Settings,
    engine: Engine,
    clock: Clock,
    nudge: Callable[[], None],
    session: aiohttp.ClientSession,
    platforms: Platforms,
    store: SqlStore,
) -> "SlackService":
    from adapters.slack.service import Installations, Registration, slack
    from bot.looking import Looking
    from storage.sealing import BadKey, Sealing
    from storage.slack_installations import StoredInstallStates, StoredSlackInstallations

    installations = None
    if settings.slack_client_id:
        try:
            sealing = Sealing(settings.sealing)
        except BadKey as problem:
            raise CannotServe(f"SHOES_SEALING_KEYS cannot be used: {problem}.") from None
        installations = Installations(
            StoredSlackInstallations(store.engine, sealing), StoredInstallStates(store.engine)
        )
    service = slack(
        Registration(
            bot_token=settings.slack_bot_token.get_secret_value(),
            signing_secret=settings.slack_signing_secret.get_secret_value(),
            app_token=settings.slack_app_token.get_secret_value(),
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret.get_secret_value(),
            api_url=settings.slack_api_url,
            authorize_url=settings.slack_authorize_url,
            public_url=settings.public_url,
            guests=settings.slack_guests,
        ),
        handle=engine.handle,
        workspace_left=engine.workspace_left,
        looking=Looking(store),
        nudge=nudge,
        clock=clock,
        session=session,
        installations=installations,
    )
    platforms.senders["slack"] = service.sender
    platforms.routes += service.routes
    return service


def _teams(
    settings: Settings,
    engine: Engine,
    clock: Clock,
    nudge: Callable[[], None],
    session: aiohttp.ClientSession,
    platforms: Platforms,
    store: SqlStore,
) -> None:
    from adapters.teams.registration import NotRegistered, Registration
    from adapters.teams.service import teams
    from bot.looking import Looking
    from storage.teams_references import StoredTeamsReferences

    try:
        registration = Registration(
            app_id=settings.teams_app_id,
            password=settings.teams_app_password.get_secret_value(),
            tenant_id=settings.teams_tenant_id,
            kind=settings.teams_app_kind,
            development=settings.development,
        )
        registration.check_host(settings.host)
    except NotRegistered as problem:
        raise CannotServe(str(problem)) from None
    service = teams(
        registration,
        handle=engine.handle,
        nudge=nudge,
        clock=clock,
        references=StoredTeamsReferences(store.engine),
        looking=Looking(store),
        session=session,
    )
    platforms.senders["teams"] = service.sender
    platforms.routes += service.routes
