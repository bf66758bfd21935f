"""Every card that the product can show is a message that Slack takes, whatever people put into it."""

import json
from pathlib import Path

import pytest

from adapters.slack.cards import render
from tests.adapters.slack.legal import faults
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


def wrong_with(exhibits: list[Exhibit]) -> dict[str, list[str]]:
    """Every fault there is, by the exhibit it is in."""
    found = {exhibit.name: faults(render(exhibit.card)) for exhibit in exhibits}
    return {name: wrong for name, wrong in found.items() if wrong}
