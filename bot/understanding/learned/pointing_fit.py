"""How pointing is learned: the labelled stretch should be likelier than all other stretches of its message."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.understanding.learned.features import Features
from bot.understanding.learned.fitting import Floats, Ints, Matrix, matrix, minimised
from bot.understanding.learned.model import Part
from bot.understanding.learned.pointing import LONGEST, ROLES, Pointer, nothing_features, token_features


@dataclass(frozen=True)
class Asked:
    """A question that was answered: which tokens, or None, does this part name as the `kind`?"""

    part: Part
    kind: str
    answer: tuple[int, int] | None


def fit_pointer(asked: Sequence[Asked], penalty: float) -> Pointer:
    """Weights under which the answers are likely. Answers that a pointer cannot give are left out."""
    kept = [question for question in asked if _can_be_given(question)]
    rows: list[Features] = []
    begins: list[int] = []
    wordy: list[bool] = []
    gold: list[tuple[int, int]] = []
    for question in kept:
        seen, own = question.part.tokens, question.part.own
        begins.append(len(rows))
        first, last = question.answer or (0, 0)
        gold.append((len(rows) + 1 + first, last - first - 1) if question.answer else (len(rows), 0))
        rows.append(nothing_features(seen, question.kind, own))
        rows.extend(token_features(seen, question.kind, own))
        wordy.extend([False, *(t.wordy for t in seen)])
    found = matrix(rows)
    weights = _fitted(found, np.array(begins), np.array(wordy), np.array(gold), penalty)
    names = [*found.names, *(f"<size {n}>" for n in range(LONGEST))]
    return Pointer({name: n for n, name in enumerate(names)}, weights)


def _can_be_given(question: Asked) -> bool:
    """Not too long, and with a word at either end: one that cannot be given has no weights that make it likely."""
    if question.answer is None:
        return True
    first, last = question.answer
    tokens = question.part.tokens
    return last - first <= LONGEST and tokens[first].wordy and tokens[last - 1].wordy


def _fitted(found: Matrix, begins: Ints, wordy: NDArray[np.bool_], gold: Ints, penalty: float) -> Floats:
    count, width = found.count, len(found.names)
    of = np.repeat(np.arange(len(begins)), np.diff(np.append(begins, count)))
    allowed = np.zeros((count, LONGEST), dtype=bool)
    for size in range(LONGEST):
        n = count - size
        allowed[:n, size] = wordy[:n] & wordy[size:] & (of[:n] == of[size:])
    allowed[begins, 0] = True  # saying nothing

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights, lengths = flat[: width * ROLES].reshape(width, ROLES), flat[width * ROLES :].reshape(LONGEST, ROLES)
        scores = found.times(weights).astype(np.float64)
        inside = np.concatenate([[0.0], np.cumsum(scores[:, 2])])
        table = np.full((count, LONGEST), -1e30)
        for size in range(LONGEST):
            n = count - size
            table[:n, size] = scores[:n, 0] + scores[size:, 1] + inside[size + 1 :] - inside[:n] + lengths[size, 0]
        table[~allowed] = -1e30
        table[begins, 0] = scores[begins, 0]
        top = np.maximum.reduceat(table.max(axis=1), begins)
        likely = np.exp(table - top[of][:, None])
        total = np.add.reduceat(likely.sum(axis=1), begins)
        value = float((np.log(total) + top).sum() - table[gold[:, 0], gold[:, 1]].sum())
        slope = likely / total[of][:, None]
        slope[gold[:, 0], gold[:, 1]] -= 1.0
        grads = np.zeros((count, ROLES))
        grads[begins, 0] = slope[begins, 0]
        slope[begins, 0] = 0.0
        grads[:, 0] += slope.sum(axis=1)
        edge = np.zeros(count + 1)
        edge[:count] += slope.sum(axis=1)
        for size in range(LONGEST):
            n = count - size
            grads[size:, 1] += slope[:n, size]
            edge[size + 1 :] -= slope[:n, size]
        grads[:, 2] = np.cumsum(edge[:count])
        sizes = np.zeros((LONGEST, ROLES))
        sizes[:, 0] = slope.sum(axis=0)
        back = found.back_times(grads.astype(np.float32))
        value += 0.5 * penalty * float(flat @ flat)
        return value, np.concatenate([back.ravel(), sizes.astype(np.float32).ravel()]) + np.float32(penalty) * flat

    return minimised(loss, np.zeros((width + LONGEST) * ROLES, dtype=np.float32), 60).reshape(-1, ROLES)
