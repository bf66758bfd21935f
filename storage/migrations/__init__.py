"""Migrations, run by the program itself when it opens its store: `upgrade` to the newest, `downgrade` to nothing.

After a change in `tables.py`, `python -m storage.migrations "what changed"` (or `make migration`) writes the next one.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.database import check_foreign_keys, connect, lock_for_migration
from storage.tables import METADATA


def upgrade(url: str, to: str = "head") -> None:
    """Bring the database to `to`. Of two processes that do so at once, one waits and then finds it done."""
    _run(url, lambda config: command.upgrade(config, to))


def downgrade(url: str, to: str = "base") -> None:
    """Take the database back to `to`, losing what the later migrations added."""
    _run(url, lambda config: command.downgrade(config, to))


def write(url: str, message: str) -> None:
    """Write a migration from the database at `url`, which must be at the newest one, to `tables.py`."""
    _run(url, lambda config: command.revision(config, message, autogenerate=True, rev_id=_next(config)))


def differences(url: str) -> list[Any]:
    """What `tables.py` has and the database lacks, or the other way round; empty when they agree."""
    engine = connect(url, migrating=True)
    with engine.begin() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA))


def _run(url: str, work: Callable[[Config], object]) -> None:
    engine = connect(url, migrating=True)
    with engine.begin() as connection:
        lock_for_migration(connection)
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        work(config)
        check_foreign_keys(connection)


def _next(config: Config) -> str:
    """Migrations are numbered, so that a listing shows their order."""
    head = ScriptDirectory.from_config(config).get_current_head()
    return f"{int(head or 0) + 1:04d}"
