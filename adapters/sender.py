"""What every platform offers the dispatcher: one way to send."""

from typing import Protocol

from bot.delivery import Outcome
from bot.ports import Parcel


class Sender(Protocol):
    """Sends to one platform. Never raises for what a platform or a network may do: it returns what became of it."""

    async def send(self, parcel: Parcel) -> Outcome:
        """Post the card, or update the message `parcel.replaces`, and say what became of it."""
        ...
