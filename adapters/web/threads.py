"""What has been shown in each conversation on a page, oldest first, and who wants to hear of more.

Held in memory: a page belongs to one process and is drawn anew when it starts. All of it happens on the event loop's
own thread, so nothing here is locked.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from bot.cards import Card
from bot.turn import Address, Destination


@dataclass(frozen=True)
class Item:
    """One thing in a conversation.

    "card" is the bot's message, "said" what a person typed, "pressed" the label of a button that `by` pressed.
    `payload` is what the platform itself would be sent for it, as indented JSON; empty where there is none.
    `edits` counts how often the card was updated in place.
    """

    id: str
    lane: str
    kind: Literal["card", "said", "pressed"]
    at: dt.datetime
    by: Address | None = None
    text: str = ""
    card: Card | None = None
    payload: str = ""
    edits: int = 0


class Threads:
    """Every conversation by its lane, which is its address as written by `str`."""

    def __init__(self, changed: Callable[[Item], None] = lambda _: None) -> None:
        self._lanes: dict[str, dict[str, Item]] = {}
        self._count = 0
        self._changed = changed

    def of(self, lane: str) -> tuple[Item, ...]:
        """The conversation, oldest first."""
        return tuple(self._lanes.get(lane, {}).values())

    def find(self, lane: str, item_id: str) -> Item | None:
        """One message of the conversation."""
        return self._lanes.get(lane, {}).get(item_id)

    def post(self, to: Destination, card: Card, at: dt.datetime, replaces: str = "", payload: str = "") -> Item:
        """Show a card: in the place of the message `replaces` if it is there, else as a new one."""
        lane = str(to)
        before = self.find(lane, replaces) if replaces else None
        if before is not None:
            return self._put(replace(before, card=card, payload=payload, edits=before.edits + 1))
        return self._put(Item(self._next_id(), lane, "card", at, card=card, payload=payload))

    def say(self, to: Destination, by: Address, text: str, at: dt.datetime) -> Item:
        """Show what a person typed."""
        return self._put(Item(self._next_id(), str(to), "said", at, by=by, text=text))

    def press(self, to: Destination, by: Address, label: str, at: dt.datetime) -> Item:
        """Note which button a person pressed: the card that held it may be about to change."""
        return self._put(Item(self._next_id(), str(to), "pressed", at, by=by, text=label))

    def _next_id(self) -> str:
        self._count += 1
        return f"m{self._count}"

    def _put(self, item: Item) -> Item:
        self._lanes.setdefault(item.lane, {})[item.id] = item
        self._changed(item)
        return item
