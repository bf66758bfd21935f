"""The labelled sentences to learn from, and which words of each carry which label."""

import datetime as dt
import html
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.understanding.clean import plain
from bot.understanding.learned.words import Token, tokens
from bot.understanding.orders import without_orders

FOLDER: Final = Path(__file__).parent / "data" / "sentences"
Span = tuple[int, int]


@dataclass(frozen=True)
class Labelled:
    """A message without markup, its tokens and the objects that it should be understood as, in the text's order."""

    text: str
    tokens: tuple[Token, ...]
    channel: str
    wants: tuple[dict[str, Any], ...]
    joined: int = 0
    """Of two messages put together, the token at which the second begins."""


def packaged() -> list[Labelled]:
    """Every sentence in the package, the files in alphabetical order."""
    lines = (line for file in sorted(FOLDER.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines())
    return labelled(json.loads(line) for line in lines if line.strip())


def labelled(rows: Iterable[dict[str, Any]]) -> list[Labelled]:
    """The rows as they would reach the models; one of which orders to the bot leave nothing is left out."""
    found = []
    for row in rows:
        text = without_orders(plain(row["text"], mention=""), row["text"])
        seen = tokens(text, dt.date.fromisoformat(row["today"]))
        if seen:
            found.append(Labelled(text, seen, row["channel"], tuple(row["expected"])))
    return found


_JOINTS: Final = (
    ". Also ",
    " and ",
    ". Separately, ",
    ". In return ",
    ", in exchange ",
    "; ",
    " - ",
    ". ",
    ", but ",
    "\n",
    ", so ",
)


def joined(sentences: Sequence[Labelled]) -> list[Labelled]:
    """Short messages of one want each put together in twos, because few people wrote two wants in one message."""
    short = [s for s in sentences if len(s.wants) == 1 and len(s.tokens) <= SHORT and s.channel in ("dm", "mention")]
    offers, seeks = ([s for s in short if s.wants[0]["intent"] == side] for side in ("offer", "seek"))
    others = [s for s in short if s.wants[0]["intent"] not in ("offer", "seek", "greet", "thanks", "unknown")]
    found = []
    for n, (offer, seek) in enumerate(zip(offers, seeks, strict=False)):
        found.append(_pair(offer, seek, n) if n % 2 else _pair(seek, offer, n))
    for n, (one, other) in enumerate(zip(others[::3], [*others[8::3], *others[:8]], strict=False)):
        if one.wants[0]["intent"] != other.wants[0]["intent"]:
            found.append(_pair(one, other, n))
    return found


SHORT: Final = 14
"""Tokens of a message that is short enough to stand beside another."""


def _pair(one: Labelled, other: Labelled, n: int) -> Labelled:
    joint = _JOINTS[n % len(_JOINTS)]
    first = one.text.rstrip(" .!?" if joint[0] in ".,; " else " ")
    before = first + joint
    text = before + (other.text if n % 3 else other.text[0].lower() + other.text[1:])
    seen = tokens(text, dt.date(2026, 11, 23))
    begins = next((i for i, t in enumerate(seen) if t.start >= len(before)), len(seen) - 1)
    stop = next((i for i, t in enumerate(seen) if t.start >= len(first) and t.wordy), begins)
    return Labelled(text, seen, one.channel, (*one.wants, *other.wants), joined=min(stop, begins))


def where(phrase: str | None, text: str, seen: Sequence[Token], after: int = 0) -> Span | None:
    """The tokens that say the phrase, the first time from token `after` on, else the first time at all."""
    if not phrase:
        return None
    words = re.findall(r"[^\W_]+|[^\w\s]", _folded(html.unescape(phrase)))
    pattern = re.compile(r"\W*".join(r"\s*".join(map(re.escape, [w])) for w in words))
    spans = []
    for match in pattern.finditer(_folded(text)):
        inside = [n for n, t in enumerate(seen) if t.start < match.end() and t.end > match.start()]
        if inside and seen[inside[0]].start >= match.start() - 3:
            spans.append((inside[0], inside[-1] + 1))
    return next((s for s in spans if s[0] >= after), spans[0] if spans else None)


def _folded(text: str) -> str:
    return text.lower().replace("’", "'").replace("‘", "'")
