"""What Alembic does for `storage.migrations`: loaded only when something is to be run, written or compared, because it
is large, and a process that starts on a migrated database needs none of it."""

import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.migrations import rolling
from storage.tables import METADATA


def upgrade(connection: sa.Connection, to: str) -> None:
    """Run every migration up to `to`."""
    command.upgrade(_configuration(connection), to)


def downgrade(connection: sa.Connection, to: str) -> None:
    """Take back every migration above `to`."""
    command.downgrade(_configuration(connection), to)


def write(connection: sa.Connection, message: str) -> None:
    """Write a migration from the database to `tables.py`."""
    config = _configuration(connection)
    command.revision(config, message, autogenerate=True, rev_id=_next(config))


def differences(connection: sa.Connection) -> list[Any]:
    """What `tables.py` has and the database lacks, or the other way round."""
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA))


def scripts() -> ScriptDirectory:
    """Every migration, as Alembic reads them."""
    return ScriptDirectory.from_config(_configuration(None))


def _configuration(connection: sa.Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", os.pathsep.join(map(str, rolling.FOLDERS)))
    config.attributes["connection"] = connection
    return config


def _next(config: Config) -> str:
    """Migrations are numbered, so that a listing shows their order."""
    head = ScriptDirectory.from_config(config).get_current_head()
    return f"{int(head or 0) + 1:04d}"
