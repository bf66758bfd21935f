"""A start waits for nothing that it does not need: what is large and wanted by few is loaded when it is wanted.

Nothing is timed here; `python -m benchmarks.start` does that.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.adapters.conftest import free_port
from tests.operations.installation import REPOSITORY
from tests.stores import empty

NOT_BEFORE_IT_LISTENS = {
    "alembic": "only where something is to be migrated",
    "apscheduler": "nobody waits for the first beat",
    "botbuilder": "before it is ready, with what else the first turn needs",
    "icalendar": "for the first diary file, and for Windows' names of time zones",
    "msal": "for the first token, in the thread that waits for it",
    "onnxruntime": "before it is ready, with what else the first turn needs",
    "openai": "only where a second opinion is set up",
    "opentelemetry": "only where traces are",
    "procrastinate": "only where it hands out what is to be sent",
    "requests": "with msal and botbuilder",
    "slack_bolt": "before it is ready, with what else the first turn needs",
    "tokenizers": "with the sentence model, in its thread",
}


def test_what_few_want_is_not_loaded_before_it_listens(tmp_path: Path) -> None:
    """The real command, with Slack and Teams set up; Python itself says what it imports, in order."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SHOES_")}
    settings = {
        "SHOES_DATABASE_URL": empty(tmp_path / "shoes.db"),
        "SHOES_PUBLIC_URL": "https://shoes.example.org",
        "SHOES_PORT": str(free_port()),
        "SHOES_SLACK_BOT_TOKEN": "xoxb-1",
        "SHOES_SLACK_SIGNING_SECRET": "a secret",
        "SHOES_TEAMS_APP_ID": "11111111-1111-1111-1111-111111111111",
        "SHOES_TEAMS_APP_PASSWORD": "another",
        "SHOES_TEAMS_TENANT_ID": "22222222-2222-2222-2222-222222222222",
    }
    with subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "adapters", "serve"],
        stderr=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env=clean | settings,
    ) as process:
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if '"listening"' in line:
                break
        process.kill()
    loaded = {found[1] for line in said if (found := re.match(r"import time:.*\| *(\w+)", line))}
    assert '"listening"' in said[-1], "".join(said[-5:])
    assert {"adapters", "aiohttp", "pydantic", "sqlalchemy"} <= loaded, "or this would hold of anything"
    assert sorted(loaded & set(NOT_BEFORE_IT_LISTENS)) == []
