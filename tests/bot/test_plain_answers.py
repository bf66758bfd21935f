"""Short answers, read in the light of what was asked."""

import datetime as dt

import pytest

from bot.dialogue import Heard
from bot.dialogues.plain_answers import (
    means_no,
    means_only_no,
    means_yes,
    means_yes_beyond_doubt,
    position,
    wants_something,
    which,
)
from bot.turn import Said
from bot.understanding import understand
from bot.working_time import on
from tests.town import MONDAY

LONDON = "Europe/London"
THURSDAYS = tuple(on(dt.date(2026, *day), dt.time(10), LONDON) for day in ((11, 26), (12, 3), (12, 10)))
TWO_TIMES = (on(dt.date(2026, 12, 3), dt.time(10), LONDON), on(dt.date(2026, 12, 3), dt.time(14), LONDON))


def heard(words: str) -> Heard:
    return Heard(Said(words, "dm"), understand(words, channel="dm", today=MONDAY.date()))


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ("the first one", 0),
        ("second Thursday works", 1),
        ("the last one please", 2),
        ("3 December please", 1),
        ("the 3rd", 1),
        ("Thursday the 10th is great", 2),
        ("2", 1),
        ("option 3", 2),
        ("tomorrow", None),
        ("4 December", None),
        ("Thursday", None),
        ("not the 3rd", None),
        ("I can't do 26 November", None),
        ("the 3rd or the 10th", None),
        ("maybe the 3rd", None),
        ("would the 3rd suit you?", None),
        ("any of them", None),
        ("2pm", None),
        ("ok", None),
    ],
)
def test_one_of_three_dates_is_named_or_none(words: str, chosen: int | None) -> None:
    assert which(words, THURSDAYS, MONDAY, LONDON) == chosen


@pytest.mark.parametrize(("words", "chosen"), [("2pm", 1), ("in the morning", 0), ("3 December", None)])
def test_two_times_of_one_day_are_told_apart(words: str, chosen: int | None) -> None:
    assert which(words, TWO_TIMES, MONDAY, LONDON) == chosen


@pytest.mark.parametrize(
    "words", ["ok", "Sure!", "yes please", "👍", "looks good", "iawn", "go for it", "great, see you then"]
)
def test_a_yes_to_what_was_just_asked(words: str) -> None:
    assert means_yes(heard(words))
    assert not means_no(heard(words))


@pytest.mark.parametrize(
    "words",
    [
        "ok",
        "👍",
        "looks good",
        "sounds interesting, tell me more",
        "yes?",
        "great",
        "see you there",
        "I'll let you know",
        "yes if my manager agrees",
        "yes but only online",
        "yes maybe",
        "yes, send it",
    ],
)
def test_a_name_is_not_shown_on_a_word_that_may_mean_less(words: str) -> None:
    assert not means_yes_beyond_doubt(heard(words), MONDAY.date())


@pytest.mark.parametrize(
    "words",
    [
        "yes",
        "yes please",
        "go on then",
        "yes but not before Christmas",
        "yes, in January",
        "why not",
        "yes, no problem",
    ],
)
def test_a_plain_yes_is_one(words: str) -> None:
    assert means_yes_beyond_doubt(heard(words), MONDAY.date())


@pytest.mark.parametrize("words", ["no", "no thanks", "nope", "never mind", "none of those", "I'd rather not"])
def test_a_no_and_nothing_else(words: str) -> None:
    assert means_only_no(heard(words))


@pytest.mark.parametrize("words", ["no, it's about budgets", "3 hours", "not the 3rd of December", "no, two hours"])
def test_a_no_with_more_to_it_drops_nothing(words: str) -> None:
    assert not means_only_no(heard(words))


def test_positions_are_among_those_there_are() -> None:
    assert position("the second one", 2) == 1
    assert position("the third", 2) is None
    assert position("the last", 0) is None
    assert position("2 hours", 3) is None
    assert position("tell me more about the second one", 3) is None
    assert position("who is the first one with", 3) is None


def test_only_words_that_ask_are_posted_unseen() -> None:
    assert wants_something("looking for help with budgets")
    assert wants_something("anybody know about falconry")
    assert not wants_something("too busy with inspections")
