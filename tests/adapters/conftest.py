"""A real store in a file of its own for each test."""

import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.unit_of_work import SqlStore, open_store


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once; each test copies it, which takes a tenth of the time."""
    file = tmp_path_factory.mktemp("empty") / "shoes.db"
    open_store(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def database(tmp_path: Path, empty_database: Path) -> str:
    """The address of an empty database."""
    file = tmp_path / "shoes.db"
    shutil.copyfile(empty_database, file)
    return f"sqlite:///{file}"


@pytest.fixture
def store(database: str) -> Iterator[SqlStore]:
    """An empty store."""
    opened = open_store(database)
    yield opened
    opened.close()


def free_port() -> int:
    """A port of this machine that nobody listened on a moment ago."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port: int = listening.getsockname()[1]
        return port
