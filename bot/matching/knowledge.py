"""What the subjects file knows, arranged for matching: which subjects a text touches, by its words and by its meaning.

Two texts that share no word can touch the same subject: "she pressed the button she wears" and "pendant alarms" both
touch telecare. A text's profile is a unit vector over the subjects with a handful of them set; two profiles are as
alike as their product through the table of neighbours.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bot import jargon
from bot.matching.in_bytes import Bytes, in_bytes, products
from bot.matching.kept import Kept
from bot.matching.lexical import Weights
from bot.matching.reaching import Reach, learned
from bot.matching.words import stem, terms

Vectors = NDArray[np.float32]
Profile = NDArray[np.float32]

_KEPT = 12
"""Subjects set in a profile. The finer the subjects are cut, the more of them one text touches."""

_SHARPNESS = 0.12
"""Difference of cosine at which a subject counts e times less than the best one."""

_NAMED = 0.2
"""What naming a subject outright adds to its cosine."""

_CROWD = 20
_CROWDING = 0.5
"""Some passages ("folk come in for a brew and leave with help") lie near everything. Half of a passage's mean cosine
with its 20 nearest of other subjects is taken off, or they would be everybody's second subject."""

_NEIGHBOUR = 0.5
"""What it is worth when one text touches a subject and the other its neighbour; with 0.3, cutting a subject in two
lost what it had joined."""

_NAME_WEIGHT = 12.0
"""Summed word weights of a name that settle the subject by themselves: two rare words."""


_BLOCK = 512

_A_FEW = 8
"""Vectors up to which products of bytes are faster: the passages' floats have left the cache since the last search."""


@dataclass(frozen=True)
class Read:
    """The passages of the subjects as an encoder read them: their vectors in bytes and the same numbers as floats, how
    crowded each one's place is, and how the situations among them lead to the work."""

    numbers: Bytes
    worth: Vectors
    floats: Vectors
    crowding: Vectors
    reach: Reach | None = None


