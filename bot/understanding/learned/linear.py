"""A linear choice between labels: every score is a sum of named weights, so every choice can be explained."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float32]


@dataclass(frozen=True)
class Chooser:
    """Weights [feature, label] of one question; `index` says which row a feature's name has."""

    labels: tuple[str, ...]
    index: dict[str, int]
    weights: Weights

    def chances(self, features: dict[str, float]) -> dict[str, float]:
        """How likely each label is; they sum to one."""
        index = self.index
        known = [name for name in features if name in index]
        values = np.fromiter(map(features.__getitem__, known), np.float32, len(known))
        scores = values @ self.weights[[index[name] for name in known]]
        likely = np.exp(scores - scores.max())
        return dict(zip(self.labels, (likely / likely.sum()).tolist(), strict=True))

    def reasons(self, features: dict[str, float], label: str, most: int = 10) -> list[tuple[str, float]]:
        """The features that spoke loudest for or against a label, with what each added to its score."""
        column = self.labels.index(label)
        told = [(n, v * float(self.weights[self.index[n], column])) for n, v in features.items() if n in self.index]
        return sorted(told, key=lambda pair: -abs(pair[1]))[:most]


def best(chances: dict[str, float]) -> tuple[str, float]:
    """The likeliest label and its chance."""
    label = max(chances, key=chances.__getitem__)
    return label, chances[label]


def chooser(labels: Sequence[str], names: Sequence[str], weights: Weights) -> Chooser:
    """From the parts that are stored."""
    return Chooser(tuple(labels), {name: n for n, name in enumerate(names)}, weights)
