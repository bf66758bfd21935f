"""What rings for somebody who was forgotten says nothing and fails nothing; whoever they left behind still hears."""

import datetime as dt
import logging
from collections.abc import Callable

import pytest

from bot.model.organisations import Sector
from bot.ports.reminders import Reminder
from tests.town import Town

MONTHS = dt.timedelta(days=150)


@pytest.fixture
def pair(town: Town) -> Town:
    """A host on Slack and a guest on Teams."""
    town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
    town.resident("Priya", "commissioning manager", "Leeds City Council", Sector.COUNCIL, "teams")
    return town


def forget(town: Town, name: str) -> None:
    town.say(name, "forget me")
    town.press(name, "Forget me")


def published(town: Town) -> None:
    town.say("Sam", "I can offer an hour on gift aid")
    town.press("Sam", "Publish")


def asked(town: Town) -> None:
    published(town)
    town.say("Priya", "need help with gift aid")
    town.press("Priya", "Ask")


def declined(town: Town) -> None:
    asked(town)
    town.press("Sam", "Not this time")


def paused(town: Town) -> None:
    published(town)
    town.say("Sam", "pause until 1 February 2027")


def agreed(town: Town) -> None:
    asked(town)
    town.press("Sam", "Yes")


@pytest.mark.parametrize("who", ["Sam", "Priya"])
@pytest.mark.parametrize("before", [published, asked, declined, paused, agreed])
def test_nothing_fails_after_somebody_was_forgotten(
    before: Callable[[Town], None], who: str, pair: Town, caplog: pytest.LogCaptureFixture
) -> None:
    before(pair)
    forget(pair, who)
    address = pair.residents[who].address
    pair.news()
    with caplog.at_level(logging.ERROR):
        pair.wait(pair.clock.now() + MONTHS)
    assert [record.message for record in caplog.records] == []
    assert [heard.card.title for heard in pair.news() if heard.to == address] == []


@pytest.mark.parametrize("kind", ["lapse", "nudge", "meanwhile", "pass_on", "expire", "resume"])
def test_a_reminder_that_slipped_through_rings_in_vain(kind: str, pair: Town, caplog: pytest.LogCaptureFixture) -> None:
    """Set in the instant before the erasure, by another process."""
    declined(pair)
    forget(pair, "Sam")
    forget(pair, "Priya")
    with pair.store.begin() as work:
        work.reminders.set(Reminder(f"{kind}:late", kind, "1", pair.clock.now()))
    with caplog.at_level(logging.ERROR):
        pair.wait(pair.clock.now() + dt.timedelta(days=2))
    assert [record.message for record in caplog.records] == []
    assert pair.store.next_due() is None


def test_whoever_asked_somebody_who_said_no_and_left_still_hears(pair: Town) -> None:
    declined(pair)
    forget(pair, "Sam")
    pair.news()
    pair.wait(pair.clock.now() + dt.timedelta(days=14))
    heard = [one.card.plain for one in pair.news() if one.to == pair.residents["Priya"].address]
    assert any("haven't had a yes" in words for words in heard)
