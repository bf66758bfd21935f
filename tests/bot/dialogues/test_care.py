"""Somebody in trouble, somebody at risk, and everybody who only works with such people."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.dialogue import Heard
from bot.dialogues import care
from bot.model.organisations import Sector
from bot.turn import Said
from bot.understanding import understand
from tests.town import MONDAY, Town

OWN_LIFE = "Samaritans"
AT_RISK = "safeguarding lead"


def heard(words: str) -> Heard:
    return Heard(Said(words, "dm"), understand(words, channel="dm", today=MONDAY.date()))


def answer(words: str) -> str:
    step = care.at_once(heard(words))
    return "" if step is None else str(step)


@pytest.mark.parametrize(
    "words",
    [
        "I want to kill myself",
        "i want to die",
        "I'm thinking of ending my life",
        "been feeling suicidal",
        "I can’t go on",
    ],
)
def test_whoever_may_harm_themselves_is_told_who_listens(words: str) -> None:
    assert OWN_LIFE in answer(words)


@pytest.mark.parametrize(
    "words",
    [
        "a child told me something today that worries me, I think she's being hurt at home",
        "one of our young people says his stepdad hits him",
        "a client disclosed abuse to me",
        "I'm worried about one of the residents",
        "one of our tenants has been badly beaten up",
        "the children are being neglected",
        "he may have been hit by his carer",
        "I want to report a safeguarding concern",
        "my client says he's going to kill himself",
    ],
)
def test_whoever_tells_of_somebody_at_risk_is_told_whom_to_tell(words: str) -> None:
    assert AT_RISK in answer(words)


@pytest.mark.parametrize(
    "words",
    [
        "I can offer an hour on suicide prevention for managers",
        "I'd like to shadow a domestic abuse worker",
        "who could help us with self-harm training",
        "can anyone teach us how to respond when a child discloses abuse",
        "need advice on safeguarding concerns policy",
        "I want to learn how to support staff who are off with stress",
        "this deadline is killing me",
        "I'm worried about my Excel skills",
        "hit me up on Teams",
        "happy to take it all on",
        "I'd love to take it all in",
        "we could end it all by five",
        "that's the week I can't go on",
        "our website has been neglected for years",
        "we've been hit by flooding so I can't do Thursday",
        "yes, but our team was hit by covid so next week please",
        "the 3pm slot got hit by a clash",
        "the tenants were hit by rent rises",
        "I was touched by how kind they were",
        "the people who were exploited by rogue landlords get a named officer",
        "I'm worried about my volunteers turnout",
        "I don't feel safe cycling there, is there parking?",
        "this is rubbish collection week for us",
        "this is broken down by ward",
        "can I speak to a manager of a refuge",
        "my laptop has died",
        "I lost my job title in the form",
        "bereaved families service",
        "it was signed off by the director",
        "thanks",
    ],
)
def test_somebodys_work_is_left_to_it(words: str, town: Town) -> None:
    assert answer(words) == ""
    with town.store.begin() as work:
        person = work.people.at(town.residents["Sam"].address)
        assert person is not None
        assert care.kindly(heard(words), work.view_of(person, MONDAY)) is None


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = Town(tmp_path)
    town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
    yield town
    town.close()


def said(town: Town, words: str) -> str:
    town.news()
    town.say("Sam", words)
    return "\n".join(heard.card.plain for heard in town.news())


def test_nobody_in_distress_is_asked_whether_to_be_forgotten(town: Town) -> None:
    told = said(town, "I want to kill myself")
    assert OWN_LIFE in told
    assert "Forget me" not in told


def test_a_thank_you_afterwards_publishes_no_draft(town: Town) -> None:
    town.say("Sam", "I can offer an hour on grant budgeting")
    town.say("Sam", "a child told me she's being hit at home")
    assert "Published" not in said(town, "ok")


@pytest.mark.parametrize("words", ["I'm off with stress", "I've been signed off sick", "my mum died on Friday"])
def test_a_rest_is_offered_to_whoever_has_a_hard_time(words: str, town: Town) -> None:
    told = said(town, words)
    assert "sorry to hear" in told
    assert "Pause" in told
    assert "Paused" in said(town, "yes please")


def test_the_day_that_was_named_is_the_day_that_is_put(town: Town) -> None:
    assert "1 January 2027" in said(town, "I've been signed off sick until January")


def test_a_yes_from_a_sickbed_is_a_yes(town: Town) -> None:
    town.say("Sam", "I can offer an hour on grant budgeting")
    assert "leave you in peace" not in said(town, "yes please, though I'm off sick today")


def test_a_time_of_day_is_no_end_of_a_rest(town: Town) -> None:
    town.say("Sam", "pause")
    assert "Paused" not in said(town, "28 March at 1.30am")
    town.say("Sam", "pause")
    assert "29 March 2027" in said(town, "28 March")


def test_a_complaint_goes_to_people(town: Town) -> None:
    assert "a word with a person" in said(town, "the person who came was rude to our clients").casefold()


@pytest.mark.parametrize(
    "words", ["this is useless", "you didn't answer my question", "I've asked three times already"]
)
def test_whoever_is_cross_hears_sorry(words: str, town: Town) -> None:
    assert "I'm sorry, that was no help" in said(town, words)


def test_of_a_draft_no_use_is_no_quarrel(town: Town) -> None:
    town.say("Sam", "I can offer an hour on grant budgeting")
    assert "no help" not in said(town, "that's no use")


@pytest.mark.parametrize("words", ["disclosed ", "he is being ", "hmm, ", "ok thanks ", ",,,, ", "can we do it "])
def test_a_hostile_length_takes_no_longer(words: str, town: Town) -> None:
    town.say("Sam", "I can offer an hour on grant budgeting")
    begun = time.process_time()
    assert said(town, words * 3000)
    assert time.process_time() - begun < 1.0
