"""Wants told by the words that meet in a clause, whatever their order: what the phrase cues miss."""

from dataclasses import dataclass
from functools import cache

from bot.understanding.tables.ideas import RULES, WORDS
from bot.understanding.understood import Intent

_LONGEST = 16
"""Words of the longest clause in which a mere meeting of words means something."""


@dataclass(frozen=True)
class Idea:
    """One rule, its words looked up."""

    intent: Intent
    weight: int
    groups: tuple[frozenset[str], ...]
    barred: frozenset[str]


def ideas(norm: str, spoken: str) -> dict[Intent, int]:
    """Each intent whose rule the clause meets, with the rule's weight."""
    words = frozenset(norm.split()) | frozenset(spoken.split())
    if len(norm.split()) > _LONGEST:
        return {}
    found: dict[Intent, int] = {}
    for idea in _ideas():
        if not idea.barred & words and all(group & words for group in idea.groups):
            found[idea.intent] = max(found.get(idea.intent, 0), idea.weight)
    return found


@cache
def _ideas() -> tuple[Idea, ...]:
    return tuple(
        Idea(Intent(name), weight, tuple(_group(group) for group in groups), frozenset(barred.split()))
        for name, weight, groups, barred in RULES
    )


def _group(row: str) -> frozenset[str]:
    return frozenset(word for name in row.split() for word in WORDS.get(name, name).split())
