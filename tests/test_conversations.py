"""Plays every transcript and compares it whole, so that a message to the wrong person is a difference."""

from pathlib import Path
from typing import get_args

import pytest

from bot import dialogues
from bot.turn import Platform
from tests.plays import TRANSCRIPTS, Plays, said_back
from tests.town import draw

each_transcript = pytest.mark.parametrize("path", TRANSCRIPTS, ids=[path.stem for path in TRANSCRIPTS])


@each_transcript
def test_the_bot_says_what_is_written(path: Path, plays: Plays, request: pytest.FixtureRequest) -> None:
    written = path.read_text(encoding="utf-8")
    said = plays.of(path).said
    if request.config.getoption("--rewrite"):
        path.write_text(said, encoding="utf-8")
    else:
        assert said == written


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) >= 10


@each_transcript
def test_every_button_ever_shown_may_be_pressed_again(path: Path, plays: Plays, tmp_path: Path) -> None:
    """At the end of each story everybody presses everything they were ever shown once more: nothing breaks."""
    play = plays.of(path)
    town = play.opened(tmp_path)
    for name, button, card, message_id in play.everything_shown():
        town.press_exactly(name, button, card, message_id)
        assert said_back(town, name), f"[{button.label}] left {name} without a word"
    town.close()


@each_transcript
def test_every_card_is_legal_everywhere_and_reads_well(path: Path, plays: Plays) -> None:
    for card in plays.of(path).cards.values():
        for platform in get_args(Platform):
            draw(platform, card)
        assert card.title[0].isupper() or not card.title[0].isalpha(), card.title
        assert "None" not in card.plain
        assert "{" not in card.plain
        for button in card.buttons:
            assert len(button.label) <= 75
            assert dialogues.for_verb(button.verb), button
