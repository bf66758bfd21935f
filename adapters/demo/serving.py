"""`shoes demo`: the page on this machine, around a town that lives in a temporary folder unless told otherwise."""

import asyncio
import datetime as dt
import itertools
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, AsyncExitStack, ExitStack, closing, suppress
from functools import cache
from pathlib import Path

from aiohttp import web

from adapters.demo.beginning import begin
from adapters.demo.living_town import Listeners, LivingTown
from adapters.demo.server import DemoServer
from adapters.demo.town import read_town
from adapters.logs import set_up_logs
from adapters.scheduler import Beat, Metronome
from adapters.server import calendar_routes
from bot.engine import Engine
from bot.matching import Relevance
from bot.ports.unit_of_work import UnitOfWork
from storage.unit_of_work import SqlStore, open_store

PORT = 8765
LOOPBACK = "127.0.0.1"
TICK = dt.timedelta(seconds=20)


def serve_demo(
    *, port: int = PORT, database_url: str | None = None, relevance: Callable[[], Relevance] | None = None
) -> None:
    """Serve until interrupted. Prints the address on a line of its own once the page is up.

    `relevance` is called when the town is awake: nobody waits for a model, and what happened in the last weeks does
    not depend on one. A busy `port` is replaced by a free one. With a `database_url` the town goes on where it was,
    and cannot be begun again from the page.
    """
    set_up_logs("WARNING", development=True)
    with tempfile.TemporaryDirectory(prefix="in-your-shoes-") as folder, ExitStack() as open_stores:
        stores = _Stores(Path(folder), database_url, relevance, open_stores)
        with suppress(asyncio.CancelledError):
            asyncio.run(_serve(port, stores))


class _Stores:
    """Opens the town's store, a new and empty one each time it begins again; and is whichever is the newest."""

    def __init__(
        self,
        folder: Path,
        database_url: str | None,
        relevance: Callable[[], Relevance] | None,
        open_stores: ExitStack,
    ) -> None:
        self.given = database_url
        self._folder = folder
        self._relevance = cache(relevance) if relevance else None
        self._open_stores = open_stores
        self._numbers = itertools.count(1)
        self._newest: SqlStore | None = None
        self._url = ""

    def open(self) -> SqlStore:
        """A store that compares by words alone."""
        self._url = self.given or f"sqlite:///{self._folder / f'town-{next(self._numbers)}.db'}"
        self._open_stores.close()
        self._newest = self._open_stores.enter_context(closing(open_store(self._url)))
        return self._newest

    def with_meaning(self) -> SqlStore:
        """The same store, as people will use it."""
        relevance = self._relevance() if self._relevance else None
        return self._open_stores.enter_context(closing(open_store(self._url, relevance=relevance)))

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        assert self._newest is not None, "open() comes first"
        return self._newest.begin()


class _TownTime:
    """The time in whichever town is the newest."""

    def __init__(self, server: DemoServer) -> None:
        self._server = server

    def now(self) -> dt.datetime:
        return self._server.living.clock.now()


async def _serve(port: int, stores: _Stores) -> None:
    listening = _listen(port)
    address = f"http://{LOOPBACK}:{listening.getsockname()[1]}/"
    town = read_town()

    async def begin_town(listeners: Listeners) -> LivingTown:
        living = await begin(town, stores.open(), listeners, public_url=address)
        living.use(Engine(stores.with_meaning().for_turns()))
        return living

    server = DemoServer(town, begin_town, may_begin_again=stores.given is None)
    app = server.application()
    app.add_routes(calendar_routes(stores, _TownTime(server)))

    async def tick() -> None:
        await server.living.tick()

    async with AsyncExitStack() as until_the_end:
        _stop_when_asked()
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        until_the_end.push_async_callback(runner.cleanup)
        until_the_end.callback(server.stop)
        await web.SockSite(runner, listening).start()
        _tell(address)
        await server.start()
        metronome = Metronome([Beat("tick", TICK, tick)])
        metronome.start()
        until_the_end.callback(metronome.stop)
        await asyncio.Event().wait()


def _listen(port: int) -> socket.socket:
    """A socket on this port, or on a free one if somebody else has it."""
    for wanted in (port, 0):
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((LOOPBACK, wanted))
            listening.listen()  # two demos that start together must not both think the port is theirs
        except OSError:
            listening.close()
        else:
            return listening
    raise OSError("no port is free on this machine")


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _stop_when_asked() -> None:
    """Ctrl-C and SIGTERM end this task, whatever it is waiting for, and leave nothing behind."""
    task = asyncio.current_task()
    assert task is not None
    for asking in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(asking, task.cancel)
