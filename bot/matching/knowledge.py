"""What the subjects file knows, arranged for matching: which subjects a text touches, by its words and by its meaning.

Two texts that share no word can touch the same subject: "the red button round her neck" and "pendant alarms" both
touch telecare. A text's profile is a handful of subjects with weights that sum to at most one.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bot import jargon
from bot.matching.lexical import Weights
from bot.matching.words import stem, terms

Vectors = NDArray[np.float32]
Profile = Mapping[int, float]

KEPT = 8
"""Subjects kept in a profile; the ninth has never mattered."""

_NEIGHBOUR = 0.45
"""What it is worth when one text touches a subject and the other its neighbour."""


class Knowledge:
    """The subjects, their words, and (once an encoder has read them) the vectors of their passages."""

    def __init__(self, subjects: Sequence[jargon.Subject], glossary: Sequence[jargon.Term]) -> None:
        self.subjects = tuple(subjects)
        numbers = {subject.id: number for number, subject in enumerate(self.subjects)}
        self.passages: list[str] = []
        self._owner: list[int] = []
        background: list[str] = []
        self._phrases: dict[str, list[tuple[tuple[str, ...], int, float]]] = defaultdict(list)
        for number, subject in enumerate(self.subjects):
            for passage in (", ".join(subject.names), *_roles(subject), *subject.situations):
                self.passages.append(passage)
                self._owner.append(number)
            background.append(" ".join((*subject.names, *subject.roles, *subject.situations)))
            for name in (*subject.names, *subject.roles):
                self._add_phrase(name, number)
        for term in glossary:
            if term.subject in numbers:
                for name in (term.stands_for, term.short, *term.near):
                    if not term.capitals or name != term.short:
                        self._add_phrase(name, numbers[term.subject])
                for passage in term.everyday:
                    self.passages.append(passage)
                    self._owner.append(numbers[term.subject])
            background.append(" ".join((term.stands_for, *term.near, *term.everyday, *term.roles)))
        self.weights = Weights(background)
        self._near: dict[int, frozenset[int]] = _neighbours(self.subjects, numbers)
        self._owners = np.array(self._owner, dtype=np.int64)
        digest = hashlib.sha256("\n".join(self.passages).encode())
        digest.update(repr(self._owner).encode())
        self.version = digest.hexdigest()[:16]

    def _add_phrase(self, name: str, number: int) -> None:
        words = tuple(stem(word) for word in terms(name))
        if words:
            self._phrases[words[0]].append((words, number, 1.0))

    def by_words(self, text: str) -> dict[int, float]:
        """Subject -> how strongly a text names it, 0 to 1: the rarer and longer the name found, the stronger."""
        words = terms(text)
        found: dict[int, float] = {}
        for at, word in enumerate(words):
            for phrase, number, _ in self._phrases.get(word, ()):
                if words[at : at + len(phrase)] == phrase:
                    strength = sum(self.weights.of(part) for part in phrase) / 12.0
                    found[number] = max(found.get(number, 0.0), min(1.0, strength))
        return found

    def by_meaning(self, vectors: Vectors, passages: Vectors) -> dict[int, float]:
        """Subject -> best cosine between any row of `vectors` and any of its passages; only the best few."""
        alike = (vectors @ passages.T).max(axis=0)
        best = np.full(len(self.subjects), -1.0, dtype=np.float32)
        np.maximum.at(best, self._owners, alike)
        top = np.argsort(-best, kind="stable")[: KEPT * 2]
        return {int(number): float(best[number]) for number in top}

    def alike(self, one: Profile, other: Profile) -> tuple[float, tuple[int, ...]]:
        """0 to 1, and the subjects that made it so, the strongest first."""
        parts: dict[int, float] = {}
        total = 0.0
        for mine, weight in one.items():
            same = math.sqrt(weight * other[mine]) * min(weight, other[mine]) if mine in other else 0.0
            part = math.sqrt(weight * other[mine]) if mine in other else 0.0
            del same
            for near in self._near[mine]:
                if near in other and near not in one:
                    part = max(part, _NEIGHBOUR * math.sqrt(weight * other[near]))
            if part:
                parts[mine] = part
                total += part
        return min(1.0, total), tuple(sorted(parts, key=lambda number: (-parts[number], number)))


def _roles(subject: jargon.Subject) -> tuple[str, ...]:
    return (", ".join(subject.roles),) if subject.roles else ()


def _neighbours(subjects: Sequence[jargon.Subject], numbers: Mapping[str, int]) -> dict[int, frozenset[int]]:
    near: dict[int, set[int]] = {number: set() for number in range(len(subjects))}
    for number, subject in enumerate(subjects):
        for other in subject.near:
            if other not in numbers:
                raise jargon.JargonError(f"subject {subject.id}: near names {other!r}, which is no subject")
            near[number].add(numbers[other])
            near[numbers[other]].add(number)
    return {number: frozenset(others) for number, others in near.items()}


@cache
def usual() -> Knowledge:
    """The knowledge of the files that come with the bot."""
    return Knowledge(jargon.subjects(), jargon.terms())
