"""The outbox as whoever sends sees it: claim a message for a while, send it, settle it."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from bot.cards import Card
from bot.pacing import UNPACED, Paces
from bot.turn import Destination


@dataclass(frozen=True)
class Parcel:
    """A queued message that one dispatcher has claimed for a while.

    `replaces` is the platform's id of the message to update, empty to send a new one. `attempts` counts this one:
    it fences every settlement, so that a dispatcher whose lease ran out cannot overwrite what the next one did.
    `failures` counts those that came to nothing (see `bot.delivery.Tried`), whoever died over it among them.
    One that is in `doubt` may have been taken before, since `first_try_at`: it is asked for before it is sent.
    One that can wait names in `hours` the time zone of whom it is for.
    """

    id: int
    key: str
    to: Destination
    card: Card
    replaces: str
    attempts: int
    doubt: bool = False
    first_try_at: dt.datetime | None = None
    hours: str = ""
    failures: int = 0


class Deliveries(Protocol):
    """The outbox as a dispatcher sees it; every method is a transaction of its own.

    None of those that settle a parcel does anything once its lease has run out and somebody else has it; but that it
    was delivered ends every doubt about it, however late.
    """

    def claim(
        self, now: dt.datetime, lease: dt.timedelta, limit: int, paces: Paces = UNPACED, lane: str = ""
    ) -> tuple[Parcel, ...]:
        """The oldest unsent message of each lane, where it is due, nobody else holds it and the platform's pace allows
        it, the most urgent first, at most `limit`. Of one `lane` alone, if it is named.

        A message whose `supersedes` finds nothing to update is settled without being sent.
        """
        ...

    def lanes(self, now: dt.datetime, limit: int) -> tuple[str, ...]:
        """The lanes of which `claim` would give out a message now, in that order; nothing is claimed."""
        ...

    def delivered(self, parcel: Parcel, message_id: str, now: dt.datetime) -> None:
        """The platform has it."""
        ...

    def retry(self, parcel: Parcel, at: dt.datetime, why: str, failures: int) -> None:
        """The platform does not have it. Its lane waits for it until `at`. So often it has failed by now."""
        ...

    def postpone(self, parcel: Parcel, until: dt.datetime, why: str) -> None:
        """It was not tried: it is due at `until`, and what its lane has for them meanwhile goes before it."""
        ...

    def check(self, parcel: Parcel, at: dt.datetime, why: str, failures: int) -> None:
        """The platform may have it: claimed again at `at`, it is in doubt. Its lane waits. So often it has failed."""
        ...

    def hold(self, parcel: Parcel, why: str, now: dt.datetime) -> None:
        """The platform may have it, and nobody but a person can say. The rest of its lane goes on."""
        ...

    def give_up(self, parcel: Parcel, why: str, now: dt.datetime) -> None:
        """The platform will not have it. The rest of its lane goes on."""
        ...

    def pause(self, to: Destination, until: dt.datetime) -> None:
        """The platform wants nothing more for this workspace until then, from any dispatcher."""
        ...
