"""`shoes match`: rank offers for requests given as JSON lines, through the very code that serves people.

Each request answers with one line `{"id": …, "ranked": [offer ids], "weak": [offer ids]}`, best first: `weak` repeats
those of `ranked` that people see labelled as weak. Weak matches follow strong ones; where people would be shown
nothing at all the lists are empty.
"""

import datetime as dt
import json
from collections.abc import Iterator
from typing import IO, Any

from bot.matching import Ask, Candidate, Relevance, rank, shown
from bot.model.listings import Activity, Details, Kind
from bot.model.organisations import Sector

MOST = 10
"""Offers listed for one request."""


class LineError(ValueError):
    """A line of input cannot be used; the message names the file, the line and the fault."""


def match(
    offers: IO[str], requests: IO[str], output: IO[str], *, relevance: Relevance, now: dt.datetime | None = None
) -> None:
    """Read offers and requests, write a ranking for each request in their order. Raises LineError."""
    moment = now or dt.datetime.now(dt.UTC)
    rows = list(_rows(offers))
    organisations: dict[str, int] = {}
    candidates = []
    for number, row in enumerate(rows):
        organisation = organisations.setdefault(_organisation(row), len(organisations) + 1)
        candidates.append(
            Candidate(number, _details(row, Kind.OFFER), organisation, Sector(row["sector"]), row.get("place", ""))
        )
    for row in _rows(requests):
        organisation = organisations.setdefault(_organisation(row), len(organisations) + 1)
        ask = Ask(_details(row, Kind.REQUEST), organisation, Sector(row["sector"]), row.get("place", ""))
        found = shown(rank(ask, candidates, today=moment.date(), now=moment, relevance=relevance))[:MOST]
        ranked = [rows[one.listing_id]["id"] for one in found]
        weak = [rows[one.listing_id]["id"] for one in found if one.weak]
        print(json.dumps({"id": row["id"], "ranked": ranked, "weak": weak}, ensure_ascii=False), file=output)


def _organisation(row: dict[str, Any]) -> str:
    return str(row["organisation"]).strip().casefold()


def _details(row: dict[str, Any], kind: Kind) -> Details:
    return Details(activity=Activity(row["activity"]), text=row["text"])


def _rows(lines: IO[str]) -> Iterator[dict[str, Any]]:
    name = getattr(lines, "name", "input")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            Activity(row["activity"]), Sector(row["sector"]), str(row["id"]), str(row["text"]), str(row["organisation"])
        except (ValueError, KeyError, TypeError) as fault:
            raise LineError(f"{name}, line {number}: {fault}") from fault
        yield row
