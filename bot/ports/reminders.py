"""What is to be done later. Every reminder is a row: nothing that is due lives in memory."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Reminder:
    """Something to do later. `kind` is known to `bot/reminders.py`; `about` is the id of what it concerns."""

    key: str
    kind: str
    about: str
    due_at: dt.datetime


class Reminders(Protocol):
    """What is due later."""

    def set(self, reminder: Reminder) -> None:
        """Replaces an earlier one of the same key that has not rung."""
        ...

    def drop(self, key: str) -> None: ...
