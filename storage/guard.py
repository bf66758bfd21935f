"""Holds every session to its reach, on every database: what belongs to another organisation is neither read nor written
but under a grant that opens its table. A program that tries is stopped, loudly; nobody is shown half a row.

Whole rows are looked at one by one as they arrive, whatever the statement asked for. Statements that give bare columns
or counts, and those that change many rows at once, must name the organisation they act for. On PostgreSQL the database
is told the reach before the first statement that depends on it, and keeps to it by itself.
"""

from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.sql import operators, visitors
from sqlmodel import Session

from storage.reach import OWNED, CrossedLine, Reach, reach_of
from storage.tables import Row

_Asks = tuple[frozenset[str], tuple[tuple[str, sa.BindParameter[Any]], ...]]
_ASKED: WeakKeyDictionary[Any, _Asks] = WeakKeyDictionary()
_WHOLE: WeakKeyDictionary[Any, bool] = WeakKeyDictionary()
_TELL = "SELECT set_config('shoes.organisation', %s, true), set_config('shoes.scope', %s, true)"


def watch(engine: sa.Engine) -> None:
    """Tell PostgreSQL how far each statement on this engine may reach; other databases cannot be told."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "before_cursor_execute", _tell)
        event.listen(engine, "checkin", lambda _, record: record.info.pop("reach", None))


def _tell(connection: sa.Connection, *_: object) -> None:
    reach: Reach | None = connection.info.get("reach")
    if reach is not None and reach.told != (settings := reach.settings):
        driver: Any = connection.connection.driver_connection
        driver.execute(_TELL, settings)
        reach.told = settings


@event.listens_for(Session, "after_begin")
def _begun(session: Session, _: object, connection: sa.Connection) -> None:
    """A new transaction has been told nothing yet."""
    connection.info["reach"] = reach = reach_of(session)
    reach.told = None


@event.listens_for(Session, "do_orm_execute")
def _asked(state: ORMExecuteState) -> None:
    """Statements whose answer does not say whose it is must say so themselves."""
    reach = reach_of(state.session)  # type: ignore[arg-type]
    if reach.everywhere or state.is_insert or (state.is_select and _gives_whole_rows(state.statement)):
        return
    tables, owners = _asks(state.statement)
    used = {table for table in tables if not reach.opens(table)}
    if not used:
        return
    named = {table for table, owner in owners if _value(owner, state) == reach.organisation is not None}
    if crossed := used - named:
        raise CrossedLine(f"{', '.join(sorted(crossed))}: the statement does not say for which organisation it asks")


@event.listens_for(Row, "load", propagate=True)
@event.listens_for(Row, "refresh", propagate=True)
def _arrived(row: Row, context: Any, *_: object) -> None:
    reach: Reach = reach_of(context.session)
    if not reach.quiet and not reach.allows(row):
        raise CrossedLine(f"{row.__tablename__}: a row of another organisation than {reach.organisation} was read")


@event.listens_for(Session, "before_flush")
def _written(session: Session, *_: object) -> None:
    reach = reach_of(session)
    if reach.everywhere:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if not reach.allows(row):
            raise CrossedLine(
                f"{row.__tablename__}: a row of another organisation than {reach.organisation} was written"
            )


def _gives_whole_rows(statement: Any) -> bool:
    """Whether everything it gives is a row of one of our tables, which says itself whose it is."""
    if (known := _WHOLE.get(statement)) is not None:
        return known
    _WHOLE[statement] = whole = all(given["expr"] is given.get("entity") for given in statement.column_descriptions)
    return whole


def _asks(statement: Any) -> _Asks:
    """The tables a statement reads or changes, and the owners it names; of one that is written once, found out once."""
    if (known := _ASKED.get(statement)) is not None:
        return known
    tables: set[str] = set()
    owners: list[tuple[str, sa.BindParameter[Any]]] = []
    for element in visitors.iterate(statement):
        if isinstance(element, sa.Table):
            tables.add(element.name)
        elif isinstance(element, sa.BinaryExpression) and element.operator is operators.eq:
            column, value = element.left, element.right
            if (
                isinstance(column, sa.Column)
                and isinstance(value, sa.BindParameter)
                and column.name in OWNED.get(column.table.name, ())
            ):
                owners.append((column.table.name, value))
    _ASKED[statement] = asks = frozenset(tables), tuple(owners)
    return asks


def _value(bound: sa.BindParameter[Any], state: ORMExecuteState) -> Any:
    given = state.parameters
    return given[bound.key] if isinstance(given, dict) and bound.key in given else bound.effective_value
