"""The index answers exactly as a plain comparison would, whatever was put, replaced and removed before."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import vectors
from bot.matching.vectors import WIDTH, VectorIndex, Vectors, pack, unpack

SUBJECTS = 30


def _vectors(seed: int, passages: int = 2) -> Vectors:
    chance = np.random.default_rng(seed)
    rows = chance.standard_normal((passages, WIDTH)).astype(np.float32)
    profile = np.zeros(SUBJECTS, dtype=np.float32)
    profile[chance.choice(SUBJECTS, 5, replace=False)] = chance.random(5).astype(np.float32)
    return Vectors(rows / np.linalg.norm(rows, axis=1, keepdims=True), profile)


def _plain_score(one: Vectors, asked: Vectors) -> float:
    return 0.65 * float(one.rows[0] @ asked.rows[0]) + 0.35 * float(one.profile @ asked.profile)


def _plainly(known: dict[int, Vectors], asked: Vectors, count: int) -> list[int]:
    scores = {number: _plain_score(one, asked) for number, one in known.items()}
    return sorted(scores, key=lambda number: (-round(scores[number], 5), number))[:count]


def _same_scores(found: Sequence[tuple[int, float]], known: dict[int, Vectors], asked: Vectors, count: int) -> bool:
    """Whether the best scores were found, each with its own; two that are as good as equal may change places."""
    best = sorted((_plain_score(one, asked) for one in known.values()), reverse=True)[:count]
    own = [_plain_score(known[number], asked) for number, _ in found]
    return own == pytest.approx(best, abs=1e-3) and [score for _, score in found] == pytest.approx(own, abs=1e-3)


changes = st.lists(st.tuples(st.booleans(), st.integers(0, 12), st.integers(0, 1000)), max_size=40)


@settings(deadline=None)
@given(changes, st.integers(1, 8), st.sets(st.integers(0, 14)))
def test_like_a_plain_comparison(done: list[tuple[bool, int, int]], count: int, allowed: set[int]) -> None:
    index, known = VectorIndex(), dict[int, Vectors]()
    for keep, number, seed in done:
        if keep:
            known[number] = _vectors(seed)
            index.put(number, known[number])
        else:
            known.pop(number, None)
            index.remove(number)
    asked = _vectors(5000)
    assert len(index) == len(known)
    assert _same_scores(index.nearest(asked.rows[0], asked.profile, count), known, asked, count)
    few = {number: one for number, one in known.items() if number in allowed}
    assert _same_scores(index.nearest(asked.rows[0], asked.profile, count, allowed), few, asked, count)


def test_over_several_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "_BLOCK", 4)
    index, known = VectorIndex(), dict[int, Vectors]()
    for number in range(11):
        known[number] = _vectors(number)
        index.put(number, known[number])
    for number in (0, 9, 10, 4):
        del known[number]
        index.remove(number)
    asked = _vectors(77)
    assert [number for number, _ in index.nearest(asked.rows[0], asked.profile, 7)] == _plainly(known, asked, 7)
    some = {number: known[number] for number in (1, 5, 8)}
    assert [number for number, _ in index.nearest(asked.rows[0], asked.profile, 9, some)] == _plainly(some, asked, 9)


def test_packed_and_unpacked() -> None:
    made = _vectors(3, passages=4)
    packed = pack(made, "model-subjects")
    again = unpack(packed, "model-subjects", SUBJECTS)
    assert again is not None
    assert np.allclose(again.rows, made.rows, atol=1e-3)
    assert np.allclose(again.profile, made.profile, atol=1e-3)
    assert len(packed) < 4 * 800 + 100


def test_bytes_of_another_version_or_damaged_are_worked_out_again() -> None:
    packed = pack(_vectors(3), "one")
    assert unpack(packed, "two", SUBJECTS) is None
    assert unpack(packed[:-1], "one", SUBJECTS) is None
    assert unpack(packed, "one", 3) is None
    assert unpack(b"", "one", SUBJECTS) is None
    assert unpack(b"\0" * 64, "one", SUBJECTS) is None
