"""What is to be sent: queued once, in the transaction of what it tells of, and sent in order in each lane."""

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from bot.cards import Card
from bot.turn import Address, ChannelAddress, Destination, Platform


class Urgency(IntEnum):
    """What goes first when there is more to send than a platform takes. Within one lane, order never changes."""

    ANSWER = 0
    """To somebody who has just said or pressed something, and waits."""
    NEWS = 1
    """Of what somebody else did."""
    ROUTINE = 2
    """Reminders and regular posts, of which there may be thousands at nine on a Monday."""


@dataclass(frozen=True)
class Message:
    """A card on its way to somebody. `key` names the business fact, so that it is queued once however often asked.

    `replaces` is the platform's id of a message to update in place. `supersedes` updates the newest message of the
    card's `matter` in this lane, if there is one, and otherwise says nothing: for retiring spent buttons. To somebody
    who did not act, `reader_id` says who it is, and `asks` is the question that it opens (as JSON): from then on their
    next words answer this and nothing older. One that `waits` is for somebody who cannot be reached at present: it is
    not sent until they are back. When there is much to send, the lanes with the most urgent by `urgency` come first.
    One that can wait names in `hours` the time zone of whom it is for: however late it leaves, it arrives within their
    working hours. Empty for what goes at any hour, such as an answer.
    """

    key: str
    to: Destination
    card: Card
    due_at: dt.datetime
    replaces: str = ""
    supersedes: bool = False
    reader_id: int | None = None
    asks: str = ""
    waits: bool = False
    urgency: Urgency = Urgency.NEWS
    hours: str = ""


POST = "digest:"
"""How the key of a regular post in a channel begins."""


class Outbox(Protocol):
    """What is to be sent. Queued once for each key, sent in order in each lane (one lane for each destination)."""

    def queue(self, message: Message) -> None:
        """Does nothing if the key was queued before."""
        ...

    def hold(self, platform: Platform, workspace: str, user: str | None = None) -> None:
        """What is not sent yet to this person, or to everybody in this workspace, waits until they are back."""
        ...

    def release(self, person_id: int, to: Address, now: dt.datetime) -> None:
        """What waited for somebody is sent, wherever they were before."""
        ...

    def post(self, platform: Platform, workspace: str, now: dt.datetime) -> None:
        """The app is back: each channel gets the newest regular post that waited, and nothing else that did."""
        ...

    def unpost(self, place: ChannelAddress, now: dt.datetime) -> None:
        """What is not posted in this place yet never is: nobody is there to read it, or it is out of date."""
        ...