class Knowledge:
    """The subjects, their words, and the passages whose vectors stand for them."""

    def __init__(self, subjects: Sequence[jargon.Subject], glossary: Sequence[jargon.Term]) -> None:
        self.subjects = tuple(subjects)
        numbers = {subject.id: number for number, subject in enumerate(self.subjects)}
        passages: list[tuple[str, int]] = []
        background: list[str] = []
        self._phrases: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        for number, subject in enumerate(self.subjects):
            passages += [(passage, number) for passage in _passages(subject)]
            background.append(" ".join((*subject.names, *subject.roles, *subject.situations)))
            for name in (*subject.names, *subject.roles):
                self._add_phrase(name, number)
        for term in glossary:
            background.append(" ".join((term.stands_for, *term.near, *term.everyday, *term.roles)))
            if term.subject not in numbers:
                continue
            passages += [(passage, numbers[term.subject]) for passage in term.everyday]
            for name in (term.stands_for, *term.near, *(() if term.capitals else (term.short,))):
                self._add_phrase(name, numbers[term.subject])
        self.weights = Weights(background)
        passages.sort(key=lambda passage: passage[1])  # stable, so that each subject's passages lie together
        self.passages = tuple(passage for passage, _ in passages)
        self._owners = np.array([number for _, number in passages], dtype=np.int64)
        self._starts = np.searchsorted(self._owners, np.arange(len(self.subjects)))
        self._near = _neighbours(self.subjects, numbers)
        self.version = hashlib.sha256(repr((passages, self._near.tolist())).encode()).hexdigest()[:12]

    def _add_phrase(self, name: str, number: int) -> None:
        words = tuple(stem(word) for word in terms(name))
        if words and (words, number) not in self._phrases[words[0]]:
            self._phrases[words[0]].append((words, number))

    def named(self, text: str) -> dict[int, float]:
        """Subject -> how strongly a text names it, 0 to 1: the rarer and longer the name found, the stronger."""
        words = terms(text)
        found: dict[int, float] = {}
        for at, word in enumerate(words):
            for phrase, number in self._phrases.get(word, ()):
                if words[at : at + len(phrase)] == phrase:
                    strength = sum(self.weights.of(part) for part in phrase) / _NAME_WEIGHT
                    found[number] = max(found.get(number, 0.0), min(1.0, strength))
        return found

    def read(self, vectors: Vectors) -> Read:
        """What follows from the vectors of `self.passages`; a quarter of a second."""
        numbers, worth = in_bytes(vectors)
        return Read(numbers, worth, numbers * worth[:, None], self.crowding(vectors), self._reach(vectors))

    def _reach(self, vectors: Vectors) -> Reach | None:
        """Each subject's situations lead to its names and roles; None when there is too little to learn from."""
        situations, work = [], []
        for number, subject in enumerate(self.subjects):
            first, heads = self._starts[number], 2 if subject.roles else 1
            named = vectors[first : first + heads].mean(axis=0)
            last = self._starts[number + 1] if number + 1 < len(self.subjects) else len(vectors)
            situations.append(vectors[first + heads : last])
            work.append(np.repeat(named[None, :], last - first - heads, axis=0))
        if sum(map(len, situations)) < vectors.shape[1]:
            return None
        return learned(np.concatenate(situations), np.concatenate(work))

    def crowding(self, vectors: Vectors) -> Vectors:
        """What to take off each passage's cosines: float32 [passages], from the vectors of `self.passages`."""
        off = np.zeros(len(vectors), dtype=np.float32)
        if len(vectors) <= _CROWD:
            return off
        for start in range(0, len(vectors), _BLOCK):
            alike = vectors[start : start + _BLOCK] @ vectors.T
            alike[self._owners[start : start + _BLOCK, None] == self._owners[None, :]] = -1.0
            off[start : start + _BLOCK] = np.partition(alike, -_CROWD, axis=1)[:, -_CROWD:].mean(axis=1)
        return off * np.float32(_CROWDING)

    def profiles(self, texts: Sequence[str], vectors: Sequence[Vectors], read: Read | None) -> list[Profile]:
        """The subjects of each text, as a vector; all nought when it touches none.

        `vectors` are each text's passages, the whole text first; without them the names alone decide.
        """
        meant = self._by_meaning(vectors, read) if vectors and read is not None else None
        return [self._profile(text, None if meant is None else meant[number]) for number, text in enumerate(texts)]

    def _profile(self, text: str, meant: Profile | None) -> Profile:
        strength = np.zeros(len(self.subjects), dtype=np.float32)
        for number, value in self.named(text).items():
            strength[number] = value
        profile = np.zeros_like(strength)
        if meant is None:
            profile[:] = strength
        else:
            alike = _NAMED * strength + meant
            best = np.argsort(-alike, kind="stable")[:_KEPT]
            profile[best] = np.exp((alike[best] - alike[best[0]]) / _SHARPNESS)
        norm = float(np.sqrt(profile @ self._near @ profile))
        return profile / np.float32(norm or 1.0)

    def seen_from(self, profile: Profile) -> Profile:
        """A profile with its neighbours lit up: its dot product with another profile is how alike they are."""
        lit: Profile = profile @ self._near
        return lit

    def shared(self, profile: Profile, kept: Kept) -> tuple[jargon.Subject, ...]:
        """The subjects that a profile and a candidate both touch, what weighs most first."""
        both = profile[kept.subjects] * kept.weights
        order = np.argsort(-both, kind="stable")[:3]
        least = max(_TELLING, float(both.max(initial=0.0)) * _BESIDE)
        return tuple(self.subjects[kept.subjects[place]] for place in order if both[place] >= least)

    def _by_meaning(self, vectors: Sequence[Vectors], read: Read) -> NDArray[np.float32]:
        """For each text and subject the best cosine of its passages: half with the whole text, half with its best
        part."""
        firsts = np.cumsum([0, *map(len, vectors[:-1])])
        rows, worth = in_bytes(np.concatenate(vectors))
        if len(rows) <= _A_FEW:
            alike = products(read.numbers, rows) * read.worth[:, None] * worth
        else:
            alike = read.floats @ (rows * worth[:, None]).T
        alike -= read.crowding[:, None]
        best = np.maximum.reduceat(alike, self._starts)  # down the columns, which lie beside each other
        whole, part = best[:, firsts], np.maximum.reduceat(best, firsts, axis=1)
        return ((whole + part) / 2).T.astype(np.float32, order="C")


_TELLING = 0.1
"""Product of two weights below which a shared subject is not worth naming as a reason."""

_BESIDE = 0.5
"""The share of the best one's below which it only confuses."""


def _passages(subject: jargon.Subject) -> tuple[str, ...]:
    roles = (", ".join(subject.roles),) if subject.roles else ()
    return (", ".join(subject.names), *roles, *subject.situations)


def _neighbours(subjects: Sequence[jargon.Subject], numbers: dict[str, int]) -> NDArray[np.float32]:
    near = np.eye(len(subjects), dtype=np.float32)
    for number, subject in enumerate(subjects):
        for other in subject.near:
            if other not in numbers:
                continue  # `jargon.faults` tells whoever edits the files; people waiting for a match are not told
            near[number, numbers[other]] = near[numbers[other], number] = _NEIGHBOUR
    return near


@cache
def usual() -> Knowledge:
    """The knowledge of the files that come with the bot."""
    return Knowledge(jargon.subjects(), jargon.terms())
