"""Spans that arrive at a collector: what belongs to what, and nothing that anybody said."""

import asyncio
import datetime as dt

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from adapters.metrics import Metrics
from adapters.observing import Observer
from adapters.traces import tracing
from bot.engine import Engine
from bot.turn import Address, Said, Turn
from storage.unit_of_work import SqlStore

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
STRANGER = Turn("turn-1", Address("slack", "T1", "U1"), Said("my manager and I disagree"), NOON)


async def collected(store: SqlStore) -> bytes:
    """What a collector was sent about one turn."""
    posted: list[bytes] = []

    async def collect(request: web.Request) -> web.Response:
        posted.append(await request.read())
        return web.Response()

    app = web.Application()
    app.router.add_post("/v1/traces", collect)

    def take(url: str) -> None:
        with tracing(url) as tracer:
            observer = Observer(Metrics(), tracer)
            observer.turns(Engine(observer.store(store)).handle)(STRANGER)

    async with TestServer(app) as server:
        await asyncio.to_thread(take, str(server.make_url("/v1/traces")))
    [one] = posted
    return one


async def test_a_turn_and_its_transaction_arrive_without_a_word_of_it(store: SqlStore) -> None:
    sent = await collected(store)
    [resource] = ExportTraceServiceRequest.FromString(sent).resource_spans
    spans = {span.name: span for scope in resource.scope_spans for span in scope.spans}
    assert spans["transaction"].parent_span_id == spans["turn"].span_id
    about = {one.key: one.value.string_value for one in spans["turn"].attributes}
    assert about == {"turn": "turn-1", "platform": "slack", "kind": "said"}
    assert b"disagree" not in sent


async def test_without_an_address_nothing_is_loaded(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "opentelemetry", None)  # importing it now fails
    with tracing("") as tracer, tracer.span("turn", turn="turn-1"):
        pass
