"""What became of a send, and what to do next: pure, so that it can be read and tested by itself.

No queue prevents a message from arriving twice: whoever dies after a send and before writing it down leaves a doubt.
So a doubt is settled by asking the platform whether the message is there, and where that cannot be asked, by a person.
"""

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.turn import Platform

FIRST_WAIT = dt.timedelta(seconds=2)
LONGEST_WAIT = dt.timedelta(minutes=30)
MOST_ATTEMPTS = 60
"""About a day, so that a platform may be away for an evening and nothing is given up. Asking back counts as well."""

SETTLES_IN = dt.timedelta(seconds=5)
"""How long a platform may take to show what it has accepted: nobody asks for it earlier."""


@dataclass(frozen=True)
class Delivered:
    """The platform took it. `message_id` is the platform's own, for updating the message later."""

    message_id: str


@dataclass(frozen=True)
class TryLater:
    """Not taken, and it may be taken later. `after` is what the platform asked us to wait, if it did.

    With `everybody` it asked that of all we send to this workspace: somebody else's message would fare no better.
    """

    why: str
    after: dt.timedelta | None = None
    everybody: bool = False


@dataclass(frozen=True)
class Unsure:
    """It may or may not have been taken: a 5xx, a time-out or a reset after the request left.

    Doing it again does no harm if it is `repeatable`: an update of a message puts the same in its place.
    """

    why: str
    repeatable: bool = False


@dataclass(frozen=True)
class Unreachable:
    """It will not be taken however often it is tried: blocked, uninstalled, no such person."""

    why: str


@dataclass(frozen=True)
class NotNow:
    """Nothing was tried, because whom it is for is not to be disturbed until then. Said only of what can wait."""

    until: dt.datetime
    why: str


Outcome = Delivered | TryLater | Unsure | Unreachable | NotNow


@dataclass(frozen=True)
class NotThere:
    """The platform was asked, and does not have it."""


@dataclass(frozen=True)
class Untold:
    """The platform will not say, now or ever: we may not read there."""

    why: str


ReadBack = Delivered | NotThere | TryLater | Untold
"""What a platform says when it is asked whether a message is there."""


@dataclass(frozen=True)
class Retry:
    """It is not there: send it (again) at `at`."""

    at: dt.datetime


@dataclass(frozen=True)
class Check:
    """It may be there: ask at `at`."""

    at: dt.datetime
    why: str


@dataclass(frozen=True)
class Hold:
    """It may be there, and nobody can be asked but a person: `why` is for the operator and the coordinator."""

    why: str


@dataclass(frozen=True)
class GiveUp:
    """Stop trying, loudly: `why` is for the operator and the coordinator."""

    why: str


Decision = Retry | Check | Hold | GiveUp


def after_send(
    outcome: TryLater | Unsure | Unreachable,
    attempts: int,
    now: dt.datetime,
    chance: random.Random,
    *,
    readable: bool,
    doubt: bool = False,
) -> Decision:
    """Decide after the `attempts`-th try (counting from one) did not deliver.

    `readable` tells whether the platform can be asked about it. `doubt` tells that an earlier try is still in doubt.
    """
    if isinstance(outcome, Unreachable):
        return GiveUp(outcome.why)
    after = None
    if isinstance(outcome, TryLater):
        after = outcome.after
    elif outcome.repeatable:
        doubt = True
    else:
        return Check(now + SETTLES_IN, outcome.why) if readable else Hold(outcome.why)
    if attempts >= MOST_ATTEMPTS and after is None:
        why = f"{outcome.why} ({attempts} attempts)"
        return Hold(why) if doubt else GiveUp(why)
    at = now + after if after is not None else _in_a_while(attempts, now, chance)
    return Check(at, outcome.why) if doubt else Retry(at)


def after_asking(
    answer: NotThere | TryLater | Untold, attempts: int, now: dt.datetime, chance: random.Random
) -> Decision:
    """Decide after a platform was asked about a message, as the `attempts`-th thing that was done about it.

    What is not there is sent at once, the first time; a platform that goes on losing it is given time.
    """
    if isinstance(answer, Untold):
        return Hold(answer.why)
    if isinstance(answer, TryLater):
        return after_send(answer, attempts, now, chance, readable=True, doubt=True)
    if attempts >= MOST_ATTEMPTS:
        return GiveUp(f"not there after {attempts} attempts")
    return Retry(now if attempts <= 2 else _in_a_while(attempts - 2, now, chance))


def _in_a_while(attempts: int, now: dt.datetime, chance: random.Random) -> dt.datetime:
    """Waits double from two seconds to half an hour, with full jitter above a half."""
    wait = min(FIRST_WAIT * 2.0 ** min(attempts - 1, 16), LONGEST_WAIT)
    return now + wait * chance.uniform(0.5, 1.0)


DOUBTS_IN_A_ROW = 3
"""One lost answer is an accident. After so many from one workspace, one behind the other, the platform is unwell."""
FIRST_REST = dt.timedelta(seconds=15)
LONGEST_REST = dt.timedelta(minutes=5)


def rest_after(doubts: int) -> dt.timedelta | None:
    """How long a workspace is sent nothing after so many doubts in a row, where each leaves a message to a person.

    From 15 seconds, doubling to five minutes: an evening without answers leaves a coordinator some dozens of doubts
    instead of everything that was due that evening.
    """
    if doubts < DOUBTS_IN_A_ROW:
        return None
    return min(FIRST_REST * 2.0 ** min(doubts - DOUBTS_IN_A_ROW, 8), LONGEST_REST)


# ---------------------------------------------------------------- how fast


@dataclass(frozen=True)
class Rate:
    """One message in `every`, after at most `burst` at once."""

    every: dt.timedelta
    burst: int = 1

    def next(self, free_at: dt.datetime | None, now: dt.datetime) -> dt.datetime:
        """When the one after may go, if one goes `now`. `free_at` is what this said the last time, None for never."""
        earliest = now - (self.burst - 1) * self.every
        return max(free_at or earliest, earliest) + self.every


@dataclass(frozen=True)
class Pace:
    """How fast a platform takes new messages: in each lane, and in each workspace altogether."""

    lane: Rate
    workspace: Rate


Paces = Mapping[Platform, Pace]
"""A platform that is not in it takes everything at once."""

UNPACED: Final[Paces] = {}
