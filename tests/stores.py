"""An empty database for a test, copied from one that was migrated once in this worker: a tenth of the time.

SQLite, or PostgreSQL if SHOES_TEST_DATABASE says so (`make test-postgresql`): the same tests run on both.
"""

import functools
import os
import shutil
import tempfile
from pathlib import Path

import sqlalchemy as sa

from storage import migrations

POSTGRESQL = os.environ.get("SHOES_TEST_DATABASE") == "postgresql"
"""Then a file stands for a database: it holds its address, and when the file has gone the database may go."""

_standing: dict[Path, str] = {}


def empty(file: Path) -> str:
    """The address of the database at `file`, which is made unless it is there."""
    return file.read_text() if POSTGRESQL and file.exists() else copied(_migrated(), file)


def blank(file: Path) -> str:
    """The address of a new database at `file` that nobody has migrated yet."""
    return copied("", file) if POSTGRESQL else f"sqlite:///{file}"


def copied(url: str, file: Path) -> str:
    """The address of a copy at `file` of a database, to which nobody may be connected; what is there already stays."""
    if POSTGRESQL:
        from tests import postgres

        for gone in [one for one in _standing if not one.exists()]:
            postgres.drop(_standing.pop(gone))
        name = _standing[file] = postgres.new_database(str(sa.make_url(url).database) if url else "template1")
        # whoever migrates owns the tables; whoever only uses them is held to their policies
        file.write_text(postgres.url(name, postgres.APP if url else postgres.OWNER))
        return file.read_text()
    if not file.exists():
        there = Path(str(sa.make_url(url).database))
        for part in there.parent.glob(f"{there.name}*"):
            shutil.copyfile(part, file.with_name(part.name.replace(there.name, file.name)))
    return f"sqlite:///{file}"


@functools.cache
def _migrated() -> str:
    if POSTGRESQL:
        from tests import postgres

        url = postgres.url(postgres.new_database(), postgres.OWNER)
    else:
        url = f"sqlite:///{Path(_folder().name) / 'empty.db'}"
    migrations.finish(url)
    return url


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()
