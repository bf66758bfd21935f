"""The published measure of a ranking: nDCG@5 with gain 2^grade - 1 and discount log2(rank + 1), by kind of request."""

import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.match_command import match
from bot.matching import Relevance

Row = dict[str, Any]
DATA = Path(__file__).resolve().parents[2] / "data"
COLLECTION = DATA / "matching"
MORE = (DATA / "matching_more" / "first", DATA / "matching_more" / "second")
UNSEEN = (DATA / "matching_more" / "sixth", DATA / "matching_more" / "seventh")
"""Collections to which nothing was fitted."""
KINDS = ("lexical", "paraphrase", "indirect")


@dataclass(frozen=True)
class Figures:
    """`ndcg` by kind and "overall"; `unsure_none` the share of unanswerable requests that get nothing, or nothing that
    is not labelled weak; `emptied` how many answerable ones get nothing; `own` offers shown to their own
    organisation."""

    ndcg: Mapping[str, float]
    unsure_none: float
    emptied: int
    own: int


def read(folder: Path = COLLECTION) -> tuple[list[Row], list[Row]]:
    """(offers, requests)"""
    offers, requests = (
        [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines() if line]
        for name in ("offers", "requests")
    )
    return offers, requests


@dataclass(frozen=True)
class Answer:
    """What is ranked for one request, and how many of it, the last ones, are labelled weak."""

    ranked: tuple[str, ...]
    weak: int = 0


def ranking(relevance: Relevance, folder: Path = COLLECTION) -> dict[str, Answer]:
    """What the command of that name answers for a collection."""
    output = io.StringIO()
    with (folder / "offers.jsonl").open() as offers, (folder / "requests.jsonl").open() as requests:
        match(offers, requests, output, relevance=relevance)
    rows = map(json.loads, output.getvalue().splitlines())
    return {row["id"]: Answer(tuple(row["ranked"]), len(row["weak"])) for row in rows}


def ndcg(grades: Mapping[str, int], ranked: Sequence[str]) -> float:
    """Of one request with at least one relevant offer."""
    gains = [2.0 ** grades.get(offer, 0) - 1 for offer in ranked[:5]]
    ideal = sorted((2.0**grade - 1 for grade in grades.values()), reverse=True)[:5]
    got, best = (sum(gain / math.log2(place + 2) for place, gain in enumerate(some)) for some in (gains, ideal))
    return got / best


def score(offers: Sequence[Row], requests: Sequence[Row], answers: Mapping[str, Answer]) -> Figures:
    """The figures of a whole ranking."""
    owner = {offer["id"]: offer["organisation"] for offer in offers}
    found = {request["id"]: answers[request["id"]].ranked for request in requests}
    asked = [request for request in requests if request["relevant"]]
    none = [request for request in requests if not request["relevant"]]
    values = {kind: [ndcg(r["relevant"], found[r["id"]]) for r in asked if r["kind"] == kind] for kind in KINDS}
    values["overall"] = [value for kind in KINDS for value in values[kind]]
    return Figures(
        {kind: sum(some) / len(some) for kind, some in values.items() if some},
        sum(answers[row["id"]].weak == len(found[row["id"]]) for row in none) / max(len(none), 1),
        sum(not found[request["id"]] for request in asked),
        sum(owner[offer] == request["organisation"] for request in requests for offer in found[request["id"]]),
    )
