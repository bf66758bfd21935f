"""A strict Teams on this machine: the Bot Connector as a bot meets it, with its ways of failing.

It takes only tokens that its Entra gave out, holds every message to `legal.py`, throttles each conversation and each
tenant, and remembers what it took. On demand it answers any status, hangs, is down, or takes a message and loses the
acknowledgement. Whatever was illegal is in `faults`; the fixture asserts that there were none.
"""

import asyncio
import datetime as dt
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

from adapters.clock import Clock
from tests.adapters.teams.fake_entra import APP_ID, FakeEntra
from tests.adapters.teams.legal import MOST_BYTES, faults

PER_CONVERSATION = ((7, 1), (8, 2), (60, 30), (1800, 3600))
"""Messages in seconds: Teams' own limits."""
PER_TENANT = 50
"""Calls in a second by one bot in one tenant."""


@dataclass
class Posted:
    """A message as it now stands, and how often it was written. `seen_by` is who alone sees it, if it is targeted."""

    conversation: str
    id: str
    activity: dict[str, Any]
    times: int = 1
    seen_by: str = ""

    @property
    def card(self) -> dict[str, Any]:
        """The Adaptive Card in it."""
        content: dict[str, Any] = self.activity["attachments"][0]["content"]
        return content


@dataclass
class Conversation:
    """Where the bot may write. `blocked` answers 403, as for somebody who removed or blocked it."""

    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    blocked: bool = False
    tenant: str = ""
    sent_at: deque[dt.datetime] = field(default_factory=deque)


Failure = Callable[[], web.StreamResponse]


