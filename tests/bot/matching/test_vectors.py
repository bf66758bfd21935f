"""The index answers as a plain comparison would, whatever was put, replaced, removed and moved before; what is kept of
a listing is the same when it comes back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.kept import WIDTH, Kept, of_profile, pack, unpack
from bot.matching.lexical import Bag
from bot.matching.vectors import VectorIndex

SUBJECTS = 30


def _kept(seed: int, passages: int = 2) -> Kept:
    chance = np.random.default_rng(seed)
    rows = chance.standard_normal((passages, WIDTH)).astype(np.float32)
    profile = np.zeros(SUBJECTS, dtype=np.float32)
    profile[chance.choice(SUBJECTS, 5, replace=False)] = chance.random(5).astype(np.float32)
    return of_profile(rows / np.linalg.norm(rows, axis=1, keepdims=True), profile, Bag(("tree", "oak", "tree"), 1.5))


def _lit(one: Kept) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    profile = np.zeros(SUBJECTS, dtype=np.float32)
    profile[one.subjects] = one.weights
    return profile


def _plain_score(one: Kept, asked: Kept) -> float:
    return 0.65 * float(one.rows[0] @ asked.rows[0]) + 0.35 * float(_lit(one) @ _lit(asked))


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 12), st.integers(0, 1000)), max_size=40),
    st.lists(st.integers(0, 12), max_size=13, unique=True),
)
def test_like_a_plain_comparison(done: list[tuple[bool, int, int]], asked_for: list[int]) -> None:
    index, known = VectorIndex(), dict[int, Kept]()
    index.grow(13)
    for keep, row, seed in done:
        if keep:
            known[row] = _kept(seed)
            index.put(row, known[row])
        else:
            known.pop(row, None)
            index.remove(row)
    asked, rows = _kept(5000), np.array(asked_for, dtype=np.int64)
    seen = index.upto(13)
    there = seen.known(rows)
    assert there.tolist() == [row for row in asked_for if row in known]
    found = seen.scores(there, asked.rows[0], _lit(asked)).tolist()
    assert found == pytest.approx([_plain_score(known[row], asked) for row in there.tolist()], abs=4e-3)


def test_moved_together() -> None:
    index, known = VectorIndex(), {row: _kept(row) for row in range(11)}
    index.grow(5)
    index.grow(11)
    for row, kept in known.items():
        index.put(row, kept)
    asked = _kept(77)
    before = index.upto(11)
    index.keep(np.array([1, 5, 8]))
    for seen, rows in ((before, range(11)), (index.upto(3), (1, 5, 8))):
        scores = seen.scores(np.arange(len(rows)), asked.rows[0], _lit(asked)).tolist()
        assert scores == pytest.approx([_plain_score(known[row], asked) for row in rows], abs=4e-3)


def test_packed_and_unpacked() -> None:
    made = _kept(3, passages=4)
    packed = pack(made, "model-subjects")
    again = unpack(packed, "model-subjects", SUBJECTS)
    assert again is not None
    assert np.allclose(again.rows, made.rows, atol=1e-3)
    assert np.allclose(_lit(again), _lit(made), atol=1e-3)
    assert again.bag == made.bag
    assert len(packed) < 4 * 800 + 100


def test_bytes_of_another_version_or_damaged_are_worked_out_again() -> None:
    packed = pack(_kept(3), "one")
    assert unpack(packed, "two", SUBJECTS) is None
    assert unpack(packed[:-1], "one", SUBJECTS) is None
    assert unpack(packed, "one", 3) is None
    assert unpack(b"", "one", SUBJECTS) is None
    assert unpack(b"\0" * 64, "one", SUBJECTS) is None
