"""When the bot is removed from a workspace, or cannot reach somebody or some channel any more: nothing more is sent
there until somebody is back; the core hears.

Slack says so in events, and again, or only, when it refuses a message; hearing it twice changes nothing.
"""

import asyncio
import uuid
from collections.abc import Callable
from typing import Any

import structlog

from adapters.clock import Clock
from adapters.slack.workspaces import Workspaces
from bot.turn import Address, Destination, Left, Platform, Spoken, Turn

log = structlog.get_logger("slack.departures")

_OURSELVES = "bot"
"""Who did it, where nobody is known to have: no person has this id."""

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

    async def gone(self, destination: Destination) -> None:
        """Somebody deactivated, deleted or never there, or a channel that is closed to us: until they act again."""
        if isinstance(destination, Address):
            sender, place = destination, None
        else:
            sender, place = Address("slack", destination.workspace, _OURSELVES), destination
        turn = Turn(f"{destination}:left:{uuid.uuid4().hex}", sender, Left(), self._clock.now(), place=place)
        self._heard(await asyncio.to_thread(self._handle, turn))
        log.info("out_of_reach", destination=str(destination))

    async def workspace_left(self, team: str) -> None:
        """Slack refused its token, or there is none: the bot was removed."""
        await self._gone(await self._workspaces.forget(team) or (team,))

    async def removed(self, body: dict[str, Any]) -> None:
        """Slack's own notice, about one workspace or all of a grid."""
        authorized = (body.get("authorizations") or [{}])[0]
        grid_wide = bool(authorized.get("is_enterprise_install") or body.get("is_enterprise_install"))
        enterprise = str(body.get("enterprise_id") or authorized.get("enterprise_id") or "")
        team = "" if grid_wide and enterprise else str(body.get("team_id") or "")
        await self._gone(await self._workspaces.forget(team, enterprise) or ((team,) if team else ()))

    async def out_of_grid(self, team: str) -> None:
        """Slack's own notice that the grid's installation does not reach this workspace any more."""
        await self._gone(await self._workspaces.out_of_grid(team))

    async def _gone(self, teams: tuple[str, ...]) -> None:
        for team in teams:
            self._heard(await asyncio.to_thread(self._workspace_left, "slack", team, self._clock.now()))
            log.warning("workspace_left", team=team)

    def _heard(self, spoken: Spoken) -> None:
        if spoken.lanes:
            self._nudge()
