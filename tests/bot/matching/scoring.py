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
COLLECTION = Path(__file__).resolve().parents[2] / "data" / "matching"
KINDS = ("lexical", "paraphrase", "indirect")


@dataclass(frozen=True)
class Figures:
    """`ndcg` by kind and "overall"; `empty_none` the share of unanswerable requests that get nothing; `emptied` how
    many answerable ones do; `own` offers shown to their own organisation."""

    ndcg: Mapping[str, float]
    empty_none: float
    emptied: int
    own: int


def read(folder: Path = COLLECTION) -> tuple[list[Row], list[Row]]:
    """(offers, requests)"""
    offers, requests = (
        [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines() if line]
        for name in ("offers", "requests")
    )
    return offers, requests


def ranking(relevance: Relevance, folder: Path = COLLECTION) -> dict[str, list[str]]:
    """What the command of that name answers for a collection."""
    output = io.StringIO()
    with (folder / "offers.jsonl").open() as offers, (folder / "requests.jsonl").open() as requests:
        match(offers, requests, output, relevance=relevance)
    return {row["id"]: row["ranked"] for row in map(json.loads, output.getvalue().splitlines())}


def ndcg(grades: Mapping[str, int], ranked: Sequence[str]) -> float:
    """Of one request with at least one relevant offer."""
    gains = [2.0 ** grades.get(offer, 0) - 1 for offer in ranked[:5]]
    ideal = sorted((2.0**grade - 1 for grade in grades.values()), reverse=True)[:5]
    got, best = (sum(gain / math.log2(place + 2) for place, gain in enumerate(some)) for some in (gains, ideal))
    return got / best


def score(offers: Sequence[Row], requests: Sequence[Row], ranked: Mapping[str, Sequence[str]]) -> Figures:
    """The figures of a whole ranking."""
    owner = {offer["id"]: offer["organisation"] for offer in offers}
    found = {request["id"]: list(ranked.get(request["id"], ())) for request in requests}
    asked = [request for request in requests if request["relevant"]]
    none = [request for request in requests if not request["relevant"]]
    values = {kind: [ndcg(r["relevant"], found[r["id"]]) for r in asked if r["kind"] == kind] for kind in KINDS}
    values["overall"] = [value for kind in KINDS for value in values[kind]]
    return Figures(
        {kind: sum(some) / len(some) for kind, some in values.items() if some},
        sum(not found[request["id"]] for request in none) / max(len(none), 1),
        sum(not found[request["id"]] for request in asked),
        sum(owner[offer] == request["organisation"] for request in requests for offer in found[request["id"]]),
    )
