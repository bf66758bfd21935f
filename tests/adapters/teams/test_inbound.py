"""Signed activities through the real pipeline: what each becomes, what is answered, and that nothing is done twice."""

import asyncio
import datetime as dt

import pytest

from bot.cards import Button, Buttons, Card, ChoiceField, DateField, Form, TextField, TimeField
from bot.turn import ChannelAddress, Joined, Left, Pressed, Profile, Said, Turn
from tests.adapters.teams.conftest import NOON, Office
from tests.adapters.teams.legal import texts
from tests.adapters.teams.people import CHANNEL, LEEDS, Someone, payload

pytestmark = pytest.mark.platforms


async def test_a_message_is_a_turn_by_somebody_with_a_name_and_the_reply_follows(office: Office) -> None:
    answer = await office.workplace.post(office.priya.writes("I can offer an hour on budgets"))
    assert (answer.status, answer.body) == (200, {})
    [turn] = office.core.turns
    assert turn.act == Said("I can offer an hour on budgets", "dm")
    assert (turn.sender, turn.place, turn.at) == (office.address(office.priya), None, NOON)
    assert turn.profile == Profile("Priya", "Europe/London", "priya@example.gov.uk", "en-GB")
    assert office.nudges, "the reply must not wait for the next beat"
    assert office.teams.messages == [], "nothing is sent inside a turn"
    await office.dispatcher.drain()
    [posted] = office.teams.in_conversation(office.priya.chat)
    assert texts(posted.card) == ["Right you are."]
    assert posted.activity["summary"] == "Right you are."


async def test_two_tenants_are_two_places(office: Office) -> None:
    for person in (office.priya, office.tom):
        await office.workplace.post(office.priya.writes("hello") if person is office.priya else person.writes("hello"))
    await office.dispatcher.drain()
    assert [turn.sender for turn in office.core.turns] == [office.address(office.priya), office.address(office.tom)]
    for person in (office.priya, office.tom):
        assert len(office.teams.in_conversation(person.chat)) == 1


async def test_a_mention_is_answered_in_private_and_says_so(office: Office) -> None:
    await office.workplace.post(office.priya.writes("hello"))
    await office.workplace.post(office.priya.mentions("who could help us with budgets?"))
    turn = office.core.turns[-1]
    assert turn.act == Said("who could help us with budgets?", "mention")
    assert turn.place == ChannelAddress("teams", LEEDS, CHANNEL)
    [aside] = office.teams.messages
    assert aside.conversation.startswith(CHANNEL)
    assert "one-to-one" in aside.activity["text"]
    await office.dispatcher.drain()
    assert len(office.teams.in_conversation(office.priya.chat)) == 2


FORM = Card(
    "Your offer",
    (
        Form(
            "offer.publish",
            (
                TextField("topic", "Topic", value="budgets", required=True),
                TextField("more", "Anything else", long=True),
                ChoiceField("mode", "Where", (("remote", "Remote"), ("in_person", "In person")), value="remote"),
                DateField("until", "Until", value="2026-12-24"),
                TimeField("at", "At"),
            ),
            "Publish",
            value="17",
        ),
        Form("offer.rename", (TextField("topic", "New name", required=True),), "Rename", value="17"),
        Buttons((Button("Never mind", "offer.drop", "17"), Button("Change", "offer.change", "17"))),
    ),
)


async def shown(office: Office, card: Card) -> None:
    office.core.reply = lambda turn: card
    await office.workplace.post(office.priya.writes("hello"))
    await office.dispatcher.drain()
    office.core.turns.clear()


async def test_a_press_carries_the_form_around_it_and_is_answered_as_teams_wants(office: Office) -> None:
    await shown(office, FORM)
    [message] = office.teams.messages
    press = office.priya.presses(message, "Publish", {"Topic": "grant budgets", "At": "10:30", "New name": "other"})
    answer = await office.workplace.post(press)
    assert answer.status == 200
    assert (answer.body["statusCode"], answer.body["type"]) == (200, "application/vnd.microsoft.activity.message")
    [turn] = office.core.turns
    assert turn.act == Pressed(
        "offer.publish",
        "17",
        (("topic", "grant budgets"), ("more", ""), ("mode", "remote"), ("until", "2026-12-24"), ("at", "10:30")),
        f"{office.priya.chat}|{message.id}",
    )


