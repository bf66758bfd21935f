"""Our real Bolt app behind a real server on loopback, a strict fake Slack beyond it, and the real store under it."""

import datetime as dt
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
import yaml
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.clock import MovableClock
from adapters.dispatcher import Dispatcher
from adapters.slack.outbound import SlackSender
from adapters.slack.service import Registration, SlackService
from adapters.slack.service import slack as slack_service
from bot.cards import Card
from bot.looking import Looking
from bot.ports import Message, Spoken
from bot.turn import Destination, Left, Platform, Turn
from storage.unit_of_work import SqlStore
from tests.adapters.slack.fake_slack import FakeSlack, Workspace
from tests.adapters.slack.people import SECRET, Someone, Workplace

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
SAM = Someone("USAM")
TOKEN = "xoxb-open-door"

REPOSITORY = Path(__file__).parents[3]
MANIFEST = yaml.safe_load((REPOSITORY / "manifest.yml").read_text(encoding="utf-8"))


@dataclass
class Core:
    """Stands where the engine does: claims each turn once in the real store, and answers with `reply`."""

    store: SqlStore
    reply: Callable[[Turn], Card | None] = lambda turn: Card("Right you are.")
    turns: list[Turn] = field(default_factory=list)
    asked: int = 0
    refuses: str = ""
    answers_in_public: bool = False
    fails: int = 0
    workspaces_left: list[str] = field(default_factory=list)

    @property
    def left(self) -> list[str]:
        """The people who are said to have left."""
        return [turn.sender.user for turn in self.turns if isinstance(turn.act, Left)]

    def workspace_left(self, platform: Platform, workspace: str, now: dt.datetime) -> Spoken:
        assert platform == "slack"
        self.workspaces_left.append(workspace)
        return Spoken()

    def handle(self, turn: Turn) -> Spoken:
        self.asked += 1
        if self.refuses:
            return Spoken(refused=self.refuses)
        with self.store.begin() as work:
            if not work.first_time(turn.id, turn.at):
                return Spoken(duplicate=True)
            card = self.reply(turn)
            if card:
                work.outbox.queue(Message(f"{turn.id}/1", turn.sender, card, NOON))
            if self.fails:
                self.fails -= 1
                raise RuntimeError("a bug in a dialogue")
        self.turns.append(turn)
        public = {str(turn.place)} if self.answers_in_public else set[str]()
        return Spoken(lanes=frozenset({str(turn.sender), *public} if card else ()))


@dataclass
class Office:
    """One workspace at work: people on one side, our process on the other."""

    slack: FakeSlack
    core: Core
    clock: MovableClock
    service: SlackService
    dispatcher: Dispatcher
    workplace: Workplace
    nudges: list[None]

    @property
    def sender(self) -> SlackSender:
        return self.service.sender

    def queue(self, key: str, to: Destination, card: Card, *, replaces: str = "") -> None:
        with self.core.store.begin() as work:
            work.outbox.queue(Message(key, to, card, self.clock.now(), replaces=replaces))


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOON)


@pytest.fixture
def slack(clock: MovableClock) -> FakeSlack:
    return FakeSlack(
        Workspace(
            team=SAM.team,
            token=TOKEN,
            scopes=frozenset(MANIFEST["oauth_config"]["scopes"]["bot"]),
            people={
                "USAM": {"real_name": "Sam Okafor", "tz": "Europe/London", "email": "sam@opendoor.example"},
                "UPRIYA": {"real_name": "Priya <Shah>", "tz": "Asia/Kolkata", "email": "priya@opendoor.example"},
            },
        ),
        now=clock.now,
    )


@pytest.fixture
async def office(slack: FakeSlack, store: SqlStore, clock: MovableClock) -> AsyncIterator[Office]:
    theirs = TestServer(slack.application())
    await theirs.start_server()
    async with aiohttp.ClientSession() as session:
        core, nudges = Core(store), list[None]()
        service = slack_service(
            Registration(bot_token=TOKEN, signing_secret=SECRET, api_url=str(theirs.make_url("/api/"))),
            handle=lambda turn: core.handle(turn),
            workspace_left=core.workspace_left,
            looking=Looking(store),
            nudge=lambda: nudges.append(None),
            clock=clock,
            session=session,
        )
        app = web.Application()
        app.add_routes(service.routes)
        ours = TestServer(app)
        await ours.start_server()
        dispatcher = Dispatcher(store.deliveries, {"slack": service.sender}, clock, random.Random(1))
        workplace = Workplace(str(ours.make_url("")).rstrip("/"), session)
        yield Office(slack, core, clock, service, dispatcher, workplace, nudges)
        await service.close()
        await ours.close()
    await theirs.close()
    assert slack.faults == []
    assert not slack.limited, "Slack had to tell us to slow down"
