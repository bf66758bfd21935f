"""What every dialogue does without being asked, whatever it is about.

The states and cards are harvested by playing every transcript, so a new dialogue is held to the promises as soon as it
has a transcript; a test below fails while it has none.
"""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from bot import dialogues
from bot.dialogue import Question
from tests.plays import TRANSCRIPTS, said_back
from tests.town import MONDAY, Town
from tests.transcripts import play

NONSENSE = ("sdkfj qwpoe zxmcnb", "😀😀😀", "‮مرحبا بالعالم‬", "?", "x" * 4000)
QUESTIONS = [question for dialogue in dialogues.DIALOGUES for question in dialogue.questions]


class Harvest:
    """A town for every kind of question that was open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.questions: dict[type, tuple[Question, Path, Town, str, dt.datetime]] = {}

    def look(self, town: Town) -> None:
        """After a line of a transcript."""
        for name, resident in town.residents.items():
            with town.store.begin() as work:
                person = work.people.at(resident.address)
                saved = work.conversations.load(person.id) if person else None
            question = dialogues.read(saved, town.clock.now()) if saved else None
            if question is not None and type(question) not in self.questions:
                copy = self._folder / type(question).__name__
                copy.mkdir()
                with town.store.begin():  # nobody writes while the file is copied
                    for file in Path(str(town.store.engine.url.database)).parent.glob("town.db*"):
                        shutil.copy(file, copy)
                self.questions[type(question)] = (question, copy, town, name, town.clock.now())


@pytest.fixture(scope="module")
def harvest(tmp_path_factory: pytest.TempPathFactory) -> Harvest:
    """Plays the shortest transcripts first, until every kind of question was seen."""
    folder = tmp_path_factory.mktemp("harvest")
    harvest = Harvest(folder)
    for path in sorted(TRANSCRIPTS, key=lambda path: path.stat().st_size):
        if len(harvest.questions) == len(QUESTIONS):
            break
        place = folder / path.stem
        place.mkdir()
        play(path.read_text(encoding="utf-8"), place, harvest.look)
    return harvest


def opened(harvest: Harvest, question: type, tmp_path: Path) -> tuple[Town, str]:
    """A town of one's own in which that question is open, and to whom it was put."""
    _, copy, town, name, then = harvest.questions[question]
    for file in copy.iterdir():
        shutil.copy(file, tmp_path)
    again = Town(tmp_path, then)
    again.residents = town.residents
    return again, name


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_is_reached_by_a_transcript(question: type, harvest: Harvest) -> None:
    assert question in harvest.questions


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_survives_being_stored(question: type, harvest: Harvest) -> None:
    asked = harvest.questions[question][0]
    assert dialogues.read(dialogues.written(asked, MONDAY), MONDAY) == asked
    assert dialogues.read(dialogues.written(asked, MONDAY), MONDAY + dt.timedelta(days=1)) is None


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("words", NONSENSE)
def test_nonsense_gets_a_helpful_answer(question: type, words: str, harvest: Harvest, tmp_path: Path) -> None:
    town, name = opened(harvest, question, tmp_path)
    town.say(name, words)
    assert said_back(town, name), "nobody is left without a word"
    town.close()


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("way_out", ["help", "stop", "start again", "mine"])
def test_there_is_always_a_way_out(question: type, way_out: str, harvest: Harvest, tmp_path: Path) -> None:
    town, name = opened(harvest, question, tmp_path)
    town.say(name, way_out)
    answer = said_back(town, name)
    assert len(answer) == 1
    told_others = [heard for heard in town.news() if heard.to != town.residents[name].address]
    assert not told_others
    town.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_state_of_another_release_begins_again(question: type, harvest: Harvest, tmp_path: Path) -> None:
    town, name = opened(harvest, question, tmp_path)
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
