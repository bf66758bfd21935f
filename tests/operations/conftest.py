"""An installation on SQLite, and one on a real PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import migrations
from tests import postgres
from tests.operations.installation import Installation, installed
from tests.stores import empty


@pytest.fixture
async def installation(tmp_path: Path) -> AsyncIterator[Installation]:
    """As the suite's own databases: SQLite, unless it runs on PostgreSQL."""
    async with installed(empty(tmp_path / "shoes.db"), tmp_path) as one:
        yield one


@pytest.fixture
async def on_postgresql(tmp_path: Path) -> AsyncIterator[Installation]:
    """Where several processes may serve."""
    name = postgres.new_database()
    migrations.finish(postgres.url(name, postgres.OWNER))
    async with installed(postgres.url(name), tmp_path) as one:
        yield one
    postgres.drop(name)
