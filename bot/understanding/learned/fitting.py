"""How weights are learned: softmax regression with a quadratic penalty, by L-BFGS, in plain numpy.

Nothing here is random, so the same sentences always give the same weights.
"""

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class _Block:
    """Rows of a sparse matrix: `begins[r]` is where row r begins in `columns` and `values`; no row is empty."""

    begins: Ints
    columns: Ints
    values: Floats

    def times(self, weights: Floats) -> Floats:
        out: Floats = np.add.reduceat(weights[self.columns] * self.values[:, None], self.begins, axis=0)
        return out


@dataclass(frozen=True)
class Matrix:
    """Rows of named features. Those that nearly every row has stand apart, as a dense block of the first columns."""

    names: tuple[str, ...]
    dense: Floats
    rows: _Block
    back: _Block

    @property
    def count(self) -> int:
        """Rows."""
        return len(self.dense)

    def times(self, weights: Floats) -> Floats:
        """Rows times `weights` [feature, any]."""
        split = self.dense.shape[1]
        return self.dense @ weights[:split] + self.rows.times(weights[split:])

    def back_times(self, slopes: Floats) -> Floats:
        """Columns times `slopes` [row, any]."""
        return np.vstack([self.dense.T @ slopes, self.back.times(slopes)])


def matrix(rows: Sequence[dict[str, float]], least: int = 2) -> Matrix:
    """The features that occur in at least `least` rows."""
    counts = Counter(name for row in rows for name in row)
    common = sorted(name for name, count in counts.items() if count > len(rows) / 3)
    others = ["<nothing>", *sorted(name for name, count in counts.items() if least <= count <= len(rows) / 3)]
    return _filled(rows, common, others)


def _filled(rows: Sequence[dict[str, float]], common: list[str], others: list[str]) -> Matrix:
    dense = np.zeros((len(rows), len(common)), dtype=np.float32)
    at_common = {name: n for n, name in enumerate(common)}
    at_other = {name: n for n, name in enumerate(others)}
    begins: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for n, row in enumerate(rows):
        begins.append(len(columns))
        columns.append(0)
        values.append(0.0)
        for name, value in row.items():
            if name in at_common:
                dense[n, at_common[name]] = value
            elif name in at_other:
                columns.append(at_other[name])
                values.append(value)
    block = _Block(np.array(begins), np.array(columns), np.array(values, dtype=np.float32))
    of_row = np.repeat(np.arange(len(rows)), np.diff(np.append(block.begins, len(columns))))
    order = np.argsort(block.columns, kind="stable")
    back = _Block(np.searchsorted(block.columns[order], np.arange(len(others))), of_row[order], block.values[order])
    return Matrix((*common, *others), dense, block, back)


def softmax_weights(rows: Matrix, labels: Ints, classes: int, penalty: float, steps: int = 100) -> Floats:
    """Weights [feature, class] that make the labels likely."""
    width = len(rows.names)
    picked = np.zeros((rows.count, classes), dtype=np.float32)
    picked[np.arange(rows.count), labels] = 1.0

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(width, classes)
        scores = rows.times(weights)
        scores -= scores.max(axis=1, keepdims=True)
        likely = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        value = -float((likely * picked).sum()) + 0.5 * penalty * float(flat @ flat)
        return value, (rows.back_times(np.exp(likely) - picked) + penalty * weights).ravel()

    return minimised(loss, np.zeros(width * classes, dtype=np.float32), steps).reshape(width, classes)


def minimised(loss: Callable[[Floats], tuple[float, Floats]], start: Floats, steps: int, memory: int = 8) -> Floats:
    """Where a smooth function is smallest, nearly: L-BFGS with a halving line search."""
    point, (value, slope) = start, loss(start)
    pairs: deque[tuple[Floats, Floats, float]] = deque(maxlen=memory)
    for _ in range(steps):
        way = _newton_like(slope, pairs)
        downhill = float(slope @ way)
        size = 1.0
        for _ in range(20):
            tried = point - np.float32(size) * way
            new_value, new_slope = loss(tried)
            if new_value <= value - 1e-4 * size * downhill:
                break
            size /= 2
        else:
            break
        moved, turned = tried - point, new_slope - slope
        if float(moved @ turned) > 1e-10:
            pairs.append((moved, turned, 1 / float(moved @ turned)))
        done = value - new_value < 5e-5 * max(1.0, abs(value))
        point, value, slope = tried, new_value, new_slope
        if done:
            break
    return point


def _newton_like(slope: Floats, pairs: "deque[tuple[Floats, Floats, float]]") -> Floats:
    """The direction that the last steps' curvature suggests."""
    way = slope.copy()
    if not pairs:
        return way / np.float32(max(1.0, float(np.linalg.norm(way))))
    told = []
    for moved, turned, rho in reversed(pairs):
        share = rho * float(moved @ way)
        way -= np.float32(share) * turned
        told.append(share)
    _, turned, rho = pairs[-1]
    way *= np.float32(1 / (rho * float(turned @ turned)))
    for (moved, turned, rho), share in zip(pairs, reversed(told), strict=True):
        way += np.float32(share - rho * float(turned @ way)) * moved
    return way
