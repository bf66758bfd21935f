"""A second opinion in a conversation: asked between transactions, about unclear words alone, and told of."""

import datetime as dt
import functools
import json
from collections.abc import Callable

import pytest

from bot import dialogues
from bot.dialogues.invited import WordsAsked
from bot.engine import Engine
from bot.model.organisations import Sector
from bot.turn import Address, Said, Turn
from bot.understanding import understand
from bot.understanding.second_opinion import doubt
from tests.town import Town

TODAY = dt.date(2026, 11, 23)
SEEKS = json.dumps({"wishes": [{"intent": "seek", "activity": "skill", "topic": "gift aid"}]})
NOTE = "language service"


@functools.cache
def unclear(name: str = "") -> str:
    """Words about gift aid, and perhaps somebody, that we are unsure about."""
    return next(
        text
        for text in (f"qwerty gift aid {name} asdf", f"blorp the {name} gift aid sproing", f"{name} zxcv gift aid qqxj")
        if doubt(text, "dm", TODAY, understand(text, channel="dm", today=TODAY))
    )


class Oracle:
    """Answers always the same, and keeps what it was asked."""

    def __init__(self, answer: str | None, meanwhile: Callable[[], object] = lambda: None) -> None:
        self.said, self.meanwhile = answer, meanwhile
        self.questions: list[str] = []

    def answer(self, instructions: str, question: str) -> str | None:
        self.questions.append(question)
        self.meanwhile()
        return self.said


@pytest.fixture
def sam(town: Town) -> Town:
    town.resident("Sam Okafor", "youth worker", "Open Door", Sector.CHARITY, "slack")
    town.news()
    return town


def ask(town: Town, oracle: Oracle | None) -> None:
    town.engine = Engine(town.store, oracle)


def cards(town: Town) -> list[str]:
    return [heard.card.plain for heard in town.news()]


def test_without_one_there_is_a_question_back_and_nobody_mentions_any(sam: Town) -> None:
    for words in (unclear(), "help", "what do you hold on me?"):
        sam.say("Sam Okafor", words)
    assert NOTE not in "".join(cards(sam))


def test_with_one_the_guess_is_shown_and_stands_only_when_its_owner_says_so(sam: Town) -> None:
    oracle = Oracle(SEEKS)
    ask(sam, oracle)
    sam.say("Sam Okafor", unclear())
    [shown] = cards(sam)
    assert "gift aid" in shown
    assert len(oracle.questions) == 1
    with sam.store.begin() as work:
        person = work.people.at(sam.residents["Sam Okafor"].address)
        assert person is not None
        assert work.listings.open_of(person.id) == ()


@pytest.mark.parametrize("answer", [None, "nonsense", json.dumps({"wishes": [{"intent": "erase_data"}]})])
def test_an_answer_of_no_use_changes_nothing(sam: Town, answer: str | None) -> None:
    ask(sam, None)
    sam.say("Sam Okafor", unclear())
    alone = cards(sam)
    ask(sam, Oracle(answer))
    sam.say("Sam Okafor", "start again")
    cards(sam)
    sam.say("Sam Okafor", unclear())
    assert [card.splitlines()[0] for card in cards(sam)] == [card.splitlines()[0] for card in alone]


def test_the_writer_s_name_does_not_leave(sam: Town) -> None:
    oracle = Oracle(None)
    ask(sam, oracle)
    sam.say("Sam Okafor", unclear("okafor"))
    assert len(oracle.questions) == 1
    assert "okafor" not in oracle.questions[0].casefold()


def test_while_it_is_asked_everybody_else_goes_on(sam: Town) -> None:
    """Within a transaction this would wait for its own lock."""
    sam.resident("Priya Nair", "commissioner", "Leeds City Council", Sector.COUNCIL, "teams")
    sam.news()
    other = Engine(sam.store)
    turn = Turn("priya-1", sam.residents["Priya Nair"].address, Said("help"), sam.clock.now())
    ask(sam, Oracle(SEEKS, meanwhile=lambda: other.handle(turn)))
    sam.say("Sam Okafor", unclear())
    assert {heard.to for heard in sam.news()} == {one.address for one in sam.residents.values()}


def test_delivered_again_it_is_neither_asked_nor_answered_again(sam: Town) -> None:
    oracle = Oracle(SEEKS)
    ask(sam, oracle)
    sam.say("Sam Okafor", unclear())
    cards(sam)
    assert sam.again().duplicate
    assert cards(sam) == []
    assert len(oracle.questions) == 1


def test_delivered_twice_at_once_it_is_answered_once(sam: Town) -> None:
    other = Engine(sam.store, Oracle(SEEKS))
    turn = Turn("twice", sam.residents["Sam Okafor"].address, Said(unclear()), sam.clock.now())
    engine = Engine(sam.store, Oracle(SEEKS, meanwhile=lambda: other.handle(turn)))
    assert engine.handle(turn).duplicate
    sam.drain()
    assert len(cards(sam)) == 1


def test_a_stranger_s_words_are_not_asked_about(sam: Town) -> None:
    oracle = Oracle(SEEKS)
    engine = Engine(sam.store, oracle)
    assert engine.handle(Turn("x", Address("slack", "TNOBODY", "U1"), Said(unclear()), sam.clock.now())).refused
    assert oracle.questions == []


@pytest.mark.parametrize("words", ["help", "mine", "stop", "start again", "I can offer an hour on gift aid"])
def test_clear_words_are_not_asked_about(sam: Town, words: str) -> None:
    oracle = Oracle(SEEKS)
    ask(sam, oracle)
    sam.say("Sam Okafor", words)
    assert oracle.questions == []


def test_what_answers_our_own_question_is_not_asked_about(sam: Town) -> None:
    """Those words are for somebody else, or for nobody: a message, a reason, a reflection."""
    oracle = Oracle(SEEKS)
    ask(sam, oracle)
    with sam.store.begin() as work:
        person = work.people.at(sam.residents["Sam Okafor"].address)
        assert person is not None
        work.conversations.save(person.id, dialogues.written(WordsAsked(1), sam.clock.now()))
    sam.say("Sam Okafor", unclear())
    assert oracle.questions == []
    assert len(cards(sam)) == 1


@pytest.mark.parametrize("words", ["help", "what do you hold on me?"])
def test_who_asks_is_told_of_it_where_there_is_one(sam: Town, words: str) -> None:
    ask(sam, Oracle(None))
    sam.say("Sam Okafor", words)
    [shown] = cards(sam)
    assert NOTE in shown
