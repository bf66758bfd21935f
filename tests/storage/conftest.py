"""A database file for each test."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.unit_of_work import SqlStore
from tests.storage.pool import Pool
from tests.stores import empty, opened


@pytest.fixture
def url(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Empty, or with the people of the pool if the test asks for them."""
    if "pool" in request.fixturenames:
        settled: Pool = request.getfixturevalue("settled")
        return settled.copied(tmp_path / "shoes.db")
    return empty(tmp_path / "shoes.db")


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    store = opened(url)
    yield store
    store.close()


@pytest.fixture
def new_store(tmp_path: Path) -> Callable[[], SqlStore]:
    """Makes an empty store each time: for tests that hypothesis runs many times over."""
    number = itertools.count()

    def make() -> SqlStore:
        return opened(empty(tmp_path / f"{next(number)}.db"))

    return make


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    """The pool whose people have joined once in this worker, for every test that needs them."""
    pool = Pool(opened(empty(tmp_path_factory.mktemp("pool") / "shoes.db")))
    pool.store.close()
    return pool


@pytest.fixture
def pool(store: SqlStore, settled: Pool) -> Pool:
    return settled.at(store)


@pytest.fixture
def new_pool(tmp_path: Path, settled: Pool) -> Callable[[], Pool]:
    """Makes a pool each time: for tests that hypothesis runs many times over."""
    number = itertools.count()
    return lambda: settled.at(opened(settled.copied(tmp_path / f"pool{next(number)}.db")))
