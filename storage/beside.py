"""Somebody else's tables, in a PostgreSQL schema of their own beside ours."""

from typing import Any

import sqlalchemy as sa

from storage.database import connect


class NotPostgreSQL(Exception):
    """Only PostgreSQL has schemas."""


def make_beside(url: str, schema: str, statements: str) -> bool:
    """Run `statements` in a new schema, for whoever may write messages to use; False if the schema is there already.

    `url` is of whoever owns our tables. Raises NotPostgreSQL.
    """
    engine = connect(url, migrating=True)
    if engine.dialect.name != "postgresql":
        raise NotPostgreSQL
    quoted = engine.dialect.identifier_preparer.quote_identifier
    with engine.begin() as connection:
        if sa.inspect(connection).has_schema(schema):
            return False
        run: Any = connection.connection.driver_connection
        run.execute(f"CREATE SCHEMA {quoted(schema)}")
        run.execute(f"SET LOCAL search_path TO {quoted(schema)}")
        run.execute(statements)
        users = run.execute(
            "SELECT DISTINCT grantee FROM information_schema.role_table_grants"
            " WHERE table_schema = 'public' AND table_name = 'message' AND privilege_type = 'INSERT'"
        ).fetchall()
        for (user,) in users:
            run.execute(f"GRANT USAGE ON SCHEMA {quoted(schema)} TO {quoted(user)}")
            for what in ("TABLES", "SEQUENCES", "FUNCTIONS"):
                run.execute(f"GRANT ALL ON ALL {what} IN SCHEMA {quoted(schema)} TO {quoted(user)}")
    return True


def as_libpq_writes_it(url: sa.URL) -> str:
    """The same address for a program that speaks to PostgreSQL without SQLAlchemy."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
