"""Watches turns, transactions, requests and sends from outside: counted, timed, traced, and named in every log line.

Each wrapper does what it wraps, neither more nor less; nothing here decides anything.
"""

import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import assert_never, cast

import structlog
from aiohttp import web

from adapters.logs import about
from adapters.metrics import Metrics
from adapters.sender import Reader, Sender
from adapters.traces import Tracer
from bot.delivery import Delivered, NotNow, NotTried, Outcome, ReadBack, TryLater, Unreachable, Unsure
from bot.ports.deliveries import Parcel
from bot.ports.unit_of_work import Store, UnitOfWork
from bot.turn import Platform, Spoken, Turn

log = structlog.get_logger("turns")


@dataclass(frozen=True)
class Observer:
    """Where what was seen goes."""

    metrics: Metrics
    tracer: Tracer

    def store(self, store: Store) -> Store:
        """The same, each of its transactions a span."""
        return _ObservedStore(store, self.tracer)

    def turns(self, handle: Callable[[Turn], Spoken]) -> Callable[[Turn], Spoken]:
        """The same, each turn counted, timed and logged. While it lasts, and in what its request logs after it, every
        line names it."""

        def observed(turn: Turn) -> Spoken:
            platform, kind = turn.sender.platform, type(turn.act).__name__.lower()
            begun, outcome = time.perf_counter(), "failed"
            with about(turn=turn.id), self.tracer.span("turn", turn=turn.id, platform=platform, kind=kind):
                try:
                    spoken = handle(turn)
                    outcome = "duplicate" if spoken.duplicate else "refused" if spoken.refused else "done"
                    return spoken
                finally:
                    seconds = time.perf_counter() - begun
                    self.metrics.turns.labels(platform, kind, outcome).inc()
                    self.metrics.turn_seconds.labels(platform).observe(seconds)
                    log.info("turn", platform=platform, kind=kind, outcome=outcome, seconds=round(seconds, 4))

        return observed

    def senders(self, senders: Mapping[Platform, Sender]) -> dict[Platform, Sender]:
        """The same, each send counted, timed and named; one that can be asked can still be asked."""
        return {
            platform: (_ObservedReader if isinstance(sender, Reader) else _ObservedSender)(sender, platform, self)
            for platform, sender in senders.items()
        }

    def requests(self) -> Callable[..., Awaitable[web.StreamResponse]]:
        """A middleware: how long a platform waited for us. It reads no body, because Slack signs the bytes."""

        @web.middleware
        async def observed(
            request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
        ) -> web.StreamResponse:
            platform = request.path.split("/", 2)[1]
            if request.method != "POST" or platform not in ("slack", "teams"):
                return await handler(request)
            begun, status = time.perf_counter(), 500
            with about():
                try:
                    answer = await handler(request)
                    status = answer.status
                    return answer
                finally:
                    self.metrics.ack_seconds.labels(platform).observe(time.perf_counter() - begun)
                    self.metrics.answers.labels(platform, f"{status // 100}xx").inc()

        return cast(Callable[..., Awaitable[web.StreamResponse]], observed)

    @contextmanager
    def sending(self, name: str, parcel: Parcel) -> Iterator[None]:
        """Around one call of a platform about one message."""
        span = self.tracer.span(name, platform=parcel.to.platform, parcel=parcel.id, key=parcel.key)
        with about(parcel=parcel.id, key=parcel.key), span:
            yield


@dataclass(frozen=True)
class _ObservedStore:
    store: Store
    tracer: Tracer

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        with self.tracer.span("transaction"), self.store.begin() as work:
            yield work


@dataclass(frozen=True)
class _ObservedSender:
    sender: Sender
    platform: Platform
    observer: Observer

    async def send(self, parcel: Parcel) -> Outcome:
        begun, came = time.perf_counter(), "unsure"
        metrics = self.observer.metrics
        with self.observer.sending("send", parcel):
            try:
                outcome = await self.sender.send(parcel)
                came = _named(outcome)
                return outcome
            finally:  # also when it took too long and was given up
                metrics.sends.labels(self.platform, came).inc()
                metrics.send_seconds.labels(self.platform).observe(time.perf_counter() - begun)


@dataclass(frozen=True)
class _ObservedReader(_ObservedSender):
    async def read_back(self, parcel: Parcel) -> ReadBack:
        assert isinstance(self.sender, Reader)
        with self.observer.sending("read back", parcel):
            return await self.sender.read_back(parcel)


def _named(outcome: Outcome) -> str:
    match outcome:
        case Delivered():
            return "delivered"
        case TryLater():
            return "try later"
        case NotTried() | NotNow():
            return "not tried"
        case Unreachable():
            return "unreachable"
        case Unsure():
            return "unsure"
        case _:
            assert_never(outcome)
