"""Carries one claimed message to its platform, or asks there whether it arrived before, and has it settled.

What may have arrived is never simply sent again: the platform is asked, or else a coordinator.
"""

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import structlog

from adapters.clock import Clock
from adapters.links import with_whole_links
from adapters.sender import Reader, Sender
from adapters.settling import Settling
from bot.delivery import SETTLES_IN, NotNow, NotTried, Outcome, ReadBack, TryLater, Unreachable, Unsure, Untold
from bot.ports.deliveries import Parcel
from bot.turn import Platform
from bot.working_time import at_work


@dataclass(frozen=True)
class Limits:
    """How long what may take. The lease is longer than everything that can happen under it, on any two clocks.

    A send that has not begun within `begin_within` of its claim does not begin. Once begun, it ends within `send`.
    The clocks of two replicas may differ by `skew`. So when one replica sees another's lease run out, whatever that
    other one sent has been gone for long enough to be asked for.
    """

    send: dt.timedelta = dt.timedelta(seconds=30)
    skew: dt.timedelta = dt.timedelta(seconds=60)
    begin_within: dt.timedelta = dt.timedelta(seconds=15)

    @property
    def lease(self) -> dt.timedelta:
        """For how long a message is claimed."""
        return self.begin_within + self.send + SETTLES_IN + self.skew


USUAL: Final = Limits()
log = structlog.get_logger("dispatcher")


class Carrier:
    """Carries as many messages at once as it is given. `public_url` is where our own pages are served."""

    def __init__(
        self, senders: Mapping[Platform, Sender], settling: Settling, clock: Clock, limits: Limits, public_url: str
    ) -> None:
        self._senders = senders
        self._settling = settling
        self._clock = clock
        self._limits = limits
        self._public_url = public_url

    async def carry(self, parcel: Parcel, claimed_at: float) -> dt.datetime | None:
        """When the message is to be looked at again, if it is.

        `claimed_at` is on the event loop's own clock, which no wall clock moves: it counts what is left of the lease
        from before the lease began.
        """
        loop, limits = asyncio.get_running_loop(), self._limits
        sender = self._senders.get(parcel.to.platform)
        outcome: Outcome | ReadBack
        if loop.time() - claimed_at > limits.begin_within.total_seconds():
            # this process was held up, or stopped, and its lease may be over before the send is
            outcome = NotTried("not begun in time")
        elif not parcel.doubt and (closed := _after_hours(parcel, self._clock.now())):
            outcome = closed
        elif parcel.doubt and not parcel.replaces:
            outcome = await self._ask(parcel, sender)
        else:
            outcome = await self._send(parcel, sender)
        ends = claimed_at + limits.lease.total_seconds()
        return await self._settling.settle(parcel, outcome, ends, readable=isinstance(sender, Reader))

    async def _send(self, parcel: Parcel, sender: Sender | None) -> Outcome:
        platform = parcel.to.platform
        if sender is None:
            return Unreachable(f"{platform} is not set up here")
        try:
            async with asyncio.timeout(self._limits.send.total_seconds()):
                return await sender.send(replace(parcel, card=with_whole_links(parcel.card, self._public_url)))
        except TimeoutError:
            why = f"no answer from {platform} in {self._limits.send.total_seconds():.0f} seconds"
            return Unsure(why, repeatable=bool(parcel.replaces))
        except Exception as error:
            log.exception("sender_failed", parcel=parcel.id, platform=platform)
            return Unsure(f"a fault of ours: {type(error).__name__}", repeatable=bool(parcel.replaces))

    async def _ask(self, parcel: Parcel, sender: Sender | None) -> ReadBack:
        platform = parcel.to.platform
        if not isinstance(sender, Reader):
            return Untold(f"whoever sent it stopped, and {platform} cannot be asked whether it arrived")
        try:
            async with asyncio.timeout(self._limits.send.total_seconds()):
                return await sender.read_back(parcel)
        except TimeoutError:
            return TryLater(f"{platform} does not say whether it arrived")
        except Exception as error:
            log.exception("reader_failed", parcel=parcel.id, platform=platform)
            return TryLater(f"a fault of ours: {type(error).__name__}")


def _after_hours(parcel: Parcel, now: dt.datetime) -> NotNow | None:
    """It was due in their working hours, and something kept it until they were over."""
    opens = at_work(now, parcel.hours) if parcel.hours else now
    return NotNow(opens, "after hours") if opens > now else None
