"""One transaction and everything in it, where it begins, and patience when another one was in its way."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from typing import Protocol, TypeVar

from bot.model.organisations import Person
from bot.ports.audit import Audit
from bot.ports.conversations import Conversations
from bot.ports.digests import Digests
from bot.ports.disclosures import Disclosures
from bot.ports.exchanges import Exchanges
from bot.ports.failures import Failures
from bot.ports.invitations import Invitations
from bot.ports.listings import Listings
from bot.ports.outbox import Outbox
from bot.ports.people import People
from bot.ports.person_view import PersonView
from bot.ports.reminders import Reminder, Reminders
from bot.ports.workspaces import Workspaces


class ConflictError(Exception):
    """Another transaction changed the same at the same instant; nothing was done, and doing it again is in order."""


_Done = TypeVar("_Done")
_TRIES = 12


def patiently(attempt: Callable[[], _Done]) -> _Done:
    """What `attempt`, a whole transaction, returns when nobody is in its way.

    It is begun again on ConflictError, and each time somebody else got through. Raises the last ConflictError.
    """
    for _ in range(_TRIES - 1):
        with suppress(ConflictError):
            return attempt()
    return attempt()


class UnitOfWork(Protocol):
    """One transaction. Everything in it happens, or nothing does."""

    @property
    def people(self) -> People: ...
    @property
    def workspaces(self) -> Workspaces: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def failures(self) -> Failures: ...
    @property
    def listings(self) -> Listings: ...
    @property
    def exchanges(self) -> Exchanges: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def reminders(self) -> Reminders: ...
    @property
    def digests(self) -> Digests: ...
    @property
    def disclosures(self) -> Disclosures: ...
    @property
    def audit(self) -> Audit: ...
    def acts_for(self, organisation_id: int) -> None:
        """Whose turn this is: from here on nothing of another organisation is touched but what crosses by design."""
        ...

    def first_time(self, turn_id: str, at: dt.datetime) -> bool:
        """Claim the turn: False if it was claimed before. Inserts first, so that two threads cannot both win."""
        ...

    def view_of(self, person: Person, now: dt.datetime) -> PersonView: ...
    def claim_reminder(self, now: dt.datetime) -> Reminder | None:
        """The reminder longest due, marked as rung in this transaction; None if none is due."""
        ...


class Store(Protocol):
    """Where units of work begin."""

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """Commits when the block ends, rolls back when it raises. Raises ConflictError, at any point of the block."""
        ...
