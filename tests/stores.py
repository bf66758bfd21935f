"""An empty database for a test, made from one that was migrated once in this worker: a tenth of the time.

SQLite, or PostgreSQL if SHOES_TEST_DATABASE says so (`make test-postgresql`): the same tests run on both.
"""

import functools
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.matching import Relevance
from bot.model.invitations import new_code
from storage import migrations
from storage.database import connect
from storage.search import Search
from storage.unit_of_work import SqlStore
from tests import memory

if TYPE_CHECKING:
    from tests.lent import Lending

POSTGRESQL = os.environ.get("SHOES_TEST_DATABASE") == "postgresql"
"""Then a file stands for a database: it holds its address; once the file has gone the database may be used again."""

_standing: dict[Path, str] = {}


def empty(file: Path) -> str:
    """The address of the database at `file`, which is made unless it is there."""
    return file.read_text() if POSTGRESQL and file.exists() else copied(_migrated(), file)


def blank(file: Path) -> str:
    """The address of a new database at `file` that nobody has migrated yet."""
    if not POSTGRESQL:
        return f"sqlite:///{file}"
    from tests import postgres

    # whoever migrates owns the tables; whoever only uses them is held to their policies
    file.write_text(postgres.url(postgres.new_database(), postgres.OWNER))
    return file.read_text()


def copied(url: str, file: Path) -> str:
    """The address of a copy at `file` of a database, to which nobody may be connected; what is there already stays."""
    if POSTGRESQL:
        from tests import postgres

        for gone in [one for one in _standing if not one.exists()]:
            _lending().give_back(_standing.pop(gone))
        name = _standing[file] = _lending().lend("" if url == _migrated() else str(sa.make_url(url).database))
        file.write_text(postgres.url(name, postgres.APP))
        return file.read_text()
    if not file.exists():
        there = Path(str(sa.make_url(url).database))
        for part in there.parent.glob(f"{there.name}*"):
            shutil.copyfile(part, file.with_name(part.name.replace(there.name, file.name)))
    return f"sqlite:///{file}"


def opened(url: str, relevance: Relevance | None = None, codes: Callable[[], str] | None = None) -> SqlStore:
    """A store on a database that `empty` or `copied` made: it is migrated, so that nobody looks again."""
    engine, first = connect(url), _first()
    if not POSTGRESQL:
        # no test pulls the plug on this machine, so that nothing need reach the disk before the next line
        sa.event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
    # what was compiled for one test's database need not be compiled again for the next one's
    engine.dialect = engine.pool._dialect = first.dialect
    engine._compiled_cache = first._compiled_cache
    return SqlStore(engine, Search(relevance), codes or _some_code)


def _some_code() -> str:
    return new_code(secrets.SystemRandom())


@functools.cache
def _first() -> sa.Engine:
    """Knows the version of this database, and holds what is compiled."""
    engine = connect(_migrated())
    engine.connect().close()
    engine.dispose()
    engine._compiled_cache = {}
    return engine


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
def _lending() -> "Lending":
    from tests.lent import Lending

    return Lending(str(sa.make_url(_migrated()).database))


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(dir=memory.folder())
