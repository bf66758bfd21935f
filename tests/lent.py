"""Databases on PostgreSQL that are lent to one test after the other: making one costs ten times as much as emptying it.

Only rows are put back. A database whose tables, policies or functions are no longer those it was made with is dropped.
"""

import atexit
from dataclasses import dataclass
from typing import Final

import psycopg
from psycopg import sql

from tests import postgres

_TABLES: Final = """
    SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
_COUNTED: Final = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value > 0"
_EMPTY: Final = """
    DO $$ DECLARE one regclass; BEGIN
        FOR one IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
            EXECUTE format('DELETE FROM %s', one);
        END LOOP;
        FOR one IN SELECT oid FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace LOOP
            PERFORM setval(one, 1, false);
        END LOOP;
    END $$
"""
_ALONE: Final = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_CATALOGUES: Final = ("class", "attribute", "attrdef", "constraint", "index", "policy", "proc", "trigger", "namespace")
_SHAPE: Final = " UNION ALL ".join(
    f"SELECT '{one}', count(*), max(xmin::text::bigint) FROM pg_{one}" for one in _CATALOGUES
)
"""Whatever is added, changed or taken away in a catalogue changes how many rows it has or which is the newest."""

_Shape = tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class Rows:
    """Everything that a database holds: each table's rows as PostgreSQL copies them, and how far its numbers went."""

    tables: tuple[tuple[str, bytes], ...]
    numbers: tuple[tuple[str, int], ...]


class Lending:
    """The databases of this process, all made from `template`, to which nobody may be connected."""

    def __init__(self, template: str) -> None:
        self._template = template
        self._free: list[str] = []
        self._connections: dict[str, psycopg.Connection] = {}
        atexit.register(self._close)
        with _open(template) as connection:
            self._shape = _shape(connection)
            self._rows = _rows(connection)

    def lend(self, like: str = "") -> str:
        """The name of a database that holds what the template holds, or what `like` does."""
        rows = _rows(self._connected(like)) if like else self._rows
        while self._free:
            name = self._free.pop()
            connection = self._connected(name)
            connection.execute(_ALONE)
            if _shape(connection) == self._shape:
                _refill(connection, rows)
                return name
            self._connections.pop(name).close()
            postgres.drop(name)
        name = postgres.new_database(self._template)
        if like:
            _refill(self._connected(name), rows)
        return name

    def give_back(self, name: str) -> None:
        """Whoever had it needs it no more."""
        self._free.append(name)

    def _connected(self, name: str) -> psycopg.Connection:
        """Kept, because a connection that is new has yet to read every catalogue; a test may have cut it off."""
        known = self._connections.get(name)
        if known is not None:
            try:
                known.execute("SELECT 1")
            except psycopg.OperationalError:
                known.close()
            else:
                return known
        self._connections[name] = opened = _open(name)
        return opened

    def _close(self) -> None:
        for connection in self._connections.values():
            connection.close()


def _open(name: str) -> psycopg.Connection:
    return psycopg.connect(postgres.url(name, postgres.USER).replace("+psycopg", ""), autocommit=True)


def _shape(connection: psycopg.Connection) -> _Shape:
    return tuple(connection.execute(_SHAPE).fetchall())


def _rows(connection: psycopg.Connection) -> Rows:
    names = [str(name) for (name,) in connection.execute(_TABLES)]
    tables = [(name, _copied(connection, name)) for name in names if _holds_any(connection, name)]
    return Rows(tuple(tables), tuple((str(name), int(last)) for name, last in connection.execute(_COUNTED)))


def _holds_any(connection: psycopg.Connection, table: str) -> bool:
    return bool(
        connection.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table))).fetchall()[0][0]
    )


def _copied(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(table))) as out:
        return b"".join(out)


def _refill(connection: psycopg.Connection, rows: Rows) -> None:
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")  # neither triggers nor foreign keys
        connection.execute(_EMPTY)
        for table, held in rows.tables:
            copy = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(sql.Identifier(table))
            with connection.cursor().copy(copy) as into:
                into.write(held)
        for name, last in rows.numbers:
            connection.execute("SELECT setval(%s::regclass, %s)", (name, last))
