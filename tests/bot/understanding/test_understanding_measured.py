"""The parser keeps to what it has reached, on the examples of the specification and on the project's own sentences."""

import pytest

from benchmarks.understanding import FILES, Score, read_rows, score

EXAMPLES = {
    "intents": 0.95,
    "activity": 0.95,
    "topic": 0.92,
    "duration": 0.95,
    "mode": 0.93,
    "place": 0.95,
    "reciprocal": 0.95,
    "when": 0.92,
    "no time invented": 0.96,
}
OWN = {
    "intents": 0.94,
    "activity": 0.91,
    "topic": 0.86,
    "duration": 0.91,
    "mode": 0.92,
    "place": 0.92,
    "reciprocal": 0.89,
    "when": 0.94,
    "no time invented": 0.97,
}


@pytest.fixture(scope="module")
def measured() -> dict[str, Score]:
    """Both files scored, once for all the floors below."""
    return {path.name: score(read_rows(path)) for path in FILES}


@pytest.mark.parametrize(("measure", "floor"), EXAMPLES.items())
def test_examples_stay_above_the_floor(measured: dict[str, Score], measure: str, floor: float) -> None:
    assert measured["utterances.jsonl"].mean(measure) >= floor


@pytest.mark.parametrize(("measure", "floor"), OWN.items())
def test_own_sentences_stay_above_the_floor(measured: dict[str, Score], measure: str, floor: float) -> None:
    assert measured["own_utterances.jsonl"].mean(measure) >= floor
