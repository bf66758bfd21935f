"""`shoes serve` whole: real engine, store, dispatcher and metronome, between a signed request and Slack's Web API."""

import asyncio
import contextlib
import datetime as dt
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from icalendar import Calendar
from pydantic import SecretStr

from adapters.clock import MovableClock
from adapters.platforms import CannotServe
from adapters.serving import running
from adapters.settings import Settings
from bot.model.exchanges import Leg, LegState, Suggestion, SuggestionState
from bot.model.listings import Activity, Details
from bot.model.organisations import Sector
from bot.turn import Address
from storage.unit_of_work import SqlStore
from tests.adapters.conftest import free_port
from tests.adapters.slack.fake_slack import FakeSlack, Posted, Workspace
from tests.adapters.slack.people import SECRET, Someone, Workplace

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
SAM = Someone("USAM")
STRANGER = Someone("UX", "TSTRANGERS")
SAM_OKAFOR = {"real_name": "Sam Okafor", "tz": "Europe/London", "email": "sam@opendoor.example"}
SCOPES = frozenset({"chat:write", "dnd:read", "im:write", "users:read", "users:read.email"})


class Served:
    """The running process, as Slack and the outside see it."""

    def __init__(self, slack: FakeSlack, workplace: Workplace, clock: MovableClock) -> None:
        self.slack, self.workplace, self.clock = slack, workplace, clock

    async def messages(self, user: str, number: int) -> list[Posted]:
        """The first so many messages to this person, as soon as they are there."""
        async with asyncio.timeout(60):
            while len(self.slack.in_channel(f"D{user}")) < number:
                await asyncio.sleep(0.01)
                self.clock.move(dt.timedelta(milliseconds=20))  # Slack takes one message a second in a channel
        return self.slack.in_channel(f"D{user}")[:number]

    async def get(self, path: str) -> tuple[int, bytes]:
        async with self.workplace.session.get(self.workplace.url + path) as answer:
            return answer.status, await answer.read()


def settings(slack_api_url: str, **more: object) -> Settings:
    return Settings(
        slack_bot_token=SecretStr("xoxb-1"),
        slack_signing_secret=SecretStr(SECRET),
        slack_api_url=slack_api_url,
        public_url="https://shoes.example.org",
        **({"port": free_port()} | more),  # type: ignore[arg-type]
    )


@pytest.fixture
async def served(store: SqlStore) -> AsyncIterator[Served]:
    clock, addresses = MovableClock(NOON), list[str]()
    slack = FakeSlack(Workspace(SAM.team, "xoxb-1", SCOPES, {"USAM": SAM_OKAFOR}), now=clock.now)
    theirs = TestServer(slack.application())
    await theirs.start_server()
    organisation = store.setup.add_organisation("Open Door", Sector.CHARITY, "Leeds")
    store.setup.link_workspace(organisation, "slack", SAM.team)
    async with (
        aiohttp.ClientSession() as session,
        running(settings(str(theirs.make_url("/api/"))), store, clock, addresses.append),
    ):
        yield Served(slack, Workplace(addresses[0].rstrip("/"), session), clock)
    await theirs.close()
    assert slack.faults == []


async def test_somebody_asks_for_help_and_gets_it(served: Served) -> None:
    assert (await served.workplace.post(SAM.writes("help"))).status == 200
    messages = await served.messages("USAM", 1)
    assert "I can offer" in messages[0].text


async def test_delivered_twice_it_is_answered_once(served: Served) -> None:
    event = SAM.writes("help")
    for request in (event, event, SAM.writes("mine")):
        assert (await served.workplace.post(request)).status == 200
    # The last turn's answers come after whatever a second "help" would have been answered.
    await served.messages("USAM", 2)
    keys = [message.key for message in served.slack.messages]
    assert len(keys) == len(set(keys))
    texts = [message.text for message in served.slack.messages]
    assert len(texts) == len(set(texts))


async def test_a_stranger_is_told_so_and_nothing_is_stored(served: Served, store: SqlStore) -> None:
    served.slack.workspaces["xoxb-1"].team = STRANGER.team
    served.slack.workspaces["xoxb-1"].people["UX"] = SAM_OKAFOR
    assert (await served.workplace.post(STRANGER.writes("help"))).status == 200
    [message] = await served.messages("UX", 1)
    assert message.key == "", "said at once, not from the outbox"
    with store.begin() as work:
        assert work.people.at(Address("slack", STRANGER.team, "UX")) is None


async def test_it_says_whether_it_is_well(served: Served) -> None:
    status, body = await served.get("/health")
    assert (status, body) == (200, b'{"live": true, "ready": true}')
    assert (await served.get("/health/live"))[0] == 200


@pytest.mark.parametrize("page", ["/privacy", "/terms"])
async def test_what_the_app_package_links_to_is_there(page: str, served: Served) -> None:
    status, said = await served.get(page)
    assert status == 200
    assert b"<h1>In Your Shoes" in said


