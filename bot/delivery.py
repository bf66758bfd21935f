"""What became of a send, and what to do next: pure, so that it can be read and tested by itself."""

import datetime as dt
import random
from dataclasses import dataclass

FIRST_WAIT = dt.timedelta(seconds=2)
LONGEST_WAIT = dt.timedelta(minutes=30)
MOST_ATTEMPTS = 60
"""About a day, so that a platform may be away for an evening and nothing is given up."""


@dataclass(frozen=True)
class Delivered:
    """The platform took it. `message_id` is the platform's own, for updating the message later."""

    message_id: str


@dataclass(frozen=True)
class TryLater:
    """Not taken, and it may be taken later. `after` is what the platform asked us to wait, if it did."""

    why: str
    after: dt.timedelta | None = None


@dataclass(frozen=True)
class Unsure:
    """It may or may not have been taken: a 5xx, a time-out or a reset after the request left."""

    why: str


@dataclass(frozen=True)
class Unreachable:
    """It will not be taken however often it is tried: blocked, uninstalled, no such person."""

    why: str


Outcome = Delivered | TryLater | Unsure | Unreachable


@dataclass(frozen=True)
class Retry:
    """Send it again at `at`."""

    at: dt.datetime


@dataclass(frozen=True)
class GiveUp:
    """Stop trying, loudly: `why` is for the operator and the coordinator."""

    why: str


def after_failure(
    outcome: TryLater | Unsure | Unreachable, attempts: int, now: dt.datetime, chance: random.Random
) -> Retry | GiveUp:
    """Decide after the `attempts`-th try (counting from one) did not deliver.

    Waits double from two seconds to half an hour with full jitter above a half, except that a wait the platform
    asked for is kept to exactly.
    """
    if isinstance(outcome, Unreachable):
        return GiveUp(outcome.why)
    if isinstance(outcome, TryLater) and outcome.after is not None:
        return Retry(now + outcome.after)
    if attempts >= MOST_ATTEMPTS:
        return GiveUp(f"{outcome.why} ({attempts} attempts)")
    wait = min(FIRST_WAIT * 2 ** min(attempts - 1, 16), LONGEST_WAIT)
    return Retry(now + wait * chance.uniform(0.5, 1.0))
