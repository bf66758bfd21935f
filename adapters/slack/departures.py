"""When the bot is removed from a workspace, or somebody is not in it any more: nothing more is sent; the core hears.

Slack says so in events, and again when it refuses a message; hearing it twice changes nothing.
"""

import asyncio
import uuid
from collections.abc import Callable
from typing import Any

import structlog

from adapters.clock import Clock
from adapters.slack.workspaces import Workspaces
from bot.ports import Spoken
from bot.turn import Address, Left, Platform, Turn

log = structlog.get_logger("slack.departures")

WorkspaceLeft = Callable[[Platform, str, Any], Spoken]


class SlackDepartures:
    """`handle` and `workspace_left` are the engine's; `nudge` wakes the outbox, because others are told."""

    def __init__(
        self,
        handle: Callable[[Turn], Spoken],
        workspace_left: WorkspaceLeft,
        nudge: Callable[[], None],
        clock: Clock,
        workspaces: Workspaces,
    ) -> None:
        self._handle = handle
        self._workspace_left = workspace_left
        self._nudge = nudge
        self._clock = clock
        self._workspaces = workspaces

    async def person_left(self, person: Address) -> None:
        """Deactivated, deleted, or never there: nothing can be sent to them until they speak again."""
        turn = Turn(f"{person}:left:{uuid.uuid4().hex}", person, Left(), self._clock.now())
        self._heard(await asyncio.to_thread(self._handle, turn))
        log.info("person_left", person=str(person))

    async def workspace_left(self, team: str) -> None:
        """Slack refused its token: the bot was removed."""
        await self._gone(await self._workspaces.forget(team) or (team,))

    async def removed(self, body: dict[str, Any]) -> None:
        """Slack's own notice, about one workspace or all of a grid."""
        authorized = (body.get("authorizations") or [{}])[0]
        grid_wide = bool(authorized.get("is_enterprise_install") or body.get("is_enterprise_install"))
        enterprise = str(body.get("enterprise_id") or authorized.get("enterprise_id") or "")
        team = "" if grid_wide and enterprise else str(body.get("team_id") or "")
        await self._gone(await self._workspaces.forget(team, enterprise) or ((team,) if team else ()))

    async def _gone(self, teams: tuple[str, ...]) -> None:
        for team in teams:
            self._heard(await asyncio.to_thread(self._workspace_left, "slack", team, self._clock.now()))
            log.warning("workspace_left", team=team)

    def _heard(self, spoken: Spoken) -> None:
        if spoken.lanes:
            self._nudge()
