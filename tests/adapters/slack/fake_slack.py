"""A strict Slack on this machine: the part of its Web API that we use, and its ways of failing.

It checks the token and the scope of every call, keeps workspaces apart, holds every message and view to `legal.py` and
every caller to `rates.py`, lets a trigger open one view within three seconds, and gives out tokens for codes and
refresh tokens that each count once. On demand it answers 429, any documented error or a bad gateway, or takes a call
and loses the acknowledgement. Whatever was illegal is in `faults`; the fixture that makes it asserts that there were
none.
"""

import base64
import datetime as dt
import json
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

from tests.adapters.slack.legal import faults, view_faults
from tests.adapters.slack.rates import Rates

SCOPES: Mapping[str, str] = {
    "auth.test": "",
    "users.info": "users:read",
    "dnd.info": "dnd:read",
    "conversations.open": "im:write",
    "conversations.history": "",  # which one depends on the kind of conversation
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "views.open": "",
    "views.publish": "",
}
"""The methods there are here, and the scope that each needs."""

TRIGGER_LIVES = dt.timedelta(seconds=3)
A_MOMENT = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


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
class View:
    """A modal or a Home tab as it now stands."""

    team: str
    user: str
    content: dict[str, Any]
    id: str = ""
    times: int = 1

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """What is in it."""
        blocks: list[dict[str, Any]] = self.content["blocks"]
        return blocks


@dataclass
class Workspace:
    """One team with the bot in it: who its people are, and what the bot may do. `enterprise` if it is in a grid."""

    team: str
    token: str
    scopes: frozenset[str]
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    bot: str = "UBOT"
    channels: frozenset[str] = frozenset({"CGENERAL"})
    """Those the bot is in."""
    enterprise: str = ""
    org_wide: bool = False


@dataclass
class Grant:
    """What somebody allowed in the browser: a code for it can be exchanged once."""

    workspace: Workspace
    installer: str
    expires_in: int | None = None


Failure = Callable[[web.Request], web.StreamResponse]


