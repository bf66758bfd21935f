"""Slack put together: what is sent, what is listened to and by which transport, and who the bot speaks for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from adapters.clock import Clock
from adapters.slack.departures import SlackDepartures, WorkspaceLeft
from adapters.slack.home import Homes
from adapters.slack.outbound import SlackSender
from adapters.slack.pacing import Pacing
from adapters.slack.people import People
from adapters.slack.quiet import Quiet
from adapters.slack.routes import INSTALL_PATH, Take, slack_routes
from adapters.slack.workspaces import OneWorkspace, Workspaces, web_client
from bot.looking import Looking
from bot.turn import Spoken, Turn

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from adapters.slack.listening import Listening
    from adapters.slack.socket import Socket
    from storage.slack_installations import StoredInstallStates, StoredSlackInstallations


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

    stored: "StoredSlackInstallations"
    states: "StoredInstallStates"


@dataclass(frozen=True)
class SlackService:
    """`connect` and `close` belong around the time in which it serves; `warm_up` loads what the first request would
    otherwise wait for."""

    sender: SlackSender
    routes: list[web.RouteDef]
    homes: Homes
    warm_up: Callable[[], object]
    socket: "Callable[[], Socket] | None"

    async def connect(self) -> None:
        """Open the connection of Socket Mode, if that is how Slack is reached."""
        if self.socket is not None:
            await self.socket().connect_async()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        """Nobody new comes in; what is being drawn is drawn."""
        if self.socket is not None:
            await self.socket().close_async()  # type: ignore[no-untyped-call]
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
    many = installations if registration.client_id else None
    workspaces = _workspaces(registration, many, client, clock)
    pacing = Pacing()
    departures = SlackDepartures(handle, workspace_left, nudge, clock, workspaces)
    homes = Homes(client, workspaces, looking, clock, pacing)

    @cache
    def listening() -> "Listening":
        from adapters.slack.listening import Listening

        return Listening(
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

    @cache
    def app() -> "AsyncApp":
        from adapters.slack.inbound import slack_app

        return slack_app(listening(), client=client, signing_secret=registration.signing_secret)

    @cache
    def take() -> Take:
        from adapters.slack.inbound import take_with

        return take_with(app())

    @cache
    def socket() -> "Socket":
        from adapters.slack.socket import Socket

        return Socket(app(), registration.app_token)

    routes = [] if registration.app_token else slack_routes(take)
    if many is not None:
        routes += _installing(registration, many, listening(), client, clock)
    quiet = Quiet(client, workspaces, clock, pacing)
    sender = SlackSender(client, workspaces, clock, departures, pacing, quiet, homes.changed)
    return SlackService(sender, routes, homes, app, socket if registration.app_token else None)


def _workspaces(
    registration: Registration, many: Installations | None, client: AsyncWebClient, clock: Clock
) -> Workspaces:
    if many is None:
        return OneWorkspace(client, registration.bot_token)
    from adapters.slack.installations import InstalledWorkspaces

    return InstalledWorkspaces(
        many.stored, client, clock, client_id=registration.client_id, client_secret=registration.client_secret
    )


def _installing(
    registration: Registration, many: Installations, listening: "Listening", client: AsyncWebClient, clock: Clock
) -> list[web.RouteDef]:
    """Where other workspaces install the app, which whoever has a single token need not load."""
    from adapters.slack.install import install_routes
    from adapters.slack.installations import InstallationsForBolt, StatesForBolt

    return install_routes(
        listening,
        client,
        InstallationsForBolt(many.stored, clock),
        StatesForBolt(many.states, clock),
        client_id=registration.client_id,
        client_secret=registration.client_secret,
        public_url=registration.public_url,
        authorize_url=registration.authorize_url,
    )
