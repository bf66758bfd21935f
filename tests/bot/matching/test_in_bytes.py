"""A byte for each number of a vector loses nothing that a ranking would notice."""

import numpy as np
import pytest

from bot.matching.in_bytes import in_bytes, products
from bot.matching.kept import WIDTH


def test_the_cosines_stay() -> None:
    rows = np.random.default_rng(3).standard_normal((300, WIDTH)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    numbers, worth = in_bytes(rows)
    cosines = products(numbers, numbers[:7]) * worth[:, None] * worth[:7]
    assert cosines == pytest.approx(rows @ rows[:7].T, abs=4e-3)


def test_one_vector_by_itself_is_as_it_is_among_others() -> None:
    rows = np.array([[0.5, -1.0, 0.25], [0.0, 0.0, 0.0]], dtype=np.float32)
    numbers, worth = in_bytes(rows)
    alone, its_worth = in_bytes(rows[0])
    assert numbers.tolist() == [[64, -127, 32], [0, 0, 0]]
    assert alone.tolist() == numbers[0].tolist()
    assert its_worth == worth[0] == pytest.approx(1 / 127)
