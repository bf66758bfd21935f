"""What happens behind the curtain, for whoever is curious: turns, deliveries, bells, the clock. Ids, never words."""

import datetime as dt
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from adapters.clock import Clock
from adapters.demo.town import Town
from adapters.sender import Sender
from bot.delivery import Outcome
from bot.ports.deliveries import Parcel

KEPT = 60

_REPLY = re.compile(r"^(?:web|demo):.*(\w{6}):(\w+)$")
"""The keys of replies begin with the turn's id, which is long."""


@dataclass(frozen=True)
class Happening:
    """One line. `who` is the key of the resident it concerns, empty if it concerns nobody or a channel."""

    kind: Literal["turn", "sent", "rang", "clock", "fault"]
    at: dt.datetime
    text: str
    who: str = ""


class Happenings:
    """The newest lines, and a listener for each new one."""

    def __init__(self, happened: Callable[[Happening], None] = lambda _: None) -> None:
        self._lines: deque[Happening] = deque(maxlen=KEPT)
        self._happened = happened

    def note(self, happening: Happening) -> None:
        """Add a line and tell the listener."""
        self._lines.append(happening)
        self._happened(happening)

    def newest_first(self) -> tuple[Happening, ...]:
        """The lines, newest first."""
        return tuple(reversed(self._lines))


class Noted:
    """A sender that notes each delivery by its key and passes it on."""

    def __init__(self, sender: Sender, happenings: Happenings, town: Town, clock: Clock) -> None:
        self._sender = sender
        self._happenings = happenings
        self._people = {str(resident.address): resident.key for resident in town.residents}
        self._clock = clock

    async def send(self, parcel: Parcel) -> Outcome:
        """Send, then note what became of it."""
        outcome = await self._sender.send(parcel)
        how = "changed in place" if parcel.replaces else "sent"
        who = self._people.get(str(parcel.to), "")
        key, retired = parcel.key.removesuffix(":retire"), parcel.key.endswith(":retire")
        what = _REPLY.sub(r"reply \2 to turn \1", key)
        what = f"buttons gone, before {what}" if retired else what
        line = f"← {parcel.to.platform}, {how}: {what}"
        self._happenings.note(Happening("sent", self._clock.now(), line, who))
        return outcome
