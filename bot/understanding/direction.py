"""Who gains: whether a clause offers something or asks for it.

One rule runs through the cues: a verb of giving said of oneself offers, said of others asks; a verb of taking part
said of oneself asks, said of others invites, and so offers.
"""

import re
from functools import cache
from typing import Final, NamedTuple

from bot.understanding.patterns import filled
from bot.understanding.tables.direction import EXCHANGE, EXTRA, OFFER, SEEK
from bot.understanding.understood import Intent

_EXCHANGE = re.compile(rf"(?<!\S)(?:{EXCHANGE})(?!\S)")


_BACK = re.compile(r"(?<!\S)(?:offer|give|return)(?: [\w'¦]+){1,8} back(?= ?[.!]?$| [.,!])")


class Direction(NamedTuple):
    """The likelier side, how strongly (0: no sign at all) and by how much it leads the other."""

    intent: Intent
    weight: int
    lead: float


DirectionCue = tuple[int, re.Pattern[str]]


class Sides(NamedTuple):
    """The cues of either side that can match a part of the message."""

    offer: tuple[DirectionCue, ...]
    seek: tuple[DirectionCue, ...]


def possible_sides(norm: str) -> Sides:
    """As `intents.possible`, for either side."""
    return Sides(
        *(
            tuple(
                cue for cue in _patterns(side) if "^" in cue[1].pattern or "$" in cue[1].pattern or cue[1].search(norm)
            )
            for side in ("offer", "seek")
        )
    )


def direction(norm: str, sides: Sides) -> Direction:
    """Which way the words point."""
    offer, seek = _score(norm, sides.offer), _score(norm, sides.seek)
    if offer[1] > seek[1]:
        return Direction(Intent.OFFER, offer[0], offer[1] - seek[1])
    return Direction(Intent.SEEK, seek[0], seek[1] - offer[1])


def is_exchange(norm: str) -> bool:
    """Whether something is wanted or promised in return."""
    return bool(_EXCHANGE.search(norm) or _BACK.search(norm))


def _score(norm: str, cues: tuple[tuple[int, re.Pattern[str]], ...]) -> tuple[int, float]:
    """The strongest cue's weight, and a sum in which further cues count less and early ones a little more."""
    hits = sorted(
        ((weight, found.start()) for weight, pattern in cues if (found := pattern.search(norm))), reverse=True
    )
    if not hits:
        return 0, 0.0
    total = sum(_STRENGTH[weight] * 0.35**n for n, (weight, _) in enumerate(hits[:4]))
    early = min(start for _, start in hits[:3])
    return hits[0][0], total + (0.5 if early < _EARLY else 0.0)


_EARLY: Final = 12
_STRENGTH: Final = {1: 1.0, 2: 2.0, 3: 3.0, 4: 4.0, 5: 7.0, 6: 14.0}
"""What a cue's weight counts for: one plain sign outdoes several hints."""


@cache
def _patterns(side: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
    table = OFFER if side == "offer" else SEEK
    return tuple((weight, re.compile(rf"(?<!\S)(?:{filled(cue, EXTRA)})(?!\S)")) for weight, cue in table)
