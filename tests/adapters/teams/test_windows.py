"""Dialogs, the message extension and shared cards, all the way: what a window shows, and that it only looks."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from adapters.teams.cards import LOOK
from adapters.teams.windows import words_of
from bot.engine import Engine
from storage import tables
from tests.adapters.teams.acting import deliver, having, press, read, say
from tests.adapters.teams.conftest import Office
from tests.adapters.teams.legal import actions, card_faults, elements, texts
from tests.adapters.teams.people import CHANNEL, LEEDS, Someone

STRANGER = "11111111-2222-4333-8444-555555555555"

pytestmark = pytest.mark.platforms


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


async def test_a_window_that_is_about_no_message_opens_empty(whole: Office) -> None:
    asked = whole.priya.does("message_fetch")
    asked["value"] = {name: value for name, value in asked["value"].items() if name != "messagePayload"}
    assert filled(await window(whole, asked)) == {"What you are looking for": ""}


async def test_somebody_of_an_unlinked_tenant_is_told_in_every_window(whole: Office) -> None:
    stranger = Someone("Zed", STRANGER, whole.teams.service_url)
    before = rows(whole)
    for name in ("task_fetch", "message_fetch", "task_submit", "message_submit"):
        assert "don't know your workspace" in (await ask(whole, stranger.does(name)))["task"]["value"]
    assert "don't know your workspace" in (await ask(whole, searches(stranger, "x")))["composeExtension"]["text"]
    look = {"type": "Action.Execute", "verb": "offer.look", "data": {"verb": "offer.look", "value": "1"}}
    assert "don't know your workspace" in (await ask(whole, looks(stranger, look)))["value"]
    assert rows(whole) == before


@pytest.mark.parametrize("verb", ["offer.look", "show.offer", "show.leg", "show.suggestion", "show.post"])
@pytest.mark.parametrize("value", ["", "one", "-1", "9" * 40, "1", "a|b|c", "teams:T:#C|-|2026-11-23T12:00:00+00:00"])
async def test_a_card_of_nothing_is_answered_kindly(whole: Office, verb: str, value: str) -> None:
    outer = "offer.look" if verb == "offer.look" else LOOK
    look = {"type": "Action.Execute", "verb": outer, "data": {"verb": verb, "value": value}}
    body = await ask(whole, looks(whole.priya, look))
    assert body["statusCode"] == 200
    assert body["value"]


async def test_to_look_is_never_to_do(whole: Office) -> None:
    await say(whole, whole.priya, "I can offer an hour on grant budgeting")
    before = rows(whole)
    look = {"type": "Action.Execute", "verb": LOOK, "data": {"verb": "listing.discard", "value": "1"}}
    assert "changed meanwhile" in (await ask(whole, looks(whole.priya, look)))["value"]
    assert rows(whole) == before


async def test_a_card_in_ones_own_chat_is_shown_as_things_stand_when_it_is_looked_at(whole: Office) -> None:
    priya = whole.priya
    await say(whole, priya, "mine")
    [card] = whole.teams.in_conversation(priya.chat)
    assert "userIds" not in card.card["refresh"], "whoever is in the chat"
    whole.teams.calls_open.clear()  # nothing more reaches Teams for the moment
    await whole.workplace.post(priya.writes("I can offer an hour on grant budgeting"))
    publishing = {
        "type": "Action.Execute",
        "verb": "listing.publish",
        "data": {"verb": "listing.publish", "value": "1"},
    }
    await whole.workplace.post(priya.does("personal_execute", value={"action": publishing}))
    saving = {
        "type": "Action.Execute",
        "verb": "role.save",
        "data": {"verb": "role.save", "value": "listing.publish 1", "form": 0, "f0_role": "finance manager"},
    }
    await whole.workplace.post(priya.does("personal_execute", value={"action": saving}))
    before = rows(whole)
    body = (await whole.workplace.post(looks_alone(priya, card.card["refresh"]["action"]))).body
    assert card_faults(body["value"]) == []
    assert "You offer: " in " ".join(texts(body["value"]))
    assert rows(whole) == before
    whole.teams.calls_open.set()


async def test_somebody_who_is_asked_sees_when_that_is_over(whole: Office) -> None:
    priya, tom = whole.priya, whole.tom
    await published(whole, priya, "I can offer an hour on grant budgeting", "finance manager")
    await say(whole, tom, "who could help us with grant budgeting?")
    await press(whole, tom, "Ask")
    await press(whole, tom, "Save", {"Your job": "grants officer"})
    asked = having(whole, priya, "Yes")
    look = asked.card["refresh"]["action"]
    assert "Yes" in [it["title"] for it in actions((await ask(whole, looks_alone(priya, look)))["value"])]
    await press(whole, tom, "Take it back")
    shown = (await ask(whole, looks_alone(priya, look)))["value"]
    assert texts(shown)[0].startswith("This introduction has closed")
    assert actions(shown) == []
    stranger = (await ask(whole, looks_alone(tom, look | {"data": {"verb": "show.leg", "value": "1"}})))["value"]
    assert "Priya" not in str(stranger)


async def test_a_post_in_a_channel_is_shown_without_what_has_gone(whole: Office) -> None:
    priya, tom = whole.priya, whole.tom
    await deliver(whole, priya.does("team_install"))
    await deliver(whole, priya.mentions("digest on"))
    await published(whole, tom, "I can offer an hour on grant budgeting", "finance manager")
    await again(whole, tom, "I can offer a morning on school meals")
    whole.clock.move(dt.timedelta(days=7))
    Engine(whole.core.store).ring(whole.clock.now())
    await whole.dispatcher.drain()
    [post] = [it for it in whole.teams.in_conversation(CHANNEL) if "New in each" in texts(it.card)[0]]
    assert len([action for action in actions(post.card) if action["title"] == "Ask"]) == 2
    look = post.card["refresh"]["action"]

    whole.clock.move(dt.timedelta(hours=1))
    await again(whole, tom, "I can offer half a day on audits")
    await say(whole, tom, "take down my grant budgeting offer")
    before = rows(whole)
    asha = Someone("Asha", LEEDS, whole.teams.service_url)
    for viewer in (priya, asha):
        shown = (await ask(whole, looks(viewer, look)))["value"]
        assert "school meals" in " ".join(texts(shown)).casefold()
        assert "grant budgeting" not in " ".join(texts(shown)).casefold(), "it has gone"
        assert "audits" not in " ".join(texts(shown)).casefold(), "it was not in this post"
        assert shown["refresh"]["action"] == look
    assert "changed meanwhile" in (await ask(whole, looks(tom, look)))["value"], "it was made for the people of Leeds"
    assert rows(whole) == before
    await say(whole, tom, "take down my school meals offer")
    spent = (await ask(whole, looks(priya, look)))["value"]
    assert texts(spent)[0] == "Nothing of this post is open any more"
    assert actions(spent) == []


async def again(office: Office, person: Someone, words: str) -> None:
    """Another offer, by somebody whose job is known."""
    await say(office, person, words)
    await press(office, person, "Publish")


async def test_an_offer_that_is_brought_to_the_bots_own_chat_can_be_asked_for(whole: Office) -> None:
    priya, tom = whole.priya, whole.tom
    asha = Someone("Asha", LEEDS, whole.teams.service_url)
    asha.lives_in(whole.teams)
    await published(whole, priya, "I can offer an hour on grant budgeting", "finance manager")
    [result] = (await ask(whole, searches(tom, "")))["composeExtension"]["attachments"]
    for person in (tom, priya, asha):
        await deliver(whole, brings(person, result["content"]))
    assert "grant budgeting" in read(whole, tom).casefold()
    await press(whole, tom, "Ask")
    assert "This one is yours: " in read(whole, priya)
    assert "from your own organisation" in read(whole, asha)
    other = {"type": "AdaptiveCard", "version": "1.5", "body": []}
    await deliver(whole, brings(asha, other))
    assert "didn't quite follow" in read(whole, asha), "somebody else's card is nothing that we know"


def test_the_words_of_a_message() -> None:
    assert words_of({"contentType": "text", "content": " <b> & so "}) == "<b> & so"
    html = "<div><p>One&nbsp;thing</p><p>and &lt;another&gt;<br>line</p><ul><li>a</li><li>b</li></ul></div>"
    assert words_of({"contentType": "html", "content": html}) == "One thing and <another> line a b"
    assert words_of({"contentType": "html", "content": "<p>" + "x" * 5000}) == "x" * 1000
    assert words_of({}) == ""


def searches(person: Someone, words: str) -> dict[str, Any]:
    value = {"commandId": "search", "parameters": [{"name": "q", "value": words}]}
    return person.does("compose_extension", value=value)


def looks_alone(person: Someone, action: dict[str, Any]) -> dict[str, Any]:
    """The same in their own chat."""
    return person.does("personal_execute", value={"action": action, "trigger": "automatic"})


def brings(person: Someone, card: dict[str, Any]) -> dict[str, Any]:
    """A card, shared into the chat with the bot without a word."""
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return person.does("personal_shared", attachments=[attachment])


def looks(person: Someone, action: dict[str, Any]) -> dict[str, Any]:
    """Teams asks for the card anew, on behalf of somebody who sees it in a channel."""
    return person.does("channel_execute", value={"action": action, "trigger": "automatic"})
