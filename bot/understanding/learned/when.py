"""When and how long, for one item: the grammar of `timing` reads the words about time that are this item's.

The network says whose each of them is, and which are nobody's ("twenty years in planning"); the grammar says what they
mean. Where a length is said in a way that no rule knows ("one morning", "an hour of yours"), the network's own answer
counts, if it is sure; where several are left ("I've been on hold two hours, all I want is ten minutes"), the one it
comes nearest to.
"""

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from bot.model.when import When
from bot.understanding.learned.items import Item
from bot.understanding.learned.labels import CHOICES, LISTING
from bot.understanding.learned.pieces import Word
from bot.understanding.timing.find import (
    Timing,
    find_called_off,
    find_digest_time,
    find_new_time,
    find_spell,
    find_timing,
)

Spans = tuple[tuple[int, int], ...]

SURE_OF_LENGTH: Final = 0.75
"""The chance from which the network's own length stands against the grammar's."""

DOUBTED: Final = (0.25, 0.75)
"""Between these chances it is in doubt whether words about time are an item's."""


@dataclass(frozen=True)
class Times:
    """What an item's words say. `unsure`: some could not be used, or it is in doubt whose they are."""

    when: When | None
    duration_minutes: int | None
    unsure: bool


NO_TIMES: Final = Times(None, None, False)


def times_of(
    item: Item,
    intent: str,
    text: str,
    seen: tuple[Word, ...],
    spans: Spans,
    today: dt.date,
    half: tuple[int, int] | None = None,
) -> Times:
    """The item's own times; `spans` are all stretches of the text about time. Its length is said in its `half`, if it
    is one of two that are given for each other."""
    chances = [_own(item, seen, span) for span in spans]
    own = _without(text, [span for span, chance in zip(spans, chances, strict=True) if chance < 0.5])
    doubt = any(DOUBTED[0] < chance < DOUBTED[1] for chance in chances)
    if intent == "cancel":
        return Times(find_called_off(own, today).when, None, False)
    if intent == "reschedule":
        return Times(find_new_time(own, today).when, None, False)
    if intent == "digest_on":
        return Times(find_digest_time(own, today).when, None, False)
    if intent == "pause":
        return Times(find_spell(own, today), None, False)
    if intent not in LISTING:
        return NO_TIMES
    found = find_timing(own, today)
    said = found if half is None else find_timing(_without(own, [(0, half[0]), (half[1], len(own))]), today)
    elsewhere = half is not None and said.duration_minutes is None
    minutes = None if said.vague or elsewhere else _length(item, _likeliest(item, said))
    return Times(found.when, minutes, found.unsure or doubt)


def _likeliest(item: Item, found: Timing) -> int | None:
    """Of several lengths the one nearest to what the network would have answered."""
    if len(found.lengths) < 2 or found.duration_minutes is None:
        return found.duration_minutes
    chances = item.choices["duration"][_ANSWERS]
    order = (found.duration_minutes, *found.lengths)  # of equals the first
    return max(order, key=lambda minutes: float(chances @ np.exp(-np.abs(_LOGARITHMS - math.log(minutes)) / _NEAR)))


_ANSWERS: Final[Any] = np.array([n for n, answer in enumerate(CHOICES["duration"]) if answer.isdigit()])
_LOGARITHMS: Final[Any] = np.log([float(CHOICES["duration"][n]) for n in _ANSWERS])
_NEAR: Final = 0.3
"""An answer a third longer or shorter than a length speaks for it about a third as loudly."""


def _length(item: Item, said: int | None) -> int | None:
    answer, chance = item.best("duration")
    if chance < SURE_OF_LENGTH or answer == "other":
        return said
    if answer == "":
        return said if item.chance("duration", "") < 0.97 else None
    return said if said is not None else int(answer)


def _own(item: Item, seen: tuple[Word, ...], span: tuple[int, int]) -> float:
    """The chance that words about time are this item's; those beyond what was read are nobody's."""
    inside = [
        float(chance)
        for word, chance in zip(seen, item.times, strict=False)
        if word.start < span[1] and span[0] < word.end
    ]
    return sum(inside) / len(inside) if inside else 0.0


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with those stretches blank, so that positions stay."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
