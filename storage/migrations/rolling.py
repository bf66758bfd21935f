"""Old code and new code on one database, for the time it takes to replace the one by the other.

Each migration says when it may run. One that is `before` only adds (tables, columns that may be empty or have a
default, indices), so that the release before it goes on working beside it. One that is `after` takes away or tightens,
and runs when no process of the release before is left. So a release is rolled out in three steps: its `before`
migrations, its processes one by one, its `after` migrations.
"""

import functools
from dataclasses import dataclass

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory

from storage.tables import METADATA


class CannotPrepare(Exception):
    """Nothing was run; the message says why."""


class TooNew(CannotPrepare):
    """The database is of a newer release, which has taken away something that this one needs."""


class MayNot(CannotPrepare):
    """Something is to be run, and the database does not let this role do it."""


@dataclass(frozen=True)
class Standing:
    """Where a database stands. Revisions are as in `versions/`; `at` is empty for a database nobody has migrated.

    This release cannot work below `needed`, its newest `before`; `newest` is its newest of either kind.
    """

    at: str
    needed: str
    newest: str
    known: tuple[str, ...]

    @property
    def newer(self) -> bool:
        """Whether a newer release has migrated it, which this one can only hope to get on with."""
        return self.at not in ("", *self.known)

    @property
    def ready(self) -> bool:
        """Whether this release can work on it."""
        return self.newer or self._reaches(self.needed)

    @property
    def complete(self) -> bool:
        """Whether no migration of this release waits to be run, not even one that is `after`."""
        return self.newer or self._reaches(self.newest)

    def _reaches(self, revision: str) -> bool:
        return self.at in self.known and self.known.index(self.at) >= self.known.index(revision)


def standing(connection: sa.Connection) -> Standing:
    """Read where the database stands; one small query."""
    known, needed = _revisions()
    at = MigrationContext.configure(connection).get_current_revision() or ""
    return Standing(at, needed, known[-1], known)


def missing(connection: sa.Connection) -> tuple[str, ...]:
    """The tables and columns that this release uses and the database lacks, as "table" or "table.column"."""
    there = sa.inspect(connection)
    tables = set(there.get_table_names())
    lacking = [name for name in METADATA.tables if name not in tables]
    for name, table in METADATA.tables.items():
        if name in tables:
            columns = {column["name"] for column in there.get_columns(name)}
            lacking += [f"{name}.{column.name}" for column in table.columns if column.name not in columns]
    return tuple(sorted(lacking))


def known_revisions() -> tuple[str, ...]:
    """Those of this release, oldest first."""
    return _revisions()[0]


def when(script: Script) -> str:
    """ "before" or "after", as the migration says itself."""
    said: str = script.module.when
    return said


@functools.cache
def _revisions() -> tuple[tuple[str, ...], str]:
    """All of them, oldest first; and the newest that is `before`."""
    from storage.migrations import configuration

    scripts = list(ScriptDirectory.from_config(configuration()).walk_revisions())[::-1]
    return tuple(one.revision for one in scripts), [one.revision for one in scripts if when(one) == "before"][-1]
