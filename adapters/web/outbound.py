"""The sender for the web: a message is delivered when it is in the conversation that the page shows."""

from adapters.clock import Clock
from adapters.web.threads import Threads
from bot.delivery import Delivered, Outcome
from bot.ports.deliveries import Parcel


class WebSender:
    """Puts cards into conversations. It cannot fail: there is no network in between."""

    def __init__(self, threads: Threads, clock: Clock) -> None:
        self._threads = threads
        self._clock = clock

    async def send(self, parcel: Parcel) -> Outcome:
        """Show the card, or change the one it replaces."""
        item = self._threads.post(parcel.to, parcel.card, self._clock.now(), parcel.replaces)
        return Delivered(item.id)
