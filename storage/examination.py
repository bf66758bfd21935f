"""Looks at a database without changing it: for `shoes doctor`, and for whoever is not sure that it is there."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from storage.database import connect
from storage.migrations import Standing, standing
from storage.tables import SlackInstallation


class NotThere(Exception):
    """There is no such SQLite database; to connect would make an empty one."""


@dataclass(frozen=True)
class Examined:
    """`clock` is the database's own, None for SQLite, which has ours. `unheld` says that this role stands above the
    row-level policies, so that they protect nobody from a mistake in the program."""

    version: str
    standing: Standing
    clock: dt.datetime | None
    unheld: bool
    file: Path | None


def examine(url: str) -> Examined:
    """Raises NotThere, ValueError, ImportError or `migrations.DatabaseFault`, whose words may hold the password."""
    parsed = sa.make_url(url)
    file = Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None
    if file is not None and not file.exists():
        raise NotThere(file)
    engine = connect(url, migrating=True)
    with engine.begin() as connection:
        stands = standing(connection)
        if connection.dialect.name == "sqlite":
            version = str(connection.exec_driver_sql("SELECT sqlite_version()").scalar_one())
            return Examined(f"SQLite {version}", stands, None, False, file)
        version, clock, unheld = connection.execute(_OF_POSTGRESQL).one()
        return Examined(f"PostgreSQL {version}", stands, clock, unheld, None)


_OF_POSTGRESQL = sa.text(
    "SELECT current_setting('server_version'), clock_timestamp(), rolsuper OR rolbypassrls "
    "FROM pg_roles WHERE rolname = current_user"
)


def sealed_tokens(url: str) -> tuple[str, ...]:
    """Of every workspace, as they are stored. Raises as `examine` does."""
    if not examine(url).standing.ready:
        return ()
    with connect(url, migrating=True).begin() as connection:
        rows = connection.execute(sa.select(SlackInstallation.__table__.c.sealed)).scalars()  # type: ignore[attr-defined]
        return tuple(row for row in rows if row)
