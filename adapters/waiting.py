"""A database that is not there yet: the process lives, says that it is not ready and why, and tries again until the
database comes or it is asked to stop. What waiting cannot mend ends it at once."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from itertools import chain, repeat

import structlog
from aiohttp import web

from adapters.health import Health, Wrong, health_routes
from storage.unit_of_work import NotThereYet, SqlStore

PAUSES = (1.0, 2.0, 5.0)
"""Seconds before the next attempts; the last for all that follow. With the database back, somebody is waiting."""

NOT_THERE = Wrong(
    "The database is not there yet.",
    "Nothing, while it is being started: it is tried again every few seconds. Otherwise see that it runs and can be "
    "reached from here; `shoes doctor` says more.",
)

log = structlog.get_logger("waiting")


async def opened_when_there(
    opened: Callable[[], SqlStore],
    meanwhile: Callable[[], AbstractAsyncContextManager[None]],
    asked_to_stop: asyncio.Event,
    pauses: Sequence[float] = PAUSES,
) -> SqlStore | None:
    """What `opened` gives, called in a thread as often as it takes; None if we are asked to stop first.

    `meanwhile` lasts for as long as there is something to wait for. Raises what `opened` raises, but for NotThereYet.
    """
    stop = asyncio.ensure_future(asked_to_stop.wait())
    async with AsyncExitStack() as waiting:
        waiting.callback(stop.cancel)
        for attempt, pause in enumerate(chain(pauses, repeat(pauses[-1]))):
            opening = asyncio.ensure_future(asyncio.to_thread(opened))
            await asyncio.wait((opening, stop), return_when=asyncio.FIRST_COMPLETED)
            if not opening.done():
                break
            try:
                return opening.result()
            except NotThereYet as away:
                log.warning("database_away", why=str(away), again_in=pause)
            if attempt == 0:
                await waiting.enter_async_context(meanwhile())
            await asyncio.wait((stop,), timeout=pause)
            if stop.done():
                break
    return None


def waiting_application() -> web.Application:
    """Nothing but health, and for platforms the word that they are to deliver it again."""

    async def later(_: web.Request) -> web.Response:
        return web.Response(status=503, text="Not yet: please deliver this again.", headers={"Retry-After": "10"})

    app = web.Application()
    app.add_routes(health_routes(Health(checks=(lambda: NOT_THERE,))))
    app.router.add_route("*", "/{anything:.*}", later)
    return app
