"""What every platform offers the dispatcher: one way to send, and on some a way to ask whether it arrived."""

from typing import Protocol, runtime_checkable

from bot.delivery import Outcome, ReadBack
from bot.ports.deliveries import Parcel


class Sender(Protocol):
    """Sends to one platform. Never raises for what a platform or a network may do: it returns what became of it."""

    async def send(self, parcel: Parcel) -> Outcome:
        """Post the card, or update the message `parcel.replaces`, and say what became of it.

        An update of a parcel in doubt that finds nothing to update must not post it anew, unless it can ask whether
        that was done before: it is Unsure.
        """
        ...


@runtime_checkable
class Reader(Sender, Protocol):
    """A sender that can be asked. Never raises for what a platform or a network may do."""

    async def read_back(self, parcel: Parcel) -> ReadBack:
        """Whether a message with the key of `parcel` is there, posted since `parcel.first_try_at` or just before."""
        ...
