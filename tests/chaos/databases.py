"""The database of a storm: a SQLite file, or a PostgreSQL whose postmaster can be killed and started again."""

import asyncio
import datetime as dt
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import psycopg
import sqlalchemy as sa

from tests import postgres
from tests.chaos.record import MARK, Listed, Row


class Database(Protocol):
    """Where everything is stored."""

    url: str
    """For the replicas: as the role that an installation uses."""
    owner: str
    """For migrations."""
    all_seeing: str
    """For whoever judges: nothing is hidden from them."""

    async def create(self) -> None:
        """It is there, and empty."""
        ...

    async def kill(self) -> None:
        """The server dies, if there is one."""
        ...

    async def start(self) -> None:
        """And comes back."""
        ...

    def close(self) -> None: ...


class SqliteFile:
    """There is no server to kill."""

    def __init__(self, folder: Path) -> None:
        self.url = self.owner = self.all_seeing = f"sqlite:///{folder / 'shoes.db'}"

    async def create(self) -> None:
        """Whoever opens it makes it."""

    async def kill(self) -> None:
        """Nothing happens."""

    async def start(self) -> None:
        """Nothing happens."""

    def close(self) -> None:
        """Nothing to do."""


class Postgres:
    """A server of its own, on a socket in `folder`. What is committed is written, so that a killed one loses nothing;
    that a machine loses its current is no part of this."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "pg"
        self._folder.mkdir()
        self._folder.chmod(0o755)
        self._data = self._folder / "data"
        self._run, self._someone = postgres.runner(self._folder)
        self._binaries = postgres.binaries(self._folder)
        self._run(
            self._binaries / "initdb", "-D", self._data, "-U", postgres.USER, "-A", "trust", "-E", "UTF8",
            "--locale=C", "--no-sync",
        )  # fmt: skip
        self._server: asyncio.subprocess.Process | None = None
        self.url, self.owner, self.all_seeing = (
            f"postgresql+psycopg://{role}@/town?host={self._folder}"
            for role in (postgres.APP, postgres.OWNER, postgres.USER)
        )

    async def create(self) -> None:
        """The roles, and a database of their own."""
        await self.start()
        await asyncio.to_thread(postgres.roles, self._folder)
        await asyncio.to_thread(self._make_town)

    async def kill(self) -> None:
        """kill -9 of the postmaster. Its children notice, and end."""
        assert self._server is not None
        self._server.send_signal(signal.SIGKILL)
        await self._server.wait()

    async def start(self) -> None:
        """Until it answers; the children of one that was killed may have to end first."""
        async with asyncio.timeout(60):
            while True:
                with (self._folder / "log").open("a") as log:
                    self._server = await asyncio.create_subprocess_exec(
                        self._binaries / "postgres", "-D", self._data, "-k", self._folder, "-c", "listen_addresses=",
                        "-c", "fsync=off", "-c", "max_connections=200", cwd=self._folder, stdout=log, stderr=log,
                        **self._someone,
                    )  # fmt: skip
                while self._server.returncode is None:
                    if await asyncio.to_thread(self._answers):
                        return
                    await asyncio.sleep(0.1)
                await asyncio.sleep(0.2)

    def _make_town(self) -> None:
        to = f"host={self._folder} user={postgres.USER} dbname=postgres"
        with psycopg.connect(to, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE town OWNER {postgres.OWNER}".encode())

    def close(self) -> None:
        """It ends at once."""
        if self._server is not None and self._server.returncode is None:
            self._server.send_signal(signal.SIGQUIT)

    def _answers(self) -> bool:
        asking = [str(self._binaries / "pg_isready"), "-q", "-h", str(self._folder), "-U", postgres.USER]
        return subprocess.run(asking, check=False, cwd=self._folder).returncode == 0


def rows(engine: sa.Engine) -> tuple[Row, ...]:
    """The outbox as it stands. Plain SQL, so that nothing of the bot's own reading of it is believed."""
    asked = sa.text(
        "SELECT id, key, lane, state, due_at, first_try_at, attempts, message_id, replaces, supersedes, why "
        "FROM message ORDER BY id"
    ).columns(due_at=sa.DateTime(timezone=True), first_try_at=sa.DateTime(timezone=True))
    with engine.connect() as connection:
        return tuple(
            Row(
                row.id,
                row.key,
                row.lane,
                row.state,
                _aware(row.due_at),
                _aware(row.first_try_at),
                row.attempts,
                row.message_id,
                bool(row.replaces or row.supersedes),
                row.why,
            )
            for row in connection.execute(asked)
        )


def _aware(when: dt.datetime | None) -> Any:
    """SQLite keeps no time zone; all of ours are UTC."""
    return when.replace(tzinfo=dt.UTC) if when is not None and when.tzinfo is None else when


def unsettled(engine: sa.Engine) -> int:
    """How many messages are not done with."""
    asked = sa.text("SELECT count(*) FROM message WHERE state IN ('ready', 'sending', 'checking')")
    with engine.connect() as connection:
        return int(connection.execute(asked).scalar_one())


def listed(engine: sa.Engine) -> tuple[Listed, ...]:
    """The offers that there are."""
    with engine.connect() as connection:
        found: Sequence[Any] = connection.execute(sa.text("SELECT text, topic, state FROM listing")).all()
    return tuple(Listed(tuple(dict.fromkeys(MARK.findall(f"{row.text} {row.topic}"))), row.state) for row in found)


def plain_engine(url: str) -> sa.Engine:
    """For judging: no guard, no pool, no patience."""
    return sa.create_engine(url, poolclass=sa.NullPool)
