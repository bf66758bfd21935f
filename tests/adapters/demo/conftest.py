"""A town on its first morning, in a database of its own, with a clock that stands still."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.clock import MovableClock
from storage.unit_of_work import SqlStore
from tests.stores import empty, opened

TUESDAY = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    store = opened(empty(tmp_path / "town.db"))
    yield store
    store.close()


@pytest.fixture
def real() -> MovableClock:
    return MovableClock(TUESDAY)
