"""`shoes serve` before its database is there: what passes is waited for, what does not ends it with a sentence.

A real PostgreSQL, on a socket of its own, that is stopped and started.
"""

import json
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import psycopg
import pytest

from storage import migrations
from storage.unit_of_work import CannotOpen, NotThereYet, open_store
from tests import postgres
from tests.chaos.databases import Postgres
from tests.operations.installation import REPOSITORY, SAM, Installation, installed, workplace

pytestmark = pytest.mark.processes


@pytest.fixture
def folder() -> Iterator[Path]:
    """With a name that is short enough for a socket."""
    made = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
async def server(folder: Path) -> AsyncIterator[Postgres]:
    """Where one role has to say its password, and nobody else."""
    server = Postgres(folder)
    rules = folder / "pg" / "data" / "pg_hba.conf"
    rules.write_text(f"local all locked scram-sha-256\n{rules.read_text()}")
    await server.create()
    with psycopg.connect(f"host={folder / 'pg'} user={postgres.USER} dbname=town", autocommit=True) as connection:
        connection.execute("CREATE ROLE locked LOGIN PASSWORD 'right'")
    migrations.finish(server.owner)
    yield server
    server.close()
    assert server._server is not None
    await server._server.wait()


@pytest.fixture
async def installation(server: Postgres, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installed(server.url, tmp_path) as one:
        yield one


async def test_it_says_so_waits_and_serves_when_it_is_there(installation: Installation, server: Postgres) -> None:
    await server.kill()
    async with installation.serving(until="waiting") as replica, aiohttp.ClientSession() as session:
        away = await replica.logged("database_away")
        assert (away["level"], away["why"], away["again_in"]) == ("warning", "it does not answer", 1.0)
        assert (await replica.get("/health/live"))[0] == 200
        status, said = await replica.get("/health/ready")
        assert (status, json.loads(said)["wrong"][0]["what"]) == (503, "The database is not there yet.")
        help_wanted = SAM.writes("help")
        assert (await workplace(replica, session).post(help_wanted)).status == 503, "Slack delivers it again"
        await server.start()
        await replica.logged("ready")
        assert (await replica.get("/health/ready"))[0] == 200
        assert (await workplace(replica, session).post(help_wanted)).status == 200
        assert len(await installation.messages(1)) == 1
        replica.process.terminate()
        assert await replica.ended() == 0


@pytest.mark.parametrize("asking", [signal.SIGTERM, signal.SIGINT])
async def test_asked_to_stop_while_it_waits_it_ends(
    asking: signal.Signals, installation: Installation, server: Postgres
) -> None:
    await server.kill()
    async with installation.serving(until="waiting") as replica:
        replica.process.send_signal(asking)
        assert await replica.ended() == 0
    assert [line["event"] for line in replica.lines()][-2:] == ["stopping", "stopped"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("postgresql+psycopg://locked:wrong@/town?host={host}", "does not let us in: see role, password"),
        ("postgresql+psycopg://nobody@/town?host={host}", "does not let us in: see role, password"),
        ("postgresql+psycopg://shoes_app@/elsewhere?host={host}", "the database's name"),
        ("postgresql+psycopg://shoes_app@/town?host={host}&sslmode=bogus", "its address cannot be read"),
        ("postgresql+psycopg://shoes_app@/empty?host={host}", "`shoes migrate` as its owner"),
        ("postgresql+psycopg://shoes_app@host:port/town", "its address cannot be read"),
    ],
    ids=["password", "role", "database", "options", "not migrated", "no port"],
)
def test_what_waiting_does_not_mend_ends_it(
    wrong: str, says: str, server: Postgres, installation: Installation, folder: Path
) -> None:
    with psycopg.connect(f"host={folder / 'pg'} user={postgres.USER} dbname=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE empty OWNER {postgres.OWNER}".encode())
    url = wrong.format(host=folder / "pg")
    told = subprocess.run(
        [sys.executable, "-m", "adapters", "serve"],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
        env=installation.environment | {"SHOES_DATABASE_URL": url, "PATH": ""},
        timeout=50,
    )
    *_, sentence = told.stderr.splitlines()
    assert told.returncode == 2
    assert sentence.startswith("The database that SHOES_DATABASE_URL names cannot be opened (")
    assert says in sentence
    for not_told in ("Traceback", "database_away", "wrong", str(folder)):
        assert not_told not in told.stderr


async def test_a_server_that_is_stopping_is_waited_for(server: Postgres, folder: Path) -> None:
    """One that is asked to stop politely lets nobody in any more, while somebody is still there."""
    run, _ = postgres.runner(folder / "pg")
    with psycopg.connect(f"host={folder / 'pg'} user={postgres.USER} dbname=town"):
        run(postgres.binaries(folder) / "pg_ctl", "-D", folder / "pg" / "data", "-m", "smart", "-W", "stop")
        with pytest.raises(NotThereYet, match="starting or stopping"):
            open_store(server.url)


@pytest.mark.parametrize(
    ("number", "kind", "says"),
    [("EAI_NONAME", CannotOpen, "no host of that name"), ("EAI_AGAIN", NotThereYet, "at the moment")],
)
def test_a_name_that_nobody_knows_is_no_name_that_nobody_can_look_up(
    number: str, kind: type[CannotOpen], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    def asked(*_: object, **__: object) -> None:
        raise socket.gaierror(getattr(socket, number), "as the system says it")

    monkeypatch.setattr(socket, "getaddrinfo", asked)
    with pytest.raises(CannotOpen, match=says) as raised:
        open_store("postgresql+psycopg://shoes_app@database.invalid/shoes?connect_timeout=2")
    assert type(raised.value) is kind
