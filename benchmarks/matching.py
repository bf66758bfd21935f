"""How well offers are found: our ranking beside its plainest rivals, in one run, as ratios.

    python -m benchmarks.matching [FOLDER ...]

A folder holds offers.jsonl and requests.jsonl; without one they are the published collection and the two written
since. Every rival sees the same texts and leaves out the asker's own organisation; none of them knows when to return
nothing, or when to say that it is unsure. The speed is measured by `benchmarks.matching_speed`.
"""

import argparse
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rapidfuzz import fuzz

from adapters.embedding import SentenceEncoder, load
from bot.matching import Relevance
from bot.matching.knowledge import usual
from tests.bot.matching.scoring import COLLECTION, KINDS, MORE, Answer, Figures, Row, ranking, read, score

Rank = Callable[[Sequence[Row], Row], list[str]]


def main() -> None:
    """Print a table for each collection."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[COLLECTION, *MORE])
    arguments = parser.parse_args()
    encoder = load(usual().passages)
    for folder in arguments.folders:
        _quality(folder, encoder)


def _quality(folder: Path, encoder: SentenceEncoder) -> None:
    offers, requests = read(folder)
    ours = score(offers, requests, ranking(Relevance(encoder), folder))
    print(f"\n{folder.name}: {len(requests)} requests over {len(offers)} offers; nDCG@5 (and as a share of ours)\n")
    print("| | all | " + " | ".join(KINDS) + " | unanswerable left with nothing unlabelled | answerable emptied |")
    print("|---|" + "---|" * (len(KINDS) + 3))
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
    shares = [f"{figures.ndcg[kind]:.2f} ({figures.ndcg[kind] / ours.ndcg[kind]:.0%})" for kind in ("overall", *KINDS)]
    print(f"| {name} | " + " | ".join(shares) + f" | {figures.unsure_none:.0%} | {figures.emptied} |")


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


if __name__ == "__main__":
    main()
