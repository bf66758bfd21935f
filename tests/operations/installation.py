"""What an administrator has set up, to be started as often as a test likes: real processes around a strict Slack.

Each process writes its log to a file of its own, so that nothing waits for somebody to read it.
"""

import asyncio
import json
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.clock import SystemClock
from bot.model.organisations import Sector
from storage.unit_of_work import open_store
from tests.adapters.conftest import free_port
from tests.adapters.slack.fake_slack import FakeSlack, Workspace
from tests.adapters.slack.people import SECRET, Someone, Workplace

REPOSITORY = Path(__file__).parents[2]
SAM = Someone("USAM")
SCOPES = frozenset({"chat:write", "dnd:read", "im:write", "im:history", "users:read", "users:read.email"})
ABOUT_SAM = {"real_name": "Sam Okafor", "tz": "Europe/London", "email": "sam@opendoor.example"}
PATIENCE = 90
"""Seconds for what takes a fraction of one: far more than a machine with far too much to do needs."""


Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Replica:
    """One running process of `shoes serve`."""

    def __init__(self, process: Process, url: str, log: Path) -> None:
        self.process, self.url, self.log = process, url, log

    def lines(self) -> list[dict[str, Any]]:
        """What it has logged so far."""
        said = self.log.read_text()
        assert "Traceback" not in said, said
        return [json.loads(line) for line in said.splitlines(keepends=True) if line.endswith("\n")]

    async def logged(self, event: str) -> dict[str, Any]:
        """The first such line, as soon as it is there. Raises AssertionError if it ends without."""
        async with asyncio.timeout(PATIENCE):
            while True:
                ended = self.process.returncode is not None
                for line in self.lines():
                    if line["event"] == event:
                        return line
                assert not ended, f"it ended without {event!r}"
                await asyncio.sleep(0.02)

    async def get(self, path: str) -> tuple[int, str]:
        """What its own address answers."""
        async with aiohttp.ClientSession() as session, session.get(self.url + path) as answer:
            return answer.status, await answer.text()

    async def ended(self) -> int:
        """Its exit code, once it has ended."""
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()


class Installation:
    """A database, a Slack, and processes that serve it. `program` is run instead of `adapters`, as a module."""

    def __init__(self, database: str, slack: FakeSlack, slack_url: str, folder: Path, answers: list[Answer]) -> None:
        self.slack, self.database, self._folder, self._answers = slack, database, folder, answers
        self._numbers = count(1)
        self.environment = {
            "SHOES_DATABASE_URL": database,
            "SHOES_PUBLIC_URL": "https://shoes.example.org",
            "SHOES_SLACK_BOT_TOKEN": "xoxb-1",
            "SHOES_SLACK_SIGNING_SECRET": SECRET,
            "SHOES_SLACK_API_URL": slack_url,
        }

    @asynccontextmanager
    async def serving(self, program: str = "adapters", until: str = "ready", **settings: str) -> AsyncIterator[Replica]:
        """A process that has logged `until`, killed at the end unless it has ended by itself."""
        port = free_port()
        log = self._folder / f"replica-{next(self._numbers)}.log"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("SHOES_")}
        with log.open("wb") as written:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", program, "serve"),
                stderr=written,
                cwd=REPOSITORY,
                env=clean | self.environment | {"SHOES_PORT": str(port)} | settings,
            )
        replica = Replica(process, f"http://127.0.0.1:{port}", log)
        try:
            await replica.logged(until)
            yield replica
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    def slack_answers(self, answer: Answer) -> None:
        """From now on Slack's Web API answers like this."""
        self._answers.append(answer)

    async def messages(self, number: int) -> list[str]:
        """The keys of what Slack has, as soon as there are so many."""
        async with asyncio.timeout(PATIENCE):
            while len(self.slack.messages) < number:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return [message.key for message in self.slack.messages]


@asynccontextmanager
async def installed(database: str, folder: Path) -> AsyncIterator[Installation]:
    """With one organisation, one workspace and Sam in it. Whatever Slack found illegal fails the test at the end."""
    slack = FakeSlack(Workspace(SAM.team, "xoxb-1", SCOPES, {SAM.user: ABOUT_SAM}), now=SystemClock().now)
    store = open_store(database)
    store.setup.link_workspace(store.setup.add_organisation("Open Door", Sector.CHARITY), "slack", SAM.team)
    store.close()
    answers: list[Answer] = [slack.answer]

    async def answer(request: web.Request) -> web.StreamResponse:
        return await answers[-1](request)

    app = web.Application()
    app.router.add_route("*", "/api/{method}", answer)
    async with TestServer(app) as theirs:
        yield Installation(database, slack, str(theirs.make_url("/api/")), folder, answers)
    assert slack.faults == []


def workplace(replica: Replica, session: aiohttp.ClientSession) -> Workplace:
    """Where people's acts are posted, signed as Slack signs them."""
    return Workplace(replica.url, session)
