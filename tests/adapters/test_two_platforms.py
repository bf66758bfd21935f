"""One whole exchange between somebody on Slack and somebody on Teams, by the road that real requests take.

Signed requests through Bolt on one side, signed activities through botbuilder on the other; one engine, store and
outbox between them; a strict imitation of each platform's own service at both ends. Nothing is reached into.
"""

import datetime as dt
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import requests
from aiohttp.test_utils import TestServer
from icalendar import Calendar

from adapters.clock import MovableClock
from adapters.dispatcher import Dispatcher
from adapters.sender import Sender
from adapters.server import application
from adapters.slack.service import Registration as SlackRegistration
from adapters.slack.service import slack as slack_service
from adapters.teams.entra import Tokens
from adapters.teams.registration import Registration
from adapters.teams.service import teams
from bot.engine import Engine
from bot.looking import Looking
from bot.model.organisations import Sector
from bot.turn import Platform
from storage.teams_references import StoredTeamsReferences
from storage.unit_of_work import SqlStore
from tests.adapters.slack.fake_slack import FakeSlack, Workspace
from tests.adapters.slack.legal import shown
from tests.adapters.slack.people import SECRET
from tests.adapters.slack.people import Someone as SlackPerson
from tests.adapters.slack.people import Workplace as SlackWorkplace
from tests.adapters.teams.fake_entra import APP_ID, APP_PASSWORD, HOME_TENANT, EntraHere
from tests.adapters.teams.fake_teams import FakeTeams
from tests.adapters.teams.people import LEEDS
from tests.adapters.teams.people import Someone as TeamsPerson
from tests.adapters.teams.people import Workplace as TeamsWorkplace

MONDAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
SCOPES = frozenset({"chat:write", "dnd:read", "im:write", "users:read", "users:read.email"})
PUBLIC = "https://shoes.example.org"
TEXTS = ("text", "title", "value", "label", "placeholder")


Arrive = Callable[[], Awaitable[None]]
"""Sends everything, at the pace that each platform allows."""


@dataclass
class Sam:
    """A charity's youth worker, on Slack."""

    slack: FakeSlack
    workplace: SlackWorkplace
    arrive: Arrive
    someone: SlackPerson

    async def writes(self, words: str) -> None:
        assert (await self.workplace.post(self.someone.writes(words))).status == 200
        await self.arrive()

    async def presses(self, label: str, filled_in: dict[str, str] | None = None, *, twice: bool = False) -> None:
        """The newest button of that name. `twice`: then delivered again by Slack, and then pressed again."""
        [*_, message] = [one for one in self.slack.in_channel("DUSAM") if label in list(shown(one.blocks))]
        request = self.someone.presses(message, label, filled_in)
        again = [request, self.someone.presses(message, label, filled_in)] if twice else []
        for each in (request, *again):
            assert (await self.workplace.post(each)).status == 200
        await self.arrive()

    def links(self) -> list[str]:
        """Every address in the direct message."""
        return _urls([one.blocks for one in self.slack.in_channel("DUSAM")])

    def sees(self) -> str:
        """Everything in the direct message as it now stands."""
        return "\n".join(words for one in self.slack.in_channel("DUSAM") for words in shown(one.blocks))


@dataclass
class Priya:
    """A council's commissioning manager, on Teams."""

    teams: FakeTeams
    workplace: TeamsWorkplace
    arrive: Arrive
    someone: TeamsPerson

    async def writes(self, words: str) -> None:
        assert (await self.workplace.post(self.someone.writes(words))).status == 200
        await self.arrive()

    async def presses(self, label: str, filled_in: dict[str, str] | None = None) -> None:
        [*_, message] = [one for one in self.teams.in_conversation(self.someone.chat) if label in _texts(one.card)]
        assert (await self.workplace.post(self.someone.presses(message, label, filled_in))).status == 200
        await self.arrive()

    def links(self) -> list[str]:
        """Every address in the one-to-one chat."""
        return _urls([one.card for one in self.teams.in_conversation(self.someone.chat)])

    def sees(self) -> str:
        """Everything in the one-to-one chat as it now stands."""
        return "\n".join(words for one in self.teams.in_conversation(self.someone.chat) for words in _texts(one.card))


@dataclass
class Both:
    """Two people, and the time between them."""

    sam: Sam
    priya: Priya
    clock: MovableClock
    engine: Engine
    dispatcher: Dispatcher
    url: str
    session: aiohttp.ClientSession

    async def diary(self, link: str) -> Any:
        """The entry in the file that a link of ours leads to."""
        async with self.session.get(link.replace(PUBLIC, self.url)) as answer:
            assert answer.status == 200
            [entry] = Calendar.from_ical(await answer.read()).walk("VEVENT")
            return entry

    async def go_on_to(self, when: dt.datetime) -> None:
        """As the metronome would have it: whatever falls due in between rings and is sent."""
        while self.clock.now() < when:
            self.clock.move_to(min(self.clock.now() + dt.timedelta(hours=6), when))
            self.engine.ring(self.clock.now())
            await self.sam.arrive()