async def test_a_button_outside_a_form_carries_no_fields(office: Office) -> None:
    await shown(office, FORM)
    await office.workplace.post(office.priya.presses(office.teams.messages[0], "Never mind"))
    [turn] = office.core.turns
    assert isinstance(turn.act, Pressed)
    assert (turn.act.verb, turn.act.fields) == ("offer.drop", ())


async def test_the_pressed_card_is_updated_in_place(office: Office) -> None:
    await shown(office, FORM)

    def reply(turn: Turn) -> None:
        assert isinstance(turn.act, Pressed)
        office.queue("spent", turn.sender, Card("Published"), replaces=turn.act.card)

    [message] = office.teams.messages
    await office.workplace.post(office.priya.presses(message, "Publish"))
    reply(office.core.turns[0])
    office.core.reply = lambda turn: None
    await office.dispatcher.drain()
    assert (message.times, texts(message.card)) == (2, ["Published"])


async def test_an_older_client_presses_with_a_message(office: Office) -> None:
    submitted = office.tom.does("personal_submit")
    assert (await office.workplace.post(submitted)).status == 200
    [turn] = office.core.turns
    assert turn.act == Pressed("suggestion.accept", "9", (), f"{office.tom.chat}|1763899191000")


async def test_a_repeated_activity_has_one_effect(office: Office) -> None:
    message = office.priya.writes("hello")
    answers = await asyncio.gather(*(office.workplace.post(message) for _ in range(8)))
    assert [answer.status for answer in answers] == [200] * 8
    assert (office.core.asked, len(office.core.turns)) == (8, 1)
    await office.dispatcher.drain()
    assert len(office.teams.messages) == 1


async def test_installing_is_joining_once_although_teams_says_it_twice(office: Office) -> None:
    for name in ("personal_install", "personal_added"):
        assert (await office.workplace.post(office.priya.does(name))).status == 200
    assert [turn.act for turn in office.core.turns] == [Joined()]


async def test_uninstalling_is_leaving_and_nothing_is_kept_of_how_to_reach_them(office: Office) -> None:
    await office.workplace.post(office.priya.writes("hello"))
    assert office.references.recall(office.address(office.priya)) is not None
    await office.workplace.post(office.priya.does("personal_uninstall"))
    assert office.core.turns[-1].act == Left()
    assert office.references.recall(office.address(office.priya)) is None


async def test_an_unlinked_tenant_is_told_at_once_and_leaves_nothing_behind(office: Office) -> None:
    stranger = Someone("Zed", "11111111-2222-4333-8444-555555555555", office.teams.service_url)
    stranger.lives_in(office.teams)
    assert (await office.workplace.post(stranger.writes("I can offer an hour"))).status == 200
    [posted] = office.teams.in_conversation(stranger.chat)
    assert posted.activity["text"] == "I don't know your organisation."
    press = await office.workplace.post(stranger.does("personal_execute"))
    assert press.body["value"] == "I don't know your organisation."
    assert office.references.recall(office.address(stranger)) is None
    assert office.references.newest_service_url(stranger.tenant) == ""
    assert office.nudges == []


async def test_an_unlinked_tenant_is_told_once_when_it_installs(office: Office) -> None:
    stranger = Someone("Zed", "11111111-2222-4333-8444-555555555555", office.teams.service_url)
    stranger.lives_in(office.teams)
    for name in ("personal_install", "personal_added", "personal_uninstall"):
        assert (await office.workplace.post(stranger.does(name))).status == 200
    assert len(office.teams.in_conversation(stranger.chat)) == 1


@pytest.mark.parametrize("typed", ["half an emoji \ud83d", "nothing\x00ness", "\ud83d\ude42 whole", "\\u0000 typed"])
async def test_what_no_database_takes_is_taken_out(office: Office, typed: str) -> None:
    message = office.priya.writes(typed)
    message["from"]["name"] = f"Priya {typed}"
    assert (await office.workplace.post(message)).status == 200
    [turn] = office.core.turns
    assert isinstance(turn.act, Said)
    assert turn.act.text == typed.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace(
        "\x00", ""
    ).replace("\ufffd", "?")


async def test_a_refusal_that_does_not_get_through_is_no_failure(office: Office) -> None:
    stranger = Someone("Zed", "11111111-2222-4333-8444-555555555555", office.teams.service_url)
    assert (await office.workplace.post(stranger.writes("hello"))).status == 200
    assert office.teams.messages == []