async def test_without_its_database_it_lives_but_is_not_ready(
    served: Served, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(store, "begin", away)
    monkeypatch.setattr(store, "standing", away)
    status, body = await served.get("/health")
    assert status == 503
    [wrong] = json.loads(body)["wrong"]
    assert wrong["what"] == "The database cannot be used."
    assert "shoes doctor" in wrong["do"]
    assert (await served.get("/health/live"))[0] == 200
    assert (await served.workplace.post(SAM.writes("help"))).status == 500, "Slack must deliver it again"


async def test_where_a_second_opinion_is_set_up_it_is_asked_and_shown(store: SqlStore) -> None:
    """Through every part there is: a signed request, the endpoint over HTTP, and what Slack is sent."""
    asked: list[str] = []

    async def complete(request: web.Request) -> web.Response:
        asked.append((await request.json())["messages"][-1]["content"])
        wish = {"intent": "seek", "activity": "skill", "topic": "gift aid"}
        return web.json_response({"choices": [{"message": {"content": json.dumps({"wishes": [wish]})}}]})

    app = web.Application()
    app.router.add_post("/v1/chat/completions", complete)
    opinion = {"second_opinion_key": SecretStr("sk-1"), "second_opinion_model": "small", "second_opinion_seconds": 10}
    slack = FakeSlack(Workspace(SAM.team, "xoxb-1", SCOPES, {"USAM": SAM_OKAFOR}))
    clock, addresses = MovableClock(NOON), list[str]()
    store.setup.link_workspace(store.setup.add_organisation("Open Door", Sector.CHARITY, "Leeds"), "slack", SAM.team)
    async with (
        TestServer(app) as model,
        TestServer(slack.application()) as theirs,
        aiohttp.ClientSession() as session,
        running(
            settings(str(theirs.make_url("/api/")), second_opinion_url=str(model.make_url("/v1")), **opinion),
            store,
            clock,
            addresses.append,
        ),
    ):
        served = Served(slack, Workplace(addresses[0].rstrip("/"), session), clock)
        assert (await served.workplace.post(SAM.writes("qwerty gift aid okafor asdf"))).status == 200
        [message] = await served.messages("USAM", 1)
    assert "gift aid" in message.text
    assert len(asked) == 1
    assert "okafor" not in asked[0]


def booked(store: SqlStore) -> Leg:
    """A visit that two people have in their diaries."""
    details = Details(Activity.SHADOW, topic="night shelter", text="private words")
    with store.begin() as work:
        organisation = work.people.organisation_of("slack", SAM.team)
        assert organisation is not None
        host, guest = (
            work.people.join(
                Address("slack", SAM.team, user), organisation, user, "Europe/London", f"{user}@open.example"
            )
            for user in ("UHOST", "UGUEST")
        )
        asked = Suggestion(
            0, None, None, host.id, guest.id, guest.id, details, (), SuggestionState.ACCEPTED, NOON, answered_at=NOON
        )
        exchange = work.exchanges.begin(work.exchanges.suggest(asked), "unguessable", 60)
        leg = exchange.legs[0]
        leg = replace(leg, state=LegState.BOOKED, starts_at=NOON + dt.timedelta(days=7), where="Mill Lane", sequence=1)
        work.exchanges.save_leg(leg)
    return leg


async def test_a_visit_can_be_put_into_a_diary(served: Served, store: SqlStore) -> None:
    booked(store)
    status, written = await served.get("/calendar/unguessable.ics")
    assert status == 200
    [visit] = Calendar.from_ical(written).walk("VEVENT")
    assert (visit["SUMMARY"], visit["LOCATION"]) == ("Shadowing: night shelter", "Mill Lane")
    for private in (b"private words", b"UHOST", b"open.example"):
        assert private not in written


@pytest.mark.parametrize("path", ["/calendar/guess.ics", "/calendar/.ics", "/calendar/..%2Fx.ics", "/calendar/", "/x"])
async def test_there_is_nothing_to_guess(served: Served, path: str) -> None:
    assert (await served.get(path))[0] == 404


async def test_a_busy_port_is_said_plainly(store: SqlStore) -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listening:
        wanted = settings("http://127.0.0.1:1/api/", port=listening.getsockname()[1])
        with pytest.raises(CannotServe, match="port"):
            async with running(wanted, store, MovableClock(NOON), lambda _: None):
                raise AssertionError


async def test_unsigned_teams_is_for_this_machine_alone(store: SqlStore) -> None:
    wanted = settings("http://127.0.0.1:1/api/", host="0.0.0.0", teams_tenant_id="tenant", development=True)
    with pytest.raises(CannotServe, match="this machine"):
        async with running(wanted, store, MovableClock(NOON), lambda _: None):
            raise AssertionError
