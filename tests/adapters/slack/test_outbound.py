"""What becomes of a message at Slack's end, each way it can go."""

import datetime as dt
from dataclasses import replace
from itertools import count

import pytest

from adapters.slack.outbound import METADATA, NO_PLACE, NOT_INSTALLED
from bot.cards import Button, Buttons, Card, Form, TextField
from bot.delivery import Delivered, NotThere, NotTried, TryLater, Unreachable, Unsure, Untold
from bot.ports.deliveries import Parcel
from bot.turn import Address, ChannelAddress, Destination
from tests.adapters.slack.conftest import NOON, Office
from tests.adapters.slack.fake_slack import FakeSlack

pytestmark = pytest.mark.platforms

SAM = Address("slack", "TOPENDOOR", "USAM")
PRIYA = Address("slack", "TOPENDOOR", "UPRIYA")
GENERAL = ChannelAddress("slack", "TOPENDOOR", "CGENERAL")
CARD = Card("Somebody would like to shadow you", (Buttons((Button("Yes", "exchange.accept", "17", "primary"),)),))


_numbers = count(1)


def parcel(to: Destination = SAM, card: Card = CARD, replaces: str = "") -> Parcel:
    return Parcel(id=next(_numbers), key="introduction:17:3", to=to, card=card, replaces=replaces, attempts=1)


def keyed(key: str) -> Parcel:
    return replace(parcel(), key=key)


def in_doubt(one: Parcel, first_try_at: dt.datetime) -> Parcel:
    return replace(one, id=next(_numbers), doubt=True, first_try_at=first_try_at)


def a_moment_later(office: Office) -> None:
    """So that Slack takes another message in the same channel."""
    office.clock.move(dt.timedelta(seconds=1))


async def test_a_person_gets_it_in_the_direct_message(office: Office) -> None:
    outcome = await office.sender.send(parcel())
    [message] = office.slack.in_channel("DUSAM")
    assert outcome == Delivered(f"DUSAM/{message.ts}")
    assert message.text.startswith("Somebody would like to shadow you")
    assert message.metadata == {"event_type": METADATA, "event_payload": {"key": "introduction:17:3"}}


async def test_the_conversation_is_opened_once(office: Office) -> None:
    await office.sender.send(parcel())
    a_moment_later(office)
    await office.sender.send(parcel())
    assert office.slack.calls.count("conversations.open") == 1


async def test_a_channel_gets_it_in_the_channel(office: Office) -> None:
    assert isinstance(await office.sender.send(parcel(GENERAL)), Delivered)
    assert "conversations.open" not in office.slack.calls


async def test_a_message_is_updated_in_place(office: Office) -> None:
    first = await office.sender.send(parcel())
    assert isinstance(first, Delivered)
    again = await office.sender.send(parcel(card=Card("You said yes"), replaces=first.message_id))
    assert again == first
    [message] = office.slack.in_channel("DUSAM")
    assert (message.text, message.times) == ("You said yes", 2)


async def test_an_update_of_a_message_that_is_gone_is_said_anew(office: Office) -> None:
    outcome = await office.sender.send(parcel(replaces="DUSAM/1.1"))
    [message] = office.slack.in_channel("DUSAM")
    assert outcome == Delivered(f"DUSAM/{message.ts}")


async def test_asked_to_wait_it_waits_as_long_as_asked(office: Office) -> None:
    office.slack.limit_next("chat.postMessage", 30)
    limited = TryLater("rate limited", dt.timedelta(seconds=30), everybody=True)
    assert await office.sender.send(parcel()) == limited
    assert office.slack.messages == []
    office.clock.move(dt.timedelta(seconds=30))
    office.slack.limit_next("conversations.open", 7)
    assert await office.sender.send(parcel(PRIYA)) == TryLater("rate limited", dt.timedelta(seconds=7))


@pytest.mark.parametrize("error", ["user_not_found", "user_disabled", "cannot_dm_bot", "users_not_found"])
@pytest.mark.parametrize("method", ["conversations.open", "chat.postMessage"])
async def test_somebody_who_is_not_there_any_more_has_left(office: Office, method: str, error: str) -> None:
    office.slack.fail_next(method, error)
    assert await office.sender.send(parcel()) == Unreachable(error)
    assert (office.core.left, office.core.workspaces_left) == (["USAM"], [])


@pytest.mark.parametrize("error", ["account_inactive", "token_revoked", "app_uninstalled", "team_not_found"])
async def test_a_workspace_that_removed_the_bot_has_left(office: Office, error: str) -> None:
    office.slack.fail_next("chat.postMessage", error)
    assert await office.sender.send(parcel()) == Unreachable(error)
    assert (office.core.left, office.core.workspaces_left) == ([], ["TOPENDOOR"])


@pytest.mark.parametrize("error", sorted(NO_PLACE))
@pytest.mark.parametrize(("to", "gone"), [(GENERAL, "CGENERAL"), (SAM, "USAM")], ids=["channel", "person"])
async def test_where_slack_takes_nothing_nothing_more_is_sent(
    office: Office, to: Destination, gone: str, error: str
) -> None:
    office.slack.fail_next("chat.postMessage", error)
    assert await office.sender.send(parcel(to)) == Unreachable(NO_PLACE[error])
    assert (office.core.left, office.core.workspaces_left) == ([gone], [])