@pytest.fixture
async def both(store: SqlStore) -> AsyncIterator[Both]:
    clock, engine = MovableClock(MONDAY), Engine(store)
    store.setup.link_workspace(store.setup.add_organisation("Open Door", Sector.CHARITY, "Leeds"), "slack", "TOPENDOOR")
    council = store.setup.add_organisation("Leeds City Council", Sector.COUNCIL, "Leeds")
    store.setup.link_workspace(council, "teams", LEEDS)

    sam = {"real_name": "Sam Okafor", "tz": "Europe/London", "email": "sam@opendoor.example"}
    slack = FakeSlack(Workspace("TOPENDOOR", "xoxb-1", SCOPES, {"USAM": sam}), now=clock.now)
    microsoft = FakeTeams(clock)
    slack_server, teams_server = TestServer(slack.application()), TestServer(microsoft.application())
    await slack_server.start_server()
    await teams_server.start_server()
    microsoft.url = str(teams_server.make_url("")).rstrip("/")

    registration = Registration(
        APP_ID,
        APP_PASSWORD,
        HOME_TENANT,
        service_origins=(microsoft.url,),
        metadata_url=f"{microsoft.url}/openid/metadata",
    )
    async with aiohttp.ClientSession() as session:
        with requests.Session() as entra:
            entra.mount("https://", EntraHere(microsoft.url))
            senders: dict[Platform, Sender] = {}
            dispatcher = Dispatcher(store.deliveries, senders, clock, random.Random(1), public_url=PUBLIC)
            on_slack = slack_service(
                SlackRegistration("xoxb-1", SECRET, api_url=str(slack_server.make_url("/api/"))),
                handle=engine.handle,
                workspace_left=engine.workspace_left,
                looking=Looking(store),
                nudge=dispatcher.nudge,
                clock=clock,
                session=session,
            )
            senders["slack"] = on_slack.sender
            on_teams = teams(
                registration,
                handle=engine.handle,
                nudge=dispatcher.nudge,
                clock=clock,
                references=StoredTeamsReferences(store.engine),
                looking=Looking(store),
                session=session,
                tokens=Tokens(registration, http_client=entra),
            )
            senders["teams"] = on_teams.sender
            ours = TestServer(application(store, clock, [*on_slack.routes, *on_teams.routes]))
            await ours.start_server()
            url = str(ours.make_url("")).rstrip("/")

            async def arrive() -> None:
                for _ in range(4):
                    await dispatcher.drain()
                    clock.move(dt.timedelta(seconds=10))

            priya = TeamsPerson("Priya", LEEDS, microsoft.service_url)
            priya.lives_in(microsoft)
            yield Both(
                Sam(slack, SlackWorkplace(url, session), arrive, SlackPerson("USAM")),
                Priya(microsoft, TeamsWorkplace(f"{url}/teams/messages", session, microsoft), arrive, priya),
                clock,
                engine,
                dispatcher,
                url,
                session,
            )
            await ours.close()
    await slack_server.close()
    await teams_server.close()
    assert slack.faults == []
    assert microsoft.faults == []


async def test_a_whole_exchange(both: Both) -> None:
    sam, priya = both.sam, both.priya

    # Sam offers, Priya asks; each says what they do, and neither sees who the other is.
    await sam.writes("I can host someone for a day to see our night shelter, any Thursday in March")
    await sam.presses("Publish")
    await sam.presses("Save", {"Your job": "youth worker"})
    await priya.writes("/shadow night shelter")
    await priya.presses("Ask")
    await priya.presses("Save", {"Your job": "commissioning manager"})
    assert "ommissioning manager" in sam.sees()
    assert "outh worker" in priya.sees()
    for private in ("Priya", "priya@example.gov.uk"):
        assert private not in sam.sees()
    for private in ("Sam Okafor", "sam@opendoor.example"):
        assert private not in priya.sees()

    # One yes, however often it is pressed and delivered, is one introduction; now they know each other.
    await sam.presses("Yes", twice=True)
    assert sam.sees().count("Meet Priya") == 1
    assert "priya@example.gov.uk" in sam.sees()
    assert priya.sees().count("sam@opendoor.example") == 1

    # A date: suggested by the one, taken by the other, in both diaries.
    await sam.presses("Suggest these", {"Place, or the link to a call": "12 Mill Lane, side door"})
    await priya.presses("Thursday 4 March at 10:00")
    assert "12 Mill Lane, side door" in priya.sees()
    diary = await both.diary(sam.links()[-1])
    assert diary["LOCATION"] == "12 Mill Lane, side door"
    assert diary["DTSTART"].dt.isoformat() == "2027-03-04T10:00:00+00:00"
    assert priya.links()[-1] == sam.links()[-1]

    # The working day before, a reminder; afterwards, the question to both; then what each made of it.
    await both.go_on_to(dt.datetime(2027, 3, 3, 18, tzinfo=dt.UTC))
    assert "Tomorrow: night shelter, with Priya" in sam.sees()
    assert "Tomorrow: night shelter, with Sam Okafor" in priya.sees()
    await both.go_on_to(dt.datetime(2027, 3, 5, 18, tzinfo=dt.UTC))
    await priya.presses("Yes")
    await sam.presses("Yes")
    await sam.presses("Save", {"What surprised you?": "How calm & quiet it was <!channel>"})
    await priya.presses("Save", {"What surprised you?": "How much is done with so little"})
    assert "How calm & quiet it was" in sam.sees()
    assert "How much is done with so little" in priya.sees()
    assert "How much is done with so little" not in sam.sees(), "it was not shared"
    await priya.writes("how many exchanges have we done")
    assert "one exchange" in priya.sees()


def _texts(card: object) -> list[str]:
    if isinstance(card, list):
        return [words for each in card for words in _texts(each)]
    if not isinstance(card, dict):
        return []
    own = [value for key, value in card.items() if key in TEXTS and isinstance(value, str)]
    return own + [words for value in card.values() if not isinstance(value, str) for words in _texts(value)]


def _urls(card: object) -> list[str]:
    if isinstance(card, list):
        return [url for each in card for url in _urls(each)]
    if not isinstance(card, dict):
        return []
    own = [card["url"]] if isinstance(card.get("url"), str) else []
    return own + [url for value in card.values() for url in _urls(value)]
