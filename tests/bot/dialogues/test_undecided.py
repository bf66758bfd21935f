"""Nobody is hurried, and nothing is guessed from "dunno"."""

from pathlib import Path

import pytest

from bot.dialogues.undecided import undecided
from bot.model.organisations import Sector
from tests.town import Town


@pytest.mark.parametrize(
    "words",
    [
        "dunno yet",
        "not sure",
        "hmm",
        "let me think",
        "I'll let you know",
        "can I get back to you?",
        "not sure, need to check with my manager",
        "leave it with me",
        "Sorry, I don't know yet",
        "not sure when I'll be back",
    ],
)
def test_it_only_says_not_yet(words: str) -> None:
    assert undecided(words.rstrip("?"))


@pytest.mark.parametrize(
    "words",
    [
        "yes",
        "not on Thursdays",
        "not sure what you mean",
        "I don't know anything about VAT, can someone help?",
        "check my profile",
    ],
)
def test_it_says_more(words: str) -> None:
    assert not undecided(words)


@pytest.mark.parametrize("words", ["dunno yet", "hmm", "let me think"])
def test_what_is_open_stays_open(words: str, tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
    town.say("Sam", "I can offer an hour on grant budgeting")
    town.say("Sam", words)
    town.news()
    town.say("Sam", "yes")
    assert any(heard.card.title.startswith("Published") for heard in town.news())
    town.close()


def test_it_is_passed_on_where_words_were_asked_for(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
    town.resident("Priya", "commissioner", "Leeds City Council", Sector.COUNCIL, "teams")
    town.say("Sam", "an hour on grant budgeting", channel="slash:/offer")
    town.press("Sam", "Publish")
    town.say("Priya", "who could help us with grant budgeting?")
    town.press("Priya", "Ask")
    town.press("Sam", "Ask something")
    town.news()
    town.say("Sam", "not sure, need to check with my manager")
    assert any("check with my manager" in one.card.plain for one in town.news() if one.to.platform == "teams")
    town.close()