@pytest.mark.parametrize("error", ["msg_too_long", "invalid_blocks", "ratelimited", "internal_error", "missing_scope"])
async def test_what_is_wrong_with_one_message_or_one_moment_puts_nobody_out_of_reach(
    office: Office, error: str
) -> None:
    for _ in range(2):
        office.slack.fail_next("chat.postMessage", error)
    await office.sender.send(parcel())
    assert (office.core.left, office.core.workspaces_left) == ([], [])


async def test_a_channel_without_the_bot_in_it_is_out_of_reach(office: Office) -> None:
    outcome = await office.sender.send(parcel(ChannelAddress("slack", "TOPENDOOR", "CELSEWHERE")))
    assert outcome == Unreachable(NO_PLACE["not_in_channel"])


async def test_a_conversation_that_was_lost_is_opened_anew(office: Office) -> None:
    await office.sender.send(parcel())
    a_moment_later(office)
    lost = parcel()
    office.slack.fail_next("chat.postMessage", "channel_not_found")
    assert await office.sender.send(lost) == TryLater("the conversation has to be opened anew", dt.timedelta())
    a_moment_later(office)
    office.slack.fail_next("chat.postMessage", "channel_not_found")
    assert await office.sender.send(lost) == Unreachable(NO_PLACE["channel_not_found"])
    a_moment_later(office)
    assert isinstance(await office.sender.send(parcel()), Delivered)
    assert office.slack.calls.count("conversations.open") == 3


async def test_words_that_are_too_many_are_shortened_and_what_is_still_too_long_is_given_up(office: Office) -> None:
    office.slack.fail_next("chat.postMessage", "msg_too_long")
    assert isinstance(await office.sender.send(parcel()), Delivered)
    a_moment_later(office)
    for _ in range(2):
        office.slack.fail_next("chat.postMessage", "msg_too_long")
    assert await office.sender.send(parcel()) == Unreachable("msg_too_long")


async def test_too_early_for_the_channel_goes_back_with_the_time_and_without_a_call(office: Office) -> None:
    await office.sender.send(parcel())
    second = parcel()
    assert await office.sender.send(second) == NotTried("paced", dt.timedelta(seconds=1))
    assert office.slack.calls.count("chat.postMessage") == 1
    a_moment_later(office)
    assert isinstance(await office.sender.send(second), Delivered)


async def test_when_slack_says_wait_the_next_one_does_not_even_ask(office: Office) -> None:
    office.slack.limit_next("chat.postMessage", 30)
    await office.sender.send(parcel())
    assert await office.sender.send(parcel(PRIYA)) == NotTried("paced", dt.timedelta(seconds=30))
    assert office.slack.calls.count("chat.postMessage") == 1


async def test_two_hundred_introductions_take_what_slacks_limits_take_and_no_longer(
    office: Office, slack: FakeSlack
) -> None:
    """Each to somebody new: fifty conversations may be opened in a minute, so that the last fifty begin after three."""
    people = [f"U{number:03}" for number in range(200)]
    [workspace] = slack.workspaces.values()
    workspace.people |= {person: {"real_name": person} for person in people}
    begun = office.clock.now()
    for person in people:
        office.queue(f"introduction {person}", Address("slack", "TOPENDOOR", person), CARD)
    await office.dispatcher.drain()
    while (due := office.store.next_due()) is not None:
        office.clock.move_to(due)
        await office.dispatcher.drain()
    assert sorted(message.channel for message in slack.messages) == [f"D{person}" for person in people]
    assert office.clock.now() - begun <= dt.timedelta(minutes=3) * 1.1


