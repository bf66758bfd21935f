"""From the network's scores to chances: what it says of each thing that a message wants."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.understanding.learned.labels import CHOICES, ITEMS, LONGEST_PHRASE, NOTHING, PHRASES

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Item:
    """What the network says of one thing that is wanted: chances, each between 0 and 1.

    `choices` holds one chance for each answer of each question; `phrases` the chance of each stretch, by first and
    last word, and `absent` that there is none; `times` whether each word, if it is about time, is about this item's.
    """

    choices: dict[str, Floats]
    phrases: dict[str, Floats]
    absent: dict[str, float]
    times: Floats

    def best(self, question: str) -> tuple[str, float]:
        """The likeliest answer and its chance."""
        chances = self.choices[question]
        n = int(chances.argmax())
        return CHOICES[question][n], float(chances[n])

    def chance(self, question: str, answer: str) -> float:
        """The chance of one answer."""
        return float(self.choices[question][CHOICES[question].index(answer)])


def items(answers: list[Floats], first: Numbers, last: Numbers) -> tuple[Item, ...]:
    """The graph's scores as chances, of the first item and of those after it up to the first that is not there.

    `answers` are the scores of the answers, the phrases, that there is none, and the pieces about time; `first` and
    `last` the place of each word's first and last piece. All is reckoned in one go: calls, not figures, cost time.
    """
    scores, phrases, absent, times = answers
    raised = np.exp(scores - np.maximum.reduceat(scores, _STARTS, axis=1)[:, _QUESTION])
    choices: Any = raised / np.add.reduceat(raised, _STARTS, axis=1)[:, _QUESTION]
    found = _there(choices)
    pointed, silent = _pointed(phrases[:found], absent[:found], first, last)
    own = _of_words(_chance(times[:found]), first, last)
    return tuple(
        Item(
            {question: choices[n, part] for question, part in _PARTS.items()},
            dict(zip(PHRASES, pointed[n], strict=True)),
            dict(zip(PHRASES, silent[n].tolist(), strict=True)),
            own[n],
        )
        for n in range(found)
    )


def _there(choices: Floats) -> int:
    """How many items there are: at least one."""
    said = choices[:, _PARTS["intent"]].argmax(axis=1).tolist()
    nothing = CHOICES["intent"].index(NOTHING)
    return next((n for n in range(1, ITEMS) if said[n] == nothing), ITEMS)


def _pointed(phrases: Floats, absent: Floats, first: Numbers, last: Numbers) -> tuple[Floats, Floats]:
    """For each item and kind of phrase, the chance of every stretch of words, and that there is none."""
    scores = phrases[:, :, first[:, None], last] + _allowed(len(first))
    top = np.maximum(scores.max(axis=(2, 3)), absent)
    raised, silent = np.exp(scores - top[..., None, None]), np.exp(absent - top)
    total = raised.sum(axis=(2, 3)) + silent
    return raised / total[..., None, None], silent / total


def _of_words(pieces: Floats, first: Numbers, last: Numbers) -> Floats:
    """Each word's mean of its pieces."""
    sums = np.zeros((len(pieces), pieces.shape[1] + 1), dtype=np.float32)
    pieces.cumsum(axis=1, out=sums[:, 1:])
    own: Floats = ((sums[:, last + 1] - sums[:, first]) / (last + 1 - first)).astype(np.float32)
    return own


def _chance(scores: Floats) -> Floats:
    chances: Floats = (1 / (1 + np.exp(-scores))).astype(np.float32, copy=False)
    return chances


_NEVER: Final = -1e4


@lru_cache(maxsize=256)
def _allowed(words: int) -> Any:
    """What is added to the scores by first and last word: nothing where they may make a phrase, else a great deal."""
    length = np.arange(words)[None, :] - np.arange(words)[:, None]
    return np.where((length >= 0) & (length < LONGEST_PHRASE), np.float32(0), np.float32(_NEVER))


def _parts() -> dict[str, slice]:
    """Where each question's answers are among all."""
    ends = np.cumsum([len(labels) for labels in CHOICES.values()])
    return {q: slice(int(end) - len(labels), int(end)) for (q, labels), end in zip(CHOICES.items(), ends, strict=True)}


_PARTS: Final = _parts()
_STARTS: Final[Any] = np.array([part.start for part in _PARTS.values()])
_QUESTION: Final[Any] = np.repeat(np.arange(len(_PARTS)), [len(labels) for labels in CHOICES.values()])
