"""The only file that knows which database this is: how to connect, lock, and insert what may be there already.

SQLite takes its write lock when a transaction begins, because two transactions that first read and then write would
otherwise fail instead of waiting. PostgreSQL locks row by row. Everything else in this package is the same for both.
"""

import functools
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.pool import NullPool
from sqlmodel import Session, SQLModel, col

from bot.ports.unit_of_work import ConflictError
from storage.guard import watch
from storage.one_writer import OneWriter
from storage.patience import pool_settings, server_settings
from storage.reach import Grant, Reach, reach_of

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

BUSY_SECONDS = 30
"""How long a transaction waits for another one's lock before it fails, on SQLite."""

_MIGRATION_LOCK = 0x5730E5
"""Any number, as long as nothing else on the same PostgreSQL server uses it for an advisory lock."""

_WAL_TRIES = 200

_READS = "only_reads"
"""The option of a connection that writes nothing."""

_CONFLICTS = ("40001", "40P01")
"""PostgreSQL's serialization_failure and deadlock_detected."""


def connect(url: str, *, migrating: bool = False) -> sa.Engine:
    """An engine for `url`, such as "sqlite:///shoes.db" or "postgresql+psycopg://…".

    A `migrating` one leaves foreign keys unchecked while tables are rebuilt, and keeps no connection. Raises
    ValueError for a SQLite database in memory: each connection would see an empty one of its own.
    """
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        pool = {"poolclass": NullPool} if migrating else pool_settings()
        engine = sa.create_engine(parsed, connect_args=server_settings(parsed, migrating=migrating), **pool)
        watch(engine)
        return engine
    if parsed.database in (None, "", ":memory:"):
        raise ValueError("a SQLite database needs a file: sqlite:///shoes.db")
    engine = sa.create_engine(
        parsed, connect_args={"timeout": BUSY_SECONDS}, **({"poolclass": NullPool} if migrating else {})
    )

    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # the driver would begin too late, and commit before every CREATE TABLE
        connection.execute(f"PRAGMA foreign_keys={'OFF' if migrating else 'ON'}")
        _write_ahead(connection)

    def begin(connection: sa.Connection) -> None:
        reads = connection.get_execution_options().get(_READS)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    sa.event.listen(engine, "connect", prepare)
    sa.event.listen(engine, "begin", begin)
    _WRITERS[engine] = OneWriter()
    return engine


def lock_for_migration(connection: sa.Connection) -> None:
    """Let one process at a time migrate; the others wait here until it has. SQLite is locked already."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        connection.info["reach"] = Reach(grant=Grant.OPERATOR)  # what it changes may be anybody's


def check_foreign_keys(connection: sa.Connection) -> None:
    """Raises RuntimeError if a migration left rows that refer to nothing. PostgreSQL has checked already."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"the migration left {len(broken)} rows that refer to nothing, in {broken[0][0]}")


def insert_once(session: Session, table: type[SQLModel], **values: Any) -> bool:
    """Insert a row unless one of its unique keys is taken; True if it was inserted.

    Of several transactions that insert the same key at once, one gets True and the others wait for it.
    """
    # Unless it is told to, SQLAlchemy forgets how many rows PostgreSQL inserted.
    result = session.connection().execute(
        _insert_once(table, session.get_bind().dialect.name), values, execution_options={"preserve_rowcount": True}
    )
    return result.rowcount == 1


@functools.cache
def _insert_once(table: type[SQLModel], dialect: str) -> sa.Insert:
    """Written once for each table: most turns insert several rows so."""
    return _insert(table, dialect).on_conflict_do_nothing()


def unheld(key: Any, *which: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Those rows that no other transaction holds at this moment, by their primary `key`: to change or delete them waits
    for nobody, and two that do it at once never wait for each other in a circle. SQLite has one writer anyway."""
    return col(key).in_(sa.select(key).where(*which).with_for_update(skip_locked=True))


def insert_or_raise(session: Session, table: type[SQLModel], raised: str, rows: list[dict[str, Any]]) -> None:
    """Insert rows; of one that is there already, the column `raised` becomes the higher of the two values."""
    session.connection().execute(_insert_or_raise(table, raised, session.get_bind().dialect.name), rows)


@functools.cache
def _insert_or_raise(table: type[SQLModel], raised: str, dialect: str) -> sa.Insert:
    insert = _insert(table, dialect)
    columns: Any = table.__table__.c  # type: ignore[attr-defined]
    old, new = columns[raised], insert.excluded[raised]
    return insert.on_conflict_do_update(
        index_elements=list(table.__table__.primary_key),  # type: ignore[attr-defined]
        set_={raised: sa.case((new > old, new), else_=old)},
    )


def _insert(table: type[SQLModel], dialect: str) -> "postgresql.Insert | sqlite.Insert":
    """Of the dialect in use: nobody waits until the other one is loaded."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


def undisturbed(engine: sa.Engine) -> sa.Engine:
    """The same database, where what a transaction has read cannot change until it ends.

    SQLite has one writer at a time anyway. On PostgreSQL, of two transactions that change the same row the second
    fails with ConflictError, instead of overwriting what it never saw.
    """
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ")
    return engine


@contextmanager
def transaction(engine: sa.Engine, grant: Grant = Grant.OWN, *, can_wait: bool = False) -> Iterator[Session]:
    """A session that commits when the block ends and rolls back when it raises. It reaches as far as `grant`.

    On SQLite the threads of one process queue up here, and what `can_wait` lets the others pass. Raises TimeoutError
    after `BUSY_SECONDS`, as when one begins inside another, and ConflictError on PostgreSQL when another transaction
    got in the way.
    """
    writer = _WRITERS.get(engine)
    queue = writer.writing(can_wait=can_wait, seconds=BUSY_SECONDS) if writer else nullcontext()
    try:
        with queue, Session(engine) as session, session.begin():
            reach_of(session).grant = grant
            yield session
    except sa.exc.DBAPIError as problem:
        if getattr(problem.orig, "sqlstate", None) in _CONFLICTS:
            raise ConflictError from problem
        raise


@contextmanager
def reading(engine: sa.Engine, grant: Grant = Grant.OWN) -> Iterator[Session]:
    """A session that only reads, and so waits for no writer: it sees what was committed last. It reaches as far as
    `grant`."""
    with Session(engine.execution_options(**{_READS: True})) as session, session.begin():
        reach_of(session).grant = grant
        yield session


class HasEngine(Protocol):
    """Whatever keeps its tables in one engine: a store."""

    @property
    def engine(self) -> sa.Engine: ...


@dataclass
class Statements:
    """The SQL that was run, in order, without what begins and ends transactions."""

    run: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many there were."""
        return len(self.run)


@contextmanager
def count_statements(store: HasEngine) -> Iterator[Statements]:
    """Collect every statement that any thread runs on this store while the block lasts."""
    statements = Statements()

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            statements.run.append(statement)

    sa.event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(store.engine, "before_cursor_execute", note)


_WRITERS: WeakKeyDictionary[sa.Engine, OneWriter] = WeakKeyDictionary()


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Readers and the writer stop blocking each other. The file remembers it, so usually there is nothing to do.

    SQLite does not wait for its lock when it changes this mode, so that two processes that open a new file at the
    same instant have to take turns here.
    """
    for _ in range(_WAL_TRIES):
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                return
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            time.sleep(0.05)
    raise RuntimeError("another process keeps the database locked")
