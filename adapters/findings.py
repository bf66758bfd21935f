"""What an examination found: how things are, and what to do about those that are not well."""

import datetime as dt
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import StrEnum


class State(StrEnum):
    """How it is."""

    WELL = "well"
    LOOK = "look"
    """It works, and somebody should know."""
    WRONG = "wrong"
    """It does not work, or not for long."""


@dataclass(frozen=True)
class Finding:
    """About one thing. `do` says what to do unless it is well."""

    about: str
    state: State
    says: str
    do: str = ""


CLOSE_ENOUGH = dt.timedelta(seconds=5)
TOO_FAR = dt.timedelta(seconds=60)
"""Slack refuses nothing of ours by the clock, but we refuse what it signed five minutes ago, and leases are counted on
clocks that differ by a minute at most."""


def clocks(about: str, theirs: dt.datetime, ours: dt.datetime) -> Finding:
    """Whether two clocks agree; `theirs` may be a second old, and cut to a second."""
    apart = abs(theirs - ours)
    says = f"{apart.total_seconds():.0f} seconds from ours"
    if apart <= CLOSE_ENOUGH:
        return Finding(about, State.WELL, says)
    state = State.WRONG if apart > TOO_FAR else State.LOOK
    return Finding(about, state, says, "Have every machine set its clock by NTP: chrony, or systemd-timesyncd.")


def date_in(header: str | None) -> dt.datetime | None:
    """A Date header, aware; None if there is none that can be read."""
    try:
        return parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
