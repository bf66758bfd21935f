"""A database file for each test, copied from one that was migrated once."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.unit_of_work import SqlStore, open_store
from tests.storage.pool import Pool


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("storage") / "migrated.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def url(_migrated: Path, tmp_path: Path) -> str:
    shutil.copy(_migrated, tmp_path / "shoes.db")
    return f"sqlite:///{tmp_path / 'shoes.db'}"


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def new_store(_migrated: Path, tmp_path: Path) -> Callable[[], SqlStore]:
    """Makes an empty store each time: for tests that hypothesis runs many times over."""
    number = itertools.count()

    def make() -> SqlStore:
        path = tmp_path / f"{next(number)}.db"
        shutil.copy(_migrated, path)
        return open_store(f"sqlite:///{path}")

    return make


@pytest.fixture
def pool(store: SqlStore) -> Pool:
    return Pool(store)
