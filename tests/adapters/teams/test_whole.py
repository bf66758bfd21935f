"""Two people in two tenants, the real engine, storage and outbox: nothing here is stood in for but Teams itself."""

import datetime as dt

import pytest

from bot.cards import Card
from bot.engine import Engine
from bot.turn import ChannelAddress
from tests.adapters.teams.acting import deliver, having, press, read, say
from tests.adapters.teams.conftest import Office
from tests.adapters.teams.legal import actions, texts
from tests.adapters.teams.people import CALDER, CHANNEL, LEEDS, Someone, payload

pytestmark = pytest.mark.platforms


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


@pytest.mark.parametrize("word", ["Hi", "Hello", "hello!", "Help", "help"])
async def test_what_teams_demands_an_answer_to_is_answered(whole: Office, word: str) -> None:
    await say(whole, whole.priya, word)
    [answer] = whole.teams.in_conversation(whole.priya.chat)
    assert len(actions(answer.card)) >= 3, "and says how to go on"


async def test_a_team_is_greeted_once_where_the_bot_was_added_and_nobody_is_written_to(whole: Office) -> None:
    for name in ("team_install", "team_added"):
        assert (await deliver(whole, whole.priya.does(name))).status == 200
    [greeting] = whole.teams.messages
    assert greeting.conversation == CHANNEL
    assert "digest on" in " ".join(texts(greeting.card))
    with whole.core.store.begin() as work:
        assert work.people.at(whole.address(whole.priya)) is None, "to install it for others is not to join"
    pressed = whole.tom.does("channel_execute", value={"action": actions(greeting.card)[0], "trigger": "manual"})
    answer = await deliver(whole, pressed)
    assert answer.body["value"] == "Got it."
    assert greeting.times == 1, "others read it too"
    assert "What could you offer?" in read(whole, whole.tom)


async def test_a_team_that_removes_the_bot_gets_no_more_posts(whole: Office) -> None:
    await deliver(whole, whole.priya.does("team_install"))
    await deliver(whole, whole.priya.mentions("digest on"))
    place = ChannelAddress("teams", LEEDS, CHANNEL)
    with whole.core.store.begin() as work:
        digest = work.digests.get(place)
    assert digest is not None
    assert digest.on
    await deliver(whole, whole.priya.does("team_install", action="remove"))
    with whole.core.store.begin() as work:
        digest = work.digests.get(place)
    assert digest is not None
    assert not digest.on
    assert whole.references.recall(place) is None
    before = len(whole.teams.messages)
    await deliver(whole, whole.priya.writes("hello"))
    assert len(whole.teams.messages) == before + 1, "whoever removed it there is still reached here"


async def test_a_group_chat_is_answered_there_in_a_line(whole: Office) -> None:
    group = payload("group_mention")["conversation"]["id"]
    whole.teams.conversations[group] = whole.teams.conversations[CHANNEL]
    assert (await deliver(whole, whole.tom.does("group_mention"))).status == 200
    assert {posted.conversation for posted in whole.teams.messages} == {whole.tom.chat, group}
    assert "Here's what you have with me" in read(whole, whole.tom)


async def test_what_is_asked_where_others_read_but_unseen_by_them_is_answered_unseen(whole: Office) -> None:
    asked = whole.priya.mentions("/shadow night shelter")
    asked["recipient"]["isTargeted"] = True
    await deliver(whole, asked)
    [aside] = [posted for posted in whole.teams.messages if posted.conversation != whole.priya.chat]
    assert (aside.seen_by, "one-to-one" in aside.activity["text"]) == (whole.priya.id, True)
    whole.teams.targets = False
    again = whole.priya.mentions("/shadow food bank")
    again["recipient"]["isTargeted"] = True
    await deliver(whole, again)
    assert "food bank" in read(whole, whole.priya), "where Teams cannot do that, the one-to-one chat says it all"
    assert len([posted for posted in whole.teams.messages if posted.conversation != whole.priya.chat]) == 1


async def test_whoever_comes_back_is_welcome(whole: Office) -> None:
    await say(whole, whole.priya, "hello")
    await deliver(whole, whole.priya.does("personal_uninstall"))
    whole.clock.move(dt.timedelta(days=3))
    before = len(whole.teams.messages)
    await deliver(whole, whole.priya.does("personal_install", timestamp="2026-11-26T12:00:00.0000000Z"))
    assert len(whole.teams.messages) == before + 1
    assert whole.references.recall(whole.address(whole.priya)) is not None


async def test_an_invitation_links_a_tenant_and_whoever_brought_it_is_reached_where_they_wrote(whole: Office) -> None:
    with whole.core.store.begin() as work:
        leeds = work.people.organisation_of("teams", LEEDS)
    assert leeds is not None
    code = whole.core.store.setup.invite(leeds, whole.clock.now())
    newcomer = Someone("Zed", "11111111-2222-4333-8444-555555555555", whole.teams.service_url)
    newcomer.lives_in(whole.teams)
    del whole.teams.reachable[newcomer.aad]  # no other way than the chat they wrote in
    await say(whole, newcomer, "hello")
    assert whole.references.recall(whole.address(newcomer)) is None
    await say(whole, newcomer, code)
    known = whole.references.recall(whole.address(newcomer))
    assert known is not None
    assert known["conversation"] == newcomer.chat
    assert len(whole.teams.in_conversation(newcomer.chat)) >= 2


