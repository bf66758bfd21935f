"""Rolling deploys: a migration that is `before` leaves what the release before it does working, and says so itself."""

import datetime as dt
import itertools
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from storage import migrations
from storage.database import connect, transaction
from storage.migrations import by_alembic, rolling
from storage.reach import Grant
from storage.unit_of_work import CannotOpen, open_store
from tests.stores import POSTGRESQL, blank

pytestmark = pytest.mark.processes


MIGRATIONS = rolling.migrations()
HEAD = MIGRATIONS[-1].revision
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)

AddMigration = Callable[..., None]


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AddMigration]:
    """Adds migrations of a release that does not exist yet."""
    versions = tmp_path / "versions"
    versions.mkdir()

    def add(upgrade: str, when: str, revision: str = "next1", revises: str = HEAD) -> None:
        body = textwrap.indent(textwrap.dedent(upgrade).strip(), "    ")
        (versions / f"{revision}.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n\n"
            f"revision = {revision!r}\ndown_revision = {revises!r}\nwhen = {when!r}\n\ndef upgrade():\n{body}\n"
        )
        rolling.migrations.cache_clear()

    monkeypatch.setattr(rolling, "FOLDERS", (*rolling.FOLDERS, versions))
    yield add
    rolling.migrations.cache_clear()


def test_what_the_files_say_is_what_alembic_reads_in_them() -> None:
    read = [(script.revision, script.module.when) for script in by_alembic.scripts().walk_revisions()]
    assert [(one.revision, one.when) for one in MIGRATIONS] == read[::-1]
    assert {one.when for one in MIGRATIONS} <= {"before", "after"}


def test_each_migration_that_is_before_leaves_the_release_before_it_working(tmp_path: Path) -> None:
    """One database grows through all of them, and is never empty."""
    url, numbers = blank(tmp_path / "old.db"), itertools.count(1)
    migrations.upgrade(url, MIGRATIONS[0].revision)
    for migration in MIGRATIONS[1:]:
        if migration.when == "before":
            works_beside(url, migration.revision, numbers)
        else:
            migrations.upgrade(url, migration.revision)


ADDS = """
op.create_table("tongue", sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True))
with op.batch_alter_table("person") as batch:
    batch.add_column(sa.Column("tongue", sa.String(), server_default="en", nullable=False))
    batch.add_column(sa.Column("born", sa.Date(), nullable=True))
"""
BREAKS = {
    "a column gone": 'with op.batch_alter_table("person") as batch:\n    batch.drop_column("contact")',
    "a column renamed": 'with op.batch_alter_table("person") as batch:\n'
    '    batch.alter_column("contact", new_column_name="reached_at")',
    "a column that must be filled": 'op.execute("DELETE FROM turn")\nwith op.batch_alter_table("turn") as batch:\n'
    '    batch.add_column(sa.Column("platform", sa.String(), nullable=False))',
    "a table gone": 'op.drop_table("slackinstallstate")',
    "a narrower key": 'with op.batch_alter_table("workspace") as batch:\n'
    '    batch.create_unique_constraint("uq_one_each", ["name"])',
}


def test_one_that_only_adds_does(tmp_path: Path, next_release: AddMigration) -> None:
    next_release(ADDS, "before")
    works_beside(at_head(tmp_path), "next1")


@pytest.mark.parametrize("fault", BREAKS)
def test_one_that_takes_away_or_tightens_does_not(fault: str, tmp_path: Path, next_release: AddMigration) -> None:
    """The negative control of the two tests above."""
    next_release(BREAKS[fault], "before")
    with pytest.raises(sa.exc.DBAPIError):
        works_beside(at_head(tmp_path), "next1")


def at_head(folder: Path) -> str:
    url = blank(folder / "old.db")
    migrations.upgrade(url, HEAD)
    return url


