"""Signed requests through the real Bolt app: what each becomes, and that nothing is done twice or lost."""

import asyncio
import json
from urllib.parse import urlencode

import pytest

from bot.cards import Button, Buttons, Card, ChoiceField, DateField, Form, TextField, TimeField
from bot.turn import Address, ChannelAddress, Joined, Pressed, Profile, Said
from tests.adapters.slack.conftest import NOON, SAM, Office
from tests.adapters.slack.people import Request, Someone, interaction

pytestmark = pytest.mark.platforms

ADDRESS = Address("slack", "TOPENDOOR", "USAM")
GENERAL = ChannelAddress("slack", "TOPENDOOR", "CGENERAL")


async def test_a_direct_message_is_a_turn_by_somebody_with_a_name(office: Office) -> None:
    answer = await office.workplace.post(SAM.writes("I can offer &lt;an hour&gt; :wave: <@U024>"))
    assert answer.status == 200
    [turn] = office.core.turns
    assert turn.act == Said("I can offer &lt;an hour&gt; :wave: <@U024>", "dm")
    assert (turn.sender, turn.place, turn.at) == (ADDRESS, None, NOON)
    assert turn.profile == Profile("Sam Okafor", "Europe/London", "sam@opendoor.example", "en-GB")
    assert office.nudges, "the reply must not wait for the next beat"
    assert office.slack.ephemeral == []


async def test_a_mention_is_answered_in_private_and_says_so(office: Office) -> None:
    await office.workplace.post(SAM.mentions("<@UBOT> who could help us with budgets?"))
    [turn] = office.core.turns
    assert turn.act == Said("<@UBOT> who could help us with budgets?", "mention")
    assert turn.place == GENERAL
    [aside] = office.slack.ephemeral
    assert (aside["channel"], aside["user"]) == ("CGENERAL", "USAM")
    assert "direct messages" in aside["text"]


async def test_what_is_answered_in_the_channel_is_not_said_aside_as_well(office: Office) -> None:
    office.core.answers_in_public = True
    await office.workplace.post(SAM.mentions("<@UBOT> help"))
    assert office.slack.ephemeral == []


@pytest.mark.parametrize("command", ["/offer", "/shadow", "/exchange"])
async def test_a_slash_command_is_what_follows_it(office: Office, command: str) -> None:
    answer = await office.workplace.post(SAM.commands(command, "adult social care"))
    [turn] = office.core.turns
    assert turn.act == Said("adult social care", f"slash:{command}")  # type: ignore[arg-type]
    assert turn.place == GENERAL
    assert "direct messages" in answer.text


async def test_a_slash_command_in_a_direct_message_has_no_place(office: Office) -> None:
    answer = await office.workplace.post(SAM.commands("/exchange", "mine", channel="DUSAM"))
    assert office.core.turns[0].place is None
    assert (answer.status, answer.text) == (200, "")


async def test_a_slash_command_may_speak_of_a_payload(office: Office) -> None:
    answer = await office.workplace.post(SAM.commands("/offer", "an hour on payload formats"))
    assert answer.status == 200
    assert office.core.turns[0].act == Said("an hour on payload formats", "slash:/offer")


async def test_opening_the_bot_is_joining_once(office: Office) -> None:
    for _ in range(3):
        assert (await office.workplace.post(SAM.opens_the_bot())).status == 200
    assert [turn.act for turn in office.core.turns] == [Joined()]


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
        Buttons((Button("Never mind", "offer.drop", "17"), Button("Change", "offer.change", "17"))),
    ),
)


async def shown(office: Office, card: Card) -> None:
    office.core.reply = lambda turn: card
    await office.workplace.post(SAM.writes("hello"))
    await office.dispatcher.drain()
    office.core.turns.clear()


async def test_a_press_carries_its_verb_its_value_and_its_card(office: Office) -> None:
    await shown(office, FORM)
    [message] = office.slack.in_channel("DUSAM")
    assert (await office.workplace.post(SAM.presses(message, "Change"))).status == 200
    [turn] = office.core.turns
    assert turn.act == Pressed("offer.change", "17", (), f"DUSAM/{message.ts}")
    assert turn.place is None


