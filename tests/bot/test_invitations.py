"""Codes: easy to type, hard to guess, and never seen in what people write to each other."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.invitations import ALPHABET, bare, code_in, new_code
from tests.plays import FOLDER

CODE, BARE = "7KMR-2DXQ-93TH", "7KMR2DXQ93TH"


@given(st.integers())
def test_every_code_is_found_again_in_what_is_typed(seed: int) -> None:
    code = new_code(random.Random(seed))
    assert set(bare(code)) <= set(ALPHABET)
    assert len(bare(code)) == 12
    assert code_in(code.lower()) == bare(code)


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "7kmr-2dxq-93th",
        "7KMR 2DXQ 93TH",
        "7kmr2dxq93th",
        "my code is 7kmr 2dxq 93th, thanks",
        "7KMR–2DXQ—93TH",
        "  “7KMR-2DXQ-93TH”.",
        "code:7KMR-2DXQ-93TH",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert code_in(typed) == BARE


def test_three_groups_alone_are_a_code_that_was_mistyped() -> None:
    assert code_in("ABCD-1234-EFGH") == "ABCD1234EFGH"
    assert code_in("I typed ABCD-1234-EFGH") is None


@pytest.mark.parametrize(
    "said",
    [
        "I can help with food bank days",
        "ring me on 2345 6789 2345",
        "team-plan-work",
        "blue-2020-plan is what we call it",
        "GB29 NWBK 6016 1331 9268 19",
        "XX7KMR-2DXQ-93THXX",
        "",
    ],
)
def test_what_people_write_is_no_code(said: str) -> None:
    assert code_in(said) is None


def test_no_line_of_any_conversation_is_taken_for_a_code() -> None:
    for path in FOLDER.glob("*.md"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if path.stem not in ("invitations", "coordinating", "uninstalled", "many_undelivered"):
                assert code_in(line) is None, line


def test_codes_differ() -> None:
    chance = random.Random(1)
    assert len({new_code(chance) for _ in range(1000)}) == 1000
