"""The network that reads a message: MiniLM taught with labelled messages, eight bits a weight, run by onnxruntime.

It is arithmetic on a packaged file: nothing is fetched, and nothing is loaded before the first message.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.understanding.learned.labels import CHANNELS, CHOICES, ITEMS, LONGEST_PHRASE, NOTHING, PHRASES
from bot.understanding.learned.pieces import BEGIN, Pieces, Word, pieces, shape

FILE: Final = Path(__file__).parent / "data" / "reader.onnx"

MOST_PIECES: Final = 160
"""Pieces of one message that are read; reading takes longer with each, and what is wanted is said before."""

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
BEFORE: Final = 2 + ITEMS
"""Places before the text's own: the beginning, the channel, and one for each item."""


@dataclass(frozen=True)
class Encoded:
    """A message for the network. `first` and `last` are the text places of each word's first and last piece."""

    ids: Numbers
    shapes: Numbers
    first: Numbers
    last: Numbers


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


def encoded(seen: tuple[Word, ...], channel: str, known: Pieces) -> Encoded:
    """The message as numbers, cut where it grows too long."""
    index = known.index
    ids = [index[BEGIN], index[f"[{channel}]"], *(index[f"[item {n}]"] for n in range(ITEMS))]
    shapes = [0] * BEFORE
    first: list[int] = []
    last: list[int] = []
    for word in seen:
        own = known.of(word.text)
        if len(ids) + len(own) > MOST_PIECES:
            break
        first.append(len(ids) - BEFORE)
        ids += own
        shapes += [shape(word.text)] * len(own)
        last.append(len(ids) - BEFORE - 1)
    return Encoded(*(np.array(row, dtype=np.int64) for row in (ids, shapes, first, last)))


def special() -> tuple[str, ...]:
    """The names of the places before the text, besides the beginning."""
    return (*(f"[{channel}]" for channel in CHANNELS), *(f"[item {n}]" for n in range(ITEMS)))


THREADS = 2
"""A message is one small batch: a second core makes the longest a quarter faster (p99 13 ms with one)."""


class Network:
    """The graph, loaded. Safe to use from several threads."""

    def __init__(self, graph: bytes, known: Pieces) -> None:
        import onnxruntime  # type: ignore[import-untyped]

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._known = known

    def read(self, seen: tuple[Word, ...], channel: str) -> tuple[Item, ...]:
        """What the network says of each item, in the text's order; at least of one."""
        row = encoded(seen, channel, self._known)
        return items(self.scores(row), row)

    def scores(self, row: Encoded) -> list[Floats]:
        """The graph's own numbers: of the answers, the phrases, that there is none, and the words about time."""
        answers = self._session.run(None, {"ids": row.ids[None], "shapes": row.shapes[None]})
        return [answer[0] for answer in answers]


def items(answers: list[Floats], row: Encoded) -> tuple[Item, ...]:
    """The graph's scores as chances, of the first item and of those after it up to the first that is not there."""
    choices, phrases, absent, times = answers
    allowed = _stretches(row)
    found: list[Item] = []
    for n in range(ITEMS):
        chosen = {question: _chances(choices[n, part]) for question, part in _PARTS.items()}
        if found and CHOICES["intent"][int(chosen["intent"].argmax())] == NOTHING:
            break
        pointed, silent = {}, {}
        for k, name in enumerate(PHRASES):
            scores = np.where(allowed, phrases[n, k][row.first[:, None], row.last], _NEVER)
            chances = _chances(np.append(scores.ravel(), absent[n, k]))
            pointed[name], silent[name] = chances[:-1].reshape(scores.shape), float(chances[-1])
        sums = np.concatenate([[0], np.cumsum(1 / (1 + np.exp(-times[n])))])
        own = (sums[row.last + 1] - sums[row.first]) / (row.last + 1 - row.first)
        found.append(Item(chosen, pointed, silent, own.astype(np.float32)))
    return tuple(found)


_NEVER: Final = -1e4


def _parts() -> dict[str, slice]:
    """Where each question's answers are among all."""
    ends = np.cumsum([len(labels) for labels in CHOICES.values()])
    return {q: slice(int(end) - len(labels), int(end)) for (q, labels), end in zip(CHOICES.items(), ends, strict=True)}


_PARTS: Final = _parts()


def _stretches(row: Encoded) -> NDArray[np.bool_]:
    """Which first and last words may make a phrase."""
    length = row.last[None, :] - row.first[:, None]
    allowed: NDArray[np.bool_] = (length >= 0) & (length < LONGEST_PHRASE)
    return allowed


def _chances(scores: Any) -> Floats:
    raised = np.exp(scores - scores.max())
    made: Floats = (raised / raised.sum()).astype(np.float32)
    return made


@lru_cache(maxsize=1)
def packaged() -> Network:
    """The packaged network; loading it takes a fraction of a second, once."""
    return Network(FILE.read_bytes(), pieces())
