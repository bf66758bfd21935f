"""Parcels through the real sender to the strict fake: what is called, and what each answer means."""

import asyncio
import datetime as dt
import socket
from dataclasses import replace
from typing import Never

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver

from adapters.clock import SystemClock
from adapters.teams.connector import Connector
from adapters.teams.registration import Registration
from bot.cards import Card, Text
from bot.delivery import Delivered, Outcome, TryLater, Unreachable, Unsure
from bot.ports.deliveries import Parcel
from bot.turn import Address, ChannelAddress, Destination
from tests.adapters.teams.conftest import Office
from tests.adapters.teams.fake_teams import Conversation
from tests.adapters.teams.legal import texts
from tests.adapters.teams.people import CHANNEL, LEEDS, Someone

pytestmark = pytest.mark.platforms

CARD = Card("Sam said yes.", (Text("You can talk now."),))


def parcel(to: Destination, card: Card = CARD, *, replaces: str = "") -> Parcel:
    return Parcel(1, "introduction:17:3", to, card, replaces, 1)


async def send(office: Office, card: Card = CARD, *, replaces: str = "") -> Outcome:
    return await office.service.sender.send(parcel(office.address(office.priya), card, replaces=replaces))


@pytest.fixture
async def known(office: Office) -> Office:
    """Priya has spoken to the bot before."""
    office.core.reply = lambda turn: None
    await office.workplace.post(office.priya.writes("hello"))
    office.teams.calls.clear()
    return office


async def test_a_proactive_message_goes_to_the_stored_conversation(known: Office) -> None:
    outcome = await send(known)
    [posted] = known.teams.in_conversation(known.priya.chat)
    assert outcome == Delivered(f"{known.priya.chat}|{posted.id}")
    assert texts(posted.card) == ["Sam said yes.", "You can talk now."]
    assert known.teams.calls == ["post"]


async def test_an_update_changes_the_message_in_its_place(known: Office) -> None:
    first = await send(known)
    assert isinstance(first, Delivered)
    again = await send(known, Card("Done."), replaces=first.message_id)
    [posted] = known.teams.messages
    assert (again, posted.times, texts(posted.card)) == (first, 2, ["Done."])


async def test_an_update_of_a_message_that_is_gone_is_posted_anew(known: Office) -> None:
    outcome = await send(known, Card("Done."), replaces=f"{known.priya.chat}|1")
    [posted] = known.teams.messages
    assert outcome == Delivered(f"{known.priya.chat}|{posted.id}")


async def test_a_doubtful_update_of_a_message_that_is_gone_may_have_been_posted_anew(known: Office) -> None:
    update = replace(parcel(known.address(known.priya), replaces=f"{known.priya.chat}|1"), doubt=True)
    assert isinstance(await known.service.sender.send(update), Unsure)
    assert known.teams.messages == []


async def test_a_card_in_a_channel_is_updated_there_for_the_person_who_pressed_it(known: Office) -> None:
    in_channel = await known.service.sender.send(parcel(ChannelAddress("teams", LEEDS, CHANNEL)))
    assert isinstance(in_channel, Delivered)
    await send(known, Card("Asked."), replaces=in_channel.message_id)
    [posted] = known.teams.messages
    assert (posted.conversation, posted.times) == (CHANNEL, 2)


async def test_somebody_only_met_in_a_channel_gets_a_chat_of_their_own(office: Office) -> None:
    office.core.reply = lambda turn: None
    await office.workplace.post(office.priya.mentions("mine"))
    office.teams.calls.clear()
    assert isinstance(await send(office), Delivered)
    assert isinstance(await send(office), Delivered)
    assert len(office.teams.in_conversation(office.priya.chat)) == 2
    assert office.teams.calls == ["begin", "post", "post"]


async def test_somebody_known_by_name_alone_is_reached_through_a_colleagues_service(known: Office) -> None:
    colleague = Someone("Asha", LEEDS, known.teams.service_url)
    colleague.lives_in(known.teams)
    outcome = await known.service.sender.send(parcel(Address("teams", LEEDS, colleague.aad)))
    assert isinstance(outcome, Delivered)
    assert len(known.teams.in_conversation(colleague.chat)) == 1


async def test_a_chat_that_cannot_be_begun_is_unreachable(known: Office) -> None:
    outcome = await known.service.sender.send(parcel(Address("teams", LEEDS, "nobody")))
    assert outcome == Unreachable("403 BotNotInConversationRoster")


async def test_somebody_who_removed_the_bot_is_unreachable(known: Office) -> None:
    known.teams.conversations[known.priya.chat].blocked = True
    assert await send(known) == Unreachable("403 MessageWritesBlocked")


