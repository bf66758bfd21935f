"""The parser keeps to what it has reached, on the examples of the specification and on the project's own sentences."""

import pytest

from benchmarks.understanding import FILES, Score, read_rows, score

EXAMPLES = {
    "intents": 0.95,
    "activity": 0.95,
    "topic": 0.92,
    "duration": 0.97,
    "mode": 0.95,
    "place": 0.95,
    "reciprocal": 0.95,
    "when": 0.94,
    "no time invented": 0.97,
}
OWN = {
    "intents": 0.95,
    "activity": 0.92,
    "topic": 0.86,
    "duration": 0.92,
    "mode": 0.92,
    "place": 0.92,
    "reciprocal": 0.92,
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


def test_half_the_messages_take_under_ten_milliseconds(measured: dict[str, Score]) -> None:
    """A loose bound for a busy machine; the benchmark prints the real figures."""
    assert measured["own_utterances.jsonl"].percentile(0.5) < 10