async def test_a_form_carries_what_was_filled_in_and_what_was_left(office: Office) -> None:
    await shown(office, FORM)
    [message] = office.slack.in_channel("DUSAM")
    filled_in = {"Topic": "<b>grant</b> & <!channel>", "Where": "In person", "At": "10:30"}
    await office.workplace.post(SAM.presses(message, "Publish", filled_in))
    [turn] = office.core.turns
    assert isinstance(turn.act, Pressed)
    assert (turn.act.verb, turn.act.value) == ("offer.publish", "17")
    assert dict(turn.act.fields) == {
        "topic": "<b>grant</b> & <!channel>",
        "more": "",
        "mode": "in_person",
        "until": "2026-12-24",
        "at": "10:30",
    }


async def test_two_forms_on_one_card_are_kept_apart(office: Office) -> None:
    forms = (
        Form("first.send", (TextField("note", "First", value="one"),), "Send first"),
        Form("second.send", (TextField("note", "Second", value="two"),), "Send second"),
    )
    await shown(office, Card("Two", forms))
    [message] = office.slack.in_channel("DUSAM")
    await office.workplace.post(SAM.presses(message, "Send second"))
    act = office.core.turns[0].act
    assert isinstance(act, Pressed)
    assert (act.verb, act.fields) == ("second.send", (("note", "two"),))


# ---------------------------------------------------------------- twice, or not at all


async def test_an_event_delivered_again_has_one_effect(office: Office) -> None:
    event = SAM.writes("hello")
    answers = await asyncio.gather(*(office.workplace.post(event) for _ in range(4)))
    assert {answer.status for answer in answers} == {200}
    assert office.core.asked == 4
    assert len(office.core.turns) == 1
    await office.dispatcher.drain()
    assert len(office.slack.in_channel("DUSAM")) == 1


async def test_a_press_delivered_again_has_one_effect_and_a_second_press_is_another_turn(office: Office) -> None:
    await shown(office, FORM)
    [message] = office.slack.in_channel("DUSAM")
    press = SAM.presses(message, "Change")
    for request in (press, press, SAM.presses(message, "Change")):
        await office.workplace.post(request)
    assert len(office.core.turns) == len({turn.id for turn in office.core.turns}) == 2


async def test_a_command_delivered_again_has_one_effect(office: Office) -> None:
    command = SAM.commands("/offer", "an hour")
    await office.workplace.post(command)
    again = await office.workplace.post(command)
    assert (again.status, again.text) == (200, "")
    assert len(office.core.turns) == 1


@pytest.mark.parametrize(
    "request_",
    [SAM.writes("hello"), SAM.mentions("hello"), SAM.commands("/offer", "an hour"), SAM.opens_the_bot()],
    ids=["message", "mention", "command", "home"],
)
async def test_a_turn_that_fails_is_not_acknowledged_and_works_the_next_time(office: Office, request_: Request) -> None:
    office.core.fails = 1
    assert (await office.workplace.post(request_)).status == 500
    await office.dispatcher.drain()
    assert office.slack.messages == [], "nothing of it may have been kept"
    assert (await office.workplace.post(request_)).status == 200
    assert len(office.core.turns) == 1


@pytest.mark.parametrize("error", ["ratelimited", "internal_error", "token_revoked"])
async def test_while_slack_does_not_know_us_nothing_is_acknowledged(office: Office, error: str) -> None:
    event = SAM.writes("hello")
    office.slack.fail_next("auth.test", error)
    assert (await office.workplace.post(event)).status == 500
    assert (await office.workplace.post(event)).status == 200
    assert len(office.core.turns) == 1


async def test_a_page_of_some_proxy_instead_of_slack_is_not_acknowledged(office: Office) -> None:
    office.slack.break_next("auth.test", 502)
    assert (await office.workplace.post(SAM.writes("hello"))).status == 500


# ---------------------------------------------------------------- not for us


@pytest.mark.parametrize(
    "more",
    [
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "bot_message", "bot_id": "BOTHER"},
        {"bot_id": "BBOT", "user": "UBOT"},
        {"bot_id": "BOTHER"},
        {"channel_type": "channel"},
        {"user": None},
    ],
    ids=str,
)
async def test_what_nobody_wrote_to_us_is_acknowledged_and_ignored(office: Office, more: dict[str, object]) -> None:
    assert (await office.workplace.post(SAM.writes("hello", **more))).status == 200
    assert office.core.turns == []


async def test_a_file_with_words_is_words(office: Office) -> None:
    await office.workplace.post(SAM.writes("our rota", subtype="file_share"))
    assert office.core.turns[0].act == Said("our rota", "dm")


