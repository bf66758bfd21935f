"""A few words that put a draft right, and sentences that are about something else."""

import datetime as dt

import pytest

from bot.dialogues.corrections import put_right
from bot.model.listings import Activity, Details, Mode
from tests.town import MONDAY

DRAFT = Details(Activity.SKILL, "charity accounts", duration_minutes=60)


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("make it two hours", "duration_minutes", 120),
        ("no, three hours", "duration_minutes", 180),
        ("in Leeds", "place", "Leeds"),
        ("at Holbeck Library please", "place", "Holbeck Library"),
        ("online only", "mode", Mode.REMOTE),
        ("face to face", "mode", Mode.IN_PERSON),
        ("for three people", "capacity", 3),
        ("room for up to 40", "capacity", 20),
        ("it's about charity budgets", "topic", "charity budgets"),
    ],
)
def test_few_words_change_one_thing(words: str, field: str, value: object) -> None:
    changed = put_right(DRAFT, words, MONDAY.date())
    assert getattr(changed, field) == value
    assert changed == put_right(changed, words, MONDAY.date())


def test_their_own_words_go_when_they_say_otherwise() -> None:
    said = Details(Activity.SKILL, "charity accounts", "an hour on charity accounts", duration_minutes=60)
    assert put_right(said, "make it two hours", MONDAY.date()).text == ""
    assert put_right(said, "it's about budgets", MONDAY.date()).text == ""
    assert put_right(said, "in Leeds", MONDAY.date()).text == said.text


def test_days_and_a_place_together() -> None:
    changed = put_right(DRAFT, "Thursday afternoons in Leeds", dt.date(2026, 11, 23))
    assert (changed.when.days, changed.when.part, changed.place) == (("TH",), "afternoon", "Leeds")


@pytest.mark.parametrize(
    "words",
    [
        "not online",
        "never on Teams",
        "I'd like to shadow a housing officer for a day",
        "who could help us with two hours of bookkeeping",
        "ok",
        "looks good",
        "cancel Thursday with Sam",
    ],
)
def test_anything_else_changes_nothing(words: str) -> None:
    assert put_right(DRAFT, words, MONDAY.date()) == DRAFT


def test_a_number_in_letters_of_another_alphabet_counts_nobody() -> None:
    assert put_right(DRAFT, "for fıve people", MONDAY.date()).capacity == DRAFT.capacity
