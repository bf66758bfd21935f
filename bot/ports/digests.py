"""The regular post of a channel: who asked for it, and what may be said to everybody there."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from bot.model.exchanges import Reflection
from bot.model.listings import Details
from bot.model.organisations import Organisation
from bot.ports.seen import Found, Glimpse
from bot.turn import ChannelAddress


@dataclass(frozen=True)
class Digest:
    """A channel's subscription to the weekly post. `weekday` counts from Monday 0; `hour` is on the channel's clock.

    `every` is "weekly", "fortnightly" or "monthly". `last_at` is when the newest one was built.
    """

    channel: ChannelAddress
    organisation_id: int
    weekday: int
    hour: int
    time_zone: str
    every: str = "weekly"
    on: bool = True
    last_at: dt.datetime | None = None


@dataclass(frozen=True)
class DigestItems:
    """What a digest may say to a whole channel: no names, and only reflections that their writers share with it."""

    offers: tuple[Found, ...] = ()
    requests: tuple[Found, ...] = ()
    visits: tuple[tuple[Details, dt.datetime, Organisation], ...] = ()
    reflections: tuple[tuple[Reflection, Details, Glimpse], ...] = ()


class Digests(Protocol):
    """Channels that asked for the weekly post."""

    def get(self, channel: ChannelAddress) -> Digest | None: ...
    def save(self, digest: Digest) -> None: ...
    def items(self, organisation_id: int, since: dt.datetime, now: dt.datetime) -> DigestItems: ...
