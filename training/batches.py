"""Samples as the numbers that the network is taught with: what it is shown, and what it should have said."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor

from bot.understanding.learned.labels import CHOICES, ITEMS, LONGEST_PHRASE, NOTHING, PHRASES
from bot.understanding.learned.network import BEFORE, Encoded, encoded
from bot.understanding.learned.pieces import Pieces, Word
from training.samples import Sample

UNASKED: Final = -100
_NO_ITEM: Final = (0.5, 0.1)
"""What it counts that nothing more is wanted: straight after the last item, and after that."""


@dataclass(frozen=True)
class Batch:
    """Several messages. `allowed` are the stretches that can be phrases."""

    ids: Tensor
    shapes: Tensor
    there: Tensor
    allowed: Tensor
    answers: dict[str, Tensor]
    phrases: Tensor
    absent: Tensor
    times: Tensor
    item_weights: Tensor
    weights: Tensor


def batched(samples: Sequence[Sample], size: int, rng: random.Random) -> list[list[Sample]]:
    """All samples in batches of like length, in any order."""
    ordered = sorted(samples, key=lambda s: len(s.words) + 4 * rng.random())
    batches: list[list[Sample]] = [[]]
    for sample in ordered:
        if len(batches[-1]) >= size or (len(batches[-1]) + 1) * len(sample.words) > 30 * size:
            batches.append([])
        batches[-1].append(sample)
    rng.shuffle(batches)
    return [batch for batch in batches if batch]


def batch_of(samples: Sequence[Sample], known: Pieces) -> Batch:
    """The numbers of one batch."""
    rows = [encoded(tuple(Word(0, 0, word) for word in s.words), s.channel, known) for s in samples]
    count, width = len(rows), max(len(row.ids) for row in rows)
    length = width - BEFORE
    ids, shapes = np.zeros((2, count, width), np.int64)
    there = np.zeros((count, width), bool)
    starts, ends = np.zeros((2, count, length), bool)
    answers = {question: np.full((count, ITEMS), UNASKED, np.int64) for question in CHOICES}
    phrases = np.zeros((count, ITEMS, len(PHRASES), length, length), bool)
    absent = np.zeros((count, ITEMS, len(PHRASES)), bool)
    times = np.full((count, ITEMS, length), -1.0, np.float32)
    weights = np.ones((count, ITEMS), np.float32)
    for b, (sample, row) in enumerate(zip(samples, rows, strict=True)):
        size = len(row.ids)
        ids[b, :size], shapes[b, :size], there[b, :size] = row.ids, row.shapes, True
        starts[b, row.first], ends[b, row.last] = True, True
        for k in range(ITEMS):
            if k >= len(sample.items):
                answers["intent"][b, k] = CHOICES["intent"].index(NOTHING)
                weights[b, k] = _NO_ITEM[min(1, k - len(sample.items))]
                continue
            item = sample.items[k]
            for question, answer in item.answers.items():
                answers[question][b, k] = CHOICES[question].index(answer)
            for n, name in enumerate(PHRASES):
                if name in item.phrases:
                    _point(item.phrases[name], row, phrases[b, k, n])
                    absent[b, k, n] = not item.phrases[name]
            for word, about in enumerate(sample.about_time[: len(row.first)]):
                own = item.times[about] if 0 <= about < len(item.times) else None
                if own is not None:
                    times[b, k, row.first[word] : row.last[word] + 1] = own
    band = np.triu(np.ones((length, length), bool)) & ~np.triu(np.ones((length, length), bool), LONGEST_PHRASE)
    allowed = starts[:, :, None] & ends[:, None, :] & band
    given = torch.from_numpy
    return Batch(
        given(ids),
        given(shapes),
        given(there),
        given(allowed),
        {question: given(row) for question, row in answers.items()},
        given(phrases),
        given(absent),
        given(times),
        given(weights),
        torch.tensor([sample.weight for sample in samples]),
    )


def _point(places: Sequence[tuple[int, int]], row: Encoded, into: np.ndarray) -> None:
    for first, last in places:
        if last < len(row.last) and row.last[last] - row.first[first] < LONGEST_PHRASE:
            into[row.first[first], row.last[last]] = True
