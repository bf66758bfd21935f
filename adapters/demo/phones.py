"""The pretend Slack and the pretend Teams: each renders what the real one would be sent, and shows the card."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from adapters.clock import Clock
from adapters.web.threads import Threads
from bot.cards import Card
from bot.delivery import Delivered, Outcome
from bot.ports.deliveries import Parcel

Render = Callable[[Card], Mapping[str, Any]]


class PhoneSender:
    """A platform whose whole world is the phones of this town. A card it may not be sent raises, as it should."""

    def __init__(self, render: Render, threads: Threads, clock: Clock) -> None:
        self._render = render
        self._threads = threads
        self._clock = clock

    async def send(self, parcel: Parcel) -> Outcome:
        """Render the card as for the real platform, then show it or change the one it replaces."""
        payload = json.dumps(self._render(parcel.card), ensure_ascii=False, indent=2)
        item = self._threads.post(parcel.to, parcel.card, self._clock.now(), parcel.replaces, payload)
        return Delivered(item.id)