async def test_a_chat_that_is_gone_is_begun_anew(known: Office) -> None:
    del known.teams.conversations[known.priya.chat]
    known.teams.reachable[known.priya.id] = "a:another"
    known.teams.conversations["a:another"] = Conversation()
    outcome = await send(known)
    assert isinstance(outcome, Delivered)
    assert outcome.message_id.startswith("a:another|")
    assert known.teams.calls == ["post", "begin", "post"]


async def test_while_our_own_database_is_away_nothing_has_left(known: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise RuntimeError("the server closed the connection")

    monkeypatch.setattr(known.references, "recall", away)
    assert await send(known) == TryLater("RuntimeError")
    assert known.teams.calls == []


async def test_a_chat_that_is_gone_for_good_is_unreachable(known: Office) -> None:
    del known.teams.conversations[known.priya.chat]
    assert await send(known) == Unreachable("404 ConversationNotFound")
    assert known.teams.calls == ["post", "begin", "post"]


@pytest.mark.parametrize("code", ["InvalidBotApiHost", "NotEnoughPermissions"])
async def test_what_an_operator_can_put_right_is_tried_again_and_nobody_has_left(known: Office, code: str) -> None:
    known.teams.fail_next(403, code)
    assert await send(known) == TryLater(f"403 {code}")
    assert known.references.recall(known.address(known.priya)) is not None


@pytest.mark.parametrize("status", [412, 429])
async def test_too_soon_waits_as_long_as_asked(known: Office, status: int) -> None:
    known.teams.fail_next(status, "TooManyRequests", {"Retry-After": "17"})
    assert await send(known) == TryLater(f"{status} TooManyRequests", dt.timedelta(seconds=17))


async def test_a_wait_may_be_a_date(known: Office) -> None:
    known.teams.fail_next(429, "", {"Retry-After": "Mon, 23 Nov 2026 12:02:00 GMT"})
    assert await send(known) == TryLater("429", dt.timedelta(minutes=2))
    known.teams.fail_next(429, "", {"Retry-After": "soon"})
    assert await send(known) == TryLater("429", None)


async def test_a_server_error_may_mean_that_it_was_taken(known: Office) -> None:
    known.teams.break_next(500)
    assert await send(known) == Unsure("500")


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_what_microsoft_says_is_to_be_tried_again_is(known: Office, status: int) -> None:
    known.teams.break_next(status)
    assert await send(known) == TryLater(str(status))


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_an_update_is_simply_tried_again(known: Office, status: int) -> None:
    first = await send(known)
    assert isinstance(first, Delivered)
    known.teams.break_next(status)
    assert await send(known, replaces=first.message_id) == TryLater(str(status))


async def test_a_lost_acknowledgement_is_a_doubt(known: Office) -> None:
    known.teams.lose_next_acknowledgement()
    assert isinstance(await send(known), Unsure)
    assert len(known.teams.messages) == 1, "and it had been taken"


async def test_a_hanging_connector_is_a_doubt_after_a_while(known: Office) -> None:
    hasty = Connector(known.workplace.session, known.registration, known.tokens, known.clock, limit=0.05)
    known.teams.calls_open.clear()
    activity = {"type": "message", "text": "hello", "textFormat": "plain"}
    assert await hasty.send(known.teams.service_url, known.priya.chat, activity) == Unsure("TimeoutError")
    assert await hasty.update(known.teams.service_url, known.priya.chat, "1", activity) == TryLater("TimeoutError")


async def test_a_connection_that_is_refused_is_no_doubt(known: Office) -> None:
    await asyncio.to_thread(
        known.references.remember,
        known.address(known.priya),
        {"service_url": f"{known.closed_url}/"},
        known.clock.now(),
    )
    outcome = await send(known)
    assert isinstance(outcome, TryLater)
    assert "Connect" in outcome.why


class NoSuchHostYet(AbstractResolver):
    """Names that take for ever to look up."""

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> Never:
        await asyncio.Event().wait()
        raise AssertionError

    async def close(self) -> None: ...


async def test_a_connection_that_takes_too_long_is_no_doubt() -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=NoSuchHostYet())) as session:
        connector = Connector(session, Registration("an-id"), None, SystemClock(), limit=0.1)
        outcome = await connector.send("https://smba.trafficmanager.net/uk/", "a:1", {"type": "message"})
    assert outcome == TryLater("ConnectionTimeoutError")


async def test_a_card_too_large_for_teams_is_sent_shorter(known: Office) -> None:
    long = Card("A long one", tuple(Text("every word of it " * 100) for _ in range(9)))
    known.teams.fail_next(413, "MessageSizeTooBig")
    assert isinstance(await send(known, long), Delivered)
    [posted] = known.teams.messages
    assert len(str(posted.card)) < 9_000
    known.teams.fail_next(413, "MessageSizeTooBig")
    known.teams.fail_next(413, "MessageSizeTooBig")
    assert await send(known, long) == Unreachable("413 MessageSizeTooBig")


