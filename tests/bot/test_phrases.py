"""The plain words for dates, lengths and people."""

import datetime as dt

import pytest

from bot.model.organisations import Organisation, Sector
from bot.model.when import When
from bot.phrases import length_in_words, moment_in_words, when_in_words, who_in_words
from bot.ports.seen import Glimpse

OPEN_DOOR = Organisation(1, "Open Door", Sector.CHARITY, "Leeds")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (30, "half an hour"),
        (45, "45 minutes"),
        (60, "an hour"),
        (90, "an hour and a half"),
        (120, "two hours"),
        (150, "two and a half hours"),
        (210, "half a day"),
        (420, "a day"),
        (840, "two days"),
        (2100, "a week"),
        (4200, "two weeks"),
    ],
)
def test_lengths(minutes: int, words: str) -> None:
    assert length_in_words(minutes) == words


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (When(), "any time"),
        (When(days=("TH",), part="morning"), "Thursday mornings"),
        (When(days=("TU", "TH")), "Tuesdays or Thursdays"),
        (When(days=("MO", "TU", "WE", "TH", "FR")), "weekdays"),
        (When(days=("TH",), start=dt.date(2027, 3, 1), end=dt.date(2027, 3, 31)), "any Thursday in March"),
        (
            When(start=dt.date(2026, 12, 3), end=dt.date(2026, 12, 3), time=dt.time(10)),
            "at 10:00 on Thursday 3 December",
        ),
        (When(end=dt.date(2026, 12, 11)), "by Friday 11 December"),
        (When(start=dt.date(2027, 4, 1)), "from Thursday 1 April"),
        (When(every="monthly"), "every month"),
    ],
)
def test_when(when: When, words: str) -> None:
    assert when_in_words(when) == words


def test_a_moment_is_said_on_the_readers_own_clock() -> None:
    assert moment_in_words(dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC), "Europe/London") == "Wednesday 1 July at 10:00"


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("youth worker", "a youth worker at Open Door"),
        ("adviser", "an adviser at Open Door"),
        ("HR officer", "an HR officer at Open Door"),
        ("", "somebody at Open Door"),
    ],
)
def test_nobody_is_named_before_they_may_be(role: str, words: str) -> None:
    assert who_in_words(Glimpse(role, OPEN_DOOR)) == words


def test_a_name_once_both_said_yes() -> None:
    assert who_in_words(Glimpse("youth worker", OPEN_DOOR, "Sam Okafor")) == "Sam Okafor (youth worker, Open Door)"
