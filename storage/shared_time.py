"""What time it is in the database, which is the same for every process that uses it."""

import datetime as dt

import sqlalchemy as sa


def shared_time(engine: sa.Engine) -> dt.datetime | None:
    """Now, in UTC; None for SQLite, which has no clock but this machine's."""
    if engine.dialect.name != "postgresql":
        return None
    with engine.connect() as connection:
        told = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    assert isinstance(told, dt.datetime)
    return told.astimezone(dt.UTC)
