"""`shoes serve` as a process of its own: it ends in order when asked to, and loses nothing when it is not asked."""

import asyncio
import json
import signal
import time

import aiohttp
import pytest
from aiohttp import web

from adapters.serving import STOP_WITHIN
from tests.operations.installation import PATIENCE, SAM, Installation, workplace

pytestmark = pytest.mark.processes


async def test_it_ends_in_order_when_it_is_asked_to(installation: Installation) -> None:
    async with installation.serving() as replica:
        replica.process.terminate()
        assert await replica.ended() == 0
    assert [line["event"] for line in replica.lines()][-2:] == ["stopping", "stopped"]


async def test_while_it_stops_it_is_not_ready_but_still_answers(installation: Installation) -> None:
    async with installation.serving(SHOES_STOP_AFTER_SECONDS="1") as replica:
        assert (await replica.get("/health/ready"))[0] == 200
        replica.process.terminate()
        await replica.logged("stopping")
        status, said = await replica.get("/health/ready")
        assert (status, json.loads(said)["wrong"][0]["what"]) == (503, "It was asked to stop.")
        assert (await replica.get("/health/live"))[0] == 200
        async with aiohttp.ClientSession() as session:
            assert (await workplace(replica, session).post(SAM.writes("help"))).status == 200
        assert await replica.ended() == 0
    assert len(installation.slack.messages) == 1, "and what was said meanwhile is answered"


def slow(installation: Installation, method: str) -> asyncio.Event:
    """From now on Slack takes a second over this; the event says that it was asked."""
    asked, answer = asyncio.Event(), installation.slack.answer

    async def slowly(request: web.Request) -> web.StreamResponse:
        if request.match_info["method"] == method:
            asked.set()
            await asyncio.sleep(1)
        return await answer(request)

    installation.slack_answers(slowly)
    return asked


async def test_a_message_on_its_way_arrives_before_the_end(installation: Installation) -> None:
    """Asked to stop while Slack takes its time, the process waits for the answer and notes it."""
    asked = slow(installation, "chat.postMessage")
    async with installation.serving() as replica, aiohttp.ClientSession() as session:
        assert (await workplace(replica, session).post(SAM.writes("help"))).status == 200
        await asyncio.wait_for(asked.wait(), PATIENCE)
        begun = time.monotonic()
        replica.process.terminate()
        assert await replica.ended() == 0
        assert time.monotonic() - begun < STOP_WITHIN.total_seconds()
    events = [line["event"] for line in replica.lines()]
    assert "delivered" in events[events.index("stopping") :]
    assert len(installation.slack.messages) == 1


async def test_a_turn_that_came_in_before_the_end_is_finished(installation: Installation) -> None:
    """Asked to stop while Slack takes its time to say who is speaking, the process commits the turn and answers."""
    asked = slow(installation, "users.info")
    async with installation.serving() as replica, aiohttp.ClientSession() as session:
        taking = asyncio.create_task(workplace(replica, session).post(SAM.writes("help")))
        await asyncio.wait_for(asked.wait(), PATIENCE)
        replica.process.terminate()
        assert (await taking).status == 200
        assert await replica.ended() == 0
    turns = [line["outcome"] for line in replica.lines() if line["event"] == "turn"]
    assert turns == ["done"]


async def test_killed_between_the_commit_and_the_send_it_answers_after_the_restart(installation: Installation) -> None:
    installation.slack.limit_next("chat.postMessage", 1)
    event = SAM.writes("help")
    async with aiohttp.ClientSession() as session:
        async with installation.serving() as replica:
            assert (await workplace(replica, session).post(event)).status == 200
            await replica.logged("will_retry")
            replica.process.send_signal(signal.SIGKILL)
            assert await replica.ended() == -signal.SIGKILL
        assert installation.slack.messages == []
        async with installation.serving() as replica:
            again = workplace(replica, session)
            assert (await again.post(event)).status == 200, "and Slack delivers it again for good measure"
            keys = await installation.messages(1)
            assert (await again.post(SAM.writes("what can you do?"))).status == 200
            keys = await installation.messages(2)
    assert len(set(keys)) == len(keys) == 2
