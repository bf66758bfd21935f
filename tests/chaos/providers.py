"""Slack and Teams as the storm has them: the strict fakes of the adapters' tests in a process of their own, under
`weather.py`, keeping the true record of what they took. That record is read, and the weather ended, under `/chaos/`.
"""

import argparse
import asyncio
import json
import time
from dataclasses import asdict
from itertools import count
from typing import Any, Literal

from aiohttp import web

from adapters.clock import SystemClock
from tests.adapters.slack.fake_slack import FakeSlack, Posted, Workspace
from tests.adapters.teams.fake_teams import FakeTeams
from tests.adapters.teams.fake_teams import Posted as PostedInTeams
from tests.chaos.record import MARK, Taken
from tests.chaos.roster import Roster
from tests.chaos.weather import Handler, Weather


class Record:
    """What was taken, in that order, and the messages themselves so that their buttons can be pressed."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.contents: list[Any] = []
        self._numbers = count()

    def add(
        self, platform: Literal["slack", "teams"], kind: Literal["post", "update"], place: str, id_: str, key: str,
        content: Any,
    ) -> None:  # fmt: skip
        """One more."""
        marks = tuple(dict.fromkeys(MARK.findall(json.dumps(content))))
        self.taken.append(Taken(next(self._numbers), time.time(), platform, kind, place, id_, key, marks))
        self.contents.append(content)


class ChaosSlack(FakeSlack):
    """The strict Slack, by the real clock, whose history can be read."""

    def __init__(self, record: Record, *workspaces: Workspace) -> None:
        super().__init__(*workspaces, now=SystemClock().now)
        self._record = record
        self._last = 0.0

    def _ts(self) -> str:
        self._last = max(time.time(), self._last + 0.000_001)
        return f"{self._last:.6f}"

    def _chat_postMessage(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        answer = super()._chat_postMessage(workspace, asked)
        if "ts" in answer:
            self._note("post", self.messages[-1])
        return answer

    def _chat_update(self, workspace: Workspace, asked: dict[str, Any]) -> dict[str, Any]:
        answer = super()._chat_update(workspace, asked)
        if "ts" in answer:
            self._note("update", next(one for one in self.in_channel(asked["channel"]) if one.ts == asked["ts"]))
        return answer

    def _note(self, kind: Literal["post", "update"], message: Posted) -> None:
        content = {"team": message.team, "text": message.text, "blocks": message.blocks}
        self._record.add("slack", kind, message.channel, message.ts, message.key, content)

    # how it says no

    def too_many(self, seconds: int) -> web.Response:
        """429, in Slack's words."""
        return web.json_response(
            {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(seconds)}
        )

    def broken(self) -> web.Response:
        """A 500 that does not come from Slack's own code."""
        return web.Response(status=500, text="<html>Oops", content_type="text/html")


class ChaosTeams(FakeTeams):
    """The strict Teams, by the real clock."""

    def __init__(self, record: Record) -> None:
        super().__init__(SystemClock())
        self._record = record

    async def _post(self, request: web.Request) -> web.StreamResponse:
        before = len(self.messages)
        answer = await super()._post(request)
        for message in self.messages[before:]:
            if message.conversation == request.match_info["conversation"]:
                self._note("post", message)
        return answer

    async def _put(self, request: web.Request) -> web.StreamResponse:
        answer = await super()._put(request)
        if answer.status == 200:
            conversation, wanted = request.match_info["conversation"], request.match_info["activity"]
            self._note("update", next(one for one in self.in_conversation(conversation) if one.id == wanted))
        return answer

    def _note(self, kind: Literal["post", "update"], message: PostedInTeams) -> None:
        self._record.add("teams", kind, message.conversation, message.id, "", message.activity)

    # how it says no

    def too_many(self, seconds: int) -> web.Response:
        """429, in Teams' words."""
        return web.json_response(
            {"error": {"code": "TooManyRequests", "message": "…"}}, status=429, headers={"Retry-After": str(seconds)}
        )

    def broken(self) -> web.Response:
        """A 500 that says nothing."""
        return web.Response(status=500)


def application(roster: Roster, url: str, weather: Weather) -> web.Application:
    """Both of them, at `url`, and the record."""
    record = Record()
    slack, teams = ChaosSlack(record, *roster.workspaces), ChaosTeams(record)
    teams.url = url
    for person in roster.on_teams(teams.service_url):
        person.lives_in(teams)

    @web.middleware
    async def misbehaving(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/api/"):
            return await weather.over(slack, request, handler)
        if request.path.startswith("/connector/"):
            return await weather.over(teams, request, handler)
        return await handler(request)

    async def read(request: web.Request) -> web.Response:
        after = int(request.query.get("after", "0"))
        return web.json_response(
            {
                "taken": [asdict(one) for one in record.taken[after:]],
                "contents": record.contents[after:],
                "faults": [*slack.faults, *teams.faults],
                "weather": dict(weather.seen),
                "too fast": dict(slack.limited),
            }
        )

    async def calm(_: web.Request) -> web.Response:
        weather.calm = True
        return web.Response()

    async def bearer(_: web.Request) -> web.Response:
        return web.Response(text=teams.bearer())

    app = slack.application(teams.application())
    app.middlewares.append(misbehaving)
    app.add_routes([web.get("/chaos/record", read), web.post("/chaos/calm", calm), web.get("/chaos/bearer", bearer)])
    return app


async def serve(args: argparse.Namespace) -> None:
    """Until the process is killed."""
    weather = Weather(args.seed, hang=args.hang, late=args.late, calm=args.calm)
    runner = web.AppRunner(application(Roster(*args.roster), f"http://127.0.0.1:{args.port}", weather))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", args.port, backlog=512).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--roster", type=int, nargs=4, required=True)
    parser.add_argument("--hang", type=float, required=True)
    parser.add_argument("--late", type=float, required=True)
    parser.add_argument("--calm", action="store_true")
    asyncio.run(serve(parser.parse_args()))
