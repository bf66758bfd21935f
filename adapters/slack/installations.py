"""Many workspaces, each with the token that it gave us; a token that ends is renewed by one process at a time.

A refresh token counts once, so that two renewals at the same moment would lose the installation. Whoever comes second
goes on with the old token while it is good, and otherwise comes back a little later.
"""

import asyncio
import datetime as dt
import time
from dataclasses import replace

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation as Granted
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from adapters.clock import Clock
from adapters.slack.workspaces import Installation
from storage.slack_installations import SlackInstallation, StoredInstallStates, StoredSlackInstallations

RENEW_BEFORE = dt.timedelta(hours=2)
"""Of the twelve hours that a token lives."""
LEASE = dt.timedelta(minutes=1)
"""Longer than a renewal takes, so that one that died is taken over soon."""

log = structlog.get_logger("slack.installations")


class BeingRenewed(OSError):
    """The token has ended and another process is renewing it: try again in a moment."""


class InstalledWorkspaces:
    """Implements `Workspaces` over the database. Safe beside other processes."""

    def __init__(
        self,
        stored: StoredSlackInstallations,
        client: AsyncWebClient,
        clock: Clock,
        *,
        client_id: str,
        client_secret: str,
    ) -> None:
        self._stored = stored
        self._client = client
        self._clock = clock
        self._client_id = client_id
        self._client_secret = client_secret
        self._grid_of: dict[str, str] = {}

    async def installed(self, team: str) -> Installation | None:
        """With a token that is good for a while yet. Raises SlackApiError or BeingRenewed if there is none."""
        found = await asyncio.to_thread(self._stored.find, team)
        if found is None:
            return None
        if found.expires_at is not None and found.expires_at - self._clock.now() < RENEW_BEFORE:
            found = await self._renewed(found, team)
        return Installation(team, found.token, found.bot_user, found.bot_id)

    async def heard_from(self, team: str, enterprise: str) -> None:
        """Written down when it is new."""
        if self._grid_of.get(team) != enterprise:
            await asyncio.to_thread(self._stored.heard_from, team, enterprise)
            self._grid_of[team] = enterprise

    async def forget(self, team: str, enterprise: str = "") -> tuple[str, ...]:
        """The tokens are gone from the database; which workspaces that silences."""
        gone = await asyncio.to_thread(self._stored.forget, team, enterprise)
        for one in gone:
            self._grid_of.pop(one, None)
        return gone

    async def out_of_grid(self, team: str) -> tuple[str, ...]:
        """Unless the workspace has an installation of its own, it is silent now."""
        self._grid_of.pop(team, None)
        return await asyncio.to_thread(self._stored.out_of_grid, team)

    async def _renewed(self, found: SlackInstallation, team: str) -> SlackInstallation:
        now = self._clock.now()
        assert found.expires_at is not None
        if not await asyncio.to_thread(self._stored.claim_refresh, found.id, now, LEASE):
            return self._still_good(found, now)
        # What was read may be older than the claim: somebody may have renewed it just before.
        current = await asyncio.to_thread(self._stored.find, team)
        if current is None or current.token != found.token:
            await asyncio.to_thread(self._stored.not_refreshed, found.id)
            return current or found
        try:
            told = await self._client.oauth_v2_access(
                client_id=self._client_id,
                client_secret=self._client_secret,
                grant_type="refresh_token",
                refresh_token=found.refresh,
            )
        except SlackApiError as no:
            await asyncio.to_thread(self._stored.not_refreshed, found.id)
            log.error("token_not_renewed", team=team, why=no.response.get("error"))
            if found.expires_at > now:
                return found
            raise
        token, refresh = str(told["access_token"]), str(told["refresh_token"])
        ends = now + dt.timedelta(seconds=int(told["expires_in"]))
        await asyncio.to_thread(self._stored.refreshed, found.id, token, refresh, ends)
        log.info("token_renewed", team=team)
        return replace(found, token=token, refresh=refresh, expires_at=ends)

    def _still_good(self, found: SlackInstallation, now: dt.datetime) -> SlackInstallation:
        if found.expires_at is not None and found.expires_at > now:
            return found
        raise BeingRenewed("another process is renewing the token")


class InstallationsForBolt(AsyncInstallationStore):
    """What Bolt's OAuth flow writes when somebody has installed the app. It reads nothing: `authorize` is ours."""

    def __init__(self, stored: StoredSlackInstallations, clock: Clock) -> None:
        self._stored = stored
        self._clock = clock

    async def async_save(self, installation: Granted) -> None:
        """Seal and keep it."""
        now, ends = self._clock.now(), installation.bot_token_expires_at
        left = dt.timedelta(seconds=ends - time.time()) if ends else None  # slack_sdk counts by its own clock
        kept = SlackInstallation(
            enterprise=installation.enterprise_id or "",
            team="" if installation.is_enterprise_install else installation.team_id or "",
            bot_user=installation.bot_user_id or "",
            bot_id=installation.bot_id or "",
            installer=installation.user_id,
            token=installation.bot_token or "",
            refresh=installation.bot_refresh_token or "",
            expires_at=now + left if left is not None else None,
        )
        await asyncio.to_thread(self._stored.save, kept, now)


class StatesForBolt(AsyncOAuthStateStore):
    """The marks of Bolt's OAuth flow, each good once."""

    def __init__(self, stored: StoredInstallStates, clock: Clock) -> None:
        self._stored = stored
        self._clock = clock

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        """A new one."""
        return await asyncio.to_thread(self._stored.issue, self._clock.now())

    async def async_consume(self, state: str) -> bool:
        """True once."""
        return await asyncio.to_thread(self._stored.consume, state, self._clock.now())
