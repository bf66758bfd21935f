"""The one aiohttp application: each platform's own routes, diary files, and a few pages.

No middleware here reads a body: Slack signs the bytes, so its adapter must be the first to see them.
"""

import asyncio
from collections.abc import Callable, Sequence

from aiohttp import web
from aiohttp.typedefs import Middleware

from adapters.clock import Clock
from adapters.pages import page_routes
from bot.ports.unit_of_work import Store

MOST_BYTES = 256 * 1024
"""Of one request: far above what Slack or Teams send. Beyond it the answer is 413, and nothing more is read."""
TURNS_END_WITHIN = 10.0
"""Seconds that requests which came in before the end have to be answered."""


def application(
    store: Store, clock: Clock, routes: Sequence[web.RouteDef], middlewares: Sequence[Middleware] = ()
) -> web.Application:
    """Everything the outside can ask of us. `routes` are those of the platforms that are set up, and of health."""
    app = web.Application(middlewares=middlewares, client_max_size=MOST_BYTES)
    app.add_routes(routes)
    app.add_routes(calendar_routes(store, clock))
    app.add_routes(page_routes())
    return app


def calendar_routes(store: Store, clock: Clock) -> list[web.RouteDef]:
    """`/calendar/{token}.ics`: whoever has the address may read it, as a diary that subscribes to it must."""

    def read(token: str) -> bytes | None:
        from adapters.calendar_file import calendar_file  # in a thread, when somebody asks for the first one

        with store.begin() as work:
            leg = work.exchanges.leg_by_token(token)
            if leg is None:
                return None
            return calendar_file(leg, work.people.get(leg.host_id).time_zone, clock.now())

    async def diary(request: web.Request) -> web.Response:
        written = await asyncio.to_thread(read, request.match_info["token"])
        if written is None:
            raise web.HTTPNotFound(text="There is no visit here. It may have been removed.")
        return web.Response(
            body=written,
            content_type="text/calendar",
            charset="utf-8",
            headers={"Content-Disposition": 'attachment; filename="visit.ics"', "Cache-Control": "no-cache"},
        )

    return [web.get(r"/calendar/{token:[A-Za-z0-9_-]+}.ics", diary)]


async def serve(app: web.Application, host: str, port: int, *, started: Callable[[str], None]) -> web.AppRunner:
    """Listen; call `started` with the address. The caller cleans the runner up. `port` 0 takes a free one."""
    runner = web.AppRunner(
        app, access_log=None, shutdown_timeout=TURNS_END_WITHIN
    )  # an access log would hold the addresses of diary files
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    taken: int = runner.addresses[0][1]
    started(f"http://{host}:{taken}/")
    return runner
