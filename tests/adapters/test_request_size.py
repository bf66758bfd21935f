"""No route that the outside can reach reads more than it must: a body beyond the limit is answered 413."""

import contextlib
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from adapters import server
from adapters.clock import MovableClock
from adapters.server import MOST_BYTES
from adapters.serving import running
from adapters.slack.routes import PATHS
from storage.unit_of_work import SqlStore
from tests.adapters.test_serving import NOON, settings


@pytest.fixture
async def address(store: SqlStore) -> AsyncIterator[str]:
    addresses: list[str] = []
    both = settings("http://127.0.0.1:9/api/", teams_app_id="an-app", development=True)
    async with running(both, store, MovableClock(NOON), addresses.append):
        yield addresses[0].rstrip("/")


async def posted(url: str, body: bytes, kind: str = "application/json") -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers={"Content-Type": kind}) as answer,
    ):
        return answer.status


@pytest.mark.parametrize("route", [*PATHS, "/teams/messages"])
async def test_every_route_that_takes_a_body_has_a_limit(route: str, address: str) -> None:
    assert await posted(address + route, json.dumps({"text": "x" * MOST_BYTES}).encode()) == 413


async def test_what_is_allowed_gets_as_far_as_its_signature(address: str) -> None:
    """So that the limit is not what stops everybody: unsigned, a small one is turned away for another reason."""
    enough = json.dumps({"text": "x" * (MOST_BYTES - 1000)}).encode()
    assert await posted(address + "/slack/events", enough) == 401


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """At its end the server waits for whoever is still sending; not here."""
    monkeypatch.setattr(server, "TURNS_END_WITHIN", 0.1)


@pytest.mark.usefixtures("impatient")
async def test_a_body_without_end_is_not_read_to_its_end(address: str) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 64 * MOST_BYTES:
            sent += 64 * 1024
            yield b"x" * 64 * 1024

    async with aiohttp.ClientSession() as session:
        with contextlib.suppress(aiohttp.ClientError):
            async with session.post(address + "/slack/events", data=endless()) as answer:
                assert answer.status == 413
    assert sent < 64 * MOST_BYTES
