"""Plays every transcript and compares it whole, so that a message to the wrong person is a difference."""

from pathlib import Path

import pytest

from tests.transcripts import play

FOLDER = Path(__file__).parent / "conversations"
TRANSCRIPTS = sorted(FOLDER.glob("*.md"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=[path.stem for path in TRANSCRIPTS])
def test_the_bot_says_what_is_written(path: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    written = path.read_text(encoding="utf-8")
    said = play(written, tmp_path)
    if request.config.getoption("--rewrite"):
        path.write_text(said, encoding="utf-8")
    else:
        assert said == written


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) >= 10
