"""Every transcript again, with the strict fake in the middle: on Slack people read and do exactly what is written."""

from pathlib import Path

import pytest

from tests import transcripts
from tests.adapters.slack.through_slack import SlackTown
from tests.plays import TRANSCRIPTS

pytestmark = pytest.mark.platforms


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=[path.stem for path in TRANSCRIPTS])
def test_it_reads_the_same_through_slack(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcripts, "Town", SlackTown)
    written = path.read_text(encoding="utf-8")
    assert transcripts.play(written, tmp_path) == written
