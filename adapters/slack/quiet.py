"""Do Not Disturb: Slack is asked about it just before something that can wait is sent to somebody.

It is a courtesy, so that it holds nothing else up: what Slack does not say at once, or what cannot be asked without
asking too much of it, is taken for a no. Slack itself makes no sound meanwhile.
"""

import asyncio
import datetime as dt
from collections import OrderedDict
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.clock import Clock
from adapters.slack.pacing import Pacing, asking
from adapters.slack.workspaces import Workspaces
from bot.turn import Address

ASK_LIMIT = 1.0
"""Seconds."""
BELIEVED = dt.timedelta(minutes=5)
"""People change their minds."""
LONGEST = dt.timedelta(hours=24)
"""Whoever is away for longer finds what came when they are back; held back, it would only get old."""
SILENT = dt.timedelta(minutes=1)
"""How long not to ask in a workspace again where Slack did not answer."""
NOT_GRANTED = dt.timedelta(hours=1)
"""The same where the scope was not granted, because an earlier release was installed there."""
MOST = 10_000

log = structlog.get_logger("slack.quiet")


class Quiet:
    """What Slack last said of each person."""

    def __init__(self, client: AsyncWebClient, workspaces: Workspaces, clock: Clock, pacing: Pacing) -> None:
        self._client = client
        self._workspaces = workspaces
        self._clock = clock
        self._pacing = pacing
        self._said: OrderedDict[Address, tuple[dt.datetime, dt.datetime | None]] = OrderedDict()
        self._silent: dict[str, dt.datetime] = {}

    async def until(self, person: Address) -> dt.datetime | None:
        """When they may be disturbed again; None if they may be now, as far as anybody says."""
        now = self._clock.now()
        believed, ends = self._said.get(person, (now, None))
        if now >= believed:
            ends = await self._asked(person, now) if self._may_ask(person.workspace, now) else None
        return ends if ends is not None and now < ends <= now + LONGEST else None

    def _may_ask(self, team: str, now: dt.datetime) -> bool:
        return now >= self._silent.get(team, now) and self._pacing.may(asking(team), now)

    async def _asked(self, person: Address, now: dt.datetime) -> dt.datetime | None:
        try:
            async with asyncio.timeout(ASK_LIMIT):
                installed = await self._workspaces.installed(person.workspace)
                if installed is None:
                    return None
                # The workspace is named for tokens of a whole grid; others are of one anyway.
                told = await self._client.dnd_info(user=person.user, team_id=person.workspace, token=installed.token)
                ends = _ends(told.data, now)
        except Exception as error:
            why = str(error.response.get("error")) if isinstance(error, SlackApiError) else type(error).__name__
            self._silent[person.workspace] = now + (NOT_GRANTED if why == "missing_scope" else SILENT)
            log.warning("not_told_whether_to_disturb", person=str(person), why=why)
            return None
        self._said[person] = (now + BELIEVED, ends)
        self._said.move_to_end(person)
        while len(self._said) > MOST:
            self._said.popitem(last=False)
        return ends


def _ends(told: Any, now: dt.datetime) -> dt.datetime | None:
    """When it ends, if it is on now: Slack tells of the next time as well. Raises for what it would never say."""
    begins, ends = int(told["next_dnd_start_ts"]), int(told["next_dnd_end_ts"])
    if not told["dnd_enabled"] or not begins <= now.timestamp() < ends:
        return None
    return dt.datetime.fromtimestamp(ends, dt.UTC)
