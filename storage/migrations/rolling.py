"""Old code and new code on one database, for the time it takes to replace the one by the other.

Each migration says when it may run. One that is `before` only adds (tables, columns that may be empty or have a
default, indices), so that the release before it goes on working beside it. One that is `after` takes away or tightens,
and runs when no process of the release before is left. So a release is rolled out in three steps: its `before`
migrations, its processes one by one, its `after` migrations.
"""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from storage.tables import METADATA

FOLDERS: tuple[Path, ...] = (Path(__file__).parent / "versions",)
"""Where migrations are; a test adds those of a release that does not exist yet."""

_SAYS = re.compile(r"""^(revision|down_revision|when) = ["'](\w+)["']""", re.MULTILINE)
_AT: sa.Select[str] = sa.select(sa.column("version_num", sa.String())).select_from(sa.table("alembic_version"))


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
    """Read where the database stands; two small queries."""
    known = known_revisions()
    needed = [one.revision for one in migrations() if one.when == "before"][-1]
    migrated = sa.inspect(connection).has_table("alembic_version")
    at = connection.scalar(_AT) if migrated else None
    return Standing(at or "", needed, known[-1], known)


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


@dataclass(frozen=True)
class Migration:
    """One of this release. `when` is "before" or "after", as its file says itself."""

    revision: str
    when: str


def known_revisions() -> tuple[str, ...]:
    """Those of this release, oldest first."""
    return tuple(one.revision for one in migrations())


@functools.cache
def migrations() -> tuple[Migration, ...]:
    """All of this release, oldest first, as their files say. Alembic reads the same, but takes longer to load than all
    else that a start does with a database."""
    files = [file.read_text(encoding="utf-8") for folder in FOLDERS for file in folder.glob("*.py")]
    said = [dict(_SAYS.findall(file)) for file in files]
    after = {one.get("down_revision", ""): one for one in said}
    chain: list[Migration] = []
    while following := after.get(chain[-1].revision if chain else ""):
        chain.append(Migration(following["revision"], following["when"]))
    return tuple(chain)
