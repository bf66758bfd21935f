"""Messages that were given up or held: no message is lost without a word to somebody."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from bot.turn import Destination


@dataclass(frozen=True)
class Undelivered:
    """A message that was given up or held, without its words. Whom it was for: `name` and `person_id`, neither for a
    channel.

    `why` is what the platform or the dispatcher said. It can no longer be sent again when it is not `sendable`: its
    words were removed. `notice` tells coordinators of another such message. One in `doubt` may have arrived, and nobody
    could be asked.
    """

    id: int
    to: Destination
    organisation_id: int
    why: str
    at: dt.datetime
    person_id: int | None = None
    name: str = ""
    sendable: bool = True
    notice: bool = False
    doubt: bool = False


NOTICE = "undelivered:"
"""How the key of a message begins that tells a coordinator of another one that was given up."""


class Failures(Protocol):
    """Messages that were given up or held, until somebody sends them again or drops them."""

    def next_untold(self) -> Undelivered | None:
        """The oldest that nobody was told of."""
        ...

    def mark_told(self, message_id: int, now: dt.datetime) -> None: ...
    def get(self, message_id: int) -> Undelivered | None: ...
    def all(self) -> tuple[Undelivered, ...]:
        """Of every organisation, oldest first: for the operator."""
        ...

    def send_again(self, message_id: int, now: dt.datetime) -> Destination | None:
        """Queue it anew, to where the person is reached now. None if it is not there (any more) or has no words."""
        ...

    def drop(self, message_id: int, now: dt.datetime) -> bool: ...
