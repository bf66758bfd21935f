# ruff: noqa: E501  (a pattern reads best on one line)
"""What a clause wants of the bot: cues weighed for every intent, then the few quarrels between intents settled."""

import re
from functools import cache
from typing import Final

from bot.understanding.ideas import ideas
from bot.understanding.patterns import compiled
from bot.understanding.quarrels import settled
from bot.understanding.tables.business import CHATTER, OTHER_BUSINESS, SAFEGUARDING
from bot.understanding.tables.cues import CUES
from bot.understanding.understood import Intent

_COURTESY: Final = frozenset({Intent.GREET, Intent.THANKS})

IntentCue = tuple[Intent, int, re.Pattern[str]]


def possible(norm: str, spoken: str) -> tuple[IntentCue, ...]:
    """The cues that can match a part of the message at all.

    A cue found in a part is found in the whole too, unless it asks for the part's beginning or end: those are
    always kept. Each part of a message then tries some tens of cues and not hundreds.
    """
    return tuple(
        cue for cue in _cues() if _anchored(cue[2]) or cue[2].search(norm) or (spoken != norm and cue[2].search(spoken))
    )


def weights(norm: str, spoken: str, cues: tuple[IntentCue, ...]) -> dict[Intent, int]:
    """Each intent whose cues the words hold, with the weight of its strongest cue.

    `norm` has its times hidden, `spoken` has not: "on leave until" is a cue as well as a time.
    """
    found: dict[Intent, int] = {}
    for intent, weight, cue in cues:
        if weight > found.get(intent, 0) and (cue.search(norm) or (spoken != norm and cue.search(spoken))):
            found[intent] = weight
    if not found.keys() - _COURTESY:
        found |= ideas(norm, spoken)
    return settled(found, norm)


@cache
def _anchored(cue: re.Pattern[str]) -> bool:
    return "^" in cue.pattern.replace("[^", "[") or "$" in cue.pattern


def other_business(norm: str) -> bool:
    """Whether the message is a worry about somebody's safety or another service's business: never the bot's to act on."""
    return bool(compiled(SAFEGUARDING).search(norm) or compiled(OTHER_BUSINESS).search(norm))


def chatter(norm: str) -> bool:
    """Whether the words are talk that wants nothing."""
    return bool(compiled(CHATTER).search(norm))


@cache
def _cues() -> tuple[IntentCue, ...]:
    """Every cue, the strongest of each intent first."""
    return tuple(
        (Intent(name), weight, compiled(pattern))
        for name, cues in CUES.items()
        for weight, pattern in sorted(cues, key=lambda cue: -cue[0])
    )
