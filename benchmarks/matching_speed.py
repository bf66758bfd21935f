"""How fast a search is in a large pool, through the very store that serves people.

    OPENBLAS_NUM_THREADS=2 python -m benchmarks.matching_speed [--offers 100000] [--searches 200]

The offers are the published ones told apart by a number, each with vectors a little off the real ones; every search is
worded anew, so that nothing about the asker is remembered. Milliseconds of the clock and of the processor. On a busy
machine neither means much, and the ratio to reading one sentence with the model, which takes 1.5 ms on an idle core,
does.
"""

import argparse
import datetime as dt
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from adapters.embedding import load
from bot.matching import Relevance
from bot.matching.knowledge import usual
from bot.matching.vectors import Vectors, pack
from bot.model.listings import Activity, Details, Kind
from bot.model.organisations import Sector
from bot.turn import Address
from storage import tables
from storage.unit_of_work import SqlStore, open_store
from tests.bot.matching.scoring import Row, read

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
ORGANISATIONS = 500
PEOPLE = 5_000
UNREAD = 500
SPREAD = 0.02
"""How far a synthetic vector lies from the real one, for each of its 384 numbers."""


def main() -> None:
    """Fill a database, open it, search it, and print what each took."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--offers", type=int, default=100_000)
    parser.add_argument("--searches", type=int, default=200)
    arguments = parser.parse_args()
    encoder = load(usual().passages)
    relevance = Relevance(encoder)
    relevance.warm()
    sentence = partial(encoder.encode, ["how may we prune the old oak beside the church hall"])
    _print("one sentence read", [_taken(sentence) for _ in range(100)])
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'pool.db'}"
        filling = multiprocessing.get_context("spawn").Process(target=_filled, args=(url, arguments.offers))
        filling.start()  # by itself, so that the memory measured is that of searching
        filling.join()
        store = open_store(url, relevance=relevance)
        print(f"memory before {_memory():.0f} MB")
        with _timed("the first search, which loads what is there"):
            _search(store, 0)
        print(f"memory after it {_memory():.0f} MB")
        _print("a search", [_taken(partial(_search, store, turn)) for turn in range(arguments.searches)])
        _print("posting an offer", [_taken(partial(_post, store, turn)) for turn in range(50)])
        with store.engine.begin() as connection:
            connection.execute(sa.text("UPDATE listing SET prepared = NULL WHERE id <= :last"), {"last": UNREAD})
        other = open_store(url, relevance=Relevance(encoder))
        started = time.perf_counter()
        other.keep_listings(lambda: False)
        print(f"knowing {arguments.offers} listings after a start {time.perf_counter() - started:.1f} s")
        started = time.perf_counter()
        read_now = other.keep_listings()
        each = (time.perf_counter() - started) / max(read_now, 1)
        whole = arguments.offers * each / 60
        print(f"reading an offer for the first time {each * 1000:.1f} ms: {whole:.1f} minutes for all")
        other.close()
        store.close()


def _filled(url: str, count: int) -> None:
    relevance = Relevance(load(usual().passages))
    offers, _ = read()
    numbers = np.random.default_rng(1)
    made = [(offer, relevance.prepare(_details(offer, ""))) for offer in offers]
    store = open_store(url, relevance=relevance)
    sectors = list(Sector)
    organisations = [
        store.setup.add_organisation(f"Body {number}", sectors[number % len(sectors)], offers[number % 110]["place"])
        for number in range(ORGANISATIONS)
    ]
    for number, organisation in enumerate(organisations):
        store.setup.link_workspace(organisation, "slack", f"T{number}")
    with store.begin() as work:
        for number in range(PEOPLE):
            work.people.join(
                Address("slack", f"T{number % ORGANISATIONS}", f"U{number}"),
                organisations[number % ORGANISATIONS],
                f"Person {number}",
                "Europe/London",
                "",
            )
    rows = []
    for number in range(count):
        offer, real = made[number % len(made)]
        assert real.vectors is not None
        details = _details(offer, str(number))
        near = real.vectors + numbers.standard_normal(real.vectors.shape).astype(np.float32) * np.float32(SPREAD)
        near /= np.linalg.norm(near, axis=1, keepdims=True)
        rows.append(
            {
                "kind": Kind.OFFER.value,
                "person_id": number % PEOPLE + 1,
                "organisation_id": number % PEOPLE % ORGANISATIONS + 1,
                "state": "open",
                "created_at": NOW,
                "expires_on": NOW.date() + dt.timedelta(days=60),
                "activity": details.activity.value,
                "topic": "",
                "text": details.text,
                "place": "",
                "days": "",
                "capacity": 1,
                "reciprocal": False,
                "prepared": pack(Vectors(near, real.profile), relevance.mark(details, "")),
            }
        )
        if len(rows) == 5_000 or number == count - 1:
            with store.engine.begin() as connection:
                connection.execute(sa.insert(tables.Listing), rows)
            rows = []
    store.close()


def _details(row: Row, mark: str) -> Details:
    return Details(Activity(row["activity"]), text=f"{row['text']} ({mark})" if mark else row["text"])


def _search(store: SqlStore, turn: int) -> None:
    _, requests = read()
    with store.begin() as work:
        me = work.people.get(turn % PEOPLE + 1)
        work.view_of(me, NOW).find(Kind.OFFER, _details(requests[turn % len(requests)], f"asked {turn}"))


def _post(store: SqlStore, turn: int) -> None:
    offers, _ = read()
    with store.begin() as work:
        me = work.people.get(turn + 1)
        work.listings.add(Kind.OFFER, me, _details(offers[turn], f"posted {turn}"), now=NOW, expires_on=NOW.date())


def _taken(do: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    do()
    return (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000


def _print(name: str, taken: list[tuple[float, float]]) -> None:
    for what, values in zip(("clock", "processor"), zip(*taken, strict=True), strict=True):
        ordered = sorted(values)
        middle, worst = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
        print(f"{name:18} {what:10} median {middle:6.1f} ms   p99 {worst:6.1f} ms")


def _memory() -> float:
    """The most that this process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def _timed(name: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    print(f"{name} {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
