"""A few words that put a draft right, and sentences that are about something else."""

import datetime as dt

import pytest

from bot.dialogues.corrections import put_right
from bot.model.listings import Activity, Details, Mode
from bot.model.when import ANY_TIME
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
        ("sorry, meant a youth justice worker", "topic", "youth justice worker"),
        ("two hours, not one", "duration_minutes", 120),
        ("no, two days not one", "duration_minutes", 840),
        ("a day rather than an hour", "duration_minutes", 420),
        ("in person, not remote", "mode", Mode.IN_PERSON),
        ("and its remote. no wait, in person", "mode", Mode.IN_PERSON),
        ("not online", "mode", Mode.IN_PERSON),
        ("never on Teams", "mode", Mode.IN_PERSON),
        ("not face to face", "mode", Mode.REMOTE),
        ("only online mind", "mode", Mode.REMOTE),
        ("in cardiff", "place", "cardiff"),
        ("with a max of 4", "capacity", 4),
        ("and 2 people", "capacity", 2),
        ("a day i think", "duration_minutes", 420),
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
    ("before", "words", "after"),
    [
        ("any Thursday in January", "sorry, meant Tuesdays", "any Tuesday in January"),
        ("any Thursday in January", "sorry, meant February", "any Thursday in February"),
        ("Thursday mornings", "make it half ten", "Thursdays at 10:30"),
        ("Thursdays at 10am", "nah make it weds", "Wednesdays at 10am"),
        ("Thursdays at 10am", "afternoons", "Thursday afternoons"),
        ("any Thursday in January", "on 3 February", "3 February"),
        ("3 February", "Tuesdays", "Tuesdays"),
        ("any Thursday in January", "can be anytime", ""),
    ],
)
def test_what_is_not_put_right_stays(before: str, words: str, after: str) -> None:
    today = MONDAY.date()
    given = put_right(DRAFT, before, today)
    wanted = put_right(DRAFT, after, today).when if after else ANY_TIME
    assert put_right(given, words, today).when == wanted


@pytest.mark.parametrize(
    "words",
    [
        "in confidence",
        "not on my own",
        "not in December",
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