def works_beside(url: str, migration: str, numbers: Iterator[int] | None = None) -> None:
    """What the release before writes, reads and changes, with the columns it knew, works before and after it."""
    numbers = numbers or itertools.count(1)
    with connected(url) as engine:
        old = sa.MetaData()
        old.reflect(engine, resolve_fks=False)
        known = [table for table in old.sorted_tables if table.name != "alembic_version"]
        use(engine, known, next(numbers))
    migrations.upgrade(url, migration)
    with connected(url) as engine:
        use(engine, known, next(numbers))


@contextmanager
def connected(url: str) -> Iterator[sa.Engine]:
    engine = connect(url)
    try:
        yield engine
    finally:
        engine.dispose()


def use(engine: sa.Engine, tables: list[sa.Table], number: int) -> None:
    """Insert a row into each table, change it, read it: number `number`, every reference to those of the same."""
    with transaction(engine, Grant.OPERATOR) as session:
        connection = session.connection()
        for table in tables:
            values = {column.name: sample(column, number) for column in table.columns}
            mine = [column == values[column.name] for column in table.primary_key.columns]
            connection.execute(sa.insert(table).values(values))
            if table.name != "audit":  # which refuses
                changed = connection.execute(sa.update(table).where(*mine).values(values))
                assert changed.rowcount == 1
            assert len(connection.execute(sa.select(table).where(*mine)).all()) == 1


def sample(column: sa.Column[Any], number: int) -> Any:
    """A value of the column's kind: other ones for each `number` where they may have to differ."""
    if column.foreign_keys:
        return number
    kind = column.type.python_type
    if column.name == "name" and not column.primary_key:
        return "the same each time"
    by_kind: dict[type, Any] = {
        int: number,
        str: f"{column.name} {number}",
        bool: True,
        dt.datetime: NOON + dt.timedelta(hours=number),
        dt.date: NOON.date(),
        dt.time: NOON.time(),
        bytes: b"\0",
        dict: {},
        object: {},
    }
    return by_kind[kind]


def test_what_is_after_waits_on_postgresql_and_not_on_sqlite(tmp_path: Path, next_release: AddMigration) -> None:
    url = blank(tmp_path / "new.db")
    next_release(ADDS, "before")
    next_release(BREAKS["a table gone"], "after", "next2", "next1")
    standing = migrations.prepare(url)
    assert standing.ready
    assert standing.at == ("next1" if POSTGRESQL else "next2")
    assert standing.complete is not POSTGRESQL
    assert migrations.finish(url).complete
    assert migrations.prepare(url).at == "next2", "and what was finished stays so"


def test_the_afters_of_one_release_run_before_the_befores_of_the_next(
    tmp_path: Path, next_release: AddMigration
) -> None:
    url = blank(tmp_path / "new.db")
    next_release("pass", "after")
    next_release("pass", "before", "next2", "next1")
    assert migrations.prepare(url).at == "next2"


def test_a_process_of_the_release_before_starts_again_on_what_the_next_one_added_to(
    tmp_path: Path, next_release: AddMigration, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = blank(tmp_path / "new.db")
    next_release(ADDS, "before")
    next_release(BREAKS["a column gone"], "after", "next2", "next1")
    migrations.upgrade(url, "next1")
    monkeypatch.undo()
    rolling.migrations.cache_clear()
    store = open_store(url)
    assert store.setup.organisations() == ()
    store.close()
    standing = migrations.stands(url)
    assert (standing.newer, standing.ready) == (True, True)


def test_but_not_on_what_the_next_one_took_from(
    tmp_path: Path, next_release: AddMigration, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = blank(tmp_path / "new.db")
    next_release(BREAKS["a column gone"], "after")
    migrations.upgrade(url, "next1")
    monkeypatch.undo()
    rolling.migrations.cache_clear()
    with pytest.raises(CannotOpen, match=r"newer release, next1, and has no person\.contact"):
        open_store(url)


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite has no roles")
def test_a_role_that_may_not_migrate_is_told_what_to_do() -> None:
    from tests import postgres

    name = postgres.new_database()
    with pytest.raises(CannotOpen, match="`shoes migrate` as its owner"):
        open_store(postgres.url(name))
    migrations.prepare(postgres.url(name, postgres.OWNER))
    open_store(postgres.url(name)).close()
    postgres.drop(name)
