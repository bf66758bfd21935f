"""What Prometheus reads: how many, how long and how late, by platform and kind. Nobody's words, nobody's id.

What happens in this process is counted here as it happens; what stands in the database is read when somebody asks, at
most once in `FRESH`, so that scraping costs the same however often it is done. Everybody who may read this may know
everything in it; still it has an address of its own (`SHOES_METRICS_PORT`), which the public need not reach.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

import structlog
from aiohttp import web
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    Metric,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from storage.figures import Totals, Waiting

FRESH = 10.0
"""Seconds for which what the database said of the outbox is repeated."""
TOTALS_FRESH = 300.0
"""Seconds for which the totals are: they are counted over whole tables."""

_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
"""Seconds; Slack waits for three."""

log = structlog.get_logger("metrics")


class Metrics:
    """One process's. `waiting` and `totals` ask the database; without them only this process is counted."""

    def __init__(
        self, waiting: Callable[[], Waiting] | None = None, totals: Callable[[], Totals] | None = None
    ) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self.turns = Counter(
            "shoes_turns",
            "Acts of people: said, pressed, joined, left. How they ended: done, duplicate, refused, failed.",
            ("platform", "kind", "outcome"),
            registry=self.registry,
        )
        self.turn_seconds = Histogram(
            "shoes_turn_seconds",
            "What a turn takes, its transaction included.",
            ("platform",),
            buckets=_QUICK,
            registry=self.registry,
        )
        self.ack_seconds = Histogram(
            "shoes_ack_seconds",
            "What a platform waits for our answer.",
            ("platform",),
            buckets=_QUICK,
            registry=self.registry,
        )
        self.answers = Counter(
            "shoes_answers",
            "Answers to what platforms brought us, by the first digit of their status.",
            ("platform", "status"),
            registry=self.registry,
        )
        self.sends = Counter(
            "shoes_sends",
            "Attempts to send, by what came of them: delivered, try later, not tried, unsure, unreachable.",
            ("platform", "outcome"),
            registry=self.registry,
        )
        self.send_seconds = Histogram(
            "shoes_send_seconds",
            "What a platform takes over one message.",
            ("platform",),
            buckets=(*_QUICK, 30.0),
            registry=self.registry,
        )
        if waiting is not None and totals is not None:
            self.registry.register(_Stored(_Remembered(waiting, FRESH), _Remembered(totals, TOTALS_FRESH)))


_Answer = TypeVar("_Answer")


class _Remembered(Generic[_Answer]):
    """Asks anew when the last answer is older than `fresh` seconds; one scraper at a time."""

    def __init__(self, ask: Callable[[], _Answer], fresh: float) -> None:
        self._ask, self._fresh, self._lock = ask, fresh, threading.Lock()
        self._known: tuple[float, _Answer] | None = None

    def __call__(self) -> _Answer:
        with self._lock:
            if self._known is None or time.monotonic() - self._known[0] > self._fresh:
                self._known = (time.monotonic(), self._ask())
            return self._known[1]


class _Stored(Collector):
    """What stands in the database; `shoes_database_up` alone when that cannot be asked."""

    def __init__(self, waiting: Callable[[], Waiting], totals: Callable[[], Totals]) -> None:
        self._waiting, self._totals = waiting, totals

    def describe(self) -> Iterator[Metric]:
        """Nothing: to register must not ask the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        try:
            waiting, totals = self._waiting(), self._totals()
        except Exception:
            log.exception("figures_unreadable")
            yield GaugeMetricFamily("shoes_database_up", "Whether the database answered.", 0)
            return
        yield GaugeMetricFamily("shoes_database_up", "Whether the database answered.", 1)
        outbox = _by("shoes_outbox_messages", "Messages that are not settled.", ("platform", "state"))
        for platform, state, number in waiting.messages:
            outbox.add_metric((platform, state), number)
        oldest = _by("shoes_outbox_oldest_seconds", "For how long the oldest due message has been due.", ("platform",))
        for platform, seconds in waiting.oldest:
            oldest.add_metric((platform,), seconds)
        yield from (outbox, oldest)
        yield GaugeMetricFamily("shoes_reminders_due", "Reminders that nobody has rung yet.", waiting.reminders)
        for name, says, label, counted in (
            ("shoes_matches", "People suggested to each other, by what became of it.", "state", totals.matches),
            ("shoes_visits", "Visits and sessions, by where they stand.", "state", totals.visits),
            ("shoes_open_listings", "Open offers and requests.", "kind", totals.open_listings),
        ):
            family = _by(name, says, (label,))
            for value, number in counted:
                family.add_metric((value,), number)
            yield family
        yield GaugeMetricFamily("shoes_reflections", "What people wrote after a visit: how many.", totals.reflections)
        yield GaugeMetricFamily("shoes_people", "People who are known here.", totals.people)


def _by(name: str, says: str, labels: tuple[str, ...]) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, labels=labels)


def metrics_routes(metrics: Metrics) -> list[web.RouteDef]:
    """`/metrics`, in Prometheus's text form."""

    async def read(_: web.Request) -> web.Response:
        written = await asyncio.to_thread(generate_latest, metrics.registry)
        return web.Response(body=written, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/metrics", read)]