async def test_while_our_own_database_is_away_nothing_has_left(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise RuntimeError("the server closed the connection")

    monkeypatch.setattr(office.sender._workspaces, "installed", away)
    assert await office.sender.send(parcel()) == TryLater("RuntimeError")
    assert office.slack.messages == []


@pytest.mark.parametrize("error", ["invalid_auth", "missing_scope", "something_new"])
async def test_what_an_administrator_can_mend_is_tried_again(office: Office, error: str) -> None:
    office.slack.fail_next("chat.postMessage", error)
    assert await office.sender.send(parcel()) == TryLater(error)


@pytest.mark.parametrize("error", ["fatal_error", "internal_error"])
async def test_what_may_have_been_done_is_unsure(office: Office, error: str) -> None:
    office.slack.fail_next("chat.postMessage", error)
    assert await office.sender.send(parcel()) == Unsure(error)


async def test_a_bad_gateway_is_unsure_about_a_post_and_not_about_opening(office: Office) -> None:
    office.slack.break_next("chat.postMessage", 502)
    assert await office.sender.send(parcel()) == Unsure("status 502")
    office.slack.break_next("conversations.open", 502)
    assert await office.sender.send(parcel(PRIYA)) == TryLater("status 502")


async def test_a_lost_acknowledgement_is_unsure_and_the_library_repeats_nothing(office: Office) -> None:
    office.slack.lose_next_acknowledgement("chat.postMessage")
    assert isinstance(await office.sender.send(parcel()), Unsure)
    assert len(office.slack.in_channel("DUSAM")) == 1


async def test_an_update_whose_acknowledgement_was_lost_is_simply_made_again(office: Office) -> None:
    first = await office.sender.send(parcel())
    assert isinstance(first, Delivered)
    office.slack.lose_next_acknowledgement("chat.update")
    again = parcel(card=Card("You said yes"), replaces=first.message_id)
    assert isinstance(await office.sender.send(again), TryLater)
    assert await office.sender.send(again) == first
    assert len(office.slack.messages) == 1


async def test_what_may_have_arrived_is_found_by_its_key_and_not_by_its_words(office: Office) -> None:
    office.slack.page = 15  # as for an app that is not in Slack's directory
    first_try = office.clock.now()
    office.slack.lose_next_acknowledgement("chat.postMessage")
    assert isinstance(await office.sender.send(keyed("lost")), Unsure)
    for number in range(20):
        a_moment_later(office)
        await office.sender.send(keyed(f"later {number}"))
    [message, *_] = office.slack.in_channel("DUSAM")
    found = await office.sender.read_back(in_doubt(keyed("lost"), first_try))
    assert found == Delivered(f"DUSAM/{message.ts}")
    assert await office.sender.read_back(in_doubt(keyed("never sent"), first_try)) == NotThere()
    assert office.slack.calls.count("conversations.history") == 4


async def test_clocks_may_differ_by_a_minute(office: Office) -> None:
    await office.sender.send(keyed("lost"))
    ahead = office.clock.now() + dt.timedelta(seconds=60)
    assert isinstance(await office.sender.read_back(in_doubt(keyed("lost"), ahead)), Delivered)
    assert await office.sender.read_back(in_doubt(keyed("lost"), ahead + dt.timedelta(minutes=1))) == NotThere()


async def test_where_we_may_not_read_nobody_can_say(office: Office) -> None:
    assert await office.sender.read_back(in_doubt(parcel(GENERAL), NOON)) == Untold("no reading back: missing_scope")
    office.slack.fail_next("conversations.history", "token_revoked")
    assert isinstance(await office.sender.read_back(in_doubt(parcel(), NOON)), Untold)


async def test_slack_may_be_asked_again_later(office: Office) -> None:
    office.slack.limit_next("conversations.history", 60)
    limited = await office.sender.read_back(in_doubt(parcel(), NOON))
    assert limited == TryLater("rate limited", dt.timedelta(seconds=60))
    office.slack.break_next("conversations.history", 502)
    assert await office.sender.read_back(in_doubt(parcel(), NOON)) == TryLater("status 502")


async def test_a_doubtful_update_of_what_is_gone_is_posted_anew_once(office: Office) -> None:
    office.slack.lose_next_acknowledgement("chat.postMessage")
    update = parcel(replaces="DUSAM/1.1")
    assert isinstance(await office.sender.send(update), Unsure)
    a_moment_later(office)
    [message] = office.slack.in_channel("DUSAM")
    assert await office.sender.send(in_doubt(update, NOON)) == Delivered(f"DUSAM/{message.ts}")
    assert len(office.slack.messages) == 1


async def test_another_workspace_is_unreachable_and_our_token_is_not_tried_there(office: Office) -> None:
    outcome = await office.sender.send(parcel(Address("slack", "TOTHER", "USAM")))
    assert outcome == Unreachable(NOT_INSTALLED)
    assert office.slack.calls == ["auth.test"]
    assert office.core.workspaces_left == ["TOTHER"]


async def test_a_card_that_slack_refuses_is_said_in_words(office: Office) -> None:
    form = Form("offer.publish", (TextField("topic", "Topic", value="budgets & <b>"),), "Publish")
    office.slack.fail_next("chat.postMessage", "invalid_blocks")
    outcome = await office.sender.send(parcel(card=Card("Your offer", (form,))))
    assert isinstance(outcome, Delivered)
    [message] = office.slack.in_channel("DUSAM")
    assert message.blocks == []
    assert "Topic: budgets &amp; &lt;b&gt;" in message.text


async def test_one_person_after_another_through_the_outbox(office: Office) -> None:
    """Dispatcher, sender and Slack together: rate limited in the middle, and everything in order, once."""
    for number in range(3):
        office.queue(f"m{number}", SAM, Card(f"Message {number}"))
    office.slack.limit_next("chat.postMessage", 30)
    await office.dispatcher.drain()
    assert office.slack.messages == []
    office.clock.move(dt.timedelta(seconds=30))
    for _ in range(3):
        await office.dispatcher.drain()
        office.clock.move(dt.timedelta(seconds=1))
    assert [message.text for message in office.slack.in_channel("DUSAM")] == ["Message 0", "Message 1", "Message 2"]
    assert [message.key for message in office.slack.messages] == ["m0", "m1", "m2"]
