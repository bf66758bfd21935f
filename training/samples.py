"""A labelled message as the network learns from it: its words, and for each thing that it wants the answers.

Times are labelled by what they come to, not by their words; so each of the stretches about time that the grammar finds
is tried in and out, and those that the label cannot do with or without are learned as the item's own or not.
"""

import datetime as dt
import html
import itertools
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.model.when import When
from bot.understanding.clean import plain
from bot.understanding.learned.labels import CHOICES, ITEMS, LISTING, NARROWED, PHRASES, TIMED
from bot.understanding.learned.pieces import Word, words
from bot.understanding.learned.reader import LONGEST
from bot.understanding.orders import without_orders
from bot.understanding.timing.find import find_called_off, find_digest_time, find_new_time, find_spell, find_timing

SENTENCES: Final = Path(__file__).parent / "sentences"
Stretch = tuple[int, int]
"""First and last word."""
Row = dict[str, Any]

MOST_TRIED: Final = 5
"""Stretches about time of one message that are tried in every combination."""


@dataclass(frozen=True)
class Wanted:
    """One item's answers. Questions that do not arise are left out of `answers`.

    `phrases` holds, for each that may be pointed at, every place where the text says it, or nothing where the text
    says none. `times` is for each stretch about time 1 if it is the item's, 0 if not, None where that is not known.
    """

    answers: dict[str, str]
    phrases: dict[str, tuple[Stretch, ...]]
    times: tuple[int | None, ...]

    @property
    def intent(self) -> str:
        return self.answers["intent"]


@dataclass(frozen=True)
class Sample:
    """A message's words, which stretch about time each belongs to (-1: none), and its items in the text's order."""

    words: tuple[str, ...]
    about_time: tuple[int, ...]
    channel: str
    items: tuple[Wanted, ...]
    weight: float = 1.0


def rows(files: Iterable[Path]) -> list[Row]:
    """The labelled messages of JSON-lines files."""
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]


def samples(labelled: Iterable[Row]) -> list[Sample]:
    """The messages as samples, without those of which orders to the bot leave nothing."""
    return [sample for row in labelled if (sample := _sample(row)) is not None]


def _sample(row: Row) -> Sample | None:
    text = without_orders(plain(row["text"], mention=""), row["text"])[:LONGEST]
    seen = words(text)
    if not seen:
        return None
    today = dt.date.fromisoformat(row["today"])
    spans = find_timing(text, today).spans
    about = tuple(
        next((n for n, (start, end) in enumerate(spans) if word.start < end and start < word.end), -1) for word in seen
    )
    items: list[Wanted] = []
    after = 0
    for want in row["expected"][:ITEMS]:
        phrases = _phrases(want, text, seen, after)
        named = phrases.get("topic") or phrases.get("value")
        after = named[0][1] + 1 if named else after
        items.append(Wanted(_answers(want), phrases, _own_times(want, text, spans, today, len(row["expected"]) == 1)))
    return Sample(tuple(word.text for word in seen), about, row["channel"], tuple(items))


def _answers(want: Row) -> dict[str, str]:
    """Each question's answer, where the label has one: some sentences are labelled with their side alone."""
    intent = want["intent"]
    answers = {"intent": intent}
    if intent in LISTING and "activity" in want:
        minutes = str(want["duration_minutes"] or "")
        answers |= {
            "activity": want["activity"],
            "mode": want["mode"] or "",
            "reciprocal": "yes" if want["reciprocal"] else "",
            "duration": minutes if minutes in CHOICES["duration"] else "other",
        }
    if intent == "profile":
        answers["field"] = want.get("field") or ""
    if _timed(want):
        when = want.get("when") or {}
        answers |= {"part": when.get("part") or "", "every": when.get("every") or ""}
    return answers


def _timed(want: Row) -> bool:
    return want["intent"] in TIMED and ("activity" in want or want["intent"] not in LISTING)


def _phrases(want: Row, text: str, seen: Sequence[Word], after: int) -> dict[str, tuple[Stretch, ...]]:
    """Where the text says each phrase, preferably after the item before; one that it does not say is left out."""
    intent = want["intent"]
    asked = {
        "topic": intent in NARROWED or (intent in LISTING and want.get("activity", "desk") != "desk"),
        "place": intent in LISTING and "activity" in want,
        "value": intent == "profile",
    }
    found: dict[str, tuple[Stretch, ...]] = {}
    for name in PHRASES:
        if not asked[name]:
            continue
        phrase = want.get(name)
        if not phrase:
            found[name] = ()
            continue
        places = where(phrase, seen)
        later = tuple(place for place in places if place[0] >= after) if name != "place" else ()
        if places:
            found[name] = later or places
    return found


def where(phrase: str, seen: Sequence[Word]) -> tuple[Stretch, ...]:
    """Every place where a text's words say the phrase, marks aside."""
    wanted = [_plain(word) for word in re.findall(r"[^\W_]+", html.unescape(phrase))]
    spoken = [(n, _plain(word.text)) for n, word in enumerate(seen) if word.text[0].isalnum()]
    size = len(wanted)
    return tuple(
        (spoken[n][0], spoken[n + size - 1][0])
        for n in range(len(spoken) - size + 1)
        if size and [word for _, word in spoken[n : n + size]] == wanted
    )


def _plain(word: str) -> str:
    return word.lower().replace("’", "'").replace("‘", "'")


def _own_times(want: Row, text: str, spans: Sequence[Stretch], today: dt.date, alone: bool) -> tuple[int | None, ...]:
    """Which stretches about time are the item's, as far as its label tells."""
    if not _timed(want) or not spans:
        return ()
    sought = (_said(want.get("when")), want.get("duration_minutes"))
    if len(spans) <= MOST_TRIED:
        tries = sorted(itertools.product((1, 0), repeat=len(spans)), key=lambda kept: -sum(kept))
    else:
        tries = [(1,) * len(spans), (0,) * len(spans)]
    fitting = []
    for kept in tries:
        view = text
        for (start, end), keep in zip(spans, kept, strict=True):
            view = view if keep else view[:start] + " " * (end - start) + view[end:]
        if _read(want["intent"], view, today) == sought:
            fitting.append(kept)
            if alone:
                return kept  # of one thing wanted, as many of its words as can be
    if not fitting:
        return (None,) * len(spans)
    return tuple(one[0] if len(set(one)) == 1 else None for one in zip(*fitting, strict=True))


def _read(intent: str, text: str, today: dt.date) -> tuple[Row, int | None]:
    if intent in LISTING:
        found = find_timing(text, today)
        return _as_said(found.when), found.duration_minutes
    if intent == "pause":
        return _as_said(find_spell(text, today)), None
    reader = {"cancel": find_called_off, "reschedule": find_new_time, "digest_on": find_digest_time}[intent]
    return _as_said(reader(text, today).when), None


def _as_said(when: When | None) -> Row:
    return _said(when.as_json() if when else None)


def _said(when: Row | None) -> Row:
    return {key: value for key, value in (when or {}).items() if value not in (None, "", [])}
