"""A real store in a file of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.unit_of_work import SqlStore, open_store


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'shoes.db'}"


@pytest.fixture
def store(database: str) -> Iterator[SqlStore]:
    opened = open_store(database)
    yield opened
    opened.close()
