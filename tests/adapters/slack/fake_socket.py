"""Slack's end of Socket Mode: tickets that count once, a hello, envelopes that want an acknowledgement, and hanging up.

What is not acknowledged is delivered again, over whatever connection there is then.
"""

import asyncio
import json
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import WSMsgType, web

from tests.adapters.slack.people import Request

APP_TOKEN = "xapp-1-open-door"


class FakeSocket:
    """Serves `apps.connections.open` and the connections it gives out."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.opened = 0
        self.connected = asyncio.Event()
        self._tickets: set[str] = set()
        self._socket: web.WebSocketResponse | None = None
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._numbers = count(1)

    def application(self) -> web.Application:
        """To be served on loopback."""
        app = web.Application()
        app.router.add_post("/api/apps.connections.open", self._open)
        app.router.add_get("/link", self._link)
        return app

    async def deliver(self, request: Request, within: float = 20.0) -> dict[str, Any] | None:
        """What the act was answered with; None if nobody acknowledged it in time."""
        await asyncio.wait_for(self.connected.wait(), 20)
        assert self._socket is not None
        envelope = f"envelope-{next(self._numbers)}"
        answered: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._answers[envelope] = answered
        kind, payload = _payload(request)
        await self._socket.send_json(
            {"envelope_id": envelope, "type": kind, "accepts_response_payload": True, "payload": payload}
        )
        try:
            return await asyncio.wait_for(answered, within)
        except TimeoutError:
            return None

    async def hang_up(self) -> None:
        """Slack refreshes connections every few hours: it says so, and closes."""
        assert self._socket is not None
        socket = self._socket
        self.connected.clear()
        await socket.send_json({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})

    async def _open(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {APP_TOKEN}":
            self.faults.append("a connection was asked for with the wrong token")
            return web.json_response({"ok": False, "error": "invalid_auth"})
        self.opened += 1
        ticket = f"ticket-{self.opened}"
        self._tickets.add(ticket)
        return web.json_response({"ok": True, "url": f"ws://{request.host}/link?ticket={ticket}"})

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._socket = socket
        await socket.send_json({"type": "hello", "num_connections": 1})
        self.connected.set()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self._heard(json.loads(message.data))
        return socket

    def _heard(self, answer: dict[str, Any]) -> None:
        answered = self._answers.pop(answer.get("envelope_id", ""), None)
        if answered is None:
            self.faults.append(f"an acknowledgement of nothing: {answer}")
        elif not answered.done():
            answered.set_result(answer.get("payload") or {})


def _payload(request: Request) -> tuple[str, dict[str, Any]]:
    """The same act as an envelope carries it."""
    if request.path == "/slack/events":
        return "events_api", json.loads(request.body)
    form = dict(parse_qsl(request.body, keep_blank_values=True))
    if "payload" in form:
        return "interactive", json.loads(form["payload"])
    return "slash_commands", dict(form)
