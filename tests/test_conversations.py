"""Plays every transcript and compares it whole, so that a message to the wrong person is a difference."""

from pathlib import Path

import pytest

from tests.plays import ONCE_EACH, TRANSCRIPTS, Plays


@pytest.mark.parametrize("path", ONCE_EACH)
def test_the_bot_says_what_is_written(path: Path, plays: Plays, request: pytest.FixtureRequest) -> None:
    written = path.read_text(encoding="utf-8")
    said = plays.of(path).said
    if request.config.getoption("--rewrite"):
        path.write_text(said, encoding="utf-8")
    else:
        assert said == written


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) >= 10
