"""Who may call: every way in which a token can be wrong, and keys that change, hang or are away."""

import asyncio
import datetime as dt
import time
from typing import Any

import aiohttp
import pytest
import time_machine
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.clock import MovableClock
from adapters.teams.registration import NotRegistered, Registration, is_loopback
from adapters.teams.service import teams
from bot.looking import Looking
from bot.turn import Spoken
from storage.teams_references import StoredTeamsReferences
from storage.unit_of_work import SqlStore
from tests.adapters.teams.conftest import NOON, Office
from tests.adapters.teams.people import payload

pytestmark = pytest.mark.platforms


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic dXNlcjpwYXNz", "x" * 999]
)
async def test_a_token_that_is_none_proves_nothing(office: Office, header: str) -> None:
    assert (await office.workplace.post(office.priya.writes("hello"), header)).status == 401
    assert office.core.asked == 0


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"exp": time.time() - 400}, 401),
        ({"exp": None}, 401),
        ({"nbf": time.time() + 4000}, 401),
        ({"aud": "another-bot"}, 403),
        ({"aud": None}, 401),
        ({"iss": "https://sts.windows.net/anybody/"}, 403),
        ({"iss": None}, 401),
        ({"serviceurl": "https://smba.trafficmanager.net/uk/"}, 403),
        ({"serviceurl": None}, 403),
        ({"algorithm": "none"}, 401),
        ({"algorithm": "HS256"}, 401),
        ({"algorithm": "RS512"}, 401),
        ({"key": 7}, 401),
    ],
)
async def test_a_wrong_token_is_turned_away(office: Office, claims: dict[str, Any], status: int) -> None:
    answer = await office.workplace.post(office.priya.writes("hello"), office.teams.bearer(**claims))
    assert (answer.status, office.core.asked) == (status, 0)


async def test_a_token_that_was_good_is_looked_at_again_when_its_time_is_over(office: Office) -> None:
    header = office.teams.bearer(exp=time.time() + 60)
    for _ in range(2):
        assert await answered(office, header) == 200
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=60 + 300 + 5)):
        assert await answered(office, header) == 401


async def test_a_token_that_was_good_is_of_no_use_with_another_address_or_channel(office: Office) -> None:
    header = office.teams.bearer()
    assert await answered(office, header) == 200
    elsewhere = office.priya.writes("hello") | {"serviceUrl": f"{office.teams.url}/elsewhere/"}
    assert (await office.workplace.post(elsewhere, header)).status == 403
    assert (await office.workplace.post(office.priya.writes("hello") | {"channelId": "webchat"}, header)).status == 403


async def test_a_token_that_was_good_is_none_once_its_key_is_withdrawn(office: Office, monkeypatch: Any) -> None:
    monkeypatch.setattr("adapters.teams.keys.AGAIN", 0.0)
    old = office.teams.bearer()
    assert await answered(office, old) == 200
    office.teams.rotate_keys()
    assert await answered(office, office.teams.bearer()) == 200, "which fetches the keys anew"
    assert await answered(office, old) == 401


async def test_a_clock_that_differs_a_little_does_no_harm(office: Office) -> None:
    late = office.teams.bearer(exp=time.time() - 60)
    assert (await office.workplace.post(office.priya.writes("hello"), late)).status == 200


async def test_a_tampered_token_is_turned_away(office: Office) -> None:
    header, body, signature = office.teams.bearer().split(".")
    other = office.teams.bearer(aud="another-bot").split(".")[1]
    assert (await office.workplace.post(office.priya.writes("hello"), f"{header}.{other}.{signature}")).status == 401
    assert (await office.workplace.post(office.priya.writes("hello"), f"{header}.{body}.{signature}")).status == 200


async def test_a_key_that_is_not_endorsed_for_teams_may_not_speak_for_it(office: Office) -> None:
    office.teams.endorsements = ["webchat"]
    assert (await office.workplace.post(office.priya.writes("hello"))).status == 403


async def test_another_channel_is_turned_away_although_it_is_endorsed(office: Office) -> None:
    message = office.priya.writes("hello") | {"channelId": "webchat"}
    assert (await office.workplace.post(message)).status == 403


async def test_a_genuine_token_for_a_service_that_is_not_microsofts(office: Office) -> None:
    theirs = "https://smba.trafficmanager.net.example.org/uk/"
    message = office.priya.writes("hello") | {"serviceUrl": theirs}
    answer = await office.workplace.post(message, office.teams.bearer(serviceurl=theirs))
    assert (answer.status, office.core.asked) == (403, 0)


async def test_keys_are_fetched_once_and_again_when_they_have_changed(office: Office, monkeypatch: Any) -> None:
    monkeypatch.setattr("adapters.teams.keys.AGAIN", 0.0)
    for _ in range(3):
        assert (await office.workplace.post(office.priya.writes("hello"))).status == 200
    assert office.teams.key_fetches == 1
    before = office.teams.bearer()
    office.teams.rotate_keys()
    assert (await office.workplace.post(office.priya.writes("hello"))).status == 200
    assert office.teams.key_fetches == 2
    assert (await office.workplace.post(office.priya.writes("hello"), before)).status == 401, "withdrawn"


