"""Socket Mode: the same acts over a connection that we open, acknowledged after they are stored, through hang-ups."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from adapters.clock import MovableClock
from adapters.slack.service import Registration
from bot.turn import Pressed, Said
from storage.unit_of_work import SqlStore
from tests.adapters.slack.conftest import SAM, TOKEN, Core
from tests.adapters.slack.fake_slack import FakeSlack
from tests.adapters.slack.fake_socket import APP_TOKEN, FakeSocket
from tests.adapters.slack.people import Request
from tests.adapters.slack.serving import Process, serving
from tests.adapters.slack.test_inbound import FORM


@dataclass
class Connected(Process):
    """Our process, connected."""

    socket: FakeSocket
    core: Core


@pytest.fixture
async def connected(slack: FakeSlack, store: SqlStore, clock: MovableClock) -> AsyncIterator[Connected]:
    socket, core = FakeSocket(), Core(store)
    registration = Registration(bot_token=TOKEN, app_token=APP_TOKEN)
    async with serving(
        slack,
        store,
        clock,
        registration,
        handle=lambda turn: core.handle(turn),
        workspace_left=core.workspace_left,
        socket=socket,
    ) as process:
        assert process.service.routes == [], "nobody need reach us"
        yield Connected(**vars(process), socket=socket, core=core)
    assert socket.faults == []


async def test_a_message_is_a_turn_and_is_answered(connected: Connected) -> None:
    assert await connected.socket.deliver(SAM.writes("hello")) == {}
    assert [turn.act for turn in connected.core.turns] == [Said("hello", "dm")]
    await connected.dispatcher.drain()
    assert len(connected.slack.in_channel("DUSAM")) == 1


async def test_a_command_in_a_channel_is_answered_to_that_person_alone(connected: Connected) -> None:
    answer = await connected.socket.deliver(SAM.commands("/offer", "an hour on payload formats"))
    assert answer is not None
    assert "direct messages" in answer["text"]
    assert answer["response_type"] == "ephemeral"
    assert connected.core.turns[0].act == Said("an hour on payload formats", "slash:/offer")


async def test_a_press_comes_whole(connected: Connected) -> None:
    connected.core.reply = lambda turn: FORM
    await connected.socket.deliver(SAM.writes("hello"))
    await connected.dispatcher.drain()
    [message] = connected.slack.in_channel("DUSAM")
    assert await connected.socket.deliver(SAM.presses(message, "Publish", {"Topic": "grants"})) == {}
    act = connected.core.turns[-1].act
    assert isinstance(act, Pressed)
    assert (act.verb, act.field("topic")) == ("offer.publish", "grants")


async def test_what_fails_is_not_acknowledged_and_works_when_it_is_delivered_again(connected: Connected) -> None:
    connected.core.fails = 1
    event = SAM.writes("hello")
    assert await connected.socket.deliver(event, within=0.5) is None
    assert connected.core.turns == []
    assert await connected.socket.deliver(event) == {}
    assert await connected.socket.deliver(event) == {}
    assert len(connected.core.turns) == 1


async def test_a_hang_up_is_followed_by_another_connection_and_nothing_is_lost(connected: Connected) -> None:
    await connected.socket.deliver(SAM.writes("one"))
    await connected.socket.hang_up()
    await asyncio.wait_for(connected.socket.connected.wait(), 20)
    assert await connected.socket.deliver(SAM.writes("two")) == {}
    assert [turn.act.text for turn in connected.core.turns if isinstance(turn.act, Said)] == ["one", "two"]
    assert connected.socket.opened == 2


@pytest.mark.parametrize("payload", ["[]", "7", "null", '{"type": "event_callback"}'])
async def test_garbage_is_left_alone(connected: Connected, payload: str) -> None:
    assert await connected.socket.deliver(Request("/slack/events", payload, "application/json"), within=0.3) is None
    assert connected.core.asked == 0
    assert await connected.socket.deliver(SAM.writes("hello")) == {}
