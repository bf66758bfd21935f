"""A SQLite database into one file and back, whole or not at all. PostgreSQL has `pg_dump`: see docs/operations.md.

A backup is taken while the bot goes on working: SQLite copies one moment of it. A restore wants nobody there. Either
goes into a file beside the goal, which is looked through from end to end before it takes the goal's place.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from storage.migrations import known_revisions


class CannotKeep(Exception):
    """Nothing was written; the message says why and what to do."""


@dataclass(frozen=True)
class Copied:
    """What the copy holds: its size in bytes, its migration, and how many workspaces' tokens are sealed in it."""

    size: int
    revision: str
    sealed: int


def file_of(url: str) -> Path:
    """Where the SQLite database is. Raises CannotKeep for any other."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise CannotKeep("This is no SQLite database. For PostgreSQL use pg_dump: see docs/operations.md.")
    return Path(parsed.database)


def back_up(url: str, file: Path, *, overwrite: bool = False) -> Copied:
    """Copy the database at `url` into `file`, which only its owner may read. Raises CannotKeep."""
    source = file_of(url)
    if not source.exists():
        raise CannotKeep(f"There is no database at {source}.")
    if file.resolve() == source.resolve():
        raise CannotKeep("That is the database itself.")
    return _copied(source, file, overwrite=overwrite)


def restore(file: Path, url: str, *, overwrite: bool = False) -> Copied:
    """Put the backup in `file` where `url` says; whoever owns the folder owns it, as the bot does that is to go on.

    Raises CannotKeep: if somebody uses the database, if there is one and it is not to be overwritten, if the file is
    of a newer release, and if it is no whole backup.
    """
    goal = file_of(url)
    if not file.exists():
        raise CannotKeep(f"There is no file {file}.")
    if goal.exists() and overwrite:
        _nobody_uses(goal)
    return _copied(file, goal, overwrite=overwrite, for_whoever_owns_the_folder=True)


def sealed_tokens(file: Path) -> tuple[str, ...]:
    """The sealed tokens in it, for trying keys on."""
    with closing(_opened(file, "ro")) as database:
        return tuple(row[0] for row in database.execute("SELECT sealed FROM slackinstallation WHERE sealed != ''"))


def _copied(source: Path, goal: Path, *, overwrite: bool, for_whoever_owns_the_folder: bool = False) -> Copied:
    if goal.exists() and not overwrite:
        raise CannotKeep(f"{goal} is there already. Say --yes to overwrite it.")
    if not goal.parent.is_dir():
        raise CannotKeep(f"There is no folder {goal.parent}.")
    with _beside(goal) as unfinished:
        try:
            with closing(_opened(source, "ro")) as reading, closing(sqlite3.connect(unfinished)) as writing:
                reading.backup(writing)
                writing.execute("PRAGMA journal_mode=DELETE")  # one file, without what SQLite keeps beside it
                copied = _looked_through(writing, source)
        except sqlite3.DatabaseError as broken:
            raise CannotKeep(f"{source} is no whole SQLite database ({broken}).") from None
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        if for_whoever_owns_the_folder:
            _give(unfinished, goal.parent.stat())
        for part in ("-wal", "-shm"):
            goal.with_name(goal.name + part).unlink(missing_ok=True)
        unfinished.replace(goal)
    return copied


def _looked_through(database: sqlite3.Connection, source: Path) -> Copied:
    said = [row[0] for row in database.execute("PRAGMA integrity_check")]
    if said != ["ok"] or database.execute("PRAGMA foreign_key_check").fetchone():
        raise CannotKeep(f"{source} is damaged: {said[0] if said != ['ok'] else 'rows refer to nothing'}.")
    tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "alembic_version" not in tables:
        raise CannotKeep(f"{source} is not a database of In Your Shoes.")
    revision = str(database.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    if revision not in known_revisions():
        raise CannotKeep(f"{source} is of a newer release (migration {revision}): use that release.")
    pages, size = (database.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size"))
    count = "SELECT count(*) FROM slackinstallation WHERE sealed != ''"
    sealed = database.execute(count).fetchone()[0] if "slackinstallation" in tables else 0
    return Copied(pages * size, revision, sealed)


def _nobody_uses(goal: Path) -> None:
    """SQLite changes a file's journal only when no other connection has it open, in whatever process."""
    try:
        with closing(sqlite3.connect(goal, timeout=1, isolation_level=None)) as database:
            if database.execute("PRAGMA journal_mode=DELETE").fetchone()[0] == "delete":
                return
    except sqlite3.OperationalError:
        pass
    except sqlite3.DatabaseError:
        return  # damaged: all the more reason to restore it
    raise CannotKeep(f"{goal} is in use. Stop `shoes serve` first.")


def _give(file: Path, to: os.stat_result) -> None:
    """If we are root; anybody else is who they are."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.chown(file, to.st_uid, to.st_gid)


def _opened(file: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode={mode}", uri=True, timeout=30)


@contextmanager
def _beside(goal: Path) -> Iterator[Path]:
    """A new file that nobody else may read, gone afterwards unless it has taken the goal's place."""
    unfinished = goal.with_name(f".{goal.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    try:
        yield unfinished
    finally:
        unfinished.unlink(missing_ok=True)
