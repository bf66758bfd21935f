"""A strict Teams on this machine: the Bot Connector and as much of Entra as a bot needs, with their ways of failing.

It signs activities with keys that can be rotated, gives out tokens and takes only those, holds every message to
`legal.py`, throttles each conversation, and remembers what it took. On demand it answers any status, hangs, or takes
a message and loses the acknowledgement. Whatever was illegal is in `faults`; the fixture asserts that there were none.
"""

import asyncio
import datetime as dt
import functools
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import jwt
import requests
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from requests.adapters import HTTPAdapter

from adapters.clock import Clock
from tests.adapters.teams.legal import faults

APP_ID = "c9e8c047-2a74-40a2-b28a-b162d5f5327c"
APP_PASSWORD = "a client secret"
HOME_TENANT = "0d1e2f3a-4b5c-4d6e-8f70-8192a3b4c5d6"
ISSUER = "https://api.botframework.com"
ENTRA = "https://login.microsoftonline.com"


@dataclass
class Posted:
    """A message as it now stands, and how often it was written."""

    conversation: str
    id: str
    activity: dict[str, Any]
    times: int = 1

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
    sent_at: deque[dt.datetime] = field(default_factory=deque)


Failure = Callable[[], web.StreamResponse]


class FakeTeams:
    """Serves the Connector under `/connector/`, its keys under `/openid/`, Entra under `/entra/`."""

    def __init__(self, clock: Clock) -> None:
        self.url = ""
        self.conversations: dict[str, Conversation] = {}
        self.reachable: dict[str, str] = {}
        self.messages: list[Posted] = []
        self.calls: list[str] = []
        self.authorizations: list[str] = []
        self.key_fetches = 0
        self.token_requests = 0
        self.token_lasts = 3600
        self.keys_open, self.tokens_open, self.calls_open = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.key_asked, self.token_asked = asyncio.Event(), asyncio.Event()
        self.faults: list[str] = []
        self.endorsements = ["msteams", "webchat"]
        self.throttled = True
        self._clock = clock
        self._key = 0
        self._tokens: set[str] = set()
        self._failures: deque[Failure] = deque()
        self._lose = False
        self._numbers = count(1763899300000)
        for gate in (self.keys_open, self.tokens_open, self.calls_open):
            gate.set()

    def application(self) -> web.Application:
        """To be served on loopback."""
        app = web.Application(client_max_size=2**22)
        app.router.add_get("/openid/metadata", self._metadata)
        app.router.add_get("/openid/keys", self._jwks)
        app.router.add_get("/entra/{tenant}/v2.0/.well-known/openid-configuration", self._authority)
        app.router.add_post("/entra/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_post("/connector/v3/conversations", self._begin)
        app.router.add_post("/connector/v3/conversations/{conversation}/activities", self._post)
        app.router.add_put("/connector/v3/conversations/{conversation}/activities/{activity}", self._put)
        app.router.add_get("/connector/v3/conversations/{conversation}/members/{user}", self._member)
        return app

    @property
    def service_url(self) -> str:
        """Where activities say they want to be answered."""
        return f"{self.url}/connector/"

    # ------------------------------------------------------------ tokens for the bot's endpoint

    def rotate_keys(self) -> None:
        """From now on another key signs, and the old one is not published any more."""
        self._key += 1

    def bearer(self, *, key: int | None = None, algorithm: str = "RS256", **claims: Any) -> str:
        """An Authorization header as the Connector sends it, with `claims` instead of the proper ones."""
        now = time.time()
        proper = {
            "iss": ISSUER,
            "aud": APP_ID,
            "nbf": now - 60,
            "exp": now + 3600,
            "serviceurl": self.service_url,
        }
        number = self._key if key is None else key
        signer: Any = None if algorithm == "none" else _private_key(number)
        if algorithm == "HS256":
            signer = "the public key, taken for a password, as in a well-known attack"
        stated = {name: value for name, value in (proper | claims).items() if value is not None}
        return "Bearer " + jwt.encode(stated, signer, algorithm=algorithm, headers={"kid": f"key-{number}"})

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

    def revoke_tokens(self) -> None:
        """Every token given out so far is refused with 401."""
        self._tokens.clear()

    # ------------------------------------------------------------ what people would see

    def in_conversation(self, conversation: str) -> list[Posted]:
        """Its messages, oldest first."""
        return [message for message in self.messages if message.conversation == conversation]

    # ------------------------------------------------------------ OpenID and Entra

    async def _metadata(self, _: web.Request) -> web.Response:
        self.key_fetches += 1
        self.key_asked.set()
        await self.keys_open.wait()
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/openid/keys"})

    async def _jwks(self, _: web.Request) -> web.Response:
        await self.keys_open.wait()
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(_private_key(self._key).public_key()))
        ours = public | {"kid": f"key-{self._key}", "use": "sig", "endorsements": self.endorsements}
        other = {"kty": "EC", "kid": "elliptic", "crv": "P-256", "x": "AA", "y": "AA"}
        return web.json_response({"keys": [other, {"kty": "RSA", "kid": "spoilt", "n": "?"}, ours]})

    async def _authority(self, request: web.Request) -> web.Response:
        tenant = request.match_info["tenant"]
        return web.json_response(
            {
                "token_endpoint": f"{ENTRA}/{tenant}/oauth2/v2.0/token",
                "authorization_endpoint": f"{ENTRA}/{tenant}/oauth2/v2.0/authorize",
                "issuer": f"{ENTRA}/{tenant}/v2.0",
            }
        )

    async def _token(self, request: web.Request) -> web.Response:
        self.token_requests += 1
        self.token_asked.set()
        await self.tokens_open.wait()
        asked = await request.post()
        expected = {
            "client_id": APP_ID,
            "client_secret": APP_PASSWORD,
            "grant_type": "client_credentials",
            "scope": "https://api.botframework.com/.default",
        }
        if request.match_info["tenant"] != HOME_TENANT or any(asked.get(key) != it for key, it in expected.items()):
            return web.json_response({"error": "invalid_client", "error_description": "…"}, status=401)
        token = f"token-{self.token_requests}"
        self._tokens.add(token)
        return web.json_response({"access_token": token, "token_type": "Bearer", "expires_in": self.token_lasts})

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
        posted = Posted(conversation, str(next(self._numbers)), await self._activity(request))
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
        authorization = request.headers.get("Authorization", "")
        self.authorizations.append(authorization)
        await self.calls_open.wait()
        if self._failures and writing:
            return self._failures.popleft()()
        if authorization.removeprefix("Bearer ") not in self._tokens:
            return _error(401, "Unauthorized")
        if not conversation:
            return None
        known = self.conversations.get(conversation.split(";messageid=")[0])  # a thread belongs to its channel
        if known is None:
            return _error(404, "ConversationNotFound")
        if writing and known.blocked:
            return _error(403, "MessageWritesBlocked")
        return self._too_fast(known) if writing and self.throttled else None

    def _too_fast(self, conversation: Conversation) -> web.StreamResponse | None:
        """Seven in a second, eight in two, sixty in thirty, 1,800 in an hour."""
        now = self._clock.now()
        for most, seconds in ((7, 1), (8, 2), (60, 30), (1800, 3600)):
            since = now - dt.timedelta(seconds=seconds)
            if sum(at > since for at in conversation.sent_at) >= most:
                return _error(429, "TooManyRequests", {"Retry-After": str(seconds)})
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


class EntraHere(HTTPAdapter):
    """Carries what msal sends to Entra to a fake one, on plain HTTP, which msal itself would not speak."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        assert request.url is not None
        request.url = request.url.replace(ENTRA, f"{self._url}/entra", 1)
        return super().send(request, *args, **kwargs)


def _error(status: int, code: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"error": {"code": code, "message": "…"}}, status=status, headers=headers)


@functools.cache
def _private_key(number: int) -> rsa.RSAPrivateKey:
    """One of each number in a test process: making one takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
