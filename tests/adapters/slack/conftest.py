"""One workspace at work: with a core that only takes notes, and with the real engine."""

import datetime as dt
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from adapters.clock import MovableClock
from adapters.slack.service import Registration
from bot.cards import Card
from bot.engine import Engine
from bot.model.organisations import Sector
from bot.ports.outbox import Message
from bot.turn import Left, Platform, Spoken, Turn
from storage.unit_of_work import SqlStore
from tests.adapters.slack.fake_slack import FakeSlack, Posted, View, Workspace
from tests.adapters.slack.legal import shown
from tests.adapters.slack.people import SECRET, Someone
from tests.adapters.slack.serving import Process, serving

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
        """The people and channels that are said to be out of reach."""
        gone = [turn for turn in self.turns if isinstance(turn.act, Left)]
        return [turn.place.channel if turn.place else turn.sender.user for turn in gone]

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
class Office(Process):
    """One workspace at work: people on one side, our process on the other, and no engine."""

    core: Core


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
                "USAM": {
                    "real_name": "Sam Okafor",
                    "tz": "Europe/London",
                    "email": "sam@opendoor.example",
                    "locale": "en-GB",
                },
                "UPRIYA": {"real_name": "Priya <Shah>", "tz": "Asia/Kolkata", "email": "priya@opendoor.example"},
            },
        ),
        now=clock.now,
    )


@pytest.fixture
def guests() -> bool:
    """Whether guests may take part: a test that says otherwise has a parameter of this name."""
    return True


@pytest.fixture
def linked() -> bool:
    """Whether the charity has linked its workspace: a test that says otherwise has a parameter of this name."""
    return True


@pytest.fixture
async def office(slack: FakeSlack, store: SqlStore, clock: MovableClock, guests: bool) -> AsyncIterator[Office]:
    core = Core(store)
    registration = Registration(bot_token=TOKEN, signing_secret=SECRET, guests=guests)
    async with serving(
        slack, store, clock, registration, handle=lambda turn: core.handle(turn), workspace_left=core.workspace_left
    ) as process:
        yield Office(**vars(process), core=core)


@dataclass
class Charity(Process):
    """Open Door at work with the real engine: Sam of the charity, and what he does and sees in Slack."""

    engine: Engine

    async def says(self, words: str) -> list[Posted]:
        """Sam writes to the bot; what is in his direct message then."""
        assert (await self.post(SAM.writes(words))).status == 200
        return self.slack.in_channel("DUSAM")

    async def presses(self, label: str, *, with_trigger: bool = True) -> None:
        """The newest button of that label in Sam's direct message."""
        [*_, message] = [one for one in self.slack.in_channel("DUSAM") if label in list(shown(one.blocks))]
        trigger = self.slack.trigger(SAM.team, SAM.user) if with_trigger else ""
        assert (await self.post(SAM.presses(message, label, trigger=trigger))).status == 200

    @property
    def window(self) -> View:
        """The one that is open now."""
        return self.slack.modals[-1]

    def fields(self) -> dict[str, Any]:
        """What stands in each field of the open window, by its label."""
        return {
            block["label"]["text"]: block["element"].get("initial_value")
            or block["element"].get("initial_date")
            or block["element"].get("initial_option", {}).get("text", {}).get("text", "")
            for block in self.window.blocks
            if block["type"] == "input"
        }

    def about(self, label: str) -> str:
        """The id of the field with this label in the open window."""
        [block] = [one for one in self.window.blocks if one.get("label", {}).get("text") == label]
        return str(block["block_id"])

    @property
    def home(self) -> str:
        """Everything on Sam's Home tab."""
        return "\n".join(shown(self.slack.homes["USAM"].blocks))


@pytest.fixture
async def charity(slack: FakeSlack, store: SqlStore, clock: MovableClock, linked: bool) -> AsyncIterator[Charity]:
    organisation = store.setup.add_organisation("Open Door", Sector.CHARITY, "Leeds")
    if linked:
        store.setup.link_workspace(organisation, "slack", SAM.team)
    engine = Engine(store)
    registration = Registration(bot_token=TOKEN, signing_secret=SECRET)
    async with serving(
        slack, store, clock, registration, handle=engine.handle, workspace_left=engine.workspace_left
    ) as process:
        yield Charity(**vars(process), engine=engine)
