"""How fast messages may go: pure, with the moment passed in. The outbox keeps it, for all replicas together."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.turn import Platform


@dataclass(frozen=True)
class Rate:
    """One message in `every`, after at most `burst` at once."""

    every: dt.timedelta
    burst: int = 1

    def next(self, free_at: dt.datetime | None, now: dt.datetime) -> dt.datetime:
        """When the one after may go, if one goes `now`. `free_at` is what this said the last time, None for never."""
        earliest = now - (self.burst - 1) * self.every
        return max(free_at or earliest, earliest) + self.every


@dataclass(frozen=True)
class Pace:
    """How fast a platform takes new messages: in each lane, and in each workspace altogether."""

    lane: Rate
    workspace: Rate


Paces = Mapping[Platform, Pace]
"""A platform that is not in it takes everything at once."""

UNPACED: Final[Paces] = {}
