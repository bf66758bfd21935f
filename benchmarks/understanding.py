"""How well and how fast messages are understood: figures, worst confusions and time a message.

    python -m benchmarks.understanding [FILE.jsonl ...] [--worst N] [--together] [--passes N]

Without a file it scores the examples of the specification, the project's own sentences, and three sets that are hard on
purpose: lengths of time among others that are nobody's, who gives and who takes in the same words turned round, and a
tenth of what three authors wrote about swaps, sides and details (the rest is there to learn from).
The measures are those of the specification: intents as a set, details of paired offers and requests, times exact on the
labelled keys. With several passes over a file each message's time is its quickest: on a machine that others use too,
the slowest of a hundred messages is whichever was read while they did.
"""

import argparse
import datetime as dt
import html
import itertools
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.understanding import understand
from bot.understanding.understood import Understood

DATA = Path(__file__).parent.parent / "tests" / "data"
FILES = tuple(
    DATA / f"{name}.jsonl" for name in ("utterances", "own_utterances", "own_lengths", "own_sides", "own_hard")
)
LISTINGS = ("offer", "seek")

Row = dict[str, Any]


@dataclass
class Score:
    """Sums and counts by measure, the confusions, and the seconds each message took."""

    sums: dict[str, float] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[tuple[str, str, list[str]]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, measure: str, value: float) -> None:
        """One more observation of a measure between 0 and 1."""
        self.sums[measure] = self.sums.get(measure, 0.0) + value
        self.counts[measure] += 1

    def mean(self, measure: str) -> float:
        """The measure's mean; 1 when nothing was measured."""
        return self.sums[measure] / self.counts[measure] if self.counts[measure] else 1.0

    def percentile(self, share: float) -> float:
        """Milliseconds under which that share of the messages was understood."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def read_rows(path: Path) -> tuple[Row, ...]:
    """The labelled messages of a JSON-lines file."""
    return tuple(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def predict(row: Row) -> tuple[Understood, ...]:
    """What the bot makes of a labelled message."""
    return understand(row["text"], channel=row["channel"], today=dt.date.fromisoformat(row["today"]))


def score(rows: Sequence[Row], reader: Callable[[Row], tuple[Understood, ...]] = predict) -> Score:
    """Every message scored against its label, as `reader` reads it."""
    total = Score()
    for row in rows:
        begun = time.perf_counter()
        read = reader(row)
        total.seconds.append(time.perf_counter() - begun)
        made = [one.as_json() for one in read]
        faults = list(_score_row(total, row["expected"], made))
        if faults:
            total.faults.append((row["id"], row["text"], faults))
    return total


def timed(rows: Sequence[Row], passes: int) -> Score:
    """The same, read in so many passes, with the least seconds of each message."""
    score(rows[:1])  # the first message compiles the cues
    total = score(rows)
    for _ in range(passes - 1):
        total.seconds = [min(pair) for pair in zip(total.seconds, score(rows).seconds, strict=True)]
    return total


def _score_row(total: Score, golds: list[Row], made: list[Row]) -> Iterator[str]:
    wanted, got = ("+".join(sorted({one["intent"] for one in side})) for side in (golds, made))
    total.add("intents", wanted == got)
    if wanted != got:
        total.confusions[wanted, got] += 1
        yield f"intents {wanted} / {got}"
    for gold, one in paired(golds, made):
        for measure, value in _marks(gold, one):
            total.add(measure, value)
            if value < 1 and one is not None:
                key = {"duration": "duration_minutes"}.get(measure, measure)
                yield f"{measure} {gold.get(key)!r} / {one.get(key)!r}"


def _marks(gold: Row, one: Row | None) -> Iterator[tuple[str, float]]:
    """Each measure that applies to a label and what it scores; a label without a partner scores nothing."""
    other = one or {}
    if gold["intent"] in LISTINGS:
        yield "activity", one is not None and gold["activity"] == other.get("activity")
        yield "topic", token_f1(gold["topic"], other.get("topic")) if one is not None else 0.0
        yield "duration", one is not None and gold["duration_minutes"] == other.get("duration_minutes")
        yield "mode", one is not None and gold["mode"] == other.get("mode")
        yield "place", one is not None and same_place(gold["place"], other.get("place"))
        yield "reciprocal", one is not None and gold["reciprocal"] == bool(other.get("reciprocal"))
        if one is not None and not gold["when"]:
            yield "no time invented", not other.get("when")
    else:
        if gold.get("topic"):
            yield "other topic", token_f1(gold["topic"], other.get("topic")) if one is not None else 0.0
        if gold.get("field"):
            yield "profile", (gold["field"], gold.get("value")) == (other.get("field"), other.get("value"))
    if gold.get("when"):
        yield "when", one is not None and same_when(gold["when"], other.get("when") or {})


def paired(golds: list[Row], made: list[Row]) -> Iterator[tuple[Row, Row | None]]:
    """Each label with the prediction of its intent that agrees best, one to one."""
    for intent in dict.fromkeys(gold["intent"] for gold in golds):
        wanted = [gold for gold in golds if gold["intent"] == intent]
        slots: list[Row | None] = [*[one for one in made if one["intent"] == intent][:6], *[None] * len(wanted)]
        best = max(
            itertools.permutations(slots, len(wanted)),
            key=lambda chosen: sum(
                sum(value for _, value in _marks(g, c)) for g, c in zip(wanted, chosen, strict=True) if c
            ),
        )
        yield from zip(wanted, best, strict=True)


def tokens(value: str | None) -> Counter[str]:
    """Words without articles and small prepositions."""
    plain = re.sub(r"['‘’]", "", html.unescape(value or "").lower())
    return Counter(word for word in re.findall(r"[^\W_]+", plain) if word not in {"a", "an", "the", "of", "for", "in"})


def token_f1(gold: str | None, made: str | None) -> float:
    """Overlap of words, 1 when both are empty."""
    wanted, got = tokens(gold), tokens(made)
    common = (wanted & got).total()
    if not wanted and not got:
        return 1.0
    return 2 * common / (wanted.total() + got.total()) if common else 0.0


def same_place(gold: str | None, made: str | None) -> bool:
    """Whether one holds all the words of the other, or neither says anything."""
    filler = {"our", "your", "at", "office", "offices", "near", "or", "similar", "and", "area"}
    wanted, got = ({w for w in tokens(side) if w not in filler} or set(tokens(side)) for side in (gold, made))
    return (wanted <= got or got <= wanted) if wanted and got else not wanted and not got


def same_when(gold: Row, made: Row) -> bool:
    """Exact on the label's keys."""
    return all(
        set(made.get(key, ())) == set(value) if key == "days" else made.get(key) == value for key, value in gold.items()
    )