async def test_a_card_of_a_size_that_teams_will_not_take_is_sent_shorter(known: Office) -> None:
    known.teams.takes = 12_000
    long = Card("A long one", tuple(Text("every word of it " * 100) for _ in range(9)))
    assert isinstance(await send(known, long), Delivered)
    assert known.teams.calls == ["post", "post"]


async def test_what_fails_for_a_while_arrives_once_and_in_order(known: Office) -> None:
    for number in range(3):
        known.queue(f"m{number}", known.address(known.priya), Card(f"Message {number}"))
    known.teams.fail_next(412, "PreconditionFailed")
    known.teams.break_next(502)
    known.teams.fail_next(429, "TooManyRequests", {"Retry-After": "3"})
    known.teams.break_next(504)
    for _ in range(8):
        await known.dispatcher.drain()
        known.clock.move(dt.timedelta(minutes=1))
    shown = [texts(posted.card)[0] for posted in known.teams.in_conversation(known.priya.chat)]
    assert shown == [f"Message {number}" for number in range(3)]


async def test_what_may_have_arrived_is_held_and_what_comes_after_it_arrives(known: Office) -> None:
    for number in range(3):
        known.queue(f"m{number}", known.address(known.priya), Card(f"Message {number}"))
    known.teams.break_next(500)
    for _ in range(4):
        await known.dispatcher.drain()
        known.clock.move(dt.timedelta(minutes=1))
    shown = [texts(posted.card)[0] for posted in known.teams.in_conversation(known.priya.chat)]
    assert shown == ["Message 1", "Message 2"]


async def test_a_whole_tenant_at_once_is_throttled_and_everybody_hears(known: Office) -> None:
    crowd = [Someone(f"P{number}", LEEDS, known.teams.service_url) for number in range(60)]
    for person in crowd:
        person.lives_in(known.teams)
        known.queue(f"to {person.name}", known.address(person), Card("Somebody said yes."))
    await known.dispatcher.drain()
    assert len(known.teams.messages) == 50, "Teams takes no more in one second"
    known.clock.move(dt.timedelta(seconds=2))
    await known.dispatcher.drain()
    assert sorted(posted.conversation for posted in known.teams.messages) == sorted(person.chat for person in crowd)


async def test_throttling_delays_and_loses_nothing(known: Office) -> None:
    for number in range(12):
        known.queue(f"m{number}", known.address(known.priya), Card(f"Message {number}"))
    for _ in range(12):
        await known.dispatcher.drain()
        known.clock.move(dt.timedelta(seconds=2))
    shown = [texts(posted.card)[0] for posted in known.teams.in_conversation(known.priya.chat)]
    assert shown == [f"Message {number}" for number in range(12)]


async def test_a_channel_of_a_known_tenant_can_be_written_to(known: Office) -> None:
    outcome = await known.service.sender.send(parcel(ChannelAddress("teams", LEEDS, CHANNEL)))
    assert isinstance(outcome, Delivered)
    assert outcome.message_id.startswith(f"{CHANNEL}|")


async def test_a_service_url_that_is_not_microsofts_is_never_sent_a_token(known: Office) -> None:
    elsewhere = known.teams.url.replace("127.0.0.1", "localhost")
    for key in (f"{elsewhere}/connector/", "https://smba.trafficmanager.net.example.org/"):
        await asyncio.to_thread(
            known.references.remember, known.address(known.priya), {"service_url": key}, known.clock.now()
        )
        assert await send(known) == Unreachable("a service URL that is not Microsoft's")
    assert known.teams.calls == []


async def test_a_redirect_is_not_followed_with_the_token(known: Office) -> None:
    known.teams.fail_next(307, "", {"Location": f"{known.teams.service_url}v3/conversations"})
    assert await send(known) == Unreachable("307")
    assert known.teams.calls == ["post"]


async def test_after_erasure_the_goodbye_still_arrives_and_nothing_is_kept(known: Office) -> None:
    address = known.address(known.priya)
    with known.core.store.begin() as work:
        organisation = work.people.organisation_of("teams", LEEDS)
        assert organisation is not None
        person = work.people.join(address, organisation, "Priya", "Europe/London", "")
    assert known.references.recall(address) is not None
    with known.core.store.begin() as work:
        work.people.erase(person.id)
    assert known.references.recall(address) is None
    colleague = Someone("Asha", LEEDS, known.teams.service_url)
    await known.workplace.post(colleague.writes("hello"))
    assert isinstance(await send(known, Card("You are forgotten.")), Delivered)
    assert known.references.recall(address) is None
