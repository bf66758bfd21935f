"""What every test may use."""

import functools
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import structlog
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from bot.understanding.learned import network
from tests import memory
from tests.plays import Plays
from tests.stores import POSTGRESQL
from tests.town import Town

# a few examples of each property in every run, and more over many runs, because each begins elsewhere
hypothesis.settings.register_profile("usual", max_examples=25, deadline=None)
hypothesis.settings.load_profile("usual")

# the workers share the cores: a second thread for each message would only get in the others' way
network.THREADS = 1


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rewrite` writes down what the bot says now; read the difference before you keep it."""
    parser.addoption("--rewrite", action="store_true", help="write what the bot says into tests/conversations/*.md")


def pytest_configure(config: pytest.Config) -> None:
    """What all workers share is made before there are any."""
    if (folder := memory.folder()) is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))
    if POSTGRESQL and not hasattr(config, "workerinput"):
        from tests import postgres

        try:
            postgres.serve()
        except FileNotFoundError as problem:
            pytest.exit(f"only SQLite was tested: {problem}", returncode=1 if os.environ.get("CI") else 0)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """A file's tests go to one worker, which makes what they share once; the files that use the plays, all to one."""
    return _ByFile(config, log)


class _ByFile(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        if not _uses_plays(self.config.rootpath / file):
            return file
        # they take most of the time on PostgreSQL: there a transcript's own tests go to whoever has time for them
        return f"{file}[{test.partition('[')[2]}" if POSTGRESQL and file in _OF_ONE_TRANSCRIPT else "plays"


_OF_ONE_TRANSCRIPT = ("tests/test_conversations.py",)
"""Each of these tests looks at a single transcript."""


@functools.cache
def _uses_plays(file: Path) -> bool:
    return "plays: Plays" in file.read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """No log on the terminal; tests of the log configure it themselves."""
    structlog.configure(processors=[_drop])
    yield
    structlog.reset_defaults()


def _drop(*_: object) -> str:
    raise structlog.DropEvent


@pytest.fixture(scope="session")
def plays(tmp_path_factory: pytest.TempPathFactory) -> Plays:
    """Every transcript, played once in this worker when it is first asked for."""
    return Plays(tmp_path_factory.mktemp("plays"))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """An empty town, real from the engine to the dispatcher."""
    town = Town(tmp_path)
    yield town
    town.close()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is there before the first test stays: looking through it for garbage again and again takes a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
