"""An endpoint over HTTP, well and unwell: an answer in time, or None in time, and never somebody's words in the log."""

import asyncio
import datetime as dt
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr
from structlog.testing import capture_logs

from adapters.clock import MovableClock
from adapters.second_opinion import AT_ONCE, LONGEST_ANSWER, PATIENCE, REST, Endpoint, second_opinion
from adapters.settings import Settings

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
LIMIT = 0.25
"""Seconds that an answer may take where the test waits for the limit."""
QUESTION = '{"message": "private words"}'

Behaviour = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Model:
    """A server that speaks the protocol. `behaviour` is what it does next; `requests` what it was sent."""

    def __init__(self) -> None:
        self.behaviour: Behaviour = says("an answer")
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.never = asyncio.Event()
        self.elsewhere = 0
        self.url = ""

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._complete)
        app.router.add_route("*", "/elsewhere", self._elsewhere)
        return app

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(await request.json())
        self.keys.append(request.headers["Authorization"])
        return await self.behaviour(request)

    async def _elsewhere(self, request: web.Request) -> web.StreamResponse:
        self.elsewhere += 1
        return await says("from elsewhere")(request)


def completion(content: Any) -> dict[str, Any]:
    """What endpoints answer, as their documentation shows it."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "small",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


def says(content: Any) -> Behaviour:
    return sends(json.dumps(completion(content)))


def sends(body: str, status: int = 200, **headers: str) -> Behaviour:
    async def behave(_: web.Request) -> web.StreamResponse:
        return web.Response(text=body, status=status, content_type="application/json", headers=headers)

    return behave


@pytest.fixture
async def model() -> AsyncIterator[Model]:
    model = Model()
    server = TestServer(model.application())
    await server.start_server()
    model.url = str(server.make_url("/v1"))
    yield model
    model.never.set()
    await server.close()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOON)


def settings(url: str, seconds: float = 10) -> Settings:
    return Settings(
        second_opinion_url=url,
        second_opinion_key=SecretStr("sk-secret"),
        second_opinion_model="small",
        second_opinion_seconds=seconds,
    )


async def ask(endpoint: Endpoint) -> str | None:
    return await asyncio.to_thread(endpoint.answer, "label it", QUESTION)


async def test_a_good_answer_comes_back_as_it_was_written(model: Model, clock: MovableClock) -> None:
    async with second_opinion(settings(model.url), clock) as endpoint:
        assert await ask(endpoint) == "an answer"
    assert model.keys == ["Bearer sk-secret"]
    assert model.requests == [
        {
            "model": "small",
            "messages": [{"role": "system", "content": "label it"}, {"role": "user", "content": QUESTION}],
            "response_format": {"type": "json_object"},
        }
    ]


async def test_an_endpoint_that_says_less_and_more_than_others_is_understood(model: Model, clock: MovableClock) -> None:
    model.behaviour = sends('{"choices": [{"message": {"content": "short", "thoughts": []}}], "x": 1}')
    async with second_opinion(settings(model.url), clock) as endpoint:
        assert await ask(endpoint) == "short"


WRONG = {
    "an error of theirs": sends("{}", 500),
    "a wrong key": sends('{"error": {"message": "private words"}}', 401),
    "too many requests": sends("{}", 429, **{"Retry-After": "60"}),
    "another place": sends("", 307, Location="/elsewhere"),
    "another place to read": sends("", 303, Location="/elsewhere"),
    "nothing": sends(""),
    "no JSON": sends("<html>private words</html>"),
    "a list": sends("[]"),
    "no choices": sends('{"choices": []}'),
    "no words": says(None),
    "parts": says([{"type": "text", "text": "private words"}]),
    "too much": says("x" * LONGEST_ANSWER),
    "too deep": sends("[" * 20_000),
    "no text": sends('{"choices": [{"message": {"content": "\\ud800"}}]}'),
}


@pytest.mark.parametrize("behaviour", WRONG.values(), ids=WRONG.keys())
async def test_what_is_no_answer_is_none_asked_once_and_logged_without_words(
    model: Model, clock: MovableClock, behaviour: Behaviour
) -> None:
    model.behaviour = behaviour
    with capture_logs() as logged:
        async with second_opinion(settings(model.url), clock) as endpoint:
            assert await ask(endpoint) is None
    assert len(model.requests) == 1
    assert model.elsewhere == 0
    [line] = logged
    assert {"event", "log_level", "outcome", "asked", "missed"} == set(line)
    assert (line["asked"], line["missed"]) == (1, 1)
    assert "private" not in str(line)
    assert "secret" not in str(line)


async def _silent(_: web.Request, model: Model) -> web.StreamResponse:
    await model.never.wait()
    return web.Response()


async def _drop_by_drop(request: web.Request, model: Model) -> web.StreamResponse:
    """Something at once, and then more and more, so that no single read is ever late."""
    response = web.StreamResponse()
    await response.prepare(request)
    while not model.never.is_set():
        await response.write(b" ")
        await asyncio.wait([asyncio.create_task(model.never.wait())], timeout=LIMIT / 20)
    return response


async def _error_without_end(request: web.Request, model: Model) -> web.StreamResponse:
    response = web.StreamResponse(status=500)
    await response.prepare(request)
    while not model.never.is_set():
        await response.write(b"x" * 1000)
        await asyncio.wait([asyncio.create_task(model.never.wait())], timeout=LIMIT / 20)
    return response


@pytest.mark.parametrize("slowly", [_silent, _drop_by_drop, _error_without_end])
async def test_nobody_waits_longer_than_the_limit(
    model: Model, clock: MovableClock, slowly: Callable[[web.Request, Model], Awaitable[web.StreamResponse]]
) -> None:
    async def behave(request: web.Request) -> web.StreamResponse:
        try:
            return await slowly(request, model)
        except ConnectionError:  # whoever asked has hung up
            return web.Response()

    model.behaviour = behave
    async with second_opinion(settings(model.url, LIMIT), clock) as endpoint:
        began = time.monotonic()
        assert await ask(endpoint) is None
        assert time.monotonic() - began < LIMIT * 8  # a busy machine is forgiven much; ten seconds would be a fault


async def test_where_nobody_listens_there_is_no_answer(clock: MovableClock) -> None:
    async with second_opinion(settings("http://127.0.0.1:1/v1"), clock) as endpoint:
        assert await ask(endpoint) is None


async def test_one_that_keeps_failing_is_left_alone_for_a_while(model: Model, clock: MovableClock) -> None:
    model.behaviour = sends("{}", 500)
    async with second_opinion(settings(model.url), clock) as endpoint:
        for _ in range(PATIENCE + 4):
            assert await ask(endpoint) is None
        assert len(model.requests) == PATIENCE
        model.behaviour = says("well again")
        clock.move(REST)
        assert await ask(endpoint) == "well again"


async def test_failures_that_are_not_in_a_row_are_forgiven(model: Model, clock: MovableClock) -> None:
    async with second_opinion(settings(model.url), clock) as endpoint:
        for _ in range(PATIENCE):
            model.behaviour = sends("{}", 500)
            assert await ask(endpoint) is None
            model.behaviour = says("fine")
            assert await ask(endpoint) == "fine"


async def test_a_slow_one_keeps_only_few_threads(model: Model, clock: MovableClock) -> None:
    arrived = asyncio.Semaphore(0)

    async def behave(request: web.Request) -> web.StreamResponse:
        arrived.release()
        await model.never.wait()
        return await says("late but in time")(request)

    model.behaviour = behave
    async with second_opinion(settings(model.url), clock) as endpoint:
        waiting = [asyncio.create_task(ask(endpoint)) for _ in range(AT_ONCE)]
        for _ in waiting:
            await arrived.acquire()
        assert await ask(endpoint) is None, "one more goes without"
        model.never.set()
        assert await asyncio.gather(*waiting) == ["late but in time"] * AT_ONCE
    assert len(model.requests) == AT_ONCE


def test_while_the_process_stops_nobody_is_asked(clock: MovableClock) -> None:
    async def opened() -> Endpoint:
        async with second_opinion(settings("http://127.0.0.1:1/v1"), clock) as endpoint:
            return endpoint

    assert asyncio.run(opened()).answer("label it", QUESTION) is None
