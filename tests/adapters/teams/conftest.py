"""Our real endpoint behind a real server on loopback, a strict fake Teams beyond it, and the real store under it."""

import asyncio
import datetime as dt
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import aiohttp
import pytest
import requests
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from adapters.clock import MovableClock
from adapters.dispatcher import Dispatcher
from adapters.teams.entra import Tokens
from adapters.teams.registration import Registration
from adapters.teams.service import Teams, teams
from bot.cards import Card
from bot.engine import Engine
from bot.looking import Looking
from bot.model.organisations import Sector
from bot.ports.outbox import Message
from bot.turn import Address, Destination, Spoken, Turn
from storage.teams_references import StoredTeamsReferences
from storage.unit_of_work import SqlStore
from tests.adapters.teams.fake_entra import APP_ID, APP_PASSWORD, HOME_TENANT, EntraHere
from tests.adapters.teams.fake_teams import FakeTeams
from tests.adapters.teams.people import CALDER, LEEDS, Someone, Workplace

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@dataclass
class Core:
    """Stands where the engine does: claims each turn once in the real store, and answers with `reply`."""

    store: SqlStore
    reply: Callable[[Turn], Card | None] = lambda turn: Card("Right you are.")
    turns: list[Turn] = field(default_factory=list)
    asked: int = 0
    fails: int = 0

    def handle(self, turn: Turn) -> Spoken:
        self.asked += 1
        with self.store.begin() as work:
            if work.people.organisation_of(turn.sender.platform, turn.sender.workspace) is None:
                return Spoken(refused="I don't know your organisation.")
            if not work.first_time(turn.id, turn.at):
                return Spoken(duplicate=True)
            card = self.reply(turn)
            if card:
                work.outbox.queue(Message(f"{turn.id}/1", turn.sender, card, NOON))
            if self.fails:
                self.fails -= 1
                raise ValueError("a bug in a dialogue")
        self.turns.append(turn)
        return Spoken(lanes=frozenset({str(turn.sender)} if card else ()))


@dataclass
class Office:
    """Two councils at work: people on one side, our process on the other."""

    teams: FakeTeams
    core: Core
    clock: MovableClock
    service: Teams
    registration: Registration
    tokens: Tokens
    closed_url: str
    dispatcher: Dispatcher
    workplace: Workplace
    references: StoredTeamsReferences
    nudges: list[None]
    priya: Someone
    tom: Someone

    def queue(self, key: str, to: Destination, card: Card, *, replaces: str = "") -> None:
        with self.core.store.begin() as work:
            work.outbox.queue(Message(key, to, card, self.clock.now(), replaces=replaces))

    def address(self, person: Someone) -> Address:
        return Address("teams", person.tenant, person.aad)


@pytest.fixture
def implementation_of_office() -> Callable[..., Teams]:
    """The adapter; the contract puts others in its place."""
    return teams


@pytest.fixture
async def office(store: SqlStore, implementation_of_office: Callable[..., Teams]) -> AsyncIterator[Office]:
    clock, nudges = MovableClock(NOON), list[None]()
    fake = FakeTeams(clock)
    theirs = TestServer(fake.application())
    await theirs.start_server()
    fake.url = str(theirs.make_url("")).rstrip("/")
    for name, tenant in (("Leeds City Council", LEEDS), ("Calderdale Council", CALDER)):
        store.setup.link_workspace(store.setup.add_organisation(name, Sector.COUNCIL), "teams", tenant)
    closed = f"http://127.0.0.1:{unused_port()}"
    registration = Registration(
        APP_ID,
        APP_PASSWORD,
        HOME_TENANT,
        service_origins=(fake.url, closed),
        metadata_url=f"{fake.url}/openid/metadata",
    )
    with requests.Session() as entra:
        entra.mount("https://", EntraHere(fake.url))
        tokens, core = Tokens(registration, http_client=entra), Core(store)
        references = StoredTeamsReferences(store.engine)
        async with aiohttp.ClientSession() as session:
            service = implementation_of_office(
                registration,
                handle=lambda turn: core.handle(turn),
                nudge=lambda: nudges.append(None),
                clock=clock,
                references=references,
                looking=Looking(store),
                session=session,
                tokens=tokens,
            )
            app = web.Application()
            app.add_routes(service.routes)
            ours = TestServer(app)
            await ours.start_server()
            dispatcher = Dispatcher(store.deliveries, {"teams": service.sender}, clock, random.Random(1))
            workplace = Workplace(str(ours.make_url("/teams/messages")), session, fake)
            priya, tom = Someone("Priya", LEEDS, fake.service_url), Someone("Tom", CALDER, fake.service_url)
            for person in (priya, tom):
                person.lives_in(fake)
            yield Office(
                fake,
                core,
                clock,
                service,
                registration,
                tokens,
                closed,
                dispatcher,
                workplace,
                references,
                nudges,
                priya,
                tom,
            )
            for gate in (fake.keys_open, fake.tokens_open, fake.calls_open):
                gate.set()
            await ours.close()
    await theirs.close()
    await asyncio.sleep(0)  # connections that were just closed say so to the loop before it ends
    assert fake.faults == []


@pytest.fixture
def whole(office: Office) -> Office:
    """The same with the real engine: nothing is stood in for but Teams itself."""
    office.core.handle = Engine(office.core.store).handle  # type: ignore[method-assign]
    return office
