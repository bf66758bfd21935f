"""Likeness by shared words: BM25 over stems, and cosine over the character four-grams that forgive a typo.

A word's weight comes from a fixed background (the subjects file), never from the candidates at hand, so that adding a
candidate cannot change what another one scores.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.matching.words import terms

_K1, _B, _USUAL_LENGTH = 1.2, 0.5, 20.0
_GRAM = 4


@dataclass(frozen=True)
class Bag:
    """The words of one text: its stems in order, and how often it uses each. `norm` is the length of its four-grams'
    vector."""

    stems: tuple[str, ...]
    norm: float

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Stem -> how often."""
        return Counter(self.stems)


class Weights:
    """How telling each word is: inverse document frequency over a background of short texts."""

    def __init__(self, background: Iterable[str]) -> None:
        frequency: Counter[str] = Counter()
        size = 0
        for text in background:
            frequency.update(set(terms(text)))
            size += 1
        self._size = max(size, 1)
        self._idf = {word: math.log(1 + (self._size + 1) / (count + 0.5)) for word, count in frequency.items()}
        self._rarest = math.log(1 + (self._size + 1) / 1.5)

    def of(self, word: str) -> float:
        """Between about 1 for a commonplace and `log(1 + size)`; an unknown word counts as rare."""
        return self._idf.get(word, self._rarest)

    def bag(self, text: str) -> Bag:
        """The words of a text, ready to compare."""
        stems = terms(text)
        return Bag(stems, math.sqrt(sum(value * value for value in self.grams(stems).values())))

    def grams(self, stems: Iterable[str]) -> dict[str, float]:
        """The character four-grams of these words, each with its weight."""
        grams: dict[str, float] = {}
        for word in set(stems):
            pieces = _pieces(word)
            for piece in pieces:
                grams[piece] = grams.get(piece, 0.0) + self.of(word) / math.sqrt(len(pieces))
        return grams


@lru_cache(maxsize=50_000)
def _pieces(word: str) -> tuple[str, ...]:
    """The four-grams of a word with its edges; shared between texts, which is most of what remembering them costs."""
    padded = f" {word} "
    return tuple(padded[at : at + _GRAM] for at in range(max(1, len(padded) - _GRAM + 1)))


class Sought:
    """The words that are asked for, beside which many texts are laid. What a word of theirs adds depends on the ask
    alone, so that it is worked out once however many of them use it."""

    def __init__(self, weights: Weights, asked: Bag) -> None:
        self._weights = weights
        self._words = tuple((word, weights.of(word)) for word in asked.counts)
        self._best = sum(weight for _, weight in self._words) or 1.0
        self._norm = asked.norm or 1.0
        self._grams = weights.grams(asked.stems)
        self._adds: dict[str, float] = {}

    def bm25(self, offered: Bag) -> float:
        """0 to 1: BM25 of the asked words, as a share of what a text that holds each of them once would score."""
        longness = 1 - _B + _B * len(offered.stems) / _USUAL_LENGTH
        found = 0.0
        for word, weight in self._words:
            count = offered.counts.get(word, 0)
            if count:
                found += weight * count * (_K1 + 1) / (count + _K1 * longness)
        return min(1.0, found / self._best)

    def cosine(self, other: Bag) -> float:
        """0 to 1 over character four-grams."""
        return sum(map(self._added_by, other.counts)) / (other.norm or 1.0)

    def _added_by(self, word: str) -> float:
        adds = self._adds.get(word)
        if adds is None:
            pieces = _pieces(word)
            found = sum(self._grams.get(piece, 0.0) for piece in pieces)
            adds = self._adds[word] = self._weights.of(word) * found / math.sqrt(len(pieces)) / self._norm
        return adds


def shared(weights: Weights, asked: Bag, offered: Bag) -> tuple[str, ...]:
    """The stems that both use, the most telling first."""
    both = [word for word in asked.counts if word in offered.counts]
    return tuple(sorted(both, key=lambda word: (-weights.of(word), word)))
