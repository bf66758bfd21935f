"""Every card that the product can show is a message that Slack takes, and each form a window, whatever people write."""

import json
from pathlib import Path

import pytest

from adapters.slack import modals
from adapters.slack.cards import form_of, render
from bot.cards import Card
from tests.adapters.slack.legal import faults, view_faults
from tests.gallery import WORDS, Exhibit, crowded, filled, harvested
from tests.plays import Plays


def test_every_card_of_every_transcript_is_legal(plays: Plays) -> None:
    exhibits = list(harvested(plays))
    assert len(exhibits) > 100, "the gallery is nearly empty"
    assert wrong_with(exhibits) == {}


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
def test_every_shape_of_card_is_legal_with_the_worst_words(words: str, plays: Plays) -> None:
    assert wrong_with(list(filled(plays, words))) == {}


def test_what_a_town_at_its_fullest_shows_is_legal_and_can_be_pressed(tmp_path: Path) -> None:
    exhibits = crowded(tmp_path)
    assert wrong_with(list(exhibits)) == {}
    for exhibit in exhibits:
        shown = json.dumps(render(exhibit.card)["blocks"])
        lost = [button for button in exhibit.card.buttons if f":{button.verb}" not in shown]
        assert not lost, f"{exhibit.name} lost {lost}"


def windowed(card: Card) -> list[str]:
    return view_faults(modals.modal(card, "DUSAM/1763985600.000100"), "modal")


def test_every_form_of_the_gallery_is_a_legal_window(plays: Plays) -> None:
    forms = [one for one in harvested(plays) if form_of(one.card)]
    assert len({form.verb for one in forms if (form := form_of(one.card))}) >= 8
    assert {one.name: wrong for one in forms if (wrong := windowed(one.card))} == {}


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
def test_the_worst_words_make_a_legal_window(words: str, plays: Plays) -> None:
    forms = [one for one in filled(plays, words) if form_of(one.card)]
    assert {one.name: wrong for one in forms if (wrong := windowed(one.card))} == {}


def wrong_with(exhibits: list[Exhibit]) -> dict[str, list[str]]:
    """Every fault there is, by the exhibit it is in."""
    found = {exhibit.name: faults(render(exhibit.card)) for exhibit in exhibits}
    return {name: wrong for name, wrong in found.items() if wrong}
