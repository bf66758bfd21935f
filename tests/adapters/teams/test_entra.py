"""Our own token: one for many, renewed before it ends while nobody waits, and never fetched on the event loop."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import requests

from adapters.teams import entra
from adapters.teams.connector import Answer, Connector
from adapters.teams.entra import Tokens, TokenUnavailable
from adapters.teams.registration import Registration
from bot.delivery import TryLater
from tests.adapters.teams.conftest import Office
from tests.adapters.teams.fake_entra import APP_ID, APP_PASSWORD, HOME_TENANT, LEGACY_TENANT, MACHINE, EntraHere


class Seconds:
    """A clock that a test moves."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def tokens(office: Office, seconds: Seconds) -> AsyncIterator[Tokens]:
    with requests.Session() as session:
        session.mount("https://", EntraHere(office.teams.url))
        yield Tokens(Registration(APP_ID, APP_PASSWORD, HOME_TENANT), http_client=session, seconds=seconds)
        office.teams.tokens_open.set()
        await asyncio.gather(*renewals(), return_exceptions=True)


def renewals() -> list["asyncio.Task[None]"]:
    """Those that are under way."""
    return [task for task in asyncio.all_tasks() if task.get_name() == "teams token"]


async def test_one_token_serves_many(office: Office, tokens: Tokens) -> None:
    given = await asyncio.gather(*(tokens.token() for _ in range(20)))
    assert set(given) == {"token-1"}
    assert office.teams.token_requests == 1


async def test_a_token_is_renewed_before_it_ends_while_nobody_waits(
    office: Office, tokens: Tokens, seconds: Seconds
) -> None:
    office.teams.token_lasts = 200  # msal itself keeps no token that ends within 300 seconds
    assert await tokens.token() == "token-1"
    office.teams.token_asked.clear()
    office.teams.tokens_open.clear()
    seconds.now += 100
    assert await tokens.token() == "token-1", "good for another 100 seconds, whatever Entra does"
    await office.teams.token_asked.wait()
    renewing = renewals()
    office.teams.tokens_open.set()
    await asyncio.gather(*renewing)
    assert await tokens.token() == "token-2"


async def test_a_token_that_has_ended_is_not_used(office: Office, tokens: Tokens, seconds: Seconds) -> None:
    office.teams.token_lasts = 250
    await tokens.token()
    seconds.now += 251
    assert await tokens.token() == "token-2"


async def test_the_event_loop_runs_on_while_entra_hangs(office: Office, tokens: Tokens) -> None:
    office.teams.tokens_open.clear()
    waiting = [asyncio.create_task(tokens.token()) for _ in range(20)]
    await office.teams.token_asked.wait()
    # Entra holds its answer; our endpoint, on the same loop, goes on taking turns.
    assert (await office.workplace.post(office.priya.writes("hello"))).status == 200
    assert not any(task.done() for task in waiting)
    office.teams.tokens_open.set()
    assert len(set(await asyncio.gather(*waiting))) == 1


async def test_waiting_for_a_token_has_an_end(office: Office, tokens: Tokens, monkeypatch: Any) -> None:
    monkeypatch.setattr(entra, "ACQUIRE_LIMIT", 0.05)
    office.teams.tokens_open.clear()
    with pytest.raises(TokenUnavailable, match="in time"):
        await tokens.token()
    office.teams.tokens_open.set()
    monkeypatch.setattr(entra, "ACQUIRE_LIMIT", 8.0)
    assert await tokens.token() == "token-1", "the request that was under way is used"


async def test_a_wrong_secret_is_told_by_entras_own_name(office: Office) -> None:
    with requests.Session() as session:
        session.mount("https://", EntraHere(office.teams.url))
        wrong = Registration(APP_ID, "wrong", HOME_TENANT, service_origins=(office.teams.url,))
        tokens = Tokens(wrong, http_client=session)
        with pytest.raises(TokenUnavailable, match="invalid_client"):
            await tokens.token()
        connector = Connector(office.workplace.session, wrong, tokens, office.clock)
        sent = await connector.send(office.teams.service_url, office.priya.chat, {})
    assert sent == TryLater("no token: invalid_client")
    assert office.teams.calls == []


async def test_a_token_that_the_connector_refuses_is_replaced(office: Office) -> None:
    connector = Connector(office.workplace.session, office.registration, office.tokens, office.clock)
    hello = {"type": "message", "text": "hello", "textFormat": "plain"}
    office.teams.revoke_tokens()
    await office.tokens.token()
    office.teams.revoke_tokens()
    refused = await connector.send(office.teams.service_url, office.priya.chat, hello)
    assert isinstance(refused, Answer)
    assert refused.failure(repeatable=False) == TryLater("401 Unauthorized")
    taken = await connector.send(office.teams.service_url, office.priya.chat, hello)
    assert isinstance(taken, Answer)
    assert taken.taken
    assert office.teams.token_requests == 2


@pytest.mark.parametrize(
    ("registration", "tenants"),
    [
        (Registration(APP_ID, APP_PASSWORD, HOME_TENANT), {HOME_TENANT}),
        (Registration(APP_ID, APP_PASSWORD, "of-no-matter", kind="multi-tenant"), {LEGACY_TENANT}),
        (Registration(APP_ID, kind="managed-identity"), set()),
    ],
    ids=["single-tenant", "multi-tenant", "managed-identity"],
)
async def test_each_kind_of_bot_gets_its_token_where_it_is_given(
    office: Office, registration: Registration, tenants: set[str]
) -> None:
    office.teams.tenants = tenants
    with requests.Session() as session:
        session.mount("https://", EntraHere(office.teams.url))
        session.mount(MACHINE, EntraHere(office.teams.url))
        assert await Tokens(registration, http_client=session).token() == "token-1"


async def test_a_machine_without_the_identity_is_told_apart_from_one_that_is_slow(office: Office) -> None:
    with requests.Session() as session:
        session.mount(MACHINE, EntraHere(office.teams.url))
        with pytest.raises(TokenUnavailable, match="invalid_client"):
            await Tokens(Registration("another-app", kind="managed-identity"), http_client=session).token()


async def test_a_renewal_that_never_ends_does_not_stop_the_next_one(office: Office, monkeypatch: Any) -> None:
    monkeypatch.setattr(entra, "RENEW_LIMIT", 0.05)
    office.teams.tokens_open.clear()
    with pytest.raises(TokenUnavailable):
        await office.tokens.token()
    monkeypatch.setattr(entra, "RENEW_LIMIT", 20.0)
    office.teams.tokens_open.set()
    assert (await office.tokens.token()).startswith("token-")
