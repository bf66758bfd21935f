"""Every transcript once more, through the real adapter and a strict imitation of Teams, with everybody on Teams.

What is said must be what the transcript says, word for word: no platform changes a conversation. Where a story tells of
platforms themselves (one is down, the app is removed from one), people stay where they are, so that it runs several.
"""

import re
from pathlib import Path

import pytest

from tests.adapters.teams.teams_town import TeamsTown
from tests.plays import TRANSCRIPTS
from tests.transcripts import play

_ON = re.compile(r"^(- .*), on (?:slack|web)\b", re.MULTILINE)
_OF_PLATFORMS = re.compile(r"\(\w+ is down\)|\(the app is removed from|^ +Slack: ", re.MULTILINE)
_ACCOUNT = re.compile(r"Account: (?:slack|web), (\w+) in [SW]")

pytestmark = pytest.mark.platforms


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=[path.stem for path in TRANSCRIPTS])
def test_a_conversation_is_the_same_on_teams(path: Path, tmp_path: Path) -> None:
    story = path.read_text(encoding="utf-8")
    if not _OF_PLATFORMS.search(story):
        story = _ACCOUNT.sub(r"Account: teams, \1 in T", _ON.sub(r"\1, on teams", story))
    assert play(story, tmp_path, settled=TeamsTown) == story
