"""What is judged: what a provider took, what was asked for, and what the database says became of it."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

MARK = re.compile(r"\bref[0-9]{6}\b")


def mark_of(number: int) -> str:
    """A word that stands in one message alone."""
    return f"ref{number:06}"


@dataclass(frozen=True)
class Taken:
    """A message that a provider accepted: the `number`-th of all, at `at` (seconds). `key` is its outbox key where the
    provider is told it, and `marks` are the words in it that `mark_of` makes."""

    number: int
    at: float
    platform: Literal["slack", "teams"]
    kind: Literal["post", "update"]
    place: str
    id: str
    key: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A message that must arrive once. Somebody began to ask for it at `begun` (seconds), and it was certain from
    `since`: committed, or acknowledged with 200.

    One that is not `certain` was never acknowledged: it may arrive, and then once.
    """

    key: str
    lane: str
    place: str
    mark: str
    begun: float
    since: float
    certain: bool = True


@dataclass(frozen=True)
class Row:
    """What the outbox says of a message."""

    id: int
    key: str
    lane: str
    state: str
    due_at: dt.datetime
    first_try_at: dt.datetime | None
    attempts: int
    message_id: str
    replaces: bool
    why: str


@dataclass(frozen=True)
class Act:
    """Something that somebody did, of which there must be one effect: an offer with this `mark`, `published` or not.

    As with messages, it is certain if it was acknowledged.
    """

    mark: str
    said: bool
    published: bool
    pressed: bool = False


@dataclass(frozen=True)
class Listed:
    """An offer as it stands in the database."""

    marks: tuple[str, ...]
    state: str
