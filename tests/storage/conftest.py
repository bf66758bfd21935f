"""A database file for each test."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.unit_of_work import SqlStore, open_store
from tests.storage.pool import Pool
from tests.stores import empty


@pytest.fixture
def url(tmp_path: Path) -> str:
    return empty(tmp_path / "shoes.db")


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def new_store(tmp_path: Path) -> Callable[[], SqlStore]:
    """Makes an empty store each time: for tests that hypothesis runs many times over."""
    number = itertools.count()

    def make() -> SqlStore:
        return open_store(empty(tmp_path / f"{next(number)}.db"))

    return make


@pytest.fixture
def pool(store: SqlStore) -> Pool:
    return Pool(store)