class FakeTeams(FakeEntra):
    """Serves the Connector under `/connector/`, beside what its Entra serves."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.conversations: dict[str, Conversation] = {}
        self.reachable: dict[str, str] = {}
        self.messages: list[Posted] = []
        self.calls: list[str] = []
        self.requests: list[tuple[str, str, Any]] = []
        self.authorizations: list[str] = []
        self.calls_open = asyncio.Event()
        self.faults: list[str] = []
        self.throttled = True
        self.down = False
        self.targets = True
        self.takes = MOST_BYTES
        self._clock = clock
        self._failures: deque[Failure] = deque()
        self._lose = False
        self._numbers = count(1763899300000)
        self._called_at: dict[str, deque[dt.datetime]] = {}
        self.calls_open.set()

    def application(self) -> web.Application:
        """To be served on loopback."""
        app = web.Application(client_max_size=2**22)
        self.serve_identity(app)
        app.router.add_post("/connector/v3/conversations", self._begin)
        app.router.add_post("/connector/v3/conversations/{conversation}/activities", self._post)
        app.router.add_post("/connector/v3/conversations/{conversation}/activities/{activity}", self._post)
        app.router.add_put("/connector/v3/conversations/{conversation}/activities/{activity}", self._put)
        app.router.add_delete("/connector/v3/conversations/{conversation}/activities/{activity}", self._delete)
        app.router.add_get("/connector/v3/conversations/{conversation}/members/{user}", self._member)
        return app

    @property
    def service_url(self) -> str:
        """Where activities say they want to be answered."""
        return f"{self.url}/connector/"

    # ------------------------------------------------------------ what goes wrong, on demand

    def fail_next(self, status: int, code: str = "", headers: dict[str, str] | None = None) -> None:
        """The next call of the Connector is answered with this status and Microsoft's kind of error."""
        body = {"error": {"code": code, "message": "…"}} if code else None
        self._failures.append(lambda: web.json_response(body, status=status, headers=headers))

    def break_next(self, status: int) -> None:
        """The next call gets a page of some proxy instead of an answer."""
        self._failures.append(lambda: web.Response(status=status, text="<html>Bad gateway", content_type="text/html"))

    def lose_next_acknowledgement(self) -> None:
        """The next call is carried out, and the connection breaks before the answer."""
        self._lose = True

    # ------------------------------------------------------------ what people would see

    def in_conversation(self, conversation: str) -> list[Posted]:
        """Its messages, oldest first."""
        return [message for message in self.messages if message.conversation == conversation]

    # ------------------------------------------------------------ the Connector

    async def _begin(self, request: web.Request) -> web.StreamResponse:
        if refused := await self._refused(request, "begin"):
            return refused
        asked = await request.json()
        user = asked["members"][0]["id"]
        if asked["isGroup"] is not False or asked["bot"]["id"] != f"28:{APP_ID}" or len(asked["members"]) != 1:
            self.faults.append("a conversation that a bot cannot begin")
        if not asked["tenantId"] or asked["channelData"]["tenant"]["id"] != asked["tenantId"]:
            self.faults.append("a conversation without its tenant")
        if user not in self.reachable:
            return _error(403, "BotNotInConversationRoster")
        return self._done(request, {"id": self.reachable[user]}, 201)

    async def _post(self, request: web.Request) -> web.StreamResponse:
        conversation = request.match_info["conversation"]
        if refused := await self._refused(request, "post", conversation):
            return refused
        targeted = request.query.get("isTargetedActivity") == "true"
        activity = await self._activity(request)
        if targeted and not self.targets:
            return _error(400, "BadSyntax")
        if targeted and (not activity.get("recipient") or conversation.startswith("a:")):
            self.faults.append("a targeted message to nobody, or in a one-to-one chat")
        posted = Posted(conversation, str(next(self._numbers)), activity)
        posted.seen_by = activity["recipient"]["id"] if targeted else ""
        self.messages.append(posted)
        return self._done(request, {"id": posted.id}, 201)

    async def _put(self, request: web.Request) -> web.StreamResponse:
        conversation, wanted = request.match_info["conversation"], request.match_info["activity"]
        if refused := await self._refused(request, "put", conversation):
            return refused
        for posted in self.in_conversation(conversation):
            if posted.id == wanted:
                posted.activity = await self._activity(request)
                posted.times += 1
                return self._done(request, {"id": posted.id}, 200)
        return _error(404, "ActivityNotFoundInConversation")

    async def _delete(self, request: web.Request) -> web.StreamResponse:
        conversation, wanted = request.match_info["conversation"], request.match_info["activity"]
        if refused := await self._refused(request, "delete", conversation):
            return refused
        kept = [it for it in self.messages if (it.conversation, it.id) != (conversation, wanted)]
        if len(kept) == len(self.messages):
            return _error(404, "ActivityNotFoundInConversation")
        self.messages = kept
        return self._done(request, {}, 200)

    async def _member(self, request: web.Request) -> web.StreamResponse:
        conversation = request.match_info["conversation"]
        if refused := await self._refused(request, "member", conversation, writing=False):
            return refused
        member = self.conversations[conversation.split(";messageid=")[0]].members.get(request.match_info["user"])
        return _error(404, "MemberNotFoundInConversation") if member is None else web.json_response(member)

    async def _refused(
        self, request: web.Request, what: str, conversation: str = "", *, writing: bool = True
    ) -> web.StreamResponse | None:
        self.calls.append(what)
        body = await request.json() if request.can_read_body else None
        self.requests.append((request.method, request.raw_path.removeprefix("/connector"), body))
        authorization = request.headers.get("Authorization", "")
        self.authorizations.append(authorization)
        await self.calls_open.wait()
        if self.down:
            return web.Response(status=503)
        if self._failures and writing:
            return self._failures.popleft()()
        if not self.gave(authorization):
            return _error(401, "Unauthorized")
        if not conversation:
            return None
        known = self.conversations.get(conversation.split(";messageid=")[0])  # a thread belongs to its channel
        if known is None:
            return _error(404, "ConversationNotFound")
        if writing and known.blocked:
            return _error(403, "MessageWritesBlocked")
        if writing and (request.content_length or 0) > self.takes:
            return _error(413, "MessageSizeTooBig")
        return self._too_fast(known) if writing and self.throttled else None

    def _too_fast(self, conversation: Conversation) -> web.StreamResponse | None:
        now = self._clock.now()
        for most, seconds in PER_CONVERSATION:
            if _since(conversation.sent_at, now, seconds) >= most:
                return _error(429, "TooManyRequests", {"Retry-After": str(seconds)})
        in_tenant = self._called_at.setdefault(conversation.tenant, deque())
        if _since(in_tenant, now, 1) >= PER_TENANT:
            return _error(429, "TooManyRequests", {"Retry-After": "1"})
        in_tenant.append(now)
        conversation.sent_at.append(now)
        return None

    async def _activity(self, request: web.Request) -> dict[str, Any]:
        if not request.headers["Content-Type"].startswith("application/json"):
            self.faults.append("a body that is not JSON")
        activity: dict[str, Any] = await request.json()
        self.faults += faults(activity)
        return activity

    def _done(self, request: web.Request, body: dict[str, Any], status: int) -> web.Response:
        if self._lose:
            self._lose = False
            assert request.transport is not None
            request.transport.close()
        return web.json_response(body, status=status)


def _since(times: deque[dt.datetime], now: dt.datetime, seconds: int) -> int:
    return sum(at > now - dt.timedelta(seconds=seconds) for at in times)


def _error(status: int, code: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"error": {"code": code, "message": "…"}}, status=status, headers=headers)
