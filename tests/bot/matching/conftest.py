"""What the tests of matching share: the encoder, read once, and a small way of making values."""

import importlib.util
from pathlib import Path

import pytest

from adapters.embedding import PACKAGE, SentenceEncoder, load
from bot.matching import Relevance
from bot.matching.knowledge import usual

CACHE = Path(__file__).resolve().parents[3] / "build" / "encoder"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever needs the real model waits for `make test-model`: building it takes longer than all other tests."""
    for item in items:
        if isinstance(item, pytest.Function) and "encoder" in item.fixturenames:
            item.add_marker("model")


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    """The real model. Its passages are read once (a quarter of a minute) and kept under build/, which is not in version
    control."""
    if importlib.util.find_spec(PACKAGE) is None:
        pytest.skip("the model's package is not installed (make install)")
    return load(usual().passages, CACHE)


@pytest.fixture(scope="session")
def relevance(encoder: SentenceEncoder) -> Relevance:
    return Relevance(encoder)


@pytest.fixture(scope="session")
def by_words() -> Relevance:
    """Relevance as it is while the model loads, and where there is none."""
    return Relevance()
