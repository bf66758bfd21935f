"""Slack put together: what is sent, what is listened to and by which transport, and who the bot speaks for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncApp

from adapters.clock import Clock
from adapters.slack.departures import SlackDepartures, WorkspaceLeft
from adapters.slack.home import Homes
from adapters.slack.inbound import slack_app, slack_routes
from adapters.slack.install import INSTALL_PATH, install_routes
from adapters.slack.installations import InstallationsForBolt, InstalledWorkspaces, StatesForBolt
from adapters.slack.listening import Listening
from adapters.slack.outbound import SlackSender
from adapters.slack.pacing import Pacing
from adapters.slack.people import People
from adapters.slack.quiet import Quiet
from adapters.slack.workspaces import OneWorkspace, Workspaces, web_client
from bot.looking import Looking
from bot.turn import Spoken, Turn
from storage.slack_installations import StoredInstallStates, StoredSlackInstallations

if TYPE_CHECKING:
    from adapters.slack.socket import Socket


@dataclass(frozen=True)
class Registration:
    """What the Slack app is, from its pages. Without `client_id` it is for the one workspace of `bot_token`.

    With `app_token` Slack is reached by Socket Mode; otherwise it reaches us by HTTP, signed with `signing_secret`.
    """

    bot_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    api_url: str = "https://slack.com/api/"
    authorize_url: str = "https://slack.com/oauth/v2/authorize"
    public_url: str = ""
    guests: bool = True


@dataclass(frozen=True)
class Installations:
    """Where many workspaces are kept."""

    stored: StoredSlackInstallations
    states: StoredInstallStates


@dataclass(frozen=True)
class SlackService:
    """`connect` and `close` belong around the time in which it serves."""

    sender: SlackSender
    routes: list[web.RouteDef]
    homes: Homes
    socket: "Socket | None"

    async def connect(self) -> None:
        """Open the connection of Socket Mode, if that is how Slack is reached."""
        if self.socket is not None:
            await self.socket.connect_async()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        """Nobody new comes in; what is being drawn is drawn."""
        if self.socket is not None:
            await self.socket.close_async()  # type: ignore[no-untyped-call]
        await self.homes.close()


def slack(
    registration: Registration,
    *,
    handle: Callable[[Turn], Spoken],
    workspace_left: WorkspaceLeft,
    looking: Looking,
    nudge: Callable[[], None],
    clock: Clock,
    session: aiohttp.ClientSession,
    installations: Installations | None = None,
) -> SlackService:
    """`handle` and `workspace_left` are the engine's. `installations` are needed with a `client_id`."""
    client = web_client(registration.api_url, session)
    workspaces: Workspaces = OneWorkspace(client, registration.bot_token)
    if registration.client_id and installations is not None:
        workspaces = InstalledWorkspaces(
            installations.stored,
            client,
            clock,
            client_id=registration.client_id,
            client_secret=registration.client_secret,
        )
    pacing = Pacing()
    departures = SlackDepartures(handle, workspace_left, nudge, clock, workspaces)
    homes = Homes(client, workspaces, looking, clock, pacing)
    listening = Listening(
        handle=handle,
        looking=looking,
        nudge=nudge,
        clock=clock,
        people=People(client, clock),
        workspaces=workspaces,
        departures=departures,
        homes=homes,
        pacing=pacing,
        client=client,
        guests=registration.guests,
        install_url=registration.public_url.rstrip("/") + INSTALL_PATH if registration.client_id else "",
    )
    app = slack_app(listening, client=client, signing_secret=registration.signing_secret)
    routes = [] if registration.app_token else slack_routes(app)
    if registration.client_id and installations is not None:
        routes += install_routes(
            listening,
            client,
            InstallationsForBolt(installations.stored, clock),
            StatesForBolt(installations.states, clock),
            client_id=registration.client_id,
            client_secret=registration.client_secret,
            public_url=registration.public_url,
            authorize_url=registration.authorize_url,
        )
    quiet = Quiet(client, workspaces, clock, pacing)
    sender = SlackSender(client, workspaces, clock, departures, pacing, quiet, homes.changed)
    return SlackService(sender, routes, homes, _socket(app, registration.app_token) if registration.app_token else None)


def _socket(app: AsyncApp, app_token: str) -> "Socket":
    """With a client of its own, which whoever is reached by HTTP need not load."""
    from adapters.slack.socket import Socket

    return Socket(app, app_token)
