"""When the bot is turned out of a chat or a channel: nothing more is sent there until somebody is back; the core hears.

Teams says so in an activity when the app is uninstalled, but of a block, an app policy or a deleted team only by
refusing the next message. Hearing it twice changes nothing.
"""

import asyncio
import uuid
from collections.abc import Callable

import structlog

from adapters.clock import Clock
from adapters.teams.references import References
from bot.turn import Address, Destination, Left, Spoken, Turn

_OURSELVES = "28:bot"
"""Who did it, where nobody is known to have: no person has this id."""

log = structlog.get_logger("teams.departures")


class Departures:
    """`handle` is the engine's; `nudge` wakes the outbox, because others are told."""

    def __init__(
        self, handle: Callable[[Turn], Spoken], nudge: Callable[[], None], clock: Clock, references: References
    ) -> None:
        self._handle = handle
        self._nudge = nudge
        self._clock = clock
        self._references = references

    async def gone(self, destination: Destination) -> None:
        """Teams took no message for this person or channel, and will not until they act again."""
        spoken = await asyncio.to_thread(self._leave, destination)
        if spoken.lanes:
            self._nudge()
        log.info("turned_out", destination=type(destination).__name__)

    def _leave(self, destination: Destination) -> Spoken:
        if isinstance(destination, Address):
            sender, place = destination, None
        else:
            sender, place = Address("teams", destination.workspace, _OURSELVES), destination
        turn = Turn(f"{destination}:left:{uuid.uuid4().hex}", sender, Left(), self._clock.now(), place=place)
        spoken = self._handle(turn)
        self._references.forget(destination)
        return spoken