async def test_choosing_from_a_list_is_no_press(office: Office) -> None:
    await shown(office, FORM)
    [message] = office.slack.in_channel("DUSAM")
    press = SAM.presses(message, "Change")
    body = press.body.replace("%22button%22", "%22static_select%22")
    assert body != press.body
    assert (await office.workplace.post(Request(press.path, body, press.kind))).status == 200
    assert office.core.turns == []


async def test_somebody_of_another_workspace_in_a_shared_channel_is_told_how_theirs_can_join(office: Office) -> None:
    await office.workplace.post(SAM.mentions("hello", user_team="TSTRANGERS", team="TSTRANGERS"))
    assert office.core.asked == 0, "nothing is stored of them"
    [aside] = office.slack.ephemeral
    assert (aside["channel"], aside["user"]) == ("CGENERAL", "USAM")
    assert "your IT people can add me" in aside["text"]


async def test_a_button_pressed_by_somebody_of_another_workspace_is_not_carried_out(office: Office) -> None:
    await shown(office, FORM)
    [message] = office.slack.in_channel("DUSAM")
    message.channel = "CGENERAL"
    press = SAM.presses(message, "Change")
    body = press.body.replace("team_id%22%3A+%22TOPENDOOR", "team_id%22%3A+%22TSTRANGERS")
    assert body != press.body
    assert (await office.workplace.post(Request(press.path, body, press.kind))).status == 200
    assert office.core.turns == []
    assert "your IT people can add me" in office.slack.ephemeral[-1]["text"]


# ---------------------------------------------------------------- said at once, because nothing is stored

REFUSAL = "Open Door <hasn’t> joined & nobody may take part yet."


async def test_a_refusal_is_said_at_once_to_a_direct_message(office: Office) -> None:
    office.core.refuses = REFUSAL
    assert (await office.workplace.post(SAM.writes("hello"))).status == 200
    [message] = office.slack.in_channel("DUSAM")
    assert message.text == "Open Door &lt;hasn’t&gt; joined &amp; nobody may take part yet."


async def test_a_refusal_in_a_channel_is_for_that_person_alone(office: Office) -> None:
    office.core.refuses = REFUSAL
    await office.workplace.post(SAM.mentions("hello"))
    assert [aside["user"] for aside in office.slack.ephemeral] == ["USAM"]
    assert office.slack.messages == []


async def test_a_refused_command_says_why(office: Office) -> None:
    office.core.refuses = REFUSAL
    assert "nobody may take part" in (await office.workplace.post(SAM.commands("/offer", "an hour"))).text


async def test_somebody_refused_who_only_opened_the_bot_is_not_written_to(office: Office) -> None:
    office.core.refuses = REFUSAL
    await office.workplace.post(SAM.opens_the_bot())
    assert (office.slack.messages, office.slack.ephemeral) == ([], [])


async def test_an_aside_that_gets_lost_does_not_undo_the_turn(office: Office) -> None:
    office.slack.fail_next("chat.postEphemeral", "not_in_channel")
    assert (await office.workplace.post(SAM.mentions("hello"))).status == 200
    assert len(office.core.turns) == 1


# ---------------------------------------------------------------- who it is


async def test_slack_is_asked_rarely_who_somebody_is(office: Office) -> None:
    for words in ("one", "two"):
        await office.workplace.post(SAM.writes(words))
    assert office.slack.calls.count("users.info") == 1
    assert office.slack.calls.count("auth.test") == 1


async def test_a_person_slack_says_nothing_about_can_still_speak(office: Office) -> None:
    office.slack.break_next("users.info", 502)
    assert (await office.workplace.post(SAM.writes("hello"))).status == 200
    assert office.core.turns[0].profile == Profile()


# ---------------------------------------------------------------- signatures and garbage


async def test_a_wrong_signature_is_refused(office: Office) -> None:
    event = SAM.writes("hello")
    assert (await office.workplace.post(event, event.signed(secret="another secret"))).status == 401
    assert office.core.asked == 0


async def test_an_old_signature_is_refused(office: Office) -> None:
    event = SAM.writes("hello")
    assert (await office.workplace.post(event, event.signed(age=301))).status == 401
    assert (await office.workplace.post(event, event.signed(age=240))).status == 200
    assert office.core.asked == 1


async def test_no_signature_is_refused(office: Office) -> None:
    event = SAM.writes("hello")
    assert (await office.workplace.post(event, {"Content-Type": event.kind})).status == 401
    assert office.core.asked == 0


