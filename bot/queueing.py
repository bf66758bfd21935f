"""How replies and notifications reach the outbox: one card of a matter alone can be pressed."""

from collections.abc import Iterable
from dataclasses import replace

from bot.cards import Card
from bot.language import t
from bot.ports.outbox import Message, Urgency
from bot.ports.unit_of_work import UnitOfWork
from bot.turn import Turn


def reply(turn: Turn, number: int, card: Card, *, replaces: str = "") -> Message:
    """The turn's answer of this number, for whoever acted; in the place of the card `replaces`, if one is named."""
    return Message(f"{turn.id}:{number}", turn.sender, card, turn.at, replaces=replaces, urgency=Urgency.ANSWER)


def queue(messages: Iterable[Message], work: UnitOfWork) -> set[str]:
    """Queue them, and before each new card of a matter retire the one before. Returns the lanes they are in."""
    lanes = set()
    for message in messages:
        if message.card.matter and not message.replaces and not message.supersedes and not message.waits:
            spent = Card(t("Updated below."), matter=message.card.matter)
            retire = replace(message, key=f"{message.key}:retire", card=spent, supersedes=True, reader_id=None, asks="")
            work.outbox.queue(retire)
        work.outbox.queue(message)
        if message.reader_id is not None and not message.supersedes:
            work.conversations.save(message.reader_id, message.asks or None)
        lanes.add(str(message.to))
    return lanes
