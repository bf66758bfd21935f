"""The platforms that are set up, each put together from the settings: how to send, and where it is listened to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web

from adapters.clock import Clock
from adapters.sender import Sender
from adapters.settings import Settings
from bot.pacing import Pace
from bot.turn import Platform, Spoken, Turn
from storage.unit_of_work import SqlStore

if TYPE_CHECKING:
    from adapters.slack.service import Installations, SlackService
    from adapters.teams.registration import Registration
    from bot.engine import Engine


class CannotServe(Exception):
    """The settings are complete but cannot be carried out here; the message says why, for the administrator."""


@dataclass
class Platforms:
    """What each platform that is set up brings: how to send, how fast, where it is listened to, and what to load before
    the first turn but after everything else."""

    senders: dict[Platform, Sender] = field(default_factory=dict)
    paces: dict[Platform, Pace] = field(default_factory=dict)
    routes: list[web.RouteDef] = field(default_factory=list)
    slack: "SlackService | None" = None
    warm_ups: list[Callable[[], object]] = field(default_factory=list)


@dataclass(frozen=True)
class Surroundings:
    """What every platform needs. `handle` takes turns (it is the engine's, observed), `nudge` wakes the dispatcher."""

    settings: Settings
    engine: "Engine"
    handle: Callable[[Turn], Spoken]
    clock: Clock
    nudge: Callable[[], None]
    session: aiohttp.ClientSession
    store: SqlStore


def set_up(around: Surroundings) -> Platforms:
    """Everything that the settings name. Raises CannotServe."""
    platforms = Platforms()
    if around.settings.slack:
        _slack(around, platforms)
    if around.settings.teams:
        _teams(around, platforms)
    return platforms


def _slack(around: Surroundings, platforms: Platforms) -> None:
    from adapters.slack.pacing import PACE
    from adapters.slack.service import Registration, slack
    from bot.looking import Looking

    settings = around.settings
    service = slack(
        Registration(
            bot_token=settings.slack_bot_token.get_secret_value(),
            signing_secret=settings.slack_signing_secret.get_secret_value(),
            app_token=settings.slack_app_token.get_secret_value(),
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret.get_secret_value(),
            api_url=settings.slack_api_url,
            authorize_url=settings.slack_authorize_url,
            public_url=settings.public_url,
            guests=settings.slack_guests,
        ),
        handle=around.handle,
        workspace_left=around.engine.workspace_left,
        looking=Looking(around.store.for_turns()),
        nudge=around.nudge,
        clock=around.clock,
        session=around.session,
        installations=_installations(around) if settings.slack_client_id else None,
    )
    platforms.senders["slack"], platforms.paces["slack"] = service.sender, PACE
    platforms.routes += service.routes
    platforms.warm_ups.append(service.warm_up)
    platforms.slack = service


def _installations(around: Surroundings) -> "Installations":
    """With what seals the tokens of other workspaces. Raises CannotServe."""
    from adapters.slack.service import Installations
    from storage.sealing import BadKey, Sealing
    from storage.slack_installations import StoredInstallStates, StoredSlackInstallations

    try:
        sealing = Sealing(around.settings.sealing)
    except BadKey as problem:
        raise CannotServe(f"SHOES_SEALING_KEYS cannot be used: {problem}.") from None
    engine = around.store.engine
    return Installations(StoredSlackInstallations(engine, sealing), StoredInstallStates(engine))


def registration_of(settings: Settings) -> "Registration":
    """Who the bot is in Entra. Raises CannotServe."""
    from adapters.teams.registration import NotRegistered, Registration

    try:
        registration = Registration(
            app_id=settings.teams_app_id,
            password=settings.teams_app_password.get_secret_value(),
            tenant_id=settings.teams_tenant_id,
            kind=settings.teams_app_kind,
            development=settings.development,
        )
        registration.check_host(settings.host)
    except NotRegistered as problem:
        raise CannotServe(str(problem)) from None
    return registration


def _teams(around: Surroundings, platforms: Platforms) -> None:
    from adapters.teams.pacing import PACE
    from adapters.teams.service import teams
    from bot.looking import Looking
    from storage.teams_references import StoredTeamsReferences

    registration = registration_of(around.settings)
    service = teams(
        registration,
        handle=around.handle,
        nudge=around.nudge,
        clock=around.clock,
        references=StoredTeamsReferences(around.store.engine),
        looking=Looking(around.store.for_turns()),
        session=around.session,
    )
    platforms.senders["teams"], platforms.paces["teams"] = service.sender, PACE
    platforms.routes += service.routes
    platforms.warm_ups.append(service.warm_up)
