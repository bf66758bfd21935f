"""`shoes match`: rank offers for requests given as JSON lines, through the very code that serves people.

Each request answers with one line `{"id": …, "ranked": [offer ids], "weak": [offer ids]}`, best first: `weak` repeats
those of `ranked` that people see labelled as weak. Weak matches follow strong ones; where people would be shown
nothing at all the lists are empty.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import IO, Any

from bot.matching import Ask, Candidate, Relevance, rank, shown
from bot.model.listings import Activity, Details, Kind
from bot.model.organisations import Sector

MOST = 10
"""Offers listed for one request."""


_HALF = re.compile("[\ud800-\udfff]")


class LineError(ValueError):
    """A line of input cannot be used; the message names the file, the line and the fault."""


def match(
    offers: IO[str], requests: IO[str], output: IO[str], *, relevance: Relevance, now: dt.datetime | None = None
) -> None:
    """Read offers and requests, write a ranking for each request in their order. Raises LineError before anything is
    written. In which order the offers stand makes no difference, not even between two that say the same."""
    moment = now or dt.datetime.now(dt.UTC)
    rows = sorted(_rows(offers), key=lambda row: str(row["id"]))
    organisations: dict[str, int] = {}
    candidates = []
    for number, row in enumerate(rows):
        organisation = organisations.setdefault(_organisation(row), len(organisations) + 1)
        candidates.append(
            Candidate(number, _details(row, Kind.OFFER), organisation, Sector(row["sector"]), row.get("place") or "")
        )
    for row in list(_rows(requests)):
        organisation = organisations.setdefault(_organisation(row), len(organisations) + 1)
        ask = Ask(_details(row, Kind.REQUEST), organisation, Sector(row["sector"]), row.get("place") or "")
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
    seen: set[str] = set()
    number = 0
    try:
        for number, line in enumerate(lines, 1):  # noqa: B007 - told when a line cannot be read
            if line.strip():
                yield _row(line.removeprefix("\ufeff"), seen)
    except UnicodeDecodeError as fault:
        raise LineError(f"{name}: this is not UTF-8, somewhere after line {number}") from fault
    except ValueError as fault:
        raise LineError(f"{name}, line {number}: {fault}") from fault


def _row(line: str, seen: set[str]) -> dict[str, Any]:
    """One offer or request. Raises ValueError, worded for a person."""
    try:
        row = json.loads(line)
    except ValueError as fault:
        raise ValueError(f"this is not JSON ({fault})") from fault
    if not isinstance(row, dict):
        raise ValueError("this is JSON, but no object in { }")
    if not isinstance(row.get("id"), str | int):
        raise ValueError("“id” is missing, or is neither text nor a number")
    for field in ("text", "organisation", "sector", "activity"):
        if not _is_text(row.get(field)):
            raise ValueError(f"“{field}” is missing, or is no text")
    if not _is_text(row.get("place") or ""):
        raise ValueError("“place” is no text")
    for field, known in (("sector", Sector), ("activity", Activity)):
        if row[field] not in list(known):
            raise ValueError(f"the {field} “{row[field]}” is none of: {', '.join(known)}")
    if str(row["id"]) in seen:
        raise ValueError(f"the id “{row['id']}” stands here twice")
    seen.add(str(row["id"]))
    return row


def _is_text(value: object) -> bool:
    """Half of a character, which JSON can write, is none."""
    return isinstance(value, str) and _HALF.search(value) is None
