"""What Prometheus reads, from whole processes down to a database that does not answer."""

import datetime as dt
from collections.abc import Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families

from adapters import metrics as metrics_module
from adapters.metrics import Metrics, metrics_routes
from adapters.observing import Observer
from adapters.sender import Reader
from adapters.traces import Untraced
from bot.cards import Card
from bot.delivery import Delivered, NotThere, NotTried, Outcome, ReadBack, TryLater, Unreachable, Unsure
from bot.ports.deliveries import Parcel
from bot.ports.outbox import Message
from bot.turn import Address, Said, Spoken, Turn
from storage.figures import Totals, Waiting, totals, waiting
from storage.unit_of_work import SqlStore

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
SAM = Address("slack", "T1", "USAM")
PARCEL = Parcel(1, "key", SAM, Card("Hello"), "", 1)
NOTHING = Totals((), (), 0, 0, ())


def labels_of(labels: dict[str, str]) -> list[str]:
    return [value for _, value in sorted(labels.items())]


async def scraped(metrics: Metrics) -> dict[str, float]:
    """Every sample, as `name{label,label}`, labels in the order of their names."""
    app = web.Application()
    app.add_routes(metrics_routes(metrics))
    async with TestClient(TestServer(app)) as client:
        answer = await client.get("/metrics")
        assert answer.status == 200
        written = await answer.text()
    return {
        f"{sample.name}{{{','.join(labels_of(sample.labels))}}}": sample.value
        for family in text_string_to_metric_families(written)
        for sample in family.samples
    }


async def test_what_waits_in_the_outbox_is_counted_by_platform_and_state(store: SqlStore) -> None:
    with store.begin() as work:
        for number, (platform, late) in enumerate([("slack", 5), ("slack", 90), ("teams", -60)]):
            to = Address(platform, "T1", f"U{number}")  # type: ignore[arg-type]
            work.outbox.queue(Message(f"m{number}", to, Card("Hello"), NOON - dt.timedelta(seconds=late)))
        work.outbox.queue(Message("away", Address("teams", "T2", "U9"), Card("Hello"), NOON, waits=True))
    found = await scraped(Metrics(lambda: waiting(store.engine, NOON), lambda: totals(store.engine)))
    outbox = {name: value for name, value in found.items() if name.startswith("shoes_outbox")}
    assert outbox == {
        "shoes_outbox_messages{slack,ready}": 2,
        "shoes_outbox_messages{teams,ready}": 1,
        "shoes_outbox_messages{teams,waiting}": 1,
        "shoes_outbox_oldest_seconds{slack}": 90,
    }
    [first, *_] = store.deliveries.claim(NOON, dt.timedelta(minutes=1), 1)
    store.deliveries.give_up(first, "blocked", NOON)
    assert ("slack", "given up", 1) in waiting(store.engine, NOON).messages


async def test_a_database_that_is_away_is_said_and_the_rest_still_counted() -> None:
    def away() -> Waiting:
        raise OSError("gone")

    metrics = Metrics(away, lambda: NOTHING)
    metrics.turns.labels("slack", "said", "done").inc()
    found = await scraped(metrics)
    assert found["shoes_database_up{}"] == 0
    assert found["shoes_turns_total{said,done,slack}"] == 1
    assert "shoes_reflections{}" not in found


async def test_the_database_is_not_asked_for_every_scrape(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def ask() -> Waiting:
        asked.append(1)
        return Waiting((), (), 0)

    metrics = Metrics(ask, lambda: NOTHING)
    for _ in range(3):
        await scraped(metrics)
    assert len(asked) == 1
    monkeypatch.setattr(metrics_module, "FRESH", 0.0)
    anew = Metrics(ask, lambda: NOTHING)
    for _ in range(3):
        await scraped(anew)
    assert len(asked) == 4


def turn(number: int) -> Turn:
    return Turn(f"turn-{number}", SAM, Said("my manager and I disagree"), NOON)


def fails(_: Turn) -> Spoken:
    raise RuntimeError


@pytest.mark.parametrize(
    ("handle", "outcome"),
    [
        (lambda _: Spoken(), "done"),
        (lambda _: Spoken(duplicate=True), "duplicate"),
        (lambda _: Spoken(refused="I don't know your workspace."), "refused"),
        (fails, "failed"),
    ],
)
async def test_turns_are_counted_by_how_they_ended(handle: Callable[[Turn], Spoken], outcome: str) -> None:
    observer = Observer(Metrics(), Untraced())
    try:
        observer.turns(handle)(turn(1))
    except RuntimeError:
        assert outcome == "failed"
    found = await scraped(observer.metrics)
    assert found[f"shoes_turns_total{{said,{outcome},slack}}"] == 1
    assert found["shoes_turn_seconds_count{slack}"] == 1
    assert not any("USAM" in name or "turn-1" in name or "disagree" in name for name in found)


class Answering:
    """A sender that says what it is told to."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome

    async def send(self, parcel: Parcel) -> Outcome:
        return self.outcome


class Asked(Answering):
    """One that can be asked as well."""

    async def read_back(self, parcel: Parcel) -> ReadBack:
        return NotThere()


@pytest.mark.parametrize(
    ("outcome", "counted"),
    [
        (Delivered("1.2"), "delivered"),
        (TryLater("busy"), "try later"),
        (NotTried("paced"), "not tried"),
        (Unsure("reset"), "unsure"),
        (Unreachable("blocked"), "unreachable"),
    ],
)
async def test_sends_are_counted_by_what_came_of_them(outcome: Outcome, counted: str) -> None:
    observer = Observer(Metrics(), Untraced())
    sender = observer.senders({"slack": Answering(outcome)})["slack"]
    assert await sender.send(PARCEL) == outcome
    assert (await scraped(observer.metrics))[f"shoes_sends_total{{{counted},slack}}"] == 1


async def test_who_could_be_asked_whether_it_arrived_still_can() -> None:
    senders = Observer(Metrics(), Untraced()).senders(
        {"slack": Asked(Delivered("1.2")), "teams": Answering(Delivered("1"))}
    )
    slack = senders["slack"]
    assert isinstance(slack, Reader)
    assert await slack.read_back(PARCEL) == NotThere()
    assert not isinstance(senders["teams"], Reader)
