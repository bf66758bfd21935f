"""One turn, one transaction: `open_store` gives a store, `begin()` a unit of work with every repository in it."""

import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from bot.matching import Relevance
from bot.model.invitations import new_code
from bot.model.organisations import Person
from bot.ports.person_view import PersonView
from bot.ports.reminders import Reminder
from bot.ports.unit_of_work import Store
from bot.turn import reference_of
from storage import due, migrations, retention, tables
from storage.absence import absence
from storage.audit import StoredAudit
from storage.conversations import StoredConversations
from storage.database import connect, insert_once, transaction, undisturbed
from storage.deliveries import StoredDeliveries
from storage.digests import StoredDigests
from storage.disclosures import StoredDisclosures
from storage.exchanges import StoredExchanges
from storage.failures import StoredFailures
from storage.invitations import StoredInvitations
from storage.listings import StoredListings
from storage.outbox import StoredOutbox
from storage.people import StoredPeople
from storage.person_view import StoredPersonView
from storage.reach import Grant, reach_of
from storage.reminders import StoredReminders
from storage.search import Search
from storage.setup import Setup
from storage.workspaces import StoredWorkspaces


def _unforeseeable() -> str:
    return new_code(secrets.SystemRandom())


class CannotOpen(Exception):
    """The database that was named cannot be used; the message is a kind of fault, never an address or a password."""


class NotThereYet(CannotOpen):
    """It may come by itself: it is away, or being started."""


class SqlUnitOfWork:
    """Implements `bot.ports.unit_of_work.UnitOfWork` in one session."""

    def __init__(self, session: Session, search: Search, new_code: Callable[[], str]) -> None:
        self._session, self._search = session, search
        self.people = StoredPeople(session)
        self.listings = StoredListings(session, search)
        self.exchanges = StoredExchanges(session)
        self.conversations = StoredConversations(session)
        self.outbox = StoredOutbox(session)
        self.reminders = StoredReminders(session)
        self.digests = StoredDigests(session)
        self.disclosures = StoredDisclosures(session)
        self.workspaces = StoredWorkspaces(session)
        self.invitations = StoredInvitations(session, new_code)
        self.failures = StoredFailures(session)
        self.audit = StoredAudit(session)

    def acts_for(self, organisation_id: int) -> None:
        """From here on nothing of any other organisation is read or written but under a grant (`storage/reach.py`)."""
        self._session.flush()
        reach = reach_of(self._session)
        reach.organisation, reach.grant = organisation_id, Grant.OWN

    def first_time(self, turn_id: str, at: dt.datetime) -> bool:
        """Claim the turn: False if it was claimed before."""
        self.audit.turn = reference_of(turn_id)
        return insert_once(self._session, tables.Turn, id=turn_id, at=at)

    def view_of(self, person: Person, now: dt.datetime) -> PersonView:
        """What this person may see."""
        return StoredPersonView(self._session, self._search, person, now)

    def claim_reminder(self, now: dt.datetime) -> Reminder | None:
        """The reminder longest due, marked as rung in this transaction; None if none is due. It may be anybody's."""
        reach_of(self._session).grant = Grant.CLOCK
        return self.reminders.claim(now)


class SqlStore:
    """Implements `bot.ports.unit_of_work.Store`. Safe to share between threads, and beside other processes."""

    def __init__(self, engine: sa.Engine, search: Search, new_code: Callable[[], str]) -> None:
        self._engine, self._turns, self._search = engine, undisturbed(engine), search
        self.deliveries = StoredDeliveries(engine)
        self.setup = Setup(engine, new_code)
        self._new_code = new_code

    @property
    def engine(self) -> sa.Engine:
        """For counting statements and for closing; no other package writes SQL."""
        return self._engine

    @contextmanager
    def begin(self, grant: Grant = Grant.OPERATOR) -> Iterator[SqlUnitOfWork]:
        """Commits when the block ends, rolls back when it raises. Raises ConflictError, at any point of the block.

        It reaches as far as `grant`: everybody for an operator, nobody in a turn until it is known whose it is.
        """
        with transaction(self._turns, grant) as session:
            work = SqlUnitOfWork(session, self._search, self._new_code)
            yield work
            work.audit.close()

    def for_turns(self) -> Store:
        """The same for whoever carries out what people do: each unit of work begins with nobody in reach."""
        return _ForTurns(self)

    def next_due(self) -> dt.datetime | None:
        """The earliest moment at which a reminder rings or a message may be sent; None if nothing waits."""
        with Session(self._engine) as session, session.begin():
            return due.next_due(session)

    def tidy(self, now: dt.datetime) -> None:
        """Remove what is kept for a while only; once a day will do."""
        with transaction(self._engine, Grant.RETENTION, can_wait=True) as session:
            retention.tidy(session, now)

    def keep_listings(self, until: Callable[[], bool] = lambda: True) -> int:
        """Notice what other processes did to listings, and read with the model what has not been read, while `until`
        says to go on; how many were read. Once a minute will do."""
        return self._search.listings.keep(self._engine, until)

    def standing(self) -> migrations.Standing:
        """Where the database stands among the migrations; raises if it cannot be reached."""
        with transaction(self._engine) as session:
            return migrations.standing(session.connection())

    def close(self) -> None:
        """Let go of every connection; the store opens new ones if it is used again."""
        self._engine.dispose()


@dataclass(frozen=True)
class _ForTurns:
    """Implements `bot.ports.unit_of_work.Store`."""

    store: SqlStore

    def begin(self) -> AbstractContextManager[SqlUnitOfWork]:
        return self.store.begin(Grant.OWN)


def open_store(
    url: str, *, relevance: Relevance | None = None, new_code: Callable[[], str] = _unforeseeable
) -> SqlStore:
    """The store at `url` ("sqlite:///shoes.db"), migrated first as far as `migrations.prepare` may.

    Without `relevance` listings are compared by words and subjects alone. `new_code` makes invitation codes that
    nobody can foresee. Raises ValueError for a SQLite database in memory, NotThereYet for a server that may come, and
    CannotOpen for a database that is not ours or not as it should be.
    """
    try:
        migrations.prepare(url)
        return SqlStore(connect(url), Search(relevance), new_code)
    except migrations.CannotPrepare as problem:
        raise CannotOpen(str(problem)) from problem
    except (sa.exc.SQLAlchemyError, ImportError) as problem:
        away = absence(url, problem)
        raise (NotThereYet if away.passing else CannotOpen)(away.says) from problem
