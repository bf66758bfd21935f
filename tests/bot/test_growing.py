"""Patterns over what people type take time that grows with its length, whatever it is, not with its square."""

import time
from collections.abc import Callable

import pytest

from bot.dialogues.listing_cards import safe_words
from bot.matching import audience
from bot.matching.words import LONGEST
from bot.model.organisations import Organisation, Person, Sector

NOBODY = Person(1, Organisation(1, "Open Door", Sector.CHARITY), "")
CONTACTS = ("a.", "a", "a-", "-", "+", "1 ", "a@", "@", "www.", f"{'a' * 63}.")
CROWDS = (" or any", "or ", "and ", "nhs, or ", "for nhs ", "could any ", "someone at an ", "nhs and one two ", " a")


@pytest.mark.parametrize("piece", CONTACTS)
def test_ways_of_contact(piece: str) -> None:
    assert _growth(lambda text: safe_words(text, NOBODY), "", piece, 8_000) < 9


@pytest.mark.parametrize("piece", CROWDS)
@pytest.mark.parametrize("beginning", ["for nhs", "could nhs"])
def test_whom_a_listing_is_for(beginning: str, piece: str) -> None:
    read = audience.meant_for if beginning.startswith("for") else audience.wanted_from
    assert _growth(read.__wrapped__, beginning, piece, LONGEST) < 9


def _growth(read: Callable[[str], object], beginning: str, piece: str, length: int) -> float:
    """How many times as long a text takes as one of a quarter of the length: 4 if all is well, 16 if it is the square.

    Of each the quickest of several times, taken by turns, because other work on the machine only ever adds.
    """
    whole, part = ((beginning + piece * length)[:size] for size in (length, length // 4))
    taken = [(_taken(read, whole), _taken(read, part)) for _ in range(6)]
    return min(long for long, _ in taken) / min(short for _, short in taken)


def _taken(read: Callable[[str], object], text: str) -> float:
    started = time.thread_time()
    read(text)
    return time.thread_time() - started
