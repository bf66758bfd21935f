"""Activities in Teams' own shape, and the turn that each becomes: the contract of any adapter for Teams."""

import datetime as dt
from typing import Any

import pytest

from adapters.teams.references import Reference
from adapters.teams.turns import Malformed, conversation_and_activity, from_activity, message_id, thread_of
from bot.turn import Address, ChannelAddress, Joined, Left, Pressed, Profile, Said
from tests.adapters.teams.people import CALDER, CHANNEL, LEEDS, payload

AT = dt.datetime(2026, 11, 23, 12, 0, 2, tzinfo=dt.UTC)
PRIYA = Address("teams", LEEDS, "2d5e6f0a-83f4-4c0b-9d2d-7f2a1c9b8e44")
TOM = Address("teams", CALDER, "9c0f8f2e-3f1d-4a7e-8b1c-2f6d5e4a3b21")
CHAT = payload("personal_message")["conversation"]["id"]
GROUP = payload("group_mention")["conversation"]["id"]
SOCIAL_CARE = ChannelAddress("teams", LEEDS, CHANNEL)


@pytest.mark.parametrize(
    ("name", "sender", "place", "act"),
    [
        (
            "personal_message",
            PRIYA,
            None,
            Said("I can offer an hour on grant budgeting, Thursday mornings", "dm"),
        ),
        ("personal_message_escaped", PRIYA, None, Said("Budgets < £5k & grants – <at>everyone</at> *bold*", "dm")),
        ("personal_slash", TOM, None, Said("adult social care commissioner", "slash:/shadow")),
        ("personal_empty", PRIYA, None, Said("", "dm")),
        (
            "channel_mention",
            PRIYA,
            SOCIAL_CARE,
            Said("who could help us with Tom Whitaker on procurement?", "mention"),
        ),
        ("group_mention", TOM, ChannelAddress("teams", CALDER, GROUP), Said("mine", "mention")),
        (
            "personal_execute",
            PRIYA,
            None,
            Pressed(
                "offer.publish", "17", (("topic", "grant budgeting"), ("until", "2026-12-24")), f"{CHAT}|1763899190000"
            ),
        ),
        (
            "channel_execute",
            PRIYA,
            SOCIAL_CARE,
            Pressed("suggestion.ask", "9"),  # not to be changed: others read this card too
        ),
        ("personal_submit", TOM, None, Pressed("suggestion.accept", "9", (), "a:1calder|1763899191000")),
        ("personal_install", PRIYA, None, Joined()),
        ("personal_added", PRIYA, None, Joined()),
        ("personal_uninstall", PRIYA, None, Left()),
        ("team_install", PRIYA, SOCIAL_CARE, Joined()),
        (
            "task_submit",
            PRIYA,
            None,
            Pressed("listing.save", "17", (("topic", "grant budgeting"),), f"{CHAT}|1763899190000"),
        ),
        ("message_submit", TOM, None, Said("Does anybody know how to set up Power BI dashboards?", "dm")),
    ],
)
def test_what_an_activity_becomes(name: str, sender: Address, place: ChannelAddress | None, act: object) -> None:
    delivered = from_activity(payload(name), AT)
    assert delivered is not None
    turn = delivered.turn
    assert (turn.sender, turn.place, turn.act, turn.at) == (sender, place, act, AT)
    assert turn.profile == Profile(
        "Priya Shah" if sender == PRIYA else "Tom Whitaker", "Europe/London", language="en-GB"
    )


@pytest.mark.parametrize(
    "name",
    [
        "personal_upgrade",
        "team_member_added",
        "personal_reaction",
        "personal_edit",
        "typing",
        "compose_extension",
        "task_fetch",
        "message_fetch",
    ],
)
def test_what_is_nobodys_act(name: str) -> None:
    assert from_activity(payload(name), AT) is None


def test_ids_are_the_same_again_and_differ_for_anything_else() -> None:
    names = ("personal_message", "personal_slash", "channel_mention", "personal_execute", "personal_submit")
    ids = [_turn_id(payload(name)) for name in names]
    assert len(set(ids)) == len(names)
    assert ids == [_turn_id(payload(name)) for name in names]
    assert ids[0] == f"teams:{LEEDS}:{CHAT}:1763899200000"