class FakeSlack:
    """Serves `/api/<method>`; see the module. `now` is its clock, which rate limits and triggers go by."""

    def __init__(self, *workspaces: Workspace, now: Callable[[], dt.datetime] = lambda: A_MOMENT) -> None:
        self.workspaces = {workspace.token: workspace for workspace in workspaces}
        self.now = now
        self.messages: list[Posted] = []
        self.ephemeral: list[dict[str, Any]] = []
        self.modals: list[View] = []
        self.homes: dict[str, View] = {}
        self.calls: list[str] = []
        self.limited: Counter[str] = Counter()
        self.faults: list[str] = []
        self.client_id, self.client_secret = "42.42", "the client's secret"
        self._grants: dict[str, Grant] = {}
        self._refreshes: dict[str, Grant] = {}
        self._triggers: dict[str, tuple[str, str, dt.datetime]] = {}
        self._rates = Rates()
        self._failures: dict[str, deque[Failure]] = {}
        self._lost: dict[str, int] = {}
        self._numbers = count(1)
        self.page = 100

    def application(self, app: web.Application | None = None) -> web.Application:
        """To be served on loopback, beside whatever `app` serves already."""
        app = web.Application() if app is None else app
        app.router.add_route("*", "/api/oauth.v2.access", self._oauth)
        app.router.add_route("*", "/api/{method}", self.answer)
        return app

    # ------------------------------------------------------------ what goes wrong, on demand

    def fail_next(self, method: str, error: str) -> None:
        """The next call of `method` is answered `{"ok": false, "error": …}`."""
        self._fail(method, lambda _: web.json_response({"ok": False, "error": error}))

    def limit_next(self, method: str, retry_after: int) -> None:
        """The next call of `method` comes too soon."""
        self._fail(method, lambda _: _too_many(retry_after))

    def break_next(self, method: str, status: int) -> None:
        """The next call of `method` gets a page of some proxy instead of an answer."""
        self._fail(method, lambda _: web.Response(status=status, text="<html>Bad gateway", content_type="text/html"))

    def lose_next_acknowledgement(self, method: str) -> None:
        """The next call of `method` is carried out, and the connection breaks before the answer."""
        self._lost[method] = self._lost.get(method, 0) + 1

    # ------------------------------------------------------------ what people do in the browser and the client

    def allow(self, workspace: Workspace, installer: str, *, expires_in: int | None = None) -> str:
        """Somebody allows the app in their workspace; the code that comes back to us. With rotation if it expires."""
        code = f"code-{next(self._numbers)}"
        self._grants[code] = Grant(workspace, installer, expires_in)
        return code

    def uninstall(self, workspace: Workspace) -> None:
        """Its token is worth nothing from now on."""
        self.workspaces.pop(workspace.token, None)

    def trigger(self, team: str, user: str) -> str:
        """What a press, a command or a shortcut brings along, to open one view with within three seconds."""
        trigger = f"{next(self._numbers)}.42.abc"
        self._triggers[trigger] = (team, user, self.now())
        return trigger

    # ------------------------------------------------------------ what people would see

    def in_channel(self, channel: str) -> list[Posted]:
        """Its messages, oldest first."""
        return [message for message in self.messages if message.channel == channel]

    @staticmethod
    def direct(user: str) -> str:
        """The channel of the bot and this person."""
        return f"D{user}"

    # ------------------------------------------------------------ the Web API

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One call of the Web API."""
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
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if SCOPES[method] and SCOPES[method] not in workspace.scopes:
            self.faults.append(f"{method} without the scope {SCOPES[method]}")
            return web.json_response({"ok": False, "error": "missing_scope"})
        wait = self._rates.retry_after(workspace.team, method, str(asked.get("channel", "")), self.now())
        if wait:
            self.limited[method] += 1
            return _too_many(wait)
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

    async def _oauth(self, request: web.Request) -> web.StreamResponse:
        """oauth.v2.access: a code, or a refresh token, for a token; each counts once."""
        asked = await _asked(request)
        self.calls.append("oauth.v2.access")
        if waiting := self._failures.get("oauth.v2.access"):
            return waiting.popleft()(request)
        ours = request.headers.get("Authorization") or (asked.get("client_id"), asked.get("client_secret"))
        if ours != (self.client_id, self.client_secret) and ours != _basic(self.client_id, self.client_secret):
            self.faults.append("oauth.v2.access with the wrong client")
            return web.json_response({"ok": False, "error": "bad_client_secret"})
        if asked.get("grant_type") == "refresh_token":
            grant, error = self._refreshes.pop(asked.get("refresh_token", ""), None), "invalid_refresh_token"
        else:
            grant, error = self._grants.pop(asked.get("code", ""), None), "invalid_code"
        if grant is None:
            return web.json_response({"ok": False, "error": error})
        return web.json_response({"ok": True, **self._granted(grant)})

    def _granted(self, grant: Grant) -> dict[str, Any]:
        workspace = grant.workspace
        if grant.expires_in is not None:
            number = next(self._numbers)
            self.workspaces.pop(workspace.token, None)  # stricter than Slack, which lets an old token live on a little
            workspace.token = f"xoxe.xoxb-{workspace.team}-{number}"
            self._refreshes[f"xoxe-1-{workspace.team}-{number}"] = grant
        self.workspaces[workspace.token] = workspace
        told: dict[str, Any] = {
            "app_id": "A1",
            "access_token": workspace.token,
            "token_type": "bot",
            "scope": ",".join(sorted(workspace.scopes)),
            "bot_user_id": workspace.bot,
            "team": None if workspace.org_wide else {"id": workspace.team, "name": workspace.team.title()},
            "enterprise": {"id": workspace.enterprise, "name": "The grid"} if workspace.enterprise else None,
            "is_enterprise_install": workspace.org_wide,
            "authed_user": {"id": grant.installer},
        }
        if grant.expires_in is not None:
            told |= {"expires_in": grant.expires_in, "refresh_token": next(reversed(self._refreshes))}
        return told

    def _auth_test(self, workspace: Workspace, _: dict[str, Any]) -> dict[str, Any]:
        return {"team_id": workspace.team, "user_id": workspace.bot, "bot_id": "BBOT", "team": "A workspace"}

    def _users_info(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
        person = workspace.people.get(asked["user"])
        if person is None:
            return {"error": "user_not_found"}
        hidden = {"email"} if asked.get("include_locale") == "1" else {"email", "locale"}
        shown = {key: value for key, value in person.items() if key not in hidden}
        profile = {"email": person["email"]} if "users:read.email" in workspace.scopes and "email" in person else {}
        return {"user": {"id": asked["user"], "team_id": workspace.team, **shown, "profile": profile}}

    def _dnd_info(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
        if workspace.org_wide and not asked.get("team_id"):
            return {"error": "missing_argument"}
        if asked["user"] not in workspace.people:
            return {"error": "user_not_found"}
        begins, ends = workspace.people[asked["user"]].get("dnd", (1, 1))
        return {"dnd_enabled": ends > 1, "next_dnd_start_ts": begins, "next_dnd_end_ts": ends}

    def _conversations_open(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
        person = workspace.people.get(asked["users"])
        if person is None:
            return {"error": "user_not_found"}
        if person.get("deleted"):
            return {"error": "user_disabled"}
        return {"channel": {"id": self.direct(asked["users"])}}

    def _chat_postMessage(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        channel = asked["channel"]
        if channel.startswith("D") and channel[1:] not in workspace.people:
            self._not_another_workspaces(workspace, channel)
            return {"error": "channel_not_found"}
        if not channel.startswith("D") and channel not in workspace.channels:
            return {"error": "not_in_channel"}
        if error := self._refused(asked):
            return {"error": error}
        posted = Posted(workspace.team, channel, self._ts(), asked["text"], asked.get("blocks", []), _metadata(asked))
        self.messages.append(posted)
        return {"channel": channel, "ts": posted.ts}

    def _chat_update(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
        found = [each for each in self.in_channel(asked["channel"]) if each.ts == asked["ts"]]
        if not found or found[0].team != workspace.team:
            self._not_another_workspaces(workspace, asked["channel"])
            return {"error": "message_not_found"}
        if error := self._refused(asked):
            return {"error": error}
        message = found[0]
        message.text, message.blocks, message.metadata = asked["text"], asked.get("blocks", []), _metadata(asked)
        message.times += 1
        return {"channel": message.channel, "ts": message.ts}

    def _conversations_history(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
        """From the newest back, `self.page` at most at a time, and metadata only for who asks for it."""
        channel = asked["channel"]
        if ("im:history" if channel.startswith("D") else "channels:history") not in workspace.scopes:
            return {"error": "missing_scope"}
        if channel.startswith("D") and channel[1:] not in workspace.people:
            return {"error": "channel_not_found"}
        since = float(asked.get("oldest") or 0)
        found = [each for each in reversed(self.in_channel(channel)) if float(each.ts) > since]
        begin = int(asked.get("cursor") or 0)
        end = begin + min(int(asked.get("limit") or 100), self.page)
        told = asked.get("include_all_metadata") in (True, "true", "1", 1)
        messages = [
            {"ts": each.ts, "text": each.text, **({"metadata": each.metadata} if told else {})}
            for each in found[begin:end]
        ]
        more = end < len(found)
        return {
            "messages": messages,
            "has_more": more,
            "response_metadata": {"next_cursor": str(end) if more else ""},
        }

    def _chat_postEphemeral(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if asked["channel"] not in workspace.channels:
            return {"error": "not_in_channel"}
        if asked["user"] not in workspace.people:
            return {"error": "user_not_in_channel"}
        if error := self._refused(asked):
            return {"error": error}
        self.ephemeral.append({"team": workspace.team, **asked})
        return {"message_ts": self._ts()}

    def _views_open(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
        team, user, since = self._triggers.pop(asked["trigger_id"], ("", "", A_MOMENT))
        if not team:
            return {"error": "invalid_trigger_id"}
        if team != workspace.team:
            self.faults.append("a trigger of one workspace with the token of another")
            return {"error": "invalid_trigger_id"}
        if self.now() - since > TRIGGER_LIVES:
            return {"error": "expired_trigger_id"}
        if wrong := view_faults(asked["view"], "modal"):
            self.faults += wrong
            return {"error": "view_too_large" if wrong == ["the view is over 250 KB"] else "invalid_arguments"}
        view = View(team, user, asked["view"], f"V{next(self._numbers)}")
        self.modals.append(view)
        return {"view": {"id": view.id, "hash": "1"}}

    def _views_publish(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
        user = asked["user_id"]
        if user not in workspace.people:
            self._not_another_workspaces(workspace, self.direct(user))
            return {"error": "user_not_found"}
        if wrong := view_faults(asked["view"], "home"):
            self.faults += wrong
            return {"error": "invalid_arguments"}
        times = self.homes[user].times + 1 if user in self.homes else 1
        self.homes[user] = View(workspace.team, user, asked["view"], f"VHOME{user}", times)
        return {"view": {"id": f"VHOME{user}", "hash": str(times)}}

    def _refused(self, asked: dict[str, Any]) -> str:
        if len(asked.get("text") or "") > 40_000:
            return "msg_too_long"
        wrong = faults(asked)
        self.faults += wrong
        return "invalid_blocks" if wrong else ""

    def _not_another_workspaces(self, workspace: Workspace, channel: str) -> None:
        if any(channel[1:] in other.people for other in self.workspaces.values() if other is not workspace):
            self.faults.append(f"the token of {workspace.team} was used for {channel} of another workspace")

    def _ts(self) -> str:
        return f"{int(self.now().timestamp())}.{next(self._numbers):06}"

    def _fail(self, method: str, failure: Failure) -> None:
        self._failures.setdefault(method, deque()).append(failure)


def _too_many(retry_after: int) -> web.Response:
    return web.json_response(
        {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(retry_after)}
    )


def _basic(client: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{client}:{secret}".encode()).decode()


async def _asked(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        asked: dict[str, Any] = await request.json()
        return asked
    asked = {**request.query, **{key: value for key, value in (await request.post()).items() if isinstance(value, str)}}
    for key in ("blocks", "metadata", "view"):
        if isinstance(asked.get(key), str):
            asked[key] = json.loads(asked[key])
    return asked


def _metadata(asked: dict[str, Any]) -> dict[str, Any]:
    metadata: dict[str, Any] = asked.get("metadata") or {}
    return metadata
