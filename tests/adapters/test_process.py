"""`shoes serve` as a process of its own: it ends in order when asked to, and loses nothing when it is not asked."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from adapters.clock import SystemClock
from bot.model.organisations import Sector
from storage.unit_of_work import SqlStore
from tests.adapters.conftest import free_port
from tests.adapters.slack.fake_slack import FakeSlack, Workspace
from tests.adapters.slack.people import SECRET, Someone, Workplace

pytestmark = pytest.mark.processes

REPOSITORY = Path(__file__).parents[2]
SAM = Someone("USAM")
SCOPES = frozenset({"chat:write", "im:write", "users:read", "users:read.email"})
ABOUT_SAM = {"real_name": "Sam Okafor", "tz": "Europe/London", "email": "sam@opendoor.example"}


class Installation:
    """What an administrator has set up: a database, a Slack, and a port."""

    def __init__(self, database: str, slack: FakeSlack, slack_url: str) -> None:
        self.slack = slack
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._environment = {
            "SHOES_DATABASE_URL": database,
            "SHOES_PUBLIC_URL": "https://shoes.example.org",
            "SHOES_SLACK_BOT_TOKEN": "xoxb-1",
            "SHOES_SLACK_SIGNING_SECRET": SECRET,
            "SHOES_SLACK_API_URL": slack_url,
            "SHOES_PORT": str(port),
        }

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Process]:
        """The process, once it listens."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("SHOES_")}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "adapters", "serve", stderr=PIPE, cwd=REPOSITORY, env=clean | self._environment
        )
        assert process.stderr is not None
        try:
            await logged(process, "listening")
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.stderr.read()
            await process.wait()

    async def messages(self, number: int) -> list[str]:
        """The keys of the messages to Sam, as soon as there are so many."""
        async with asyncio.timeout(20):
            while len(self.slack.messages) < number:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return [message.key for message in self.slack.messages]


async def logged(process: Process, event: str) -> None:
    """Wait until the process says so."""
    assert process.stderr is not None
    async for written in process.stderr:
        if json.loads(written)["event"] == event:
            return
    raise AssertionError(f"it ended without {event!r}")


@pytest.fixture
async def installation(store: SqlStore, database: str) -> AsyncIterator[Installation]:
    slack = FakeSlack(Workspace(SAM.team, "xoxb-1", SCOPES, {SAM.user: ABOUT_SAM}), now=SystemClock().now)
    theirs = TestServer(slack.application())
    await theirs.start_server()
    store.setup.link_workspace(store.setup.add_organisation("Open Door", Sector.CHARITY), "slack", SAM.team)
    yield Installation(database, slack, str(theirs.make_url("/api/")))
    await theirs.close()
    assert slack.faults == []


async def test_it_ends_in_order_when_it_is_asked_to(installation: Installation) -> None:
    async with installation.serving() as process:
        process.terminate()
        assert await process.wait() == 0


async def test_killed_between_the_commit_and_the_send_it_answers_after_the_restart(installation: Installation) -> None:
    installation.slack.limit_next("chat.postMessage", 1)
    event = SAM.writes("help")
    async with aiohttp.ClientSession() as session:
        workplace = Workplace(installation.url, session)
        async with installation.serving() as process:
            assert (await workplace.post(event)).status == 200
            await logged(process, "will_retry")
            process.send_signal(signal.SIGKILL)
            assert await process.wait() == -signal.SIGKILL
        assert installation.slack.messages == []
        async with installation.serving():
            assert (await workplace.post(event)).status == 200, "and Slack delivers it again for good measure"
            keys = await installation.messages(1)
            assert (await workplace.post(SAM.writes("what can you do?"))).status == 200
            keys = await installation.messages(2)
    assert len(set(keys)) == len(keys) == 2
