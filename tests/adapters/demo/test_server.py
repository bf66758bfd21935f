"""The demo's page over HTTP: what it shows, what it refuses, and the stream that keeps it up to date."""

import asyncio
import itertools
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.clock import MovableClock
from adapters.demo.beginning import begin
from adapters.demo.living_town import Listeners, LivingTown
from adapters.demo.server import DemoServer
from adapters.demo.town import read_town
from storage.unit_of_work import SqlStore, open_store
from tests.stores import empty

pytestmark = pytest.mark.processes

Client = TestClient[web.Request, web.Application]

TOWN = read_town()
SAM = "slack:T0OPENDOOR:U0SAM"
PRIYA = "teams:airedale:29:priya"


@pytest.fixture
async def demo(tmp_path: Path, real: MovableClock) -> AsyncIterator[Client]:
    numbers = itertools.count()
    opened: list[SqlStore] = []

    async def begin_town(listeners: Listeners) -> LivingTown:
        opened.append(open_store(empty(tmp_path / f"{next(numbers)}.db")))
        return await begin(TOWN, opened[-1], listeners, real=real, with_history=False)

    server = DemoServer(TOWN, begin_town)
    await server.start()
    async with TestClient(TestServer(server.application())) as client:
        yield client
        server.stop()
    for store in opened:
        store.close()


def own(client: Client) -> dict[str, str]:
    """The headers of a post by the page's own script."""
    return {"Origin": f"http://{client.host}:{client.port}", "X-Requested-With": "fetch"}


async def say(client: Client, **form: str) -> int:
    async with client.post("/say", data=form, headers=own(client)) as answer:
        return answer.status


async def page(client: Client, query: str = "") -> str:
    async with client.get(f"/{query}") as answer:
        assert answer.status == 200
        return await answer.text()


async def test_what_was_said_is_on_the_page_escaped(demo: Client) -> None:
    assert await say(demo, lane=SAM, text="<script>alert(1)</script> hello") == 204
    html = await page(demo)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; hello" in html
    assert "<script>alert" not in html


async def test_the_page_holds_no_inline_script_or_style_and_fetches_nothing_from_elsewhere(demo: Client) -> None:
    async with demo.get("/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        html = await answer.text()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]* src=)|<style| style=| on[a-z]+=", html)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", html)
    for path in set(re.findall(r"(?:src|href)=\"(/static/[^\"]+)\"", html)):
        async with demo.get(path) as asset:
            assert asset.status == 200, path


async def test_before_the_town_is_awake_the_page_says_so_and_comes_again() -> None:
    async def never(_: Listeners) -> LivingTown:
        raise AssertionError("not begun in this test")

    async with TestClient(TestServer(DemoServer(TOWN, never).application())) as client:
        html = await page(client)
    assert "The town wakes up" in html
    assert 'http-equiv="refresh"' in html


async def test_another_page_cannot_act(demo: Client) -> None:
    form = {"lane": SAM, "text": "hello"}
    for headers in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
        for path in ("/say", "/press", "/clock", "/reset"):
            async with demo.post(path, data=form, headers=headers) as answer:
                assert answer.status == 403, (path, headers)


async def test_another_name_for_this_machine_is_refused(demo: Client) -> None:
    async with demo.get("/", headers={"Host": "rebound.example:8765"}) as answer:
        assert answer.status == 403
    async with demo.get("/", headers={"Host": f"localhost:{demo.port}"}) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"lane": SAM, "text": ""}, 400),
        ({"lane": "slack:T0:U9", "text": "hello"}, 400),
        ({"as": "nobody", "lane": SAM, "text": "hello"}, 404),
        ({"as": "priya", "lane": SAM, "text": "hello"}, 403),
        ({"as": "sam", "lane": "slack:T0HARBOUR:#C0GENERAL", "text": "hello"}, 403),
        ({"as": "sam", "lane": "slack:T0OPENDOOR:#C0GENERAL", "text": "hello"}, 204),
        ({"lane": SAM, "text": "hello", "story": "an older one"}, 409),
    ],
)
async def test_people_speak_for_themselves_where_they_are(demo: Client, form: dict[str, str], status: int) -> None:
    assert await say(demo, **form) == status


async def test_a_plain_form_post_leads_back_to_the_page(demo: Client) -> None:
    headers = {"Origin": f"http://{demo.host}:{demo.port}", "Referer": f"http://{demo.host}:{demo.port}/?left=tom"}
    async with demo.post("/clock", data={"step": "hour"}, headers=headers, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, headers["Referer"])
    assert "11:00" in await page(demo)
    async with demo.post("/clock", data={"step": "back"}, headers=own(demo)) as answer:
        assert answer.status == 400


async def events(client: Client, query: str) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """What the stream says, event by event."""
    async with client.get(f"/events?{query}") as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        kind = ""
        async for line in answer.content:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "event":
                kind = value
            elif name == "data":
                yield kind, json.loads(value)


def known(html: str) -> str:
    last = re.search(r'data-last-event="(\d+)" data-story="(\w+)"', html)
    assert last
    return f"after={last[1]}&story={last[2]}"


async def test_an_open_page_hears_what_happens_on_every_phone(demo: Client) -> None:
    query = known(await page(demo))
    assert await say(demo, lane=PRIYA, text="hello") == 204
    heard = []
    async with asyncio.timeout(60):
        async for kind, data in events(demo, query):
            heard.append((kind, data))
            if kind == "item" and data["kind"] == "card":
                break
    said, answered = (data for kind, data in heard if kind == "item")
    assert (said["lane"], said["kind"], said["who"]) == (PRIYA, "said", ["priya"])
    assert answered["lane"] == PRIYA
    assert 'class="item is-card"' in answered["html"]


async def test_a_page_of_an_earlier_story_is_told_to_begin_again(demo: Client) -> None:
    query = known(await page(demo))
    assert await say(demo, lane=SAM, text="hello") == 204
    async with demo.post("/reset", headers=own(demo)) as answer:
        assert answer.status == 204
    async with asyncio.timeout(60):
        assert [kind async for kind, _ in events(demo, query)] == ["again"]
    assert 'class="item' not in await page(demo)
