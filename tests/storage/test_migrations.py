"""Migrations: from nothing to what `tables.py` says, back to nothing, and there again."""

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import migrations, tables
from storage.database import connect
from storage.migrations import by_alembic
from storage.unit_of_work import open_store
from tests.storage.pool import at_once
from tests.stores import blank


def table_names(url: str) -> set[str]:
    engine = connect(url)
    names = set(sa.inspect(engine).get_table_names()) - {"alembic_version"}
    engine.dispose()
    return names


def test_up_down_and_up_again(tmp_path: Path) -> None:
    url = blank(tmp_path / "new.db")
    migrations.upgrade(url)
    assert migrations.differences(url) == []
    assert table_names(url) == set(tables.METADATA.tables)
    migrations.downgrade(url)
    assert table_names(url) == set()
    migrations.upgrade(url)
    assert migrations.differences(url) == []


def test_a_column_without_a_migration_is_noticed(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = sa.MetaData(naming_convention=tables.NAMING)
    for table in tables.METADATA.sorted_tables:
        table.to_metadata(changed)
    changed.tables["person"].append_column(sa.Column("tongue", sa.String(), nullable=True))
    monkeypatch.setattr(by_alembic, "METADATA", changed)
    assert [(difference[0], difference[3].name) for difference in migrations.differences(url)] == [
        ("add_column", "tongue")
    ]


def test_threads_that_open_a_new_store_at_once_all_get_it(tmp_path: Path) -> None:
    url = blank(tmp_path / "new.db")

    def count() -> int:
        store = open_store(url)
        organisations = len(store.setup.organisations())
        store.close()
        return organisations

    assert at_once(2, count) == [0, 0]


@pytest.mark.processes
def test_processes_that_open_a_new_store_at_once_all_get_it(tmp_path: Path) -> None:
    url = blank(tmp_path / "new.db")
    program = "import sys; from storage.unit_of_work import open_store; open_store(sys.argv[1])"
    processes = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", program, url], stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [(process.communicate(timeout=50)[1], process.returncode) for process in processes] == [("", 0)] * 2
    assert migrations.differences(url) == []


def test_every_row_that_concerns_an_organisation_names_it() -> None:
    free_of_one = {"organisation", "exchange", "proposal", "turn", "message", "reminder", "teamsreference", "wrongcode"}
    free_of_one |= {"pace"}  # of a platform's limits
    free_of_one |= {"audithead"}  # which tells nothing but how many lines there are
    free_of_one |= {"slackinstallation", "slackgridteam", "slackinstallstate"}  # a workspace may be linked later
    naming = {
        table.name
        for table in tables.METADATA.tables.values()
        if any(key.column.table.name == "organisation" for key in table.foreign_keys)
    }
    assert naming == set(tables.METADATA.tables) - free_of_one


def test_ids_are_never_used_again() -> None:
    numbered = [table for table in tables.METADATA.tables.values() if "id" in table.c and table.name != "turn"]
    assert all(table.dialect_options["sqlite"]["autoincrement"] for table in numbered)
    # named by others: a turn by the platform, a conversation by its person, a grid's team by Slack, a state by itself,
    # a pace by whom it slows down
    assert len(numbered) == len(tables.METADATA.tables) - 6