async def test_invented_keys_do_not_make_us_a_nuisance(office: Office) -> None:
    for number in range(20, 25):
        assert (
            await office.workplace.post(office.priya.writes("hello"), office.teams.bearer(key=number))
        ).status == 401
    assert office.teams.key_fetches == 1
    assert (await office.workplace.post(office.priya.writes("hello"))).status == 200


async def test_many_who_come_at_once_share_one_fetch(office: Office) -> None:
    answers = await asyncio.gather(*(office.workplace.post(office.priya.writes("hello")) for _ in range(12)))
    assert [answer.status for answer in answers] == [200] * 12
    assert office.teams.key_fetches == 1


async def test_a_hanging_key_endpoint_stops_nobody_whose_key_is_known(office: Office, monkeypatch: Any) -> None:
    assert (await office.workplace.post(office.priya.writes("hello"))).status == 200
    monkeypatch.setattr("adapters.teams.keys.AGAIN", 0.0)
    monkeypatch.setattr("adapters.teams.keys.FETCH_LIMIT", 0.5)
    office.teams.keys_open.clear()
    office.teams.key_asked.clear()
    unknown = asyncio.create_task(office.workplace.post(office.priya.writes("hello"), office.teams.bearer(key=30)))
    await office.teams.key_asked.wait()
    known = await office.workplace.post(office.priya.writes("hello"))
    assert (known.status, unknown.done()) == (200, False)
    assert (await unknown).status == 503


async def test_keys_that_are_a_day_old_are_renewed_while_nobody_waits(office: Office, monkeypatch: Any) -> None:
    await office.workplace.post(office.priya.writes("hello"))
    monkeypatch.setattr("adapters.teams.keys.AGAIN", 0.0)
    office.teams.keys_open.clear()
    office.teams.key_asked.clear()
    with monkeypatch.context() as a_day_later:
        a_day_later.setattr("adapters.teams.keys.KEEP", 0.0)
        assert (await office.workplace.post(office.priya.writes("hello"))).status == 200
    await office.teams.key_asked.wait()
    [renewal] = [task for task in asyncio.all_tasks() if task.get_name() == "teams keys"]
    office.teams.keys_open.set()
    await renewal
    assert (await office.workplace.post(office.priya.writes("hello"))).status == 200


def test_without_an_app_id_the_bot_does_not_start() -> None:
    with pytest.raises(NotRegistered, match="SHOES_TEAMS_APP_ID"):
        Registration()
    while_developing = Registration(development=True)
    while_developing.check_host("127.0.0.1")
    with pytest.raises(NotRegistered, match=r"0\.0\.0\.0"):
        while_developing.check_host("0.0.0.0")
    Registration("an-id").check_host("0.0.0.0")


def test_a_password_is_not_shown() -> None:
    assert "hunter2" not in repr(Registration("an-id", "hunter2"))


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://smba.trafficmanager.net/uk/", True),
        ("https://smba.trafficmanager.net:443/emea/5f7b3c1e-52f0-4d0e-9a86-1f4c8a2f7d10/", True),
        ("https://europe.botframework.com/", True),
        ("https://smba.infra.gcc.teams.microsoft.com/gcc", True),
        ("http://smba.trafficmanager.net/uk/", False),
        ("https://evil.trafficmanager.net/uk/", False),
        ("https://smba.trafficmanager.net.example.org/", False),
        ("https://smba.trafficmanager.net@example.org/", False),
        ("https://example.org/smba.trafficmanager.net", False),
        ("https://botframework.com.example.org/", False),
        ("https://evilbotframework.com/", False),
        ("https://smba.trafficmanager.net:8443/", False),
        ("http://127.0.0.1:3978/", False),
        ("https://[::1/", False),
        ("", False),
    ],
)
def test_which_service_urls_are_microsofts(url: str, trusted: bool) -> None:
    assert Registration("an-id").trusts(url) is trusted


def test_while_developing_only_this_machine_is_answered() -> None:
    developing = Registration(development=True)
    assert developing.trusts("http://127.0.0.1:56150/_connector")
    assert developing.trusts("http://localhost:56150/")
    assert not developing.trusts("https://smba.trafficmanager.net/uk/")


@pytest.mark.parametrize(
    ("host", "here"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("10.0.0.1", False)]
)
def test_what_this_machine_is_called(host: str, here: bool) -> None:
    assert is_loopback(host) is here


async def test_while_developing_nothing_is_signed_and_a_proxy_is_turned_away(store: SqlStore) -> None:
    async with aiohttp.ClientSession() as session:
        service = teams(
            Registration(development=True),
            handle=lambda turn: Spoken(),
            nudge=lambda: None,
            clock=MovableClock(NOON),
            references=StoredTeamsReferences(store.engine),
            looking=Looking(store),
            session=session,
        )
        app = web.Application()
        app.add_routes(service.routes)
        async with TestServer(app) as server:
            message = payload("personal_message") | {"serviceUrl": "http://127.0.0.1:9/"}
            url = server.make_url("/teams/messages")
            async with session.post(url, json=message) as answer:
                assert answer.status == 200
            async with session.post(url, json=message, headers={"X-Forwarded-For": "203.0.113.9"}) as answer:
                assert answer.status == 403


async def answered(office: Office, header: str) -> int:
    """The status of a message with this Authorization."""
    return (await office.workplace.post(office.priya.writes("hello"), header)).status
