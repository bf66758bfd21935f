"""The fuzzing itself: it keeps to its time, finds what is there to be found, shows it small, and finds it again."""

import time

import pytest
from hypothesis import strategies as st

from tests.fuzz.__main__ import SMALLER, TARGETS, Target, fuzz, main


def fails_on_ten(number: int) -> None:
    assert number < 10, f"{number} is too much"


def test_what_is_found_is_shown_small_with_the_way_to_find_it_again() -> None:
    said: list[str] = []
    found_nothing = fuzz(Target("numbers", st.integers(0, 10**6), fails_on_ten), 30, 7, said.append)
    assert not found_nothing
    assert "10 is too much" in said[0]
    assert said[1] == "numbers: 10\nagain: make fuzz TARGET=numbers SEED=7"


def test_where_there_is_nothing_it_ends_in_time_and_says_how_much_was_tried() -> None:
    said: list[str] = []
    began = time.monotonic()
    assert fuzz(Target("numbers", st.integers(0, 5), fails_on_ten), 0.2, 7, said.append)
    assert time.monotonic() - began < SMALLER
    assert said[0].startswith("numbers: nothing in ")


@pytest.mark.processes
def test_each_target_can_be_tried_alone() -> None:
    for target in TARGETS:
        if target.name != "reading":  # whose word lists take a second to load: `.ci/run` tries it for longer
            assert main(["--target", target.name, "--seconds", "0.3", "--seed", "1"]) == 0
