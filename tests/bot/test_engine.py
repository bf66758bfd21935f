"""One turn, one transaction: everything or nothing, once, and never without a word."""

import logging
import threading
from pathlib import Path

import pytest

from bot import notifications
from bot.model.organisations import Sector
from bot.turn import reference_of
from tests.town import Town


@pytest.fixture
def pair(town: Town) -> Town:
    """A host on Slack and a guest on Teams."""
    town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
    town.resident("Priya", "commissioning manager", "Leeds City Council", Sector.COUNCIL, "teams")
    return town


def titles(town: Town, name: str) -> list[str]:
    return [heard.card.title for heard in town.news() if heard.to == town.residents[name].address]


def asked(town: Town) -> None:
    """Sam has offered, Priya has asked."""
    town.say("Sam", "I can offer an hour on gift aid")
    town.press("Sam", "Publish")
    town.say("Priya", "need help with gift aid")
    town.press("Priya", "Ask")
    town.news()


def test_a_turn_delivered_again_has_one_effect(pair: Town) -> None:
    pair.say("Sam", "I can offer an hour on gift aid")
    first = titles(pair, "Sam")
    assert pair.again().duplicate
    assert len(first) == 1
    assert titles(pair, "Sam") == []


def test_a_doubled_press_makes_one_exchange(pair: Town) -> None:
    asked(pair)
    button, card, message_id = pair.find("Sam", "Yes")
    pair.press_exactly("Sam", button, card, message_id)
    told = titles(pair, "Priya")
    pair.press_exactly("Sam", button, card, message_id)
    assert len(told) == 1
    assert titles(pair, "Priya") == []


def test_two_yeses_at_the_same_instant_make_one_exchange(pair: Town) -> None:
    asked(pair)
    button, card, message_id = pair.find("Sam", "Yes")
    start = threading.Barrier(2)
    failed: list[BaseException] = []

    def press() -> None:
        start.wait()
        try:
            pair.engine.handle(pair.turn("Sam", button, card, message_id))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pair.drain()
    assert failed == []
    told = [title for title in titles(pair, "Priya") if title.startswith("Good news")]
    assert len(told) == 1


def test_a_bug_leaves_nothing_half_done_and_says_so(
    pair: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked(pair)
    button, card, message_id = pair.find("Sam", "Yes")

    def broken(*_: object) -> None:
        raise ZeroDivisionError("in the middle of telling the other side")

    with monkeypatch.context() as patch:
        patch.setattr(notifications, "of", broken)
        turn = pair.turn("Sam", button, card, message_id)
        for _ in range(3):  # a platform tries three times
            with caplog.at_level(logging.ERROR), pytest.raises(ZeroDivisionError):
                pair.engine.handle(turn)
        pair.drain()

    apologies = [heard.card for heard in pair.news() if heard.to == pair.residents["Sam"].address]
    assert len(apologies) == 1, "told once, however often it is tried"
    assert reference_of(turn.id) in apologies[0].plain
    assert any(getattr(record, "turn", "") == turn.id for record in caplog.records)
    with pair.store.begin() as work:
        suggestion = work.exchanges.suggestion(1)
        assert suggestion is not None
        assert suggestion.state == "asked"
        assert work.exchanges.exchange_of(1) is None
    # the same turn, delivered once more when the bug is mended, does its work
    pair.engine.handle(turn)
    pair.drain()
    assert any(title.startswith("Good news") for title in titles(pair, "Priya"))


def test_a_reminder_that_fails_delays_no_other(pair: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(pair)
    pair.say("Sam", "pause until 25 November")
    pair.news()
    monkeypatch.setattr("bot.reminders._nudge", lambda *_: 1 / 0)
    pair.wait(pair.clock.now().replace(day=27, hour=12))
    assert "Welcome back" in titles(pair, "Sam")


def test_a_stranger_leaves_nothing_behind(pair: Town, tmp_path: Path) -> None:
    pair.stranger("Eve", "slack")
    spoken = pair.say("Eve", "I can offer an hour on the word zanzibar")
    assert "workspace" in spoken.refused
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("town.db*"))
    assert b"zanzibar" not in stored
    assert b"UEVE" not in stored


def test_whoever_left_is_not_written_to(pair: Town) -> None:
    asked(pair)
    pair.leave("Priya")
    pair.press("Sam", "Yes")
    assert titles(pair, "Priya") == []


def test_the_person_who_acted_hears_first(pair: Town) -> None:
    asked(pair)
    pair.press("Sam", "Yes")
    heard = pair.news()
    first_of_priya = next(i for i, one in enumerate(heard) if one.to == pair.residents["Priya"].address)
    assert all(one.to == pair.residents["Sam"].address for one in heard[:first_of_priya])
    assert first_of_priya == 2


def test_no_name_is_shown_before_both_said_yes(pair: Town) -> None:
    pair.say("Sam", "I can offer an hour on gift aid, ring me on 07700 900123 or sam@example.org")
    pair.press("Sam", "Publish")
    pair.say("Priya", "need help with gift aid")
    pair.press("Priya", "Ask")
    heard = pair.news()
    to_priya = " ".join(one.card.plain for one in heard if one.to == pair.residents["Priya"].address)
    to_sam = " ".join(one.card.plain for one in heard if one.to == pair.residents["Sam"].address)
    assert "Sam" not in to_priya
    assert "07700" not in to_priya
    assert "example.org" not in to_priya
    assert "Priya" not in to_sam
    pair.press("Sam", "Yes")
    assert "Sam" in " ".join(one.card.plain for one in pair.news() if one.to == pair.residents["Priya"].address)