def test_the_two_activities_of_one_installation_are_one_act() -> None:
    assert _turn_id(payload("personal_install")) == _turn_id(payload("personal_added"))
    later = payload("personal_install") | {"timestamp": "2026-11-25T09:00:00.0000000Z"}
    assert _turn_id(later) != _turn_id(payload("personal_install"))


def test_an_activity_without_an_id_is_known_by_its_content() -> None:
    press = payload("personal_execute")
    del press["id"]
    assert _turn_id(dict(press)) == _turn_id(dict(press))
    assert _turn_id(dict(press)) != _turn_id(press | {"timestamp": "2026-11-23T12:00:05.0000000Z"})


def test_how_to_reach_people_again() -> None:
    alone = from_activity(payload("personal_message"), AT)
    among_others = from_activity(payload("channel_mention"), AT)
    assert alone is not None
    assert among_others is not None
    url, bot, user = (
        "https://smba.trafficmanager.net/uk/",
        payload("typing")["recipient"]["id"],
        payload("typing")["from"]["id"],
    )
    assert alone.references == ((PRIYA, Reference(url, CHAT, bot, user)),)
    assert among_others.references == (
        (PRIYA, Reference(url, "", bot, user)),
        (SOCIAL_CARE, Reference(url, CHANNEL, bot)),
    )


def test_somebody_without_an_entra_id_is_known_by_the_bots_own() -> None:
    message = payload("personal_message")
    del message["from"]["aadObjectId"]
    delivered = from_activity(message, AT)
    assert delivered is not None
    assert delivered.turn.sender.user == message["from"]["id"]


def test_the_tenant_comes_from_the_channel_data_or_else_the_conversation() -> None:
    message = payload("personal_message")
    message["channelData"] = {}
    delivered = from_activity(message, AT)
    assert delivered is not None
    assert delivered.turn.sender.workspace == LEEDS


def test_the_words_of_another_bot_are_nobodys() -> None:
    message = payload("personal_message")
    message["from"]["role"] = "bot"
    assert from_activity(message, AT) is None


def _without(*path: str) -> dict[str, Any]:
    message = payload("personal_message")
    message["conversation"].pop("tenantId")
    inner = message
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return message


@pytest.mark.parametrize(
    "activity",
    [
        {},
        {"type": "message"},
        _without("from"),
        _without("from", "id") | {"from": {}},
        _without("conversation", "id"),
        _without("channelData"),
        _without("serviceUrl"),
        payload("personal_message") | {"conversation": "a:1"},
        payload("personal_message") | {"entities": ["mention"]},
        payload("personal_message") | {"channelData": {"tenant": {"id": "no:tenant"}}},
        payload("personal_message") | {"id": ["a list"]},
        payload("personal_execute") | {"value": {"action": {}}},
        payload("personal_execute") | {"value": "a string"},
        payload("personal_execute") | {"value": {"action": {"verb": "a.b", "data": "words"}}},
        payload("personal_execute") | {"value": {"action": {"verb": "a.b", "data": {"form": [0]}}}},
        payload("personal_execute") | {"value": {"action": {"verb": "a.b", "data": {"form": "first"}}}},
    ],
)
def test_what_teams_would_not_send(activity: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        from_activity(activity, AT)


def test_a_message_is_named_by_its_conversation_too() -> None:
    assert conversation_and_activity(message_id("19:a|b@thread;messageid=1", "17")) == (
        "19:a|b@thread;messageid=1",
        "17",
    )
    assert message_id("a:1", "") == ""


def test_a_reply_in_a_channel_belongs_under_what_it_replies_to() -> None:
    assert (
        thread_of(f"{_turn_id(payload('channel_mention'))}:place", SOCIAL_CARE) == f"{CHANNEL};messageid=1763899100000"
    )
    assert thread_of(f"digest:{SOCIAL_CARE}:2026-W48", SOCIAL_CARE) == CHANNEL
    assert thread_of(f"{_turn_id(payload('personal_message'))}:0", SOCIAL_CARE) == CHANNEL


def _turn_id(activity: dict[str, Any]) -> str:
    delivered = from_activity(activity, AT)
    assert delivered is not None
    return delivered.turn.id
