"""What of a text is read: every word once, in two parts of like length, and the whole as their mean."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.kept import WIDTH
from bot.matching.passages import Passages, passages

SENTENCES = st.lists(
    st.lists(st.sampled_from(["kerb", "drain", "budget", "hospice", "grant", "bailiff"]), min_size=1, max_size=12).map(
        " ".join
    ),
    min_size=1,
    max_size=6,
)


@given(SENTENCES)
def test_every_word_is_read_once(sentences: list[str]) -> None:
    text = ". ".join(sentences) + "."
    read = " ".join(passages(text, "").texts).replace(".", "").split()
    assert read == text.replace(".", "").split()


@given(SENTENCES)
def test_no_other_cut_makes_the_halves_more_alike(sentences: list[str]) -> None:
    halves = passages(". ".join(sentences) + ".", "").halves
    long = sum(len(one.split()) for one in sentences) >= 16
    assert len(halves) == (2 if long and len(sentences) > 1 else 1)
    if len(halves) == 2:
        lengths = [len(one) + 1 for one in sentences]
        gaps = [abs(sum(lengths[:cut]) - sum(lengths[cut:])) for cut in range(1, len(lengths))]
        assert gaps[halves[0].count(". ")] == min(gaps)


@pytest.mark.parametrize(
    ("text", "topic", "read"),
    [
        ("Grant budgeting", "Grant budgeting", ("Grant budgeting",)),
        ("We dread the bailiffs", "bailiffs", ("We dread the bailiffs", "bailiffs")),
        ("We dread the bailiffs. Thanks!", "", ("We dread the bailiffs",)),
        ("We dread the bailiffs. Tenants hide.", "", ("We dread the bailiffs. Tenants hide",)),
        (
            "Every tenant on our estate dreads the bailiffs. Some hide for days. Landlords only laugh about it.",
            "bailiffs",
            (
                "Every tenant on our estate dreads the bailiffs",
                "Some hide for days. Landlords only laugh about it",
                "bailiffs",
            ),
        ),
        ("", "", ("",)),
    ],
)
def test_the_topic_is_read_where_it_adds_something(text: str, topic: str, read: tuple[str, ...]) -> None:
    assert passages(text, topic).texts == read


def test_the_whole_lies_between_its_halves_nearer_to_the_longer() -> None:
    first, second, topic = np.eye(WIDTH, dtype=np.float32)[:3]
    rows = Passages(("one", "four words in all"), ("words",)).rows(np.stack([first, second, topic]))
    assert rows[1:].tolist() == [first.tolist(), second.tolist(), topic.tolist()]
    assert np.linalg.norm(rows[0]) == pytest.approx(1)
    assert rows[0] @ second == pytest.approx(2 * (rows[0] @ first))
    assert rows[0] @ topic == 0


def test_a_text_in_one_piece_is_its_own_half() -> None:
    read = np.eye(WIDTH, dtype=np.float32)[:2]
    assert (Passages(("one",), ("topic",)).rows(read) == read).all()
