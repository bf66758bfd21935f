"""A strict Slack on this machine: the part of its Web API that we use, and its ways of failing.

It checks the token and the scope of every call, holds every message to `legal.py`, and remembers what it took. On
demand it answers 429, any documented error or a bad gateway, or takes a message and loses the acknowledgement.
Whatever was illegal is in `faults`; the fixture that makes it asserts that there were none.
"""

import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

from tests.adapters.slack.legal import faults

SCOPES: Mapping[str, str] = {
    "auth.test": "",
    "users.info": "users:read",
    "conversations.open": "im:write",
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
}
"""The methods there are here, and the scope that each needs."""


@dataclass
class Posted:
    """A message as it now stands, and how often it was written."""

    team: str
    channel: str
    ts: str
    text: str
    blocks: list[dict[str, Any]]
    metadata: dict[str, Any]
    times: int = 1

    @property
    def key(self) -> str:
        """The outbox key that it carries."""
        return str(self.metadata.get("event_payload", {}).get("key", ""))


@dataclass
class Workspace:
    """One team with the bot in it: who its people are, and what the bot may do."""

    team: str
    token: str
    scopes: frozenset[str]
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    bot: str = "UBOT"


Failure = Callable[[web.Request], web.StreamResponse]


class FakeSlack:
    """Serves `/api/<method>`; see the module."""

    def __init__(self, *workspaces: Workspace) -> None:
        self.workspaces = {workspace.token: workspace for workspace in workspaces}
        self.messages: list[Posted] = []
        self.ephemeral: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.faults: list[str] = []
        self._failures: dict[str, deque[Failure]] = {}
        self._lost: dict[str, int] = {}
        self._numbers = count(1)

    def application(self) -> web.Application:
        """To be served on loopback."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._answer)
        return app

    # ------------------------------------------------------------ what goes wrong, on demand

    def fail_next(self, method: str, error: str) -> None:
        """The next call of `method` is answered `{"ok": false, "error": …}`."""
        self._fail(method, lambda _: web.json_response({"ok": False, "error": error}))

    def limit_next(self, method: str, retry_after: int) -> None:
        """The next call of `method` comes too soon."""
        self._fail(
            method,
            lambda _: web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(retry_after)}
            ),
        )

    def break_next(self, method: str, status: int) -> None:
        """The next call of `method` gets a page of some proxy instead of an answer."""
        self._fail(method, lambda _: web.Response(status=status, text="<html>Bad gateway", content_type="text/html"))

    def lose_next_acknowledgement(self, method: str) -> None:
        """The next call of `method` is carried out, and the connection breaks before the answer."""
        self._lost[method] = self._lost.get(method, 0) + 1

    # ------------------------------------------------------------ what people would see

    def in_channel(self, channel: str) -> list[Posted]:
        """Its messages, oldest first."""
        return [message for message in self.messages if message.channel == channel]

    @staticmethod
    def direct(user: str) -> str:
        """The channel of the bot and this person."""
        return f"D{user}"

    # ------------------------------------------------------------ the Web API

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        asked = await _asked(request)
        self.calls.append(method)
        if method not in SCOPES:
            self.faults.append(f"unknown method {method}")
            return web.json_response({"ok": False, "error": "unknown_method"})
        if waiting := self._failures.get(method):
            return waiting.popleft()(request)
        given = request.headers.get("Authorization", "").removeprefix("Bearer ") or asked.get("token", "")
        workspace = self.workspaces.get(given)
        if workspace is None:
            self.faults.append(f"{method} with the wrong token")
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if SCOPES[method] and SCOPES[method] not in workspace.scopes:
            self.faults.append(f"{method} without the scope {SCOPES[method]}")
            return web.json_response({"ok": False, "error": "missing_scope"})
        try:
            answer = getattr(self, "_" + method.replace(".", "_"))(workspace, asked)
        except KeyError as missing:
            self.faults.append(f"{method} without {missing}")
            answer = {"error": "invalid_arguments"}
        if self._lost.get(method):
            self._lost[method] -= 1
            assert request.transport is not None
            request.transport.close()
        return web.json_response({"ok": "error" not in answer, **answer})

    def _auth_test(self, workspace: Workspace, _: dict[str, Any]) -> dict[str, Any]:
        return {"team_id": workspace.team, "user_id": workspace.bot, "bot_id": "BBOT", "team": "A workspace"}

    def _users_info(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
        person = workspace.people.get(asked["user"])
        if person is None:
            return {"error": "user_not_found"}
        shown = {key: value for key, value in person.items() if key != "email"}
        profile = {"email": person["email"]} if "users:read.email" in workspace.scopes else {}
        return {"user": {"id": asked["user"], **shown, "profile": profile}}

    def _conversations_open(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
        if asked["users"] not in workspace.people:
            return {"error": "user_not_found"}
        return {"channel": {"id": self.direct(asked["users"])}}

    def _chat_postMessage(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        channel = asked["channel"]
        if channel.startswith("D") and channel[1:] not in workspace.people:
            return {"error": "channel_not_found"}
        if self._refused(asked):
            return {"error": "invalid_blocks"}
        posted = Posted(workspace.team, channel, self._ts(), asked["text"], asked.get("blocks", []), _metadata(asked))
        self.messages.append(posted)
        return {"channel": channel, "ts": posted.ts}

    def _chat_update(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
        found = [each for each in self.in_channel(asked["channel"]) if each.ts == asked["ts"]]
        if not found or found[0].team != workspace.team:
            return {"error": "message_not_found"}
        if self._refused(asked):
            return {"error": "invalid_blocks"}
        message = found[0]
        message.text, message.blocks, message.metadata = asked["text"], asked.get("blocks", []), _metadata(asked)
        message.times += 1
        return {"channel": message.channel, "ts": message.ts}

    def _chat_postEphemeral(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if self._refused(asked):
            return {"error": "invalid_blocks"}
        self.ephemeral.append({"team": workspace.team, **asked})
        return {"message_ts": self._ts()}

    def _refused(self, asked: dict[str, Any]) -> bool:
        wrong = faults(asked)
        self.faults += wrong
        return bool(wrong)

    def _ts(self) -> str:
        return f"1763985600.{next(self._numbers):06}"

    def _fail(self, method: str, failure: Failure) -> None:
        self._failures.setdefault(method, deque()).append(failure)


async def _asked(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        asked: dict[str, Any] = await request.json()
        return asked
    asked = {**request.query, **{key: value for key, value in (await request.post()).items() if isinstance(value, str)}}
    for key in ("blocks", "metadata"):
        if isinstance(asked.get(key), str):
            asked[key] = json.loads(asked[key])
    return asked


def _metadata(asked: dict[str, Any]) -> dict[str, Any]:
    metadata: dict[str, Any] = asked.get("metadata") or {}
    return metadata
