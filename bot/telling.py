"""A message to somebody who did not act: where it goes, at what hour, and what words in reply may answer.

Only `bot/notifications.py` and `bot/reminders.py` use this, so that everything that crosses from one organisation to
another can be read on those two pages. Each card is made from its reader's own view, so that it shows what they may see
and nothing else.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from bot import dialogues
from bot.cards import Card
from bot.dialogue import Question
from bot.ports.outbox import POST, Message
from bot.ports.person_view import PersonView
from bot.ports.seen import LegSeen
from bot.ports.unit_of_work import UnitOfWork
from bot.turn import ChannelAddress
from bot.working_time import at_work

TO_SET_OUT = dt.timedelta(hours=2)
"""What somebody must know this long before a visit does not wait for the next morning."""


@dataclass(frozen=True)
class Telling:
    """What is told at one moment, in the transaction of what it is about."""

    work: UnitOfWork
    now: dt.datetime

    def view(self, person_id: int) -> PersonView:
        """Everything that the reader may see."""
        return self.work.view_of(self.work.people.get(person_id), self.now)

    def leg(self, leg_id: int, person_id: int) -> tuple[LegSeen, PersonView]:
        """A visit from the side of one of its two."""
        view = self.view(person_id)
        seen = view.leg(leg_id)
        assert seen is not None, "it is told to its two alone"
        return seen, view

    def tell(
        self,
        person_id: int,
        key: str,
        card: Card,
        asks: Question | None = None,
        *,
        before: dt.datetime | None = None,
    ) -> Iterator[Message]:
        """To their own chat in their working hours; if they cannot be reached, it waits until they are back.

        `asks` is what words in reply may answer while this is the last thing said to them. `before` is a visit that it
        is about: it goes at whatever hour if their working hours would begin too late for it.
        """
        home = self.work.people.home(person_id)
        address = home or self.work.people.last_home(person_id)
        if address is None:  # they were forgotten
            return
        hours = self.work.people.get(person_id).time_zone
        due = at_work(self.now, hours)
        if before is not None and self.now < before < due + TO_SET_OUT:
            due, hours = self.now, ""
        if home is None:
            yield Message(key, address, card, due, waits=True)
            return
        question = dialogues.written(asks, due) if asks else ""
        yield Message(key, address, card, due, reader_id=person_id, asks=question, hours=hours)

    def tell_if_reached(self, person_id: int, key: str, card: Card, asks: Question | None = None) -> Iterator[Message]:
        """The same; but nothing to somebody who cannot be reached: it would be late by the time they are back."""
        if self.work.people.home(person_id) is not None:
            yield from self.tell(person_id, key, card, asks)

    def retire(self, person_id: int, key: str, card: Card) -> Iterator[Message]:
        """The newest card of the same matter that they have becomes this one, quietly and at once."""
        home = self.work.people.home(person_id)
        address = home or self.work.people.last_home(person_id)
        if address is not None:
            reader = person_id if home else None
            yield Message(key, address, card, self.now, supersedes=True, reader_id=reader, waits=home is None)

    def post(self, channel: ChannelAddress, key: str, card: Card) -> Iterator[Message]:
        """To everybody who reads a channel."""
        yield Message(f"{POST}{channel}:{key}", channel, card, self.now)
