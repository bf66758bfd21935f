"""Everything of Teams, put together once: for the server, the tests and the benchmarks alike."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web

from adapters.clock import Clock
from adapters.teams.connector import Connector
from adapters.teams.departures import Departures
from adapters.teams.entra import Tokens
from adapters.teams.inbound import teams_routes
from adapters.teams.outbound import TeamsSender
from adapters.teams.references import References
from adapters.teams.registration import SERVICE_URL, Registration
from bot.looking import Looking
from bot.turn import Spoken, Turn

if TYPE_CHECKING:
    from adapters.teams.sdk import Pipeline


@dataclass(frozen=True)
class Teams:
    """How to send, and where to listen. `warm_up` loads what the first activity would otherwise wait for."""

    sender: TeamsSender
    routes: list[web.RouteDef]
    warm_up: Callable[[], object]


def teams(
    registration: Registration,
    *,
    handle: Callable[[Turn], Spoken],
    nudge: Callable[[], None],
    clock: Clock,
    references: References,
    looking: Looking,
    session: aiohttp.ClientSession,
    tokens: Tokens | None = None,
    service_url: str = SERVICE_URL,
) -> Teams:
    """`tokens` are those of `registration` unless others are given; without an app id there are none.

    `service_url` is where a conversation begins in a tenant from which nobody has spoken yet.
    """
    if registration.signed and tokens is None:
        tokens = Tokens(registration)
    connector = Connector(session, registration, tokens, clock)

    @cache
    def pipeline() -> "Pipeline":
        from adapters.teams.caller import Caller
        from adapters.teams.keys import SigningKeys
        from adapters.teams.sdk import Pipeline

        return Pipeline(Caller(registration, SigningKeys(session, registration.metadata_url)), connector)

    return Teams(
        TeamsSender(connector, references, registration, service_url, Departures(handle, nudge, clock, references)),
        teams_routes(
            handle=handle,
            nudge=nudge,
            clock=clock,
            registration=registration,
            pipeline=pipeline,
            connector=connector,
            references=references,
            looking=looking,
        ),
        pipeline,
    )