async def test_a_body_changed_on_the_way_is_refused(office: Office) -> None:
    event = SAM.writes("hello")
    changed = Request(event.path, event.body.replace("hello", "goodbye"), event.kind)
    assert (await office.workplace.post(changed, event.signed())).status == 401


GARBAGE = {
    "nothing": "",
    "no json": "{",
    "a list": "[]",
    "a number": "7",
    "null": "null",
    "deep": "[" * 100_000,
    "no event": json.dumps({"type": "event_callback", "team_id": "TOPENDOOR", "event_id": "Ev1"}),
    "an event that is a word": json.dumps({"type": "event_callback", "team_id": "TOPENDOOR", "event": "hello"}),
    "an event without its parts": json.dumps(
        {"type": "event_callback", "team_id": "TOPENDOOR", "event": {"type": "message", "channel_type": "im"}}
    ),
    "an odd id": json.dumps(
        {
            "type": "event_callback",
            "team_id": "TOPENDOOR",
            "event_id": "Ev1",
            "event": {"type": "message", "channel_type": "im", "channel": "D1", "user": "a:b", "text": "hello"},
        }
    ),
    "an unknown event": json.dumps(
        {"type": "event_callback", "team_id": "TOPENDOOR", "event_id": "Ev1", "event": {"type": "reaction_added"}}
    ),
}


@pytest.mark.parametrize("body", GARBAGE.values(), ids=GARBAGE.keys())
async def test_garbage_is_turned_away_even_when_it_is_signed(office: Office, body: str) -> None:
    answer = await office.workplace.post(Request("/slack/events", body, "application/json"))
    assert 200 <= answer.status < 500
    assert office.core.asked == 0


@pytest.mark.parametrize(
    "request_",
    [
        Request("/slack/interactions", "payload=%7B", "application/x-www-form-urlencoded"),
        Request("/slack/interactions", "payload=[]", "application/x-www-form-urlencoded"),
        Request("/slack/commands", urlencode({"command": "/offer"}), "application/x-www-form-urlencoded"),
        Request("/slack/commands", urlencode({"command": "/other", "team_id": SAM.team}), "text/plain"),
        interaction({"type": "block_actions", "team": {"id": SAM.team}, "actions": []}),
        interaction({"type": "block_actions", "team": {"id": SAM.team}, "actions": [{"action_id": "1::x"}]}),
        interaction({"type": "view_submission", "team": {"id": SAM.team}}),
    ],
    ids=["no json", "a list", "bare command", "another command", "no action", "bare action", "a view"],
)
async def test_garbage_in_forms_is_turned_away(office: Office, request_: Request) -> None:
    answer = await office.workplace.post(request_)
    assert 200 <= answer.status < 500
    assert office.core.asked == 0


async def test_bytes_that_are_no_text_are_turned_away(office: Office) -> None:
    async with office.workplace.session.post(office.workplace.url + "/slack/events", data=b"\xff\xfe{") as answer:
        assert answer.status == 400


async def test_another_workspaces_event_is_not_ours(office: Office) -> None:
    answer = await office.workplace.post(Someone("UX", "TOTHER").writes("hello"))
    assert answer.status < 500
    assert office.core.asked == 0


async def test_slacks_own_check_of_the_address_is_answered(office: Office) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc"})
    request = Request("/slack/events", body, "application/json")
    async with office.workplace.session.post(
        office.workplace.url + request.path, data=request.body, headers=request.signed()
    ) as answer:
        assert (await answer.json())["challenge"] == "abc"


@pytest.mark.parametrize(
    "words",
    ["", "   ", "x" * 4000, "😀" * 500, "مرحبا، أستطيع المساعدة", "<!channel> <@U1> <b>", "\x07\u202e"],
    ids=["empty", "blank", "long", "emoji", "arabic", "escapes", "control"],
)
async def test_any_words_reach_the_core_as_they_are(office: Office, words: str) -> None:
    assert (await office.workplace.post(SAM.writes(words))).status == 200
    assert office.core.turns[0].act == Said(words, "dm")


async def test_what_no_database_can_hold_is_left_out(office: Office) -> None:
    assert (await office.workplace.post(SAM.writes("ha\ud83dlf and \x00nothing"))).status == 200
    assert office.core.turns[0].act == Said("ha?lf and nothing", "dm")
