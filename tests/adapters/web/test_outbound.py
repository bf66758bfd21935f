"""Messages arrive in the conversation that the page shows, new or in place."""

import datetime as dt
from collections.abc import Iterable

from adapters.clock import MovableClock
from adapters.web.outbound import WebSender
from adapters.web.threads import Item, Threads
from bot.cards import Card
from bot.delivery import Delivered
from bot.ports.deliveries import Parcel
from bot.turn import Address

AT = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
MEI = Address("web", "trinity-gardens", "mei")


def titles(items: Iterable[Item]) -> list[str]:
    return [item.card.title for item in items if item.card]


async def test_a_message_arrives_and_is_changed_in_place() -> None:
    seen: list[Item] = []
    threads = Threads(seen.append)
    sender = WebSender(threads, MovableClock(AT))
    first = await sender.send(Parcel(1, "k1", MEI, Card("Asked"), "", 1))
    await sender.send(Parcel(2, "k2", MEI, Card("Another"), "", 1))
    assert isinstance(first, Delivered)
    assert await sender.send(Parcel(3, "k3", MEI, Card("Answered"), first.message_id, 1)) == first
    shown = threads.of(str(MEI))
    assert titles(shown) == ["Answered", "Another"]
    assert [item.edits for item in shown] == [1, 0]
    assert titles(seen) == ["Asked", "Another", "Answered"]


async def test_a_message_whose_forerunner_is_gone_comes_as_a_new_one() -> None:
    threads = Threads()
    await WebSender(threads, MovableClock(AT)).send(Parcel(1, "k1", MEI, Card("Answered"), "m99", 1))
    assert titles(threads.of(str(MEI))) == ["Answered"]


def test_conversations_do_not_mix() -> None:
    threads = Threads()
    bernard = Address("web", "trinity-gardens", "bernard")
    threads.say(MEI, MEI, "hello", AT)
    item = threads.say(bernard, bernard, "good day", AT)
    assert [one.text for one in threads.of(str(MEI))] == ["hello"]
    assert threads.find(str(MEI), item.id) is None
