"""Why a database could not be opened, in words that hold neither an address nor a password; and whether waiting may
help, or somebody has to change something first. SQLite's file is there or it is not; only a server comes and goes."""

import socket
import sqlite3
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage.beside import as_libpq_writes_it
from storage.patience import CONNECT_SECONDS

_GOING = ("08", "57P")
"""How PostgreSQL's states begin that say: the connection is gone, the server stops or starts."""
_NO_SUCH_NAME = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
"""That a name server is away is another matter: EAI_AGAIN."""
_SQLITE = {
    "SQLITE_BUSY": "another process keeps it locked",
    "SQLITE_CANTOPEN": "there is no such folder, or it may not be written to",
    "SQLITE_FULL": "the disk is full",
    "SQLITE_NOTADB": "the file is no SQLite database",
    "SQLITE_READONLY": "it may not be written to",
}


@dataclass(frozen=True)
class Absence:
    """`passing` if waiting may help. `says` why it cannot be opened."""

    passing: bool
    says: str


_SILENT = Absence(True, "it does not answer")
_UNREADABLE = Absence(False, "its address cannot be read")


def absence(url: str, problem: Exception) -> Absence:
    """What is to be made of `problem`, with which opening the database at `url` failed. It may ask the server how it
    is, which takes a few seconds at most."""
    if isinstance(problem, ImportError):
        return Absence(False, f"what reaches it is not installed: {problem.name}")
    if isinstance(problem, sa.exc.ArgumentError):
        return _UNREADABLE
    raised = getattr(problem, "orig", None)
    unknown = Absence(False, type(problem).__name__)
    if isinstance(raised, sqlite3.Error):
        named = getattr(raised, "sqlite_errorname", "")
        says = [says for name, says in _SQLITE.items() if named.startswith(name)]
        return Absence(False, says[0]) if says else unknown
    parsed = sa.make_url(url)
    if not isinstance(problem, sa.exc.OperationalError) or parsed.get_driver_name() != "psycopg":
        return unknown
    from psycopg.errors import ConnectionTimeout

    if isinstance(raised, ConnectionTimeout):
        return _SILENT
    state = getattr(raised, "sqlstate", None)
    if state is not None:
        return Absence(True, "it is going away") if state.startswith(_GOING) else unknown
    return _as_names_say(parsed) or _as_the_server_says(parsed)


def _as_names_say(url: sa.URL) -> Absence | None:
    """None if a host has an address; a socket's folder has one."""
    named: Any = url.query.get("host", ())
    hosts = [url.host] if url.host else [named] if isinstance(named, str) else list(named)
    found = [_lookup(host) for host in hosts if not host.startswith("/")]
    if not found or None in found:
        return None
    if all(error in _NO_SUCH_NAME for error in found):
        return Absence(False, "there is no host of that name")
    return Absence(True, "its name cannot be looked up at the moment")


def _lookup(host: str) -> int | None:
    """What went wrong, in `socket`'s numbers."""
    try:
        socket.getaddrinfo(host, None)
    except socket.gaierror as error:
        return error.errno
    return None


def _as_the_server_says(url: sa.URL) -> Absence:
    """The library tells no reason for a connection that was never made; the server answers this without a password."""
    from psycopg.pq import PGconn, Ping

    match Ping(PGconn.ping(_patiently(url).encode())):
        case Ping.REJECT:
            return Absence(True, "it is starting or stopping")
        case Ping.NO_RESPONSE:
            return _SILENT
        case Ping.OK if _lets_us_in(url):
            return Absence(True, "it has just come")
        case Ping.OK:
            return Absence(False, "it answers, but does not let us in: see role, password and the database's name")
        case _:
            return _UNREADABLE


def _lets_us_in(url: sa.URL) -> bool:
    import psycopg

    try:
        psycopg.connect(_patiently(url)).close()
    except psycopg.Error:
        return False
    return True


def _patiently(url: sa.URL) -> str:
    return as_libpq_writes_it(url.update_query_dict({"connect_timeout": str(CONNECT_SECONDS)} | dict(url.query)))
