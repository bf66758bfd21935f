"""Ways in which bots are usually built. Each must fail the verdict, or the verdict is not to be trusted.

Each replaces one part of the real program, in the process of a replica and nowhere else.
"""

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

import adapters.slack.outbound
import adapters.slack.workspaces
import adapters.teams.outbound
import bot.engine
import storage.deliveries
from bot.delivery import NotThere, Outcome, TryLater, Unsure
from bot.ports.deliveries import Parcel
from bot.turn import Spoken, Turn


def at_least_once() -> None:
    """What is in doubt is simply sent again, as every job queue does it."""

    def again(sender: Any) -> Any:
        class Again(sender):  # type: ignore[misc]
            async def send(self, parcel: Parcel) -> Outcome:
                outcome: Outcome = await super().send(parcel)
                return TryLater(outcome.why) if isinstance(outcome, Unsure) else outcome

            async def read_back(self, parcel: Parcel) -> NotThere:
                return NotThere()

        return Again

    adapters.slack.outbound.SlackSender = again(adapters.slack.outbound.SlackSender)  # type: ignore[misc]
    adapters.teams.outbound.TeamsSender = again(adapters.teams.outbound.TeamsSender)  # type: ignore[misc]


def mark_then_send() -> None:
    """What is about to be sent is written down as sent before it is, so that it is never sent twice."""
    real = storage.deliveries.StoredDeliveries

    class Marked(real):  # type: ignore[misc, valid-type]
        def claim(self, now: dt.datetime, *args: Any, **more: Any) -> tuple[Parcel, ...]:
            parcels: tuple[Parcel, ...] = super().claim(now, *args, **more)
            for parcel in parcels:
                self.delivered(parcel, "", now)
            return parcels

    storage.deliveries.StoredDeliveries = Marked  # type: ignore[misc]


def sdk_retries() -> None:
    """slack_sdk as it comes: it posts again by itself when a connection drops."""

    def web_client(api_url: str, session: aiohttp.ClientSession | None = None) -> AsyncWebClient:
        return AsyncWebClient(base_url=api_url, session=session, timeout=adapters.slack.workspaces.CALL_LIMIT)

    adapters.slack.workspaces.web_client = web_client


def acknowledge_first() -> None:
    """What somebody does is acknowledged at once and done two seconds later, as bots do it for fear of time limits."""
    real = bot.engine.Engine

    class Later(real):  # type: ignore[misc, valid-type]
        def handle(self, turn: Turn) -> Spoken:
            threading.Timer(2.0, super().handle, (turn,)).start()
            return Spoken()

    bot.engine.Engine = Later  # type: ignore[misc]


def take_twice() -> None:
    """What a platform delivers again is done again."""

    import storage.unit_of_work  # not before `mark_then_send` had its chance

    def every_time(work: Any, turn_id: str, at: dt.datetime) -> bool:
        return True

    storage.unit_of_work.SqlUnitOfWork.first_time = every_time  # type: ignore[assignment, method-assign]


CONTROLS: Mapping[str, Callable[[], None]] = {
    "at-least-once": at_least_once,
    "mark-then-send": mark_then_send,
    "sdk-retries": sdk_retries,
    "acknowledge-first": acknowledge_first,
    "take-twice": take_twice,
}
