"""How fast a search is in a large pool, through the very store that serves people, and what it costs to get there.

    OPENBLAS_NUM_THREADS=1 taskset -c 0,1 python -m benchmarks.matching_speed [--offers 100000] [--searches 200]

The offers are the published ones told apart by a number, each with vectors a little off the real ones; every search is
worded anew, so that nothing about the asker is remembered. Milliseconds of the clock and of the processor. On a busy
machine neither means much, and the ratio to reading one sentence with the model does.
"""

import argparse
import datetime as dt
import multiprocessing
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from adapters.embedding import load
from bot.matching import Relevance
from bot.matching.kept import pack
from bot.matching.knowledge import usual
from bot.model.listings import Activity, Details, Kind, ListingState
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
    print(f"load of the machine {os.getloadavg()[0]:.1f}, cores of ours {len(os.sched_getaffinity(0))}")
    with tempfile.TemporaryDirectory() as folder:
        _print_start(Path(folder))
        url = f"sqlite:///{Path(folder) / 'pool.db'}"
        filling = multiprocessing.get_context("spawn").Process(target=_filled, args=(url, arguments.offers))
        filling.start()  # by itself, so that the memory measured is that of searching
        filling.join()
        encoder = load(usual().passages)
        relevance = Relevance(encoder)
        relevance.warm()
        sentence = partial(encoder.encode, ["how may we prune the old oak beside the church hall"])
        _print("one sentence read", [_taken(sentence) for _ in range(100)])
        store = open_store(url, relevance=relevance)
        print(f"memory with the model, before anything is loaded {_memory():.0f} MB")
        _print("the first search", [_taken(partial(_search, store, 0))])
        _print("loading them all, in a thread of its own", [_taken(partial(store.keep_listings, lambda: False))])
        _print("looking for what others changed", [_taken(partial(store.keep_listings, lambda: False))])
        searches = [_taken(partial(_search, store, turn)) for turn in range(arguments.searches)]
        _print("a search", searches)
        _print("a search, each request at its quickest", _quickest(searches))
        _print("posting an offer", [_taken(partial(_post, store, turn)) for turn in range(50)])
        print(f"memory after all that {_memory():.0f} MB")
        with store.engine.begin() as connection:
            unread = "UPDATE listing SET prepared = NULL, revision = revision + 1 WHERE id <= :last"
            connection.execute(sa.text(unread), {"last": UNREAD})
        store.keep_listings(lambda: False)
        started, processor = time.perf_counter(), time.process_time()
        read_now = store.keep_listings()
        each, worked = (
            (now - then) / max(read_now, 1)
            for now, then in (
                (time.perf_counter(), started),
                (time.process_time(), processor),
            )
        )
        whole = arguments.offers * each / 60
        print(
            f"reading an offer for the first time: clock {each * 1000:.1f} ms, processor {worked * 1000:.1f} ms; "
            f"all of them {whole:.1f} minutes"
        )
        store.close()


def _print_start(folder: Path) -> None:
    """How long `shoes serve` takes until it answers, its tables made before and its model still loading."""
    url = f"sqlite:///{folder / 'empty.db'}"
    open_store(url).close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "SHOES_DATABASE_URL": url,
        "SHOES_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SHOES_PORT": str(port),
        "SHOES_SLACK_BOT_TOKEN": "xoxb-none",
        "SHOES_SLACK_SIGNING_SECRET": "none",
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHOES_")} | settings
    started = time.perf_counter()
    program = [sys.executable, "-m", "adapters", "serve"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(program, env=environment, stdout=quiet, stderr=quiet) as serving:
        try:
            while True:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                        break
                except OSError:
                    if serving.poll() is not None:
                        raise
                    time.sleep(0.01)
            took = time.perf_counter() - started
            worked = _processor_time_of(serving.pid)
            print(f"from nothing to the first answer of `shoes serve` {took:.2f} s, of the processor {worked:.2f} s")
        finally:
            serving.terminate()


def _processor_time_of(process: int) -> float:
    """Seconds that another process has worked so far, all its threads together (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _filled(url: str, count: int) -> None:
    relevance = Relevance(load(usual().passages))
    offers, _ = read()
    numbers = np.random.default_rng(1)
    made = [(offer, relevance.kept(_details(offer, ""))) for offer in offers]
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
        assert real is not None
        details = _details(offer, str(number))
        near = real.rows + numbers.standard_normal(real.rows.shape).astype(np.float32) * np.float32(SPREAD)
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
                "prepared": pack(replace(real, rows=near), relevance.mark(details, "")),
            }
        )
        if len(rows) == 5_000 or number == count - 1:
            with store.engine.begin() as connection:
                connection.execute(sa.insert(tables.Listing), rows)
            rows = []
    store.close()


def _details(row: Row, mark: str) -> Details:
    return Details(Activity(row["activity"]), text=f"{row['text']} {mark}".strip())


_published = cache(read)


def _search(store: SqlStore, turn: int) -> None:
    _, requests = _published()
    with store.begin() as work:
        me = work.people.get(turn % PEOPLE + 1)
        work.view_of(me, NOW).find(Kind.OFFER, _details(requests[turn % len(requests)], f"asked {turn}"))


def _post(store: SqlStore, turn: int) -> None:
    offers, _ = _published()
    with store.begin() as work:
        me = work.people.get(turn + 1)
        details = _details(offers[turn], f"posted {turn}")
        draft = work.listings.add(Kind.OFFER, me, details, now=NOW, expires_on=NOW.date())
        work.listings.save(replace(draft, state=ListingState.OPEN))


def _taken(do: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    do()
    return (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000


def _quickest(searches: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Of the searches for each request the least: what it costs when nobody else uses the machine."""
    requests = len(_published()[1])
    each = (searches[number::requests] for number in range(min(requests, len(searches))))
    return [(min(clock for clock, _ in some), min(processor for _, processor in some)) for some in each]


def _print(name: str, taken: list[tuple[float, float]]) -> None:
    for what, values in zip(("clock", "processor"), zip(*taken, strict=True), strict=True):
        ordered = sorted(values)
        middle, worst = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
        print(f"{name:42} {what:10} median {middle:8.1f} ms   p99 {worst:8.1f} ms")


def _memory() -> float:
    """The most that this process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
