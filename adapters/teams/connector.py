"""The Bot Connector's REST interface, as far as we speak it: send, update, begin a conversation, ask who somebody is.

Plain calls rather than the SDK's client: that one runs every request in the default thread pool without a time limit,
drops fields that it does not know, and is built anew with a new token for each turn.
"""

import asyncio
import datetime as dt
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from adapters.clock import Clock
from adapters.teams.entra import Tokens, TokenUnavailable
from adapters.teams.plain import written
from adapters.teams.registration import Registration
from bot.delivery import TryLater, Unreachable, Unsure

CALL_LIMIT = 9.0
"""Seconds for one call, its connection included. A send is a token and at most three calls."""

Failed = TryLater | Unsure | Unreachable
_TRY_LATER = (401, 412, 429, 502, 503, 504)
"""What Microsoft says is to be tried again. That a gateway's word is the Connector's is theirs to answer for."""
_FOR_AN_OPERATOR = ("InvalidBotApiHost", "NotEnoughPermissions")
"""A 403 that says nothing of whoever was written to: something is set up wrongly, and may be put right."""
_NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""Refused, no such host, TLS, no connection in time: the request has not left."""


class Unsaid(Exception):
    """Something that was to be said at once did not get through. `why` names the reason."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Answer:
    """What the Connector said. `after` is how long it asks us to wait, if it does."""

    status: int
    body: dict[str, Any] = field(default_factory=dict)
    after: dt.timedelta | None = None

    @property
    def taken(self) -> bool:
        """Whether it did what it was asked to."""
        return 200 <= self.status < 300

    @property
    def id(self) -> str:
        """Of the message or conversation; empty if it was not told."""
        return str(self.body.get("id") or "")

    @property
    def code(self) -> str:
        """Teams' own name for what is wrong; empty if it gave none."""
        error = self.body.get("error")
        return str(error.get("code") or "")[:60] if isinstance(error, dict) else ""

    @property
    def turned_out(self) -> bool:
        """Whether nothing can be sent there until somebody acts: blocked, uninstalled, forbidden, or gone."""
        return (self.status == 403 and self.code not in _FOR_AN_OPERATOR) or self.status == 404

    def failure(self, *, repeatable: bool) -> Failed:
        """Why it was not taken. `repeatable` calls do no harm twice, so that a doubt about them is none."""
        why = f"{self.status} {self.code}".strip()
        if self.status in _TRY_LATER or (self.status == 403 and self.code in _FOR_AN_OPERATOR):
            return TryLater(why, self.after)
        if self.status >= 500:
            return TryLater(why, self.after) if repeatable else Unsure(why)
        return Unreachable(why)


class Connector:
    """Calls one service URL or another, each within `CALL_LIMIT`, with our token where there is one.

    No method raises for what a network or the Connector may do.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        registration: Registration,
        tokens: Tokens | None,
        clock: Clock,
        limit: float = CALL_LIMIT,
    ) -> None:
        self._session = session
        self._registration = registration
        self._tokens = tokens
        self._clock = clock
        self._limit = limit

    async def send(
        self, service_url: str, conversation: str, activity: dict[str, Any], *, seen_by: dict[str, Any] | None = None
    ) -> Answer | Failed:
        """Post a new message. Sent twice it is there twice: a doubt is Unsure.

        In a channel or group chat `seen_by` may be the one member who alone is to see it; Teams removes it after a day.
        """
        path = f"{_path(conversation)}/activities"
        if seen_by is not None:
            activity, path = {**activity, "recipient": seen_by}, f"{path}?isTargetedActivity=true"
        return await self._call("POST", service_url, path, activity, repeatable=False)

    async def update(
        self, service_url: str, conversation: str, message: str, activity: dict[str, Any]
    ) -> Answer | Failed:
        """Put this in the place of a message of ours."""
        path = f"{_path(conversation)}/activities/{quote(message, safe='')}"
        return await self._call("PUT", service_url, path, {**activity, "id": message}, repeatable=True)

    async def begin(self, service_url: str, tenant: str, user: str, bot: str) -> Answer | Failed:
        """The one-to-one conversation with this person: Teams makes it, or finds the one there is."""
        wanted = {
            "isGroup": False,
            "bot": {"id": bot},
            "members": [{"id": user}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        return await self._call("POST", service_url, "v3/conversations", wanted, repeatable=True)

    async def member(self, service_url: str, conversation: str, user: str) -> Answer | Failed:
        """What the conversation's roster says of somebody."""
        path = f"{_path(conversation)}/members/{quote(user, safe='')}"
        return await self._call("GET", service_url, path, None, repeatable=True)

    async def _call(
        self, method: str, service_url: str, path: str, body: dict[str, Any] | None, *, repeatable: bool
    ) -> Answer | Failed:
        if not self._registration.trusts(service_url):
            return Unreachable("a service URL that is not Microsoft's")
        try:
            token = await self._tokens.token() if self._tokens else ""
        except TokenUnavailable as unavailable:
            return TryLater(f"no token: {unavailable.why}")
        headers = {"Content-Type": "application/json; charset=utf-8"} if body is not None else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        url = URL(f"{service_url.rstrip('/')}/{path}", encoded=True)
        try:
            async with (
                asyncio.timeout(self._limit),
                self._session.request(
                    method,
                    url,
                    data=None if body is None else written(body),
                    headers=headers,
                    timeout=aiohttp.ClientTimeout(total=None, connect=self._limit / 2),
                    allow_redirects=False,  # the token is for this address
                ) as response,
            ):
                answer = Answer(response.status, await _object(response), self._after(response))
        except _NEVER_SENT as error:
            return TryLater(type(error).__name__)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return TryLater(type(error).__name__) if repeatable else Unsure(type(error).__name__)
        if answer.status == 401 and self._tokens:
            self._tokens.forget(token)
        return answer

    def _after(self, response: aiohttp.ClientResponse) -> dt.timedelta | None:
        """`Retry-After`, which is a number of seconds or a date."""
        told = response.headers.get("Retry-After", "").strip()
        if told.isdecimal():
            return dt.timedelta(seconds=min(int(told), 24 * 60 * 60))
        try:
            until = parsedate_to_datetime(told)
        except ValueError:
            return None
        until = until if until.tzinfo else until.replace(tzinfo=dt.UTC)
        return max(dt.timedelta(), until - self._clock.now())


async def _object(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """The answer's JSON object; empty if it is nothing of the kind, such as a proxy's page."""
    try:
        body = await response.json(content_type=None)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _path(conversation: str) -> str:
    return f"v3/conversations/{quote(conversation, safe='')}"
