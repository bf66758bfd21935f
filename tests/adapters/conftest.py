"""A real store in a file of its own for each test."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.unit_of_work import SqlStore
from tests.stores import empty, opened


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The address of an empty database."""
    return empty(tmp_path / "shoes.db")


@pytest.fixture
def store(database: str) -> Iterator[SqlStore]:
    """An empty store."""
    store = opened(database)
    yield store
    store.close()


def free_port() -> int:
    """A port of this machine that nobody listened on a moment ago."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port: int = listening.getsockname()[1]
        return port
