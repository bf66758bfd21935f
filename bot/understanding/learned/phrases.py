"""From the chances of every stretch of words to the one phrase that is most like what was meant."""

from typing import Final

import numpy as np

from bot.understanding.learned.items import Floats

LIKELIEST: Final = 12
"""Stretches that are weighed against each other."""

_NEVER: Final = 1e-3


def likeliest(chances: Floats) -> tuple[int, int] | None:
    """First and last word of the stretch with the most words in common, on average, with those that may be meant.

    `chances` is that of each stretch, by its first and last word. Two near misses of one phrase support each other.
    """
    flat = chances.ravel()
    order = np.argsort(flat)[::-1][:LIKELIEST]
    stretches = [(*divmod(int(n), chances.shape[1]), float(flat[n])) for n in order if flat[n] > _NEVER]
    if not stretches:
        return None
    best = max(stretches, key=lambda one: sum(chance * _alike(one[:2], (a, b)) for a, b, chance in stretches))
    return best[:2]


def _alike(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0]) + 1
    return 2 * shared / (one[1] - one[0] + other[1] - other[0] + 2) if shared > 0 else 0.0
