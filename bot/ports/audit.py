"""The audit log: ids alone, only ever added to."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Noted:
    """A line for the audit log. `about` is "listing:17"; `concerns` are the ids of the people it is about."""

    what: str
    about: str
    concerns: tuple[int, ...]


class Audit(Protocol):
    """The audit log: ids alone, only ever added to."""

    def note(self, noted: Noted, by: int | None, at: dt.datetime) -> None:
        """Into the log of each organisation whose people it concerns. `by` nobody is the clock."""
        ...