def main() -> None:
    """Print the figures of each file."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("files", nargs="*", type=Path, default=FILES)
    options.add_argument("--worst", type=int, default=10, help="how many faulty messages to list")
    options.add_argument("--together", action="store_true", help="one table of all files; no message is shown")
    options.add_argument("--passes", type=int, default=1, help="how often to read each, for its quickest time")
    chosen = options.parse_args()
    if chosen.together:
        rows = tuple(row for path in chosen.files for row in read_rows(path))
        report(f"{len(chosen.files)} files", timed(rows, chosen.passes), worst=0)
        return
    for path in chosen.files:
        report(path.name, timed(read_rows(path), chosen.passes), chosen.worst)


def report(name: str, total: Score, worst: int) -> None:
    """Print the figures, the confusions and the first faulty messages."""
    print(
        f"\n{name}: {total.counts['intents']} messages, "
        f"{total.percentile(0.5):.1f} ms p50, {total.percentile(0.99):.1f} ms p99"
    )
    for measure in total.counts:
        print(f"  {measure:18} {total.mean(measure):.3f}  (n={total.counts[measure]})")
    for (wanted, got), count in total.confusions.most_common(10):
        print(f"  {count:3} x {wanted} understood as {got}")
    for identity, text, faults in total.faults[:worst]:
        print(f"  {identity} {' '.join(text.split())[:100]}\n      " + "\n      ".join(faults[:4]))


if __name__ == "__main__":
    main()
