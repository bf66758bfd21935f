"""Socket Mode: the same acts over a connection that we open, acknowledged after they are stored, through hang-ups."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from adapters.clock import MovableClock
from adapters.slack.service import Registration
from bot.engine import Engine
from bot.model.organisations import Sector
from bot.turn import Pressed, Said
from storage.unit_of_work import SqlStore
from tests.adapters.slack.conftest import SAM, TOKEN, Charity, Core
from tests.adapters.slack.fake_slack import FakeSlack
from tests.adapters.slack.fake_socket import APP_TOKEN, FakeSocket
from tests.adapters.slack.people import Answer, Request
from tests.adapters.slack.serving import Process, serving
from tests.adapters.slack.test_inbound import FORM

pytestmark = pytest.mark.platforms


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


# ---------------------------------------------------------------- windows, with the real engine behind them


@dataclass
class AtWork(Charity):
    """Open Door at work, over a connection that we opened."""

    socket: FakeSocket

    async def post(self, request: Request) -> Answer:
        """Slack delivers it over the connection; then everything that is due is sent."""
        answer = await self.socket.deliver(request)
        await self.deliver()
        assert answer is not None, "nobody acknowledged it"
        return Answer(200, answer.get("text", ""), answer.get("errors", {}))


@pytest.fixture
async def at_work(slack: FakeSlack, store: SqlStore, clock: MovableClock) -> AsyncIterator[AtWork]:
    organisation = store.setup.add_organisation("Open Door", Sector.CHARITY, "Leeds")
    store.setup.link_workspace(organisation, "slack", SAM.team)
    socket, engine = FakeSocket(), Engine(store)
    async with serving(
        slack,
        store,
        clock,
        Registration(bot_token=TOKEN, app_token=APP_TOKEN),
        handle=engine.handle,
        workspace_left=engine.workspace_left,
        socket=socket,
    ) as process:
        yield AtWork(**vars(process), engine=engine, socket=socket)
    assert socket.faults == []


async def test_a_window_is_opened_objected_to_put_right_and_taken(at_work: AtWork) -> None:
    await at_work.says("I can offer an hour on grant budgeting, Thursday mornings")
    await at_work.presses("Change")
    assert at_work.fields()["About"] == "grant budgeting"
    wrong = await at_work.post(SAM.submits(at_work.window, {"When": "at the twelfth of never"}))
    assert list(wrong.errors) == [at_work.about("When")]
    right = await at_work.post(SAM.submits(at_work.window, {"When": "any Tuesday in March"}))
    assert right.errors == {}
    [card] = [one for one in at_work.slack.in_channel("DUSAM") if "Like this?" in one.text]
    assert "Tuesday" in card.text


@pytest.mark.parametrize("called", ["offer_something", "find_someone"])
async def test_a_global_shortcut_opens_a_window(at_work: AtWork, called: str) -> None:
    await at_work.post(SAM.shortcut(called, at_work.slack.trigger(SAM.team, SAM.user)))
    [label] = at_work.fields()
    await at_work.post(SAM.submits(at_work.window, {label: "I can offer an hour on grant budgeting"}))
    assert "grant budgeting" in at_work.slack.in_channel("DUSAM")[-1].text


async def test_a_shortcut_on_a_message_takes_its_words(at_work: AtWork) -> None:
    message = {"type": "message", "user": "UPRIYA", "ts": "1.1", "text": "I'd like to shadow a housing officer"}
    await at_work.post(SAM.shortcut("ask_for_help_with_this", at_work.slack.trigger(SAM.team, SAM.user), message))
    await at_work.post(SAM.submits(at_work.window))
    assert "Nobody yet for" in at_work.slack.in_channel("DUSAM")[-1].text


async def test_a_window_whose_acknowledgement_was_lost_counts_once(at_work: AtWork) -> None:
    await at_work.says("I can offer an hour on grant budgeting, Thursday mornings")
    await at_work.presses("Change")
    request = SAM.submits(at_work.window, {"About": "budgets"})
    await at_work.post(request)
    await at_work.socket.hang_up()
    await asyncio.wait_for(at_work.socket.connected.wait(), 20)
    await at_work.post(request)
    assert sum("Like this?" in one.text for one in at_work.slack.messages) == 1


async def test_the_home_tab_is_drawn(at_work: AtWork) -> None:
    await at_work.post(SAM.opens_the_bot("home"))
    assert "Here's what you have with me" in at_work.home
