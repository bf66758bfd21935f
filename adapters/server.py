"""The one aiohttp application: each platform's own routes, diary files, and whether we are well.

No middleware here reads a body: Slack signs the bytes, so its adapter must be the first to see them.
"""

import asyncio
from collections.abc import Callable, Sequence

import structlog
from aiohttp import web

from adapters.calendar_file import calendar_file
from adapters.clock import Clock
from adapters.pages import page_routes
from bot.ports import Store

log = structlog.get_logger("server")

READY_WITHIN = 2.0
"""Seconds. A database slower than this is as good as away."""


def application(store: Store, clock: Clock, platforms: Sequence[web.RouteDef]) -> web.Application:
    """Everything the outside can ask of us. `platforms` are the routes of the adapters that are set up."""
    app = web.Application()
    app.add_routes(platforms)
    app.add_routes(calendar_routes(store, clock))
    app.add_routes(health_routes(store))
    app.add_routes(page_routes())
    return app


def calendar_routes(store: Store, clock: Clock) -> list[web.RouteDef]:
    """`/calendar/{token}.ics`: whoever has the address may read it, as a diary that subscribes to it must."""

    def read(token: str) -> bytes | None:
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


def health_routes(store: Store) -> list[web.RouteDef]:
    """`/health`: 200 when turns can be handled, 503 when the database is away. `/health/live`: the process runs."""

    def touch() -> None:
        with store.begin():
            pass

    async def ready(_: web.Request) -> web.Response:
        try:
            await asyncio.wait_for(asyncio.to_thread(touch), READY_WITHIN)
        except Exception:
            log.exception("not_ready")
            return web.json_response({"live": True, "ready": False}, status=503)
        return web.json_response({"live": True, "ready": True})

    async def live(_: web.Request) -> web.Response:
        return web.json_response({"live": True})

    return [web.get("/health", ready), web.get("/health/live", live)]


async def serve(app: web.Application, host: str, port: int, *, started: Callable[[str], None]) -> web.AppRunner:
    """Listen; call `started` with the address. The caller cleans the runner up. `port` 0 takes a free one."""
    runner = web.AppRunner(app, access_log=None)  # an access log would hold the addresses of diary files
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    taken: int = runner.addresses[0][1]
    started(f"http://{host}:{taken}/")
    return runner
