"""What became of a send, and what to do next: pure, so that it can be read and tested by itself.

No queue prevents a message from arriving twice: whoever dies after a send and before writing it down leaves a doubt.
So a doubt is settled by asking the platform whether the message is there, and where that cannot be asked, by a person.
"""

import datetime as dt
import random
from dataclasses import dataclass, replace
from typing import assert_never

FIRST_WAIT = dt.timedelta(seconds=2)
LONGEST_WAIT = dt.timedelta(minutes=30)
MOST_FAILURES = 60
"""About a day of them, so that a platform may be away for an evening and nothing is given up."""
LONGEST_TOLD = dt.timedelta(days=1)
"""How long a message goes on being tried that is told "later" each time, and told when."""

SETTLES_IN = dt.timedelta(seconds=5)
"""How long a platform may take to show what it has accepted: nobody asks for it earlier."""


@dataclass(frozen=True)
class Delivered:
    """The platform took it. `message_id` is the platform's own, for updating the message later."""

    message_id: str


@dataclass(frozen=True)
class TryLater:
    """Not taken, and it may be taken later. `after` is what the platform itself asked us to wait, if it did.

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


@dataclass(frozen=True)
class NotTried:
    """The platform was not asked for anything, and may be after so long: our own pace, or we were held up."""

    why: str
    after: dt.timedelta = dt.timedelta()


Outcome = Delivered | TryLater | Unsure | Unreachable | NotNow | NotTried


@dataclass(frozen=True)
class NotThere:
    """The platform was asked, and does not have it."""


@dataclass(frozen=True)
class Untold:
    """The platform will not say, now or ever: we may not read there."""

    why: str


ReadBack = Delivered | NotThere | TryLater | Untold | NotTried
"""What a platform says when it is asked whether a message is there."""


@dataclass(frozen=True)
class Retry:
    """It is not there: send it (again) at `at`. So often it has failed by now."""

    at: dt.datetime
    why: str
    failures: int


@dataclass(frozen=True)
class Check:
    """It may be there: ask at `at`. So often it has failed by now."""

    at: dt.datetime
    why: str
    failures: int


@dataclass(frozen=True)
class Hold:
    """It may be there, and nobody can be asked but a person: `why` is for the operator and the coordinator."""

    why: str


@dataclass(frozen=True)
class GiveUp:
    """Stop trying, loudly: `why` is for the operator and the coordinator."""

    why: str


Decision = Delivered | NotNow | Retry | Check | Hold | GiveUp


@dataclass(frozen=True)
class Tried:
    """What was done about one message.

    `times` counts everything, this time included. `failures` counts what came to nothing before, and whoever died over
    it; to be told "later" is none, so that waits grow with the trouble and not with how busy a platform is. `since` is
    when it was first tried. In `doubt`, an earlier try may have arrived.
    """

    times: int
    failures: int
    since: dt.datetime
    doubt: bool = False


def decide(
    outcome: Outcome | ReadBack, tried: Tried, now: dt.datetime, chance: random.Random, *, readable: bool
) -> Decision:
    """What to do after this. `readable` tells whether the platform can be asked about the message."""
    match outcome:
        case Delivered() | NotNow():
            return outcome
        case Unreachable(why=why):
            return GiveUp(why)
        case Untold(why=why):
            return Hold(why)
        case NotThere():
            return _once_more(tried, now, chance)
        case NotTried(why=why, after=after):
            return _again(why, now + after, tried)
        case TryLater(why=why, after=dt.timedelta() as after):
            if tried.times >= MOST_FAILURES and now - tried.since >= LONGEST_TOLD:
                return _enough(why, tried.times, tried)
            return _again(why, now + after, tried)
        case Unsure(why=why, repeatable=False):
            return Check(now + SETTLES_IN, why, tried.failures + 1) if readable else Hold(why)
        case TryLater(why=why) | Unsure(why=why):
            doubt = tried.doubt or isinstance(outcome, Unsure)
            return _failed(why, replace(tried, failures=tried.failures + 1, doubt=doubt), now, chance)
        case _:
            assert_never(outcome)


def _once_more(tried: Tried, now: dt.datetime, chance: random.Random) -> Retry | GiveUp:
    """What is not there is sent at once, the first time; a platform that goes on losing it is given time."""
    if tried.failures >= MOST_FAILURES:
        return GiveUp(f"not there after {tried.failures} attempts")
    at = now if tried.failures <= 1 else _in_a_while(tried.failures - 1, now, chance)
    return Retry(at, "it is not there", tried.failures)


def _failed(why: str, tried: Tried, now: dt.datetime, chance: random.Random) -> Decision:
    if tried.failures >= MOST_FAILURES:
        return _enough(why, tried.failures, tried)
    return _again(why, _in_a_while(tried.failures, now, chance), tried)


def _again(why: str, at: dt.datetime, tried: Tried) -> Retry | Check:
    return Check(at, why, tried.failures) if tried.doubt else Retry(at, why, tried.failures)


def _enough(why: str, attempts: int, tried: Tried) -> Hold | GiveUp:
    why = f"{why} ({attempts} attempts)"
    return Hold(why) if tried.doubt else GiveUp(why)


def _in_a_while(failures: int, now: dt.datetime, chance: random.Random) -> dt.datetime:
    """Waits double from two seconds to half an hour, with full jitter above a half."""
    wait = min(FIRST_WAIT * 2.0 ** min(failures - 1, 16), LONGEST_WAIT)
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


def doubts_in_a_row(before: int, outcome: Outcome | ReadBack, decision: Decision) -> int:
    """How many there are now. One more if it was left to a person; none any more once the platform itself has spoken:
    it took a message, knows of one, or says how long to wait. What we alone say changes nothing."""
    if isinstance(outcome, Unsure) and isinstance(decision, Hold):
        return before + 1
    spoke = isinstance(outcome, Delivered | NotThere) or (isinstance(outcome, TryLater) and outcome.after is not None)
    return 0 if spoke else before
