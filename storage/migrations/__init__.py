"""Migrations, run by the program itself when it opens its store: `prepare`. `downgrade` takes all of them back.

On SQLite, which one release at a time uses, everything is run. On PostgreSQL only what is labelled `before`, because
processes of the release before may still be there (see `rolling.py`); `shoes migrate --after` runs the rest.

After a change in `tables.py`, `python -m storage.migrations "what changed"` (or `make migration`) writes the next one.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa

from storage.database import check_foreign_keys, connect, lock_for_migration
from storage.migrations.rolling import CannotPrepare, MayNot, Standing, TooNew, known_revisions, missing, standing

__all__ = [
    "CannotPrepare",
    "DatabaseFault",
    "Standing",
    "TooNew",
    "differences",
    "downgrade",
    "finish",
    "known_revisions",
    "prepare",
    "standing",
    "stands",
    "upgrade",
    "write",
]

DatabaseFault = sa.exc.SQLAlchemyError
"""What the database says when it cannot be reached, or will not. Its words may hold the password."""


_MAY_NOT = "42501"
"""PostgreSQL's insufficient_privilege."""


def prepare(url: str) -> Standing:
    """Run what may be run while other processes are there; says where the database stands then.

    A database that a newer release has migrated is left alone, as when a process is started again in the middle of a
    rolling deploy. Raises TooNew if that release has taken away something this one uses, and MayNot. Of two processes
    that do so at once, one waits and then finds it done.
    """
    return _run(url, _prepared)


def stands(url: str) -> Standing:
    """Where the database stands; nothing is run."""
    engine = connect(url, migrating=True)
    with engine.begin() as connection:
        return standing(connection)


def finish(url: str) -> Standing:
    """Run everything, `after` included: nobody may be left who uses the release before. Raises as `prepare` does."""
    return _run(url, lambda connection: _prepared(connection, everything=True))


def upgrade(url: str, to: str = "head") -> None:
    """Bring the database to `to`. Of two processes that do so at once, one waits and then finds it done."""
    from storage.migrations import by_alembic

    _run(url, lambda connection: by_alembic.upgrade(connection, to))


def downgrade(url: str, to: str = "base") -> None:
    """Take the database back to `to`, losing what the later migrations added."""
    from storage.migrations import by_alembic

    _run(url, lambda connection: by_alembic.downgrade(connection, to))


def write(url: str, message: str) -> None:
    """Write a migration from the database at `url`, which must be at the newest one, to `tables.py`."""
    from storage.migrations import by_alembic

    _run(url, lambda connection: by_alembic.write(connection, message))


def differences(url: str) -> list[Any]:
    """What `tables.py` has and the database lacks, or the other way round; empty when they agree."""
    from storage.migrations import by_alembic

    with connect(url, migrating=True).begin() as connection:
        return by_alembic.differences(connection)


_Done = TypeVar("_Done")


def _run(url: str, work: Callable[[sa.Connection], _Done]) -> _Done:
    engine = connect(url, migrating=True)
    with engine.begin() as connection:
        lock_for_migration(connection)
        done = work(connection)
        check_foreign_keys(connection)
    return done


def _prepared(connection: sa.Connection, *, everything: bool = False) -> Standing:
    found = standing(connection)
    if found.newer:
        if lacking := missing(connection):
            raise TooNew(f"it is of a newer release, {found.at}, and has no {', '.join(lacking)}")
        return found
    everything = everything or connection.dialect.name == "sqlite"
    if found.complete if everything else found.ready:
        return found
    from storage.migrations import by_alembic

    try:
        by_alembic.upgrade(connection, found.newest if everything else found.needed)
    except sa.exc.ProgrammingError as problem:
        if getattr(problem.orig, "sqlstate", None) != _MAY_NOT:
            raise
        raise MayNot("it is not migrated, and this role may not: `shoes migrate` as its owner") from problem
    return standing(connection)
