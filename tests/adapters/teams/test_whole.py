"""Two people in two tenants, the real engine, storage and outbox: nothing here is stood in for but Teams itself."""

import pytest

from tests.adapters.teams.acting import deliver, having, press, read, say
from tests.adapters.teams.conftest import Office
from tests.adapters.teams.legal import actions, texts


async def test_two_councils_are_introduced(whole: Office) -> None:
    priya, tom = whole.priya, whole.tom
    await say(whole, priya, "I can offer an hour on grant budgeting, Thursday mornings")
    await press(whole, priya, "Publish")
    await press(whole, priya, "Save", {"Your job": "finance manager"})
    await say(whole, tom, "who could help us with grant budgeting?")
    await press(whole, tom, "Ask")
    await press(whole, tom, "Save", {"Your job": "grants officer"})
    assert "Priya" not in read(whole, tom)
    assert "Tom" not in read(whole, priya)

    asked = having(whole, priya, "Yes")
    yes = priya.presses(asked, "Yes")
    await deliver(whole, yes)
    assert (asked.times, actions(asked.card)) == (2, []), "answered in its place, with nothing left to press"
    assert "Tom" in read(whole, priya)
    assert "priya@example.gov.uk" in read(whole, tom), "a proactive message, to somebody who did nothing just now"

    before = [(message.id, message.times) for message in whole.teams.messages]
    for _ in range(2):
        assert (await deliver(whole, yes)).status == 200, "Teams delivers the press again"
    assert [(message.id, message.times) for message in whole.teams.messages] == before
    late = {**yes, "id": "f:pressed-again"}
    assert (await deliver(whole, late)).status == 200, "and somebody presses a card that had not been redrawn yet"
    assert read(whole, tom).count("said yes to") == 1


async def test_what_somebody_typed_is_shown_to_the_other_as_it_was_typed(whole: Office) -> None:
    nasty = "grant budgeting <at>everyone</at> **bold** [x](https://evil.example)"
    await say(whole, whole.priya, "I can offer an hour on grant budgeting")
    await press(whole, whole.priya, "Change")
    await press(whole, whole.priya, "Save", {"About": nasty})
    assert "<at>everyone</at> **bold**" in read(whole, whole.priya)
    assert all("entities" not in message.activity for message in whole.teams.messages)


async def test_installing_says_hello_once_and_leaving_ends_it(whole: Office) -> None:
    for name in ("personal_install", "personal_added"):
        await deliver(whole, whole.priya.does(name))
    assert len(whole.teams.in_conversation(whole.priya.chat)) == 1
    assert "Priya" in read(whole, whole.priya)
    assert (await deliver(whole, whole.priya.does("personal_uninstall"))).status == 200
    assert len(whole.teams.messages) == 1


async def test_a_mention_is_answered_in_a_line_and_the_rest_one_to_one(whole: Office) -> None:
    await say(whole, whole.priya, "hello")
    assert (await deliver(whole, whole.priya.mentions("mine"))).status == 200
    [line] = [message for message in whole.teams.messages if message.conversation != whole.priya.chat]
    assert "direct message" in texts(line.card)[0]
    assert line.conversation == whole.priya.mentions("")["conversation"]["id"], "under what it answers"
    assert len(whole.teams.in_conversation(whole.priya.chat)) == 2


async def test_a_bug_in_the_core_is_told_plainly_and_once(whole: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug in a dialogue")

    monkeypatch.setattr("bot.engine.understand", broken)
    message = whole.priya.writes("I can offer an hour")
    for _ in range(2):
        assert (await deliver(whole, message)).status == 500
    [sorry] = whole.teams.in_conversation(whole.priya.chat)
    assert "something went wrong" in texts(sorry.card)[0]
