"""What keeps other web pages out of a page on this machine: hosts, origins, and the headers of every answer."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

HERE = frozenset({"127.0.0.1", "localhost", "::1"})

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@web.middleware
async def guard(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse a name that is not this machine's (rebinding) and a post that another page sent (forgery)."""
    if urlsplit(f"//{request.host}").hostname not in HERE:
        raise web.HTTPForbidden(text="This page is for this computer alone.")
    if request.method not in ("GET", "HEAD") and request.headers.get("Origin") != f"http://{request.host}":
        raise web.HTTPForbidden(text="This did not come from the demo's own page.")
    return await handler(request)


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """To every answer, streams too: hooked to `on_response_prepare`."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
