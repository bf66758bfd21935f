"""How many people there is room for, however many figures somebody types."""

from dataclasses import replace

import pytest

from bot.dialogues.listing_cards import read_form, room_for
from bot.model.listings import Activity, Details
from bot.model.organisations import Organisation, Person, Sector
from bot.model.refusal import Refusal
from bot.turn import Pressed
from tests.town import MONDAY

SAM = Person(1, Organisation(1, "Open Door", Sector.CHARITY, "Leeds"), "Sam Okafor")
BEFORE = Details(Activity.SKILL, "charity accounts")
ENDLESS = "9" * 5000
"""More figures than Python reads as a number."""


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("room for up to 12", 12),
        ("we can host three people", 3),
        ("room for 99", 1),
        (f"room for {ENDLESS}", 1),
        (f"room for {ENDLESS}, and two places", 2),
    ],
)
def test_a_sentence_says_how_many(words: str, number: int) -> None:
    assert room_for(words) == number


@pytest.mark.parametrize("words", ["0", "21", "many", "-1", "²", ENDLESS])
def test_a_form_that_does_not_is_asked_again(words: str) -> None:
    with pytest.raises(Refusal, match="from 1 to 20"):
        read_form(Pressed("listing.save", "1", (("capacity", words),)), BEFORE, SAM, MONDAY.date())


def test_a_form_that_does_is_taken() -> None:
    press = Pressed("listing.save", "1", (("capacity", "7"),))
    assert read_form(press, BEFORE, SAM, MONDAY.date())[0] == replace(BEFORE, capacity=7)