async def test_a_turn_that_fails_is_an_error_and_works_when_it_comes_again(office: Office) -> None:
    message, office.core.fails = office.priya.writes("hello"), 1
    assert (await office.workplace.post(message)).status == 500
    assert (await office.workplace.post(message)).status == 200
    assert len(office.core.turns) == 1


async def test_a_press_that_fails_says_so_to_whoever_pressed(office: Office) -> None:
    office.core.fails = 1
    answer = await office.workplace.post(office.priya.does("personal_execute"))
    assert (answer.status, answer.body["statusCode"]) == (200, 500)
    assert answer.body["type"] == "application/vnd.microsoft.error"


async def test_a_button_that_is_not_ours_is_answered_kindly(office: Office) -> None:
    answer = await office.workplace.post(office.priya.does("personal_execute", value={"action": {"data": {}}}))
    assert (answer.status, answer.body["statusCode"]) == (200, 400)
    assert office.core.asked == 0


async def test_an_invoke_that_we_do_not_know_is_not_implemented(office: Office) -> None:
    answer = await office.workplace.post(office.priya.does("compose_extension") | {"name": "signin/verifyState"})
    assert answer.status == 501


@pytest.mark.parametrize("name", ["typing", "personal_reaction", "personal_edit", "team_member_added"])
async def test_what_is_nobodys_act_is_taken_and_ignored(office: Office, name: str) -> None:
    assert (await office.workplace.post(office.priya.does(name))).status == 200
    assert office.core.asked == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"message"',
        b"\xff\xfe",
        b"[" * 100_000,
        b"{}",
        b'{"channelId": "msteams", "serviceUrl": ""}',
        b'{"channelId": ["msteams"], "serviceUrl": "https://smba.trafficmanager.net/uk/"}',
    ],
)
async def test_a_body_that_is_no_activity_is_refused(office: Office, body: bytes) -> None:
    assert (await office.workplace.post(body)).status == 400


@pytest.mark.parametrize("missing", ["from", "recipient", "conversation", "type", "channelId", "serviceUrl"])
async def test_an_activity_without_what_every_one_has_is_refused(office: Office, missing: str) -> None:
    message = office.priya.writes("hello")
    del message[missing]
    assert (await office.workplace.post(message)).status == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"from": "Priya"},
        {"entities": 7},
        {"timestamp": "yesterday"},
        {"channelData": "leeds"},
        {"attachments": {"contentType": []}},
        {"conversation": []},
    ],
)
async def test_an_activity_of_odd_shape_is_never_a_fault_of_ours(office: Office, changes: dict[str, object]) -> None:
    answer = await office.workplace.post(office.priya.writes("hello") | changes)
    assert answer.status in (200, 400)


async def test_a_slow_roster_does_not_hold_up_the_turn(office: Office) -> None:
    office.teams.calls_open.clear()
    assert (await office.workplace.post(office.priya.writes("hello"))).status == 200
    assert office.core.turns[0].profile == Profile("Priya", "Europe/London", "", "en-GB")


async def test_the_roster_is_asked_once(office: Office) -> None:
    for _ in range(3):
        await office.workplace.post(office.priya.writes("hello"))
    assert office.teams.calls.count("member") == 1
    office.clock.move(dt.timedelta(hours=13))
    await office.workplace.post(office.priya.writes("hello"))
    assert office.teams.calls.count("member") == 2


async def test_the_newest_service_url_is_kept(office: Office) -> None:
    await office.workplace.post(office.priya.writes("hello"))
    moved = office.teams.service_url.replace("/connector/", "/connector")
    message = office.priya.writes("hello again") | {"serviceUrl": moved}
    await office.workplace.post(message)
    known = office.references.recall(office.address(office.priya))
    assert known is not None
    assert known["service_url"] == moved
    await office.workplace.post(office.priya.mentions("mine"))
    again = office.references.recall(office.address(office.priya))
    assert again is not None
    assert again["conversation"] == office.priya.chat, "a mention elsewhere does not hide the one-to-one chat"


async def test_the_payloads_here_are_whole_activities_to_the_sdk_too(office: Office) -> None:
    unsigned = payload("personal_message")
    answer = await office.workplace.post(unsigned, office.teams.bearer(serviceurl=unsigned["serviceUrl"]))
    assert answer.status == 200
    assert len(office.core.turns) == 1
