"""Questions about the bot are known by their words; questions about somebody's work are not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.dialogues.explaining import answer
from bot.ports.person_view import PersonView
from tests.town import Town, introduced

ABOUT_THE_BOT = [
    "who sees what",
    "who sees what I write",
    "can my manager see this?",
    "is this confidential",
    "is this confidential?",
    "who are you",
    "are you a real person",
    "are you a bot?",
    "how does this work?",
    "what is this?",
    "what happens if I say yes",
    "what happens if they say no?",
    "does my manager need to agree",
    "do I need my manager's permission",
    "who has seen my details?",
    "who have you shown my name to",
    "will they see my name?",
    "who will see my name if I say yes?",
    "is it free?",
    "does it cost anything",
    "what's a coordinator?",
    "I'd like to coordinate",
    "coordinate",
    "how do I invite another organisation?",
    "who takes part?",
    "how many organisations take part",
    "can other people read what I wrote",
    "do you share my details",
    "what happens to my data",
    "what do you do with my data?",
]
ABOUT_WORK = [
    "can anyone show me how to do budgets?",
    "who knows about DoLS?",
    "who can show me this",
    "can somebody see me about benefits",
    "is there anybody free",
    "do you know anybody free on Tuesday",
    "how do we price a contract",
    "what is commissioning",
    "how does commissioning work",
    "how does a food bank work",
    "who takes part in panel hearings",
    "can a manager from housing agree to host",
    "I need my manager to see a food bank",
    "who is the coordinator for volunteers",
    "is this week ok",
    "can you tell me about safeguarding",
    "can I see what a social worker does",
    "who reads meters",
    "what are you offering",
    "how do I get a charity on board with data sharing",
    "can anybody read Welsh",
    "what does it cost to run a hostel",
    "could my team read case studies with someone",
]


@pytest.fixture
def view(tmp_path: Path) -> Iterator[PersonView]:
    """Sam's, who has been introduced to Priya."""
    town = Town(tmp_path)
    introduced(town)
    with town.store.begin() as work:
        sam = work.people.at(town.residents["Sam"].address)
        assert sam is not None
        work.acts_for(sam.organisation.id)
        view = work.view_of(sam, town.clock.now())
        yield view
    town.close()


def test_questions_about_the_bot_are_answered_and_others_are_not(view: PersonView) -> None:
    assert [words for words in ABOUT_THE_BOT if answer(words, view) is None] == []
    assert [words for words in ABOUT_WORK if answer(words, view) is not None] == []


def test_where_a_second_opinion_is_asked_it_is_told(view: PersonView) -> None:
    told, untold = answer("who sees what?", view, second_opinion=True), answer("who sees what?", view)
    assert told is not None
    assert untold is not None
    assert "language service" in told.plain
    assert "language service" not in untold.plain


@pytest.mark.parametrize("words", ["who sees my name?", "how does this work?", "is it free?"])
def test_what_was_open_stays_open(words: str, tmp_path: Path) -> None:
    town = Town(tmp_path)
    introduced(town)
    town.say("Sam", "Friday 4 December")
    town.say("Priya", words)
    town.news()
    town.say("Priya", "ok")
    assert any(heard.card.title == "It's in the diary" for heard in town.news())
    town.close()


def test_who_was_shown_what_names_organisations_and_nobody(tmp_path: Path) -> None:
    town = Town(tmp_path)
    introduced(town)
    town.news()
    town.say("Sam", "who has seen my details?")
    [heard] = town.news()
    assert "Leeds City Council was shown your name and contact details" in heard.card.plain
    assert "Leeds City Council was shown something you posted" in heard.card.plain
    assert "Priya" not in heard.card.plain
    town.close()
