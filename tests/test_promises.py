"""What every dialogue does without being asked, whatever it is about.

The states and cards are harvested by playing every transcript, so a new dialogue is held to the promises as soon as it
has a transcript; a test below fails while it has none.
"""

import datetime as dt
from pathlib import Path

import pytest

from bot import dialogues
from tests.plays import Plays, said_back
from tests.town import MONDAY

NONSENSE = ("sdkfj qwpoe zxmcnb", "😀😀😀", "‮مرحبا بالعالم‬", "?", "x" * 4000)
QUESTIONS = [question for dialogue in dialogues.DIALOGUES for question in dialogue.questions]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_is_reached_by_a_transcript(question: type, plays: Plays) -> None:
    assert type(plays.asking(question).question) is question


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_survives_being_stored(question: type, plays: Plays) -> None:
    asked = plays.asking(question).question
    assert dialogues.read(dialogues.written(asked, MONDAY), MONDAY) == asked
    assert dialogues.read(dialogues.written(asked, MONDAY), MONDAY + dt.timedelta(days=1)) is None


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("words", NONSENSE)
def test_nonsense_gets_a_helpful_answer(question: type, words: str, plays: Plays, tmp_path: Path) -> None:
    asked = plays.asking(question)
    town, name = asked.opened(tmp_path), asked.name
    town.say(name, words)
    assert said_back(town, name), "nobody is left without a word"
    town.close()


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("way_out", ["help", "stop", "start again", "mine"])
def test_there_is_always_a_way_out(question: type, way_out: str, plays: Plays, tmp_path: Path) -> None:
    asked = plays.asking(question)
    town, name = asked.opened(tmp_path), asked.name
    town.say(name, way_out)
    answer = said_back(town, name)
    ends_a_rest = way_out == "start again" and answer[0].matter == "pause"  # and brings what came meanwhile
    assert len(answer) == 1 or ends_a_rest
    told_others = [heard for heard in town.news() if heard.to != town.residents[name].address]
    assert not told_others
    town.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_state_of_another_release_begins_again(question: type, plays: Plays, tmp_path: Path) -> None:
    asked = plays.asking(question)
    town, name = asked.opened(tmp_path), asked.name
    with town.store.begin() as work:
        person = work.people.at(town.residents[name].address)
        assert person is not None
        work.conversations.save(person.id, '{"tag": "of another release", "leg_id": "?"}')
    town.say(name, "hello")
    assert said_back(town, name)
    town.close()


def test_every_dialogue_answers_what_it_lists() -> None:
    for dialogue in dialogues.DIALOGUES:
        assert bool(dialogue.intents) == (dialogue.wished is not None), dialogue.name
        assert bool(dialogue.verbs) == (dialogue.pressed is not None), dialogue.name
        assert bool(dialogue.questions) == (dialogue.answered is not None), dialogue.name
        assert bool(dialogue.events) == (dialogue.told is not None), dialogue.name
