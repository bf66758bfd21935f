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
from adapters.slack.inbound import slack_app, slack_routes
from adapters.slack.outbound import SlackSender
from adapters.slack.workspaces import OneWorkspace, web_client
from bot.cards import Card
from bot.ports import Message, Spoken
from bot.turn import Address, Destination, Turn
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
    sender: SlackSender
    dispatcher: Dispatcher
    workplace: Workplace
    nudges: list[None]
    gone: "Gone"

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


@dataclass
class Gone:
    """Who was said to have left."""

    people: list[Address] = field(default_factory=list)
    workspaces: list[str] = field(default_factory=list)

    async def person_left(self, person: Address) -> None:
        self.people.append(person)

    async def workspace_left(self, team: str) -> None:
        self.workspaces.append(team)


@pytest.fixture
async def office(slack: FakeSlack, store: SqlStore, clock: MovableClock) -> AsyncIterator[Office]:
    theirs = TestServer(slack.application())
    await theirs.start_server()
    async with aiohttp.ClientSession() as session:
        core, nudges, gone = Core(store), list[None](), Gone()
        client = web_client(str(theirs.make_url("/api/")), session)
        workspaces = OneWorkspace(client, TOKEN)
        app = web.Application()
        app.add_routes(
            slack_routes(
                slack_app(
                    handle=lambda turn: core.handle(turn),
                    nudge=lambda: nudges.append(None),
                    clock=clock,
                    client=client,
                    workspaces=workspaces,
                    signing_secret=SECRET,
                )
            )
        )
        ours = TestServer(app)
        await ours.start_server()
        sender = SlackSender(client, workspaces, clock, gone)
        dispatcher = Dispatcher(store.deliveries, {"slack": sender}, clock, random.Random(1))
        workplace = Workplace(str(ours.make_url("")).rstrip("/"), session)
        yield Office(slack, core, clock, sender, dispatcher, workplace, nudges, gone)
        await ours.close()
    await theirs.close()
    assert slack.faults == []
    assert not slack.limited, "Slack had to tell us to slow down"
