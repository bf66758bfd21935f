"""How two people would meet, where words alone say it."""

import pytest

from bot.model.listings import Mode
from bot.understanding.meeting import left_open, outright


@pytest.mark.parametrize(
    "words",
    [
        "trustee induction, over Teams or at yours",
        "Phone or in person is equal to me",
        "on a call or at our centre, you pick",
        "we could do it in person or online",
        "two hours on budgets, hybrid.",
        "an hour on data protection, hybrid is fine",
        "mapping for a morning, in Exeter or online",
        "either by telephone or in Northallerton",
        "on the phone or in the flesh, either's fine",
    ],
)
def test_both_ways_named_are_neither(words: str) -> None:
    assert left_open(words)


@pytest.mark.parametrize(
    "words",
    [
        "how to chair a hybrid meeting, on Teams",
        "desks to spare since hybrid working began",
        "on Teams. Or ask my colleague to come in.",
        "an hour on Teams, Monday or Tuesday",
        "an hour in March or April, online",
    ],
)
def test_one_way_is_not_left_open(words: str) -> None:
    assert not left_open(words)


@pytest.mark.parametrize(
    ("words", "mode"),
    [
        ("has to be face to face I'm afraid", Mode.IN_PERSON),
        ("could two of us visit a control room?", Mode.IN_PERSON),
        ("an hour, f2f", Mode.IN_PERSON),
        ("come along on my rounds", Mode.IN_PERSON),
        ("virtual shadowing of a planner", Mode.REMOTE),
        ("half an hour by video", Mode.REMOTE),
        ("face to face, or over the phone", None),
        ("an hour on grant budgeting", None),
    ],
)
def test_what_is_said_outright(words: str, mode: Mode | None) -> None:
    assert outright(words) is mode
