"""Which token speaks in which workspace: what the rest of this package asks, and the answer for a single token."""

import asyncio
from dataclasses import dataclass
from typing import Protocol

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

CALL_LIMIT = 10
"""Seconds for one call of Slack's Web API."""


@dataclass(frozen=True)
class Installation:
    """The bot in one workspace. `bot_user` is how people mention it."""

    team: str
    token: str
    bot_user: str
    bot_id: str = ""

    def __repr__(self) -> str:
        return f"Installation({self.team})"


class Workspaces(Protocol):
    """Where the bot is installed. A workspace is spoken to with its own installation's token, or with its grid's."""

    async def installed(self, team: str) -> Installation | None:
        """The installation in this workspace, None if there is none. Raises what the network raises."""
        ...

    async def heard_from(self, team: str, enterprise: str) -> None:
        """Slack said that this workspace belongs to a grid in which the bot is installed for everybody."""
        ...

    async def forget(self, team: str, enterprise: str = "") -> tuple[str, ...]:
        """The bot was removed from this workspace, or with an empty `team` from the grid. Where it is silent now."""
        ...

    async def out_of_grid(self, team: str) -> tuple[str, ...]:
        """The grid's installation does not reach this workspace any more. Where the bot is silent now."""
        ...


class OneWorkspace:
    """The workspace that a single token belongs to; Slack is asked once which that is."""

    def __init__(self, client: AsyncWebClient, token: str) -> None:
        self._client = client
        self._token = token
        self._known: Installation | None = None
        self._removed = False
        self._asking = asyncio.Lock()

    async def installed(self, team: str) -> Installation | None:
        """The one installation, if `team` is its workspace. Raises SlackApiError if the token is not good."""
        async with self._asking:
            if self._known is None and not self._removed:
                told = await self._client.auth_test(token=self._token)
                self._known = Installation(told["team_id"], self._token, told["user_id"], told.get("bot_id") or "")
        return self._known if self._known is not None and self._known.team == team else None

    async def heard_from(self, team: str, enterprise: str) -> None:
        """A token from the settings is for one workspace."""

    async def forget(self, team: str, enterprise: str = "") -> tuple[str, ...]:
        """Nothing is sent any more until this process starts again, with a token that is good."""
        if self._known is None or self._known.team != team:
            return ()
        self._known, self._removed = None, True
        return (team,)

    async def out_of_grid(self, team: str) -> tuple[str, ...]:
        """A token from the settings is for one workspace."""
        return ()


def web_client(api_url: str, session: aiohttp.ClientSession | None = None) -> AsyncWebClient:
    """Slack's Web API at `api_url`, for whichever token each call names.

    It never repeats a call by itself: slack_sdk would post a message again after a dropped connection, and whether
    to do that is the outbox's decision.
    """
    return AsyncWebClient(base_url=api_url, session=session, timeout=CALL_LIMIT, retry_handlers=[])
