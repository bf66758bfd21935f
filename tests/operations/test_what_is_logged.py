"""A whole conversation with a real process: every line of a turn names it, and no line holds a word of it."""

import asyncio
import json
from collections import Counter

import aiohttp
import pytest

from tests.adapters.conftest import free_port
from tests.adapters.slack.fake_slack import Posted
from tests.operations.installation import ABOUT_SAM, PATIENCE, SAM, Installation, Replica, workplace

pytestmark = pytest.mark.processes

MARKED = "zebrafinch"
"""In everything that Sam says and is."""
SAID = (
    f"I can offer an hour on {MARKED} budgeting, Thursday mornings",
    f"who could help us with {MARKED} hedges?",
    f"{MARKED}",
    "mine",
    "what do you hold about me?",
    f"my role is {MARKED} keeper",
)


async def a_conversation(installation: Installation, replica: Replica) -> None:
    """Said, pressed, and once in a way that Slack answers with a page of some proxy."""
    people = installation.slack.workspaces["xoxb-1"].people
    people[SAM.user] = ABOUT_SAM | {"real_name": f"Sam {MARKED}", "email": f"{MARKED}@opendoor.example"}
    async with aiohttp.ClientSession() as session:
        slack = workplace(replica, session)
        for number, words in enumerate(SAID, start=1):
            if number == 2:
                installation.slack.break_next("chat.postMessage", 502)
            assert (await slack.post(SAM.writes(words))).status == 200
            await installation.messages(number)
        draft = next(message for message in installation.slack.messages if "Publish" in labels(message))
        assert (await slack.post(SAM.presses(draft, "Publish"))).status == 200
        async with asyncio.timeout(PATIENCE):
            while draft.times < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        broken = SAM.writes(MARKED)
        assert (await slack.post(broken, {**broken.signed(), "X-Slack-Signature": "v0=wrong"})).status == 401


def labels(message: Posted) -> str:
    return json.dumps(message.blocks)


async def test_no_word_of_it_is_logged_and_every_turn_is(installation: Installation) -> None:
    metrics = free_port()
    async with installation.serving(SHOES_LOG_LEVEL="DEBUG", SHOES_METRICS_PORT=str(metrics)) as replica:
        await a_conversation(installation, replica)
        replica_metrics = Replica(replica.process, f"http://127.0.0.1:{metrics}", replica.log)
        _, counted = await replica_metrics.get("/metrics")
        assert (await replica.get("/metrics"))[0] == 404, "not where the public is"
        replica.process.terminate()
        assert await replica.ended() == 0

    log = replica.log.read_text()
    assert MARKED in json.dumps([message.blocks for message in installation.slack.messages]), "it was said"
    for private in (MARKED, "hedges", "xoxb-1", "Okafor"):
        assert private not in log.lower()
        assert private not in counted
    assert "USAM" not in counted

    turns = [line for line in replica.lines() if line["event"] == "turn"]
    assert Counter(line["kind"] for line in turns) == {"said": len(SAID), "pressed": 1}
    assert all(line["turn"] and line["outcome"] == "done" for line in turns)
    about = [line["turn"] for line in replica.lines() if "turn" in line and line["level"] == "info"]
    assert len(about) == len(set(about)), "one line for each"
    delivered = [line for line in replica.lines() if line["event"] == "delivered"]
    assert len(delivered) == len({line["parcel"] for line in delivered}) > len(SAID)
    assert f'shoes_turns_total{{kind="said",outcome="done",platform="slack"}} {len(SAID):.1f}' in counted
    assert 'shoes_ack_seconds_count{platform="slack"} ' in counted
    assert 'shoes_sends_total{outcome="delivered",platform="slack"}' in counted
