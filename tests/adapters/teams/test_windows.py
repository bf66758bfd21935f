"""Dialogs, the message extension and shared cards, all the way: what a window shows, and that it only looks."""

from typing import Any

import pytest
import sqlalchemy as sa

from adapters.teams.windows import words_of
from storage import tables
from tests.adapters.teams.acting import deliver, having, press, read, say
from tests.adapters.teams.conftest import Office
from tests.adapters.teams.legal import actions, card_faults, elements, texts
from tests.adapters.teams.people import CHANNEL, Someone

STRANGER = "11111111-2222-4333-8444-555555555555"


async def ask(office: Office, activity: dict[str, Any]) -> dict[str, Any]:
    """The body of the answer to an invoke."""
    answer = await deliver(office, activity)
    assert answer.status == 200
    return answer.body


async def window(office: Office, activity: dict[str, Any]) -> dict[str, Any]:
    """The card in the dialog that opens."""
    body = await ask(office, activity)
    assert body["task"]["type"] == "continue"
    attachment = body["task"]["value"]["card"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card: dict[str, Any] = attachment["content"]
    assert card_faults(card) == []
    assert {action["type"] for action in actions(card)} == {"Action.Submit"}, "a dialog knows no other"
    return card


def filled(card: dict[str, Any]) -> dict[str, str]:
    """What stands in the fields, by their labels."""
    return {it["label"]: it.get("value", "") for it in elements(card) if it["type"].startswith("Input.")}


def rows(office: Office) -> dict[str, int]:
    """How many rows each table holds."""
    with office.core.store.engine.connect() as connection:
        return {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in tables.METADATA.tables.items()
        }


async def published(office: Office, person: Someone, words: str, role: str) -> None:
    await say(office, person, words)
    await press(office, person, "Publish")
    await press(office, person, "Save", {"Your job": role})


async def test_a_dialog_is_filled_with_what_was_understood_and_saves_into_the_card(whole: Office) -> None:
    priya = whole.priya
    await say(whole, priya, "I can offer an hour on grant budgeting, Thursday mornings")
    draft = having(whole, priya, "Change")
    before = rows(whole)
    card = await window(whole, priya.opens(draft, "Change"))
    assert rows(whole) == before, "to open it is not to do anything"
    shown = filled(card)
    assert (shown["About"], shown["How long"], shown["When"]) == ("grant budgeting", "60", "Thursday mornings")
    assert await ask(whole, priya.sends(card, {"About": "school budgets"})) == {}, "it closes"
    assert draft.times == 2, "and the card that it came from has changed in its place"
    assert "school budgets" in read(whole, priya)


async def test_what_cannot_be_read_is_said_in_the_dialog_and_nothing_typed_is_lost(whole: Office) -> None:
    priya = whole.priya
    await say(whole, priya, "I can offer an hour on grant budgeting")
    draft = having(whole, priya, "Change")
    before = [(posted.id, posted.times) for posted in whole.teams.messages]
    typed = {"About": "school budgets", "Room for how many": "some"}
    again = await window(whole, priya.sends(await window(whole, priya.opens(draft, "Change")), typed))
    kinds = [element.get("label") or texts({"body": [element]}) for element in again["body"]]
    said = next(number for number, it in enumerate(kinds) if "Give me a number from 1 to" in " ".join(it))
    assert kinds[said + 1] == "Room for how many", "above the field that it is about"
    assert filled(again) | typed == filled(again)
    assert [(posted.id, posted.times) for posted in whole.teams.messages] == before, "nothing in the chat"
    assert await ask(whole, priya.sends(again, {"Room for how many": "3"})) == {}
    assert draft.times == 2, "the card that it came from, after all"
    assert "3 people" in read(whole, priya)
    assert "school budgets" in read(whole, priya)


async def test_a_dialog_about_something_that_has_gone_says_so(whole: Office) -> None:
    await say(whole, whole.priya, "hello")
    body = await ask(whole, whole.priya.does("task_fetch"))
    assert body["task"]["type"] == "message"
    assert "mine" in body["task"]["value"]


@pytest.mark.parametrize("value", [None, "x", {"data": "x"}, {"data": {}}, {"data": {"verb": 7}}])
async def test_a_dialog_that_is_none_of_ours_is_answered_kindly(whole: Office, value: object) -> None:
    for name in ("task_fetch", "task_submit"):
        body = await ask(whole, whole.priya.does(name, value=value))
        assert body["task"] == {"type": "message", "value": "This button is not one of ours."}


async def test_offers_are_found_and_shared_without_a_name(whole: Office) -> None:
    priya, tom = whole.priya, whole.tom
    await published(whole, priya, "I can offer an hour on grant budgeting", "finance manager")
    before = rows(whole)
    found = (await ask(whole, searches(tom, "grant budgeting")))["composeExtension"]
    assert (found["type"], found["attachmentLayout"]) == ("result", "list")
    [result] = found["attachments"]
    assert card_faults(result["content"]) == []
    assert "grant budgeting" in result["preview"]["content"]["title"].casefold()
    assert "Priya" not in str(found)
    assert "example.gov.uk" not in str(found)
    assert rows(whole) == before, "Tom, whom the bot has never met, leaves nothing behind by looking"
    mine = (await ask(whole, searches(priya, "")))["composeExtension"]
    assert len(mine["attachments"]) == 1, "her own offer is there to be shared"


async def test_somebody_who_has_been_introduced_still_shares_no_name(whole: Office) -> None:
    priya, tom = whole.priya, whole.tom
    await published(whole, priya, "I can offer an hour on grant budgeting, room for 3 people", "finance manager")
    await say(whole, tom, "who could help us with grant budgeting?")
    await press(whole, tom, "Ask")
    await press(whole, tom, "Save", {"Your job": "grants officer"})
    await press(whole, priya, "Yes")
    assert "Priya" in read(whole, tom)
    assert "Priya" not in str(await ask(whole, searches(tom, "grant budgeting")))


async def test_nothing_found_is_said(whole: Office) -> None:
    found = (await ask(whole, searches(whole.tom, "llama grooming")))["composeExtension"]
    assert (found["type"], found["text"]) == ("message", "Nothing on offer for that just now.")


async def test_a_shared_card_shows_everybody_how_things_stand_now(whole: Office) -> None:
    priya, tom = whole.priya, whole.tom
    await published(whole, priya, "I can offer an hour on grant budgeting", "finance manager")
    [result] = (await ask(whole, searches(tom, "")))["composeExtension"]["attachments"]
    look = result["content"]["refresh"]["action"]
    for viewer in (tom, priya):
        body = await ask(whole, looks(viewer, look))
        assert body["type"] == "application/vnd.microsoft.card.adaptive"
        assert "grant budgeting" in str(body["value"]).casefold()
        assert body["value"]["refresh"]["action"] == look, "and it can be looked at again"
    await say(whole, priya, "take down my grant budgeting offer")
    for viewer in (tom, priya):
        body = await ask(whole, looks(viewer, look))
        assert texts(body["value"])[0] == "This one isn't on offer any more."
        assert actions(body["value"]) == []


async def test_asking_from_a_shared_card_is_private(whole: Office) -> None:
    priya, tom = whole.priya, whole.tom
    await published(whole, priya, "I can offer an hour on grant budgeting", "finance manager")
    [result] = (await ask(whole, searches(tom, "")))["composeExtension"]["attachments"]
    [button] = actions(result["content"])
    pressed = tom.does("channel_execute", value={"action": button, "trigger": "manual"})
    assert (await ask(whole, pressed))["value"] == "Got it."
    assert "What's your job" in read(whole, tom) or "Your job" in str(having(whole, tom, "Save").card)
    said = [posted for posted in whole.teams.messages if posted.conversation.startswith(CHANNEL)]
    assert [posted.activity["text"] for posted in said] == []


async def test_a_message_becomes_a_request(whole: Office) -> None:
    tom = whole.tom
    before = rows(whole)
    card = await window(whole, tom.does("message_fetch"))
    assert rows(whole) == before
    words = "Does anybody know how to set up Power BI dashboards? We would pay in cake & tea."
    assert filled(card) == {"What you are looking for": words}
    assert "Power BI dashboards" in " ".join(texts(card)), "how it is understood"
    assert "Whitaker" not in str(card), "whoever wrote it is not named"
    sent = tom.sends(card, {"What you are looking for": "Power BI dashboards, please"}, "message_submit")
    assert "one-to-one" in (await ask(whole, sent))["task"]["value"]
    assert "Power BI dashboards" in read(whole, tom)


async def test_a_message_becomes_an_offer(whole: Office) -> None:
    asked = whole.priya.does("message_fetch")
    asked["value"] = asked["value"] | {"commandId": "turn_into_offer"}
    card = await window(whole, asked)
    sent = whole.priya.sends(card, {"What you offer": "an hour on budgets"}, "message_submit")
    await ask(whole, sent)
    assert "Shall I publish it?" in read(whole, whole.priya)


async def test_a_message_without_words_is_nothing_to_make_an_offer_of(whole: Office) -> None:
    asked = whole.priya.does("message_fetch")
    for body in ({}, {"contentType": "html", "content": '<p><img src="x"></p>'}):
        payload = {"messagePayload": {"body": body}}
        told = await ask(whole, asked | {"value": asked["value"] | payload})
        assert "no words" in told["task"]["value"]


async def test_somebody_of_an_unlinked_tenant_is_told_in_every_window(whole: Office) -> None:
    stranger = Someone("Zed", STRANGER, whole.teams.service_url)
    before = rows(whole)
    for name in ("task_fetch", "message_fetch", "task_submit", "message_submit"):
        assert "don't know your workspace" in (await ask(whole, stranger.does(name)))["task"]["value"]
    assert "don't know your workspace" in (await ask(whole, searches(stranger, "x")))["composeExtension"]["text"]
    look = {"type": "Action.Execute", "verb": "offer.look", "data": {"verb": "offer.look", "value": "1"}}
    assert "don't know your workspace" in (await ask(whole, looks(stranger, look)))["value"]
    assert rows(whole) == before


@pytest.mark.parametrize("value", ["", "one", "-1", "9" * 40])
async def test_a_shared_card_of_nothing_is_answered_kindly(whole: Office, value: str) -> None:
    look = {"type": "Action.Execute", "verb": "offer.look", "data": {"verb": "offer.look", "value": value}}
    body = await ask(whole, looks(whole.priya, look))
    assert body["statusCode"] in (200, 400)


def test_the_words_of_a_message() -> None:
    assert words_of({"contentType": "text", "content": " <b> & so "}) == "<b> & so"
    html = "<div><p>One&nbsp;thing</p><p>and &lt;another&gt;<br>line</p><ul><li>a</li><li>b</li></ul></div>"
    assert words_of({"contentType": "html", "content": html}) == "One thing and <another> line a b"
    assert words_of({"contentType": "html", "content": "<p>" + "x" * 5000}) == "x" * 1000
    assert words_of({}) == ""


def searches(person: Someone, words: str) -> dict[str, Any]:
    value = {"commandId": "search", "parameters": [{"name": "q", "value": words}]}
    return person.does("compose_extension", value=value)


def looks(person: Someone, action: dict[str, Any]) -> dict[str, Any]:
    """Teams asks for the card anew, on behalf of somebody who sees it in a channel."""
    return person.does("channel_execute", value={"action": action, "trigger": "automatic"})
