"""`shoes serve`, the real program, where Slack, Teams and the clock are the storm's: a process entry point.

What it does before the program begins: Teams and Entra are at the address of the imitation, which no setting can say
because a token must never go anywhere else; the clock is wrong by so many seconds; nothing may take as long as it
usually may, so that a storm lasts minutes; listings are compared without the sentence model, which takes seconds to
load. With a control named, one part is replaced by what others do (`controls.py`). The program is then run as it is.
"""

import argparse
import datetime as dt
import os
import sys
from dataclasses import dataclass
from typing import Any

import requests

import adapters.clock
import adapters.command_line.opening
import adapters.dispatcher
import adapters.slack.workspaces
import adapters.teams.connector
import adapters.teams.entra
import adapters.teams.registration
import bot.delivery
from adapters.carrying import Limits
from adapters.dispatcher import Dispatcher
from tests.adapters.teams.fake_entra import EntraHere
from tests.chaos import controls

SEND = 4.0
"""Seconds for a send, of which the usual 30."""
BEGIN_WITHIN = 5.0
"""Seconds, of the usual 15."""
SKEW = 8.0
"""Seconds by which two clocks may differ, of the usual 60."""
CALL = 3.0
"""Seconds for one call of a platform, of the usual nine or ten."""

LONGEST_WAIT = dt.timedelta(seconds=10)
"""Between two tries, of the usual half an hour: a storm is over sooner than that."""

STOPPED_AFTER = dt.timedelta(seconds=10)
"""Without a sign of life a worker of procrastinate's is taken for dead, after the usual 30 seconds."""

LIMITS = Limits(
    send=dt.timedelta(seconds=SEND),
    skew=dt.timedelta(seconds=SKEW),
    begin_within=dt.timedelta(seconds=BEGIN_WITHIN),
)
LEASE = LIMITS.lease.total_seconds()
"""Seconds for which a message is claimed."""


def move(providers: str, skew: float) -> None:
    """The world outside is at `providers`, and it is so many seconds later than it is."""
    adapters.slack.workspaces.CALL_LIMIT = int(CALL)
    adapters.teams.connector.CALL_LIMIT = CALL
    adapters.teams.entra.ACQUIRE_LIMIT = CALL / 2
    bot.delivery.LONGEST_WAIT = LONGEST_WAIT

    class Quick(Dispatcher):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **(more | {"limits": LIMITS}))

    adapters.dispatcher.Dispatcher = Quick  # type: ignore[misc]

    real = adapters.clock.SystemClock

    class Wrong(real):  # type: ignore[misc, valid-type]
        def now(self) -> dt.datetime:
            moment: dt.datetime = super().now()
            return moment + dt.timedelta(seconds=skew)

    adapters.clock.SystemClock = Wrong  # type: ignore[misc]

    @dataclass(frozen=True)
    class Here(adapters.teams.registration.Registration):
        service_origins: tuple[str, ...] = (providers,)
        metadata_url: str = f"{providers}/openid/metadata"

    adapters.teams.registration.Registration = Here  # type: ignore[misc]

    class TokensHere(adapters.teams.entra.Tokens):
        def __init__(self, registration: Any, **more: Any) -> None:
            session = requests.Session()
            session.mount("https://", EntraHere(providers))
            super().__init__(registration, **(more | {"http_client": session}))

    adapters.teams.entra.Tokens = TokensHere  # type: ignore[misc]
    if os.environ.get("SHOES_DISPATCH") == "procrastinate":
        from adapters import lanes_by_procrastinate

        lanes_by_procrastinate.STOPPED_AFTER = STOPPED_AFTER  # type: ignore[misc]
    adapters.command_line.opening.relevance = lambda *_, **__: None  # type: ignore[assignment]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--providers", required=True)
    parser.add_argument("--skew", type=float, required=True)
    parser.add_argument("--control", choices=sorted(controls.CONTROLS), default="")
    args = parser.parse_args()
    move(args.providers, args.skew)
    if args.control:
        controls.CONTROLS[args.control]()
    from adapters.__main__ import main

    sys.argv = ["shoes", "serve"]
    main()
