"""How alike two texts are: shared words, shared meaning and shared subjects, blended linearly.

With an encoder all three count; without one (not installed, or still loading) the words and the subjects carry it
alone. Rank fusion was measured against the linear blend and loses; so does any one part by itself.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

import numpy as np

from bot import jargon
from bot.matching import lexical, words
from bot.matching.knowledge import KEPT, Knowledge, Profile, Vectors, usual
from bot.model.listings import Details


class Encoder(Protocol):
    """Turns sentences into unit vectors. `encode` returns None while the model is not (yet) there."""

    @property
    def version(self) -> str: ...

    def encode(self, texts: Sequence[str]) -> Vectors | None: ...


@dataclass(frozen=True)
class Prepared:
    """What is compared of one text. `vectors` holds one unit row per passage, the whole text first, or None."""

    bag: lexical.Bag
    profile: Profile
    vectors: Vectors | None = None


@dataclass(frozen=True)
class Likeness:
    """How alike two texts are, 0 to 1, and what made them so: subjects by name, words as they were stemmed."""

    score: float
    semantic: float | None
    lexical: float
    subjects: float
    shared_subjects: tuple[str, ...]
    shared_words: tuple[str, ...]


class Relevance:
    """Compares asks with candidates and remembers what it worked out of their texts (the last `remembered`)."""

    def __init__(
        self, encoder: Encoder | None = None, knowledge: Knowledge | None = None, remembered: int = 20_000
    ) -> None:
        self.knowledge = knowledge or usual()
        self._encoder = encoder
        self._passages: Vectors | None = None
        self._seen: OrderedDict[tuple[str, str, str], Prepared] = OrderedDict()
        self._remembered = remembered
        self._lock = Lock()

    def prepare(self, details: Details, role: str = "") -> Prepared:
        """What will be compared of a listing's words; remembered."""
        return self.prepare_all([(details, role)])[0]

    def prepare_all(self, listings: Sequence[tuple[Details, str]]) -> list[Prepared]:
        """`prepare` for many at once: the encoder reads them in one go."""
        return [self._prepare(details, role) for details, role in listings]

    def _prepare(self, details: Details, role: str) -> Prepared:
        text = words.plain(details.text or details.topic)
        full = jargon.expanded(text)
        bag = self.knowledge.weights.bag(f"{full} {details.topic}" if details.topic not in full else full)
        named = self.knowledge.by_words(full)
        best = sorted(named, key=lambda number: (-named[number], number))[:KEPT]
        return Prepared(bag, {number: named[number] for number in best})

    def compare(self, ask: Prepared, candidate: Prepared) -> Likeness:
        """How alike an ask and a candidate are."""
        weights = self.knowledge.weights
        by_words = 0.6 * weights.bm25(ask.bag, candidate.bag) + 0.4 * lexical.cosine(ask.bag, candidate.bag)
        by_subject, numbers = self.knowledge.alike(ask.profile, candidate.profile)
        score = 0.65 * by_words + 0.35 * by_subject
        return Likeness(
            score,
            None,
            by_words,
            by_subject,
            tuple(self.knowledge.subjects[number].names[0] for number in numbers[:2]),
            lexical.shared(weights, ask.bag, candidate.bag)[:3],
        )


_ = np
