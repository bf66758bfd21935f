"""How well and how fast offers are found: our ranking beside its plainest rivals, in one run, as ratios.

    OPENBLAS_NUM_THREADS=2 python -m benchmarks.matching [FOLDER ...] [--offers 100000] [--searches 200]

A folder holds offers.jsonl and requests.jsonl; without one they are the published
collection and the two written since. Every rival sees the same
texts and leaves out the asker's own organisation; none of them knows when to return nothing.
"""

import argparse
import datetime as dt
import random
import resource
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz

from adapters.embedding import SentenceEncoder, load
from bot.matching import Ask, Candidate, Relevance, rank
from bot.matching.knowledge import usual
from bot.matching.vectors import VectorIndex, Vectors
from bot.model.listings import Activity, Details
from bot.model.organisations import Sector
from tests.bot.matching.scoring import COLLECTION, KINDS, MORE, Answer, Figures, Row, ranking, read, score

NARROWED = 120
"""How many of the pre-selected offers are compared in full, as storage narrows them for people."""

Rank = Callable[[Sequence[Row], Row], list[str]]


def main() -> None:
    """Print quality for each collection, then speed at scale."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[COLLECTION, *MORE])
    parser.add_argument("--offers", type=int, default=100_000, help="synthetic offers for the speed (0: leave it out)")
    parser.add_argument("--searches", type=int, default=200)
    arguments = parser.parse_args()
    encoder = load(usual().passages)
    for folder in arguments.folders:
        _quality(folder, encoder)
    if arguments.offers:
        _speed(encoder, arguments.offers, arguments.searches)


def _quality(folder: Path, encoder: SentenceEncoder) -> None:
    offers, requests = read(folder)
    ours = score(offers, requests, ranking(Relevance(encoder), folder))
    print(f"\n{folder.name}: {len(requests)} requests over {len(offers)} offers, nDCG@5 (and as a share of ours)")
    print(f"{'':28}{'overall':>15}" + "".join(f"{kind:>16}" for kind in KINDS) + f"{'none unsure':>12}{'emptied':>9}")
    _line("our ranking", ours, ours)
    _line("our ranking, words alone", score(offers, requests, ranking(Relevance(), folder)), ours)
    rivals: Mapping[str, Rank] = {
        "embeddings alone": _by_embedding(encoder, offers),
        "SQLite FTS5 BM25": _by_fts5(offers),
        "rapidfuzz token set": _by_rapidfuzz,
    }
    for name, rival in rivals.items():
        _line(
            name,
            score(offers, requests, {request["id"]: Answer(tuple(rival(offers, request))) for request in requests}),
            ours,
        )


def _line(name: str, figures: Figures, ours: Figures) -> None:
    shares = [f"{figures.ndcg[kind]:.3f} ({figures.ndcg[kind] / ours.ndcg[kind]:4.0%})" for kind in ("overall", *KINDS)]
    print(
        f"{name:28}" + "".join(f"{share:>16}" for share in shares) + f"{figures.unsure_none:12.0%}{figures.emptied:9}"
    )


def _by_embedding(encoder: SentenceEncoder, offers: Sequence[Row]) -> Rank:
    vectors = encoder.encode([offer["text"] for offer in offers])

    def ranked(rows: Sequence[Row], request: Row) -> list[str]:
        alike = vectors @ encoder.encode([request["text"]])[0]
        return _best(rows, request, [float(value) for value in alike])

    return ranked


def _by_fts5(offers: Sequence[Row]) -> Rank:
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table offer using fts5(text, tokenize='porter unicode61')")
    database.executemany("insert into offer(rowid, text) values (?, ?)", enumerate(offer["text"] for offer in offers))

    def ranked(rows: Sequence[Row], request: Row) -> list[str]:
        words = set("".join(c if c.isalnum() else " " for c in request["text"].lower()).split())
        query = " OR ".join(f'"{word}"' for word in sorted(words) if len(word) > 2)
        found = dict(database.execute("select rowid, -bm25(offer) from offer where offer match ?", (query,)))
        return _best(rows, request, [found.get(number, 0.0) for number in range(len(rows))])

    return ranked


def _by_rapidfuzz(offers: Sequence[Row], request: Row) -> list[str]:
    return _best(offers, request, [fuzz.token_set_ratio(request["text"], offer["text"]) for offer in offers])


def _best(offers: Sequence[Row], request: Row, scores: Sequence[float]) -> list[str]:
    own = request["organisation"]
    order = sorted(
        (-value, offer["id"])
        for value, offer in zip(scores, offers, strict=True)
        if offer["organisation"] != own and value > 0
    )
    return [identity for _, identity in order[:10]]


def _speed(encoder: SentenceEncoder, count: int, searches: int) -> None:
    """A hundred thousand offers: vectors near those of real texts, searched by real requests, ranked in full."""
    offers, requests = read()
    relevance = Relevance(encoder)
    details = [Details(Activity(offer["activity"]), text=offer["text"]) for offer in offers]
    real = [
        Vectors(made.vectors, made.profile) for one in details if (made := relevance.prepare(one)).vectors is not None
    ]
    chance, numbers = random.Random(1), np.random.default_rng(1)
    index = VectorIndex()
    chosen = [chance.randrange(len(real)) for _ in range(count)]
    started = time.perf_counter()
    for number, which in enumerate(chosen):
        near = real[which].rows[0] + numbers.standard_normal(384).astype(np.float32) * 0.02
        index.put(number, Vectors((near / np.linalg.norm(near))[None, :].astype(np.float32), real[which].profile))
    built = time.perf_counter() - started
    stored = [relevance.stored(one) for one in details]
    for name, fresh in (("every text new to the process", True), ("texts remembered", False)):
        times = _searches(Relevance(encoder), index, offers, requests, chosen, stored, searches, fresh)
        print(f"\n{count} offers, {searches} searches, {NARROWED} ranked in full, {name}: milliseconds")
        for step, taken in times.items():
            ordered = sorted(taken)
            middle, worst = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
            print(f"  {step:8} median {middle:6.1f}   p99 {worst:6.1f}")
    print(f"\n  index built in {built:.1f} s")
    started = time.perf_counter()
    for number in range(1000):
        index.put(number, real[number % len(real)])
    print(f"  an update {time.perf_counter() - started:.3f} ms")
    print(f"  most memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _searches(
    relevance: Relevance,
    index: VectorIndex,
    offers: Sequence[Row],
    requests: Sequence[Row],
    chosen: Sequence[int],
    stored: Sequence[bytes],
    searches: int,
    fresh: bool,
) -> dict[str, list[float]]:
    """Milliseconds of each step of each search, the first ten left out."""
    today, now = dt.date(2026, 11, 23), dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    times: dict[str, list[float]] = {"encode": [], "narrow": [], "rank": [], "whole": []}
    for turn in range(-10, searches):
        row = requests[turn % len(requests)]
        # each search is worded anew, so that nothing about the asker can be remembered
        said = Details(Activity(row["activity"]), text=f"{row['text']} ({turn})")
        ask = Ask(said, -1, Sector(row["sector"]), row["place"])
        marks = [time.perf_counter()]
        made = relevance.prepare(said)
        marks.append(time.perf_counter())
        assert made.vectors is not None
        near = index.nearest(made.vectors[0], relevance.knowledge.seen_from(made.profile), NARROWED)
        marks.append(time.perf_counter())
        mark = f"{turn}" if fresh else ""
        pool = [_candidate(number, offers[chosen[number]], stored[chosen[number]], mark) for number, _ in near]
        rank(ask, pool, today=today, now=now, relevance=relevance)
        marks.append(time.perf_counter())
        for name, start, end in (("encode", 0, 1), ("narrow", 1, 2), ("rank", 2, 3), ("whole", 0, 3)):
            if turn >= 0:
                times[name].append((marks[end] - marks[start]) * 1000)
    return times


def _candidate(number: int, offer: Row, stored: bytes, mark: str) -> Candidate:
    text = f"{offer['text']} {mark}-{number}" if mark else offer["text"]
    details = Details(Activity(offer["activity"]), text=text)
    return Candidate(number, details, number % 997, Sector(offer["sector"]), offer["place"], prepared=stored)


if __name__ == "__main__":
    main()