async def test_whoever_blocked_the_bot_is_written_to_no_more_until_they_are_back(whole: Office) -> None:
    priya, tom = whole.priya, whole.tom
    asha = Someone("Asha", LEEDS, whole.teams.service_url)
    asha.lives_in(whole.teams)
    with whole.core.store.begin() as work:
        leeds = work.people.organisation_of("teams", LEEDS)
    assert leeds is not None
    await say(whole, asha, whole.core.store.setup.invite(leeds, whole.clock.now()))
    await say(whole, priya, "I can offer an hour on grant budgeting, room for 3 people")
    await press(whole, priya, "Publish")
    await press(whole, priya, "Save", {"Your job": "finance manager"})

    whole.teams.conversations[priya.chat].blocked = True
    await say(whole, tom, "who could help us with grant budgeting?")
    await press(whole, tom, "Ask")
    await press(whole, tom, "Save", {"Your job": "grants officer"})
    assert "asked" in read(whole, tom), "nobody else notices"
    address = whole.address(priya)
    with whole.core.store.begin() as work:
        assert work.people.found(address) == (work.people.at(address), False)
    assert whole.references.recall(address) is None
    refused = [path for _, path, _ in whole.teams.requests].count("/v3/conversations/a%3A1priya/activities")
    await ring(whole)
    assert "A message to Priya" in read(whole, asha), "the coordinator is told"

    ines = Someone("Ines", CALDER, whole.teams.service_url)
    ines.lives_in(whole.teams)
    await say(whole, ines, "who could help us with grant budgeting?")
    assert "Nobody yet" in read(whole, ines), "nor is anybody sent to her in vain"
    whole.clock.move(dt.timedelta(hours=3))
    await whole.dispatcher.drain()
    paths = [path for _, path, _ in whole.teams.requests]
    assert paths.count("/v3/conversations/a%3A1priya/activities") == refused, "nothing more is tried"

    whole.teams.conversations[priya.chat].blocked = False
    await say(whole, priya, "hello")
    assert "Waiting for you: " in read(whole, priya), "and she sees what she missed when she is back"


@pytest.mark.parametrize("deleted", [False, True])
async def test_a_channel_that_turned_the_bot_out_is_posted_to_no_more(whole: Office, deleted: bool) -> None:
    await deliver(whole, whole.priya.does("team_install"))
    await deliver(whole, whole.priya.mentions("digest on"))
    place = ChannelAddress("teams", LEEDS, CHANNEL)
    channel = whole.teams.conversations[CHANNEL]
    if deleted:
        del whole.teams.conversations[CHANNEL]
    channel.blocked = True
    whole.queue("digest:of-this-week", place, Card("New in each other's shoes"))
    await whole.dispatcher.drain()
    with whole.core.store.begin() as work:
        digest = work.digests.get(place)
    assert digest is not None
    assert not digest.on
    assert whole.references.recall(place) is None


async def test_a_button_of_something_that_is_no_more_says_so(whole: Office) -> None:
    priya, tom = whole.priya, whole.tom
    await say(whole, priya, "I can offer an hour on grant budgeting")
    await press(whole, priya, "Publish")
    await press(whole, priya, "Save", {"Your job": "finance manager"})
    await say(whole, tom, "who could help us with grant budgeting?")
    asked = await press(whole, tom, "Ask")
    old = tom.presses_on(
        asked.card,
        {
            "type": "Action.Execute",
            "verb": "leg.take",
            "data": {"verb": "leg.take", "value": "1"},
            "associatedInputs": "none",
        },
        asked.id,
    )
    answer = await deliver(whole, old)
    assert answer.body["statusCode"] == 200
    assert "I can't find that date any more" in read(whole, tom)


async def test_a_card_from_an_older_release_still_has_an_answer(whole: Office) -> None:
    await say(whole, whole.priya, "hello")
    old = {"action": {"type": "Action.Execute", "verb": "swap.propose", "data": {"verb": "swap.propose", "value": "3"}}}
    answer = await deliver(whole, whole.priya.does("personal_execute", value=old))
    assert answer.body["statusCode"] == 200
    assert "older version of me" in read(whole, whole.priya)


async def test_html_and_a_mention_of_somebody_else_are_only_words(whole: Office) -> None:
    message = whole.priya.mentions("I can offer an hour with <at>Tom Whitaker</at> on &lt;b&gt;budgets&lt;/b&gt;")
    await deliver(whole, message)
    shown = read(whole, whole.priya)
    assert "budgets" in shown
    assert all("entities" not in posted.activity for posted in whole.teams.messages)
    assert whole.teams.in_conversation(whole.tom.chat) == [], "whoever is mentioned has done nothing"


async def test_a_bug_in_the_core_is_told_plainly_and_once(whole: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug in a dialogue")

    monkeypatch.setattr("bot.taking.understand", broken)
    message = whole.priya.writes("I can offer an hour")
    for _ in range(2):
        assert (await deliver(whole, message)).status == 500
    [sorry] = whole.teams.in_conversation(whole.priya.chat)
    assert "something went wrong" in texts(sorry.card)[0]


async def ring(office: Office) -> None:
    """Whatever is due by the calendar."""
    Engine(office.core.store).ring(office.clock.now())
    await office.dispatcher.drain()
