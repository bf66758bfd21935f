"""The audit log: what is in it, and that nobody can change it without `verify` saying where."""

import datetime as dt
import itertools
from collections.abc import Callable

import hypothesis
import pytest
import sqlalchemy as sa
from hypothesis import strategies as st

from bot.ports.audit import Noted
from storage import audit, tables
from storage.audit import Broken, Line
from storage.database import transaction
from storage.reach import Grant
from storage.unit_of_work import SqlStore
from tests.storage.pool import NOW, CrashError, Pool, at_once, crash_after
from tests.stores import POSTGRESQL


def note(store: SqlStore, what: str, *concerns: int, by: int | None = None) -> None:
    with store.for_turns().begin() as work:
        work.first_time(f"turn {what}", NOW)
        work.audit.note(Noted(what, f"listing:{len(what)}", concerns), by, NOW)


def written(store: SqlStore, chain: int | None = None) -> list[Line]:
    with transaction(store.engine, Grant.OPERATOR) as session:
        return list(audit.lines(session, chain))


def tampered(store: SqlStore, *statements: str) -> None:
    """As somebody who rules the database would: with what refuses it out of the way."""
    with store.engine.connect() as connection:
        if POSTGRESQL:
            import psycopg

            from tests import postgres

            url = postgres.url(str(store.engine.url.database), postgres.USER).replace("+psycopg", "")
            with psycopg.connect(url) as ruler:
                ruler.execute("ALTER TABLE audit DISABLE TRIGGER ALL")
                for statement in statements:
                    ruler.execute(statement.encode())
                ruler.execute("ALTER TABLE audit ENABLE TRIGGER ALL")
            return
        for statement in ("DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete", *statements):
            connection.execute(sa.text(statement))
        connection.commit()


@pytest.fixture
def logged(pool: Pool) -> Pool:
    for number in range(1, 6):
        note(pool.store, f"happened {number}", pool.priya.id, by=pool.priya.id)
    note(pool.store, "met", pool.priya.id, pool.sam.id)
    return pool


def test_a_line_says_who_did_what_to_which_id_when_and_in_which_turn(logged: Pool) -> None:
    line = written(logged.store, logged.leeds.id)[0]
    assert (line.number, line.at, line.actor) == (1, NOW, f"person:{logged.priya.id}")
    assert (line.what, line.about) == ("happened 1", "listing:10")
    assert len(line.turn) == 8
    assert len(line.hash) == 64


def test_what_concerns_two_organisations_stands_in_the_log_of_both(logged: Pool) -> None:
    assert [line.what for line in written(logged.store, logged.door.id)] == ["met"]
    assert [line.number for line in written(logged.store, logged.leeds.id)] == [1, 2, 3, 4, 5, 6]
    heads, broken = audit.verify(logged.store.engine)
    assert [(head.chain, head.number) for head in heads] == [(logged.leeds.id, 6), (logged.door.id, 1)]
    assert broken == []


def test_what_was_rolled_back_never_was(logged: Pool) -> None:
    with pytest.raises(CrashError):
        crash_after(logged.store, lambda work: work.audit.note(Noted("undone", "x", (logged.priya.id,)), None, NOW))
    assert "undone" not in {line.what for line in written(logged.store)}
    assert audit.verify(logged.store.engine)[1] == []


TAMPERING: dict[str, tuple[list[str], int]] = {
    "changed": (["UPDATE audit SET about = 'listing:99' WHERE chain = 1 AND number = 3"], 3),
    "another actor": (["UPDATE audit SET actor = 'person:2' WHERE chain = 1 AND number = 3"], 3),
    "another turn": (["UPDATE audit SET turn = '' WHERE chain = 1 AND number = 1"], 1),
    "deleted": (["DELETE FROM audit WHERE chain = 1 AND number = 3"], 4),
    "the first deleted": (["DELETE FROM audit WHERE chain = 1 AND number = 1"], 2),
    "deleted and numbered anew": (
        [
            "DELETE FROM audit WHERE chain = 1 AND number = 5",
            "UPDATE audit SET number = 5 WHERE chain = 1 AND number = 6",
        ],
        5,
    ),
    "two put in each other's place": (
        [
            "UPDATE audit SET number = 99 WHERE chain = 1 AND number = 2",
            "UPDATE audit SET number = 2 WHERE chain = 1 AND number = 3",
            "UPDATE audit SET number = 3 WHERE chain = 1 AND number = 99",
        ],
        2,
    ),
    "added": (
        [
            "INSERT INTO audit (chain, number, organisation_id, at, actor, what, about, turn, hash) "
            "SELECT chain, 7, organisation_id, at, actor, what, about, turn, hash FROM audit "
            "WHERE chain = 1 AND number = 6"
        ],
        7,
    ),
    "the tail cut off": (["DELETE FROM audit WHERE chain = 1 AND number > 4"], 5),
    "all of it gone": (["DELETE FROM audit WHERE chain = 1"], 1),
}


@pytest.mark.parametrize(("statements", "number"), TAMPERING.values(), ids=TAMPERING)
def test_tampering_is_found_and_its_place_told(statements: list[str], number: int, logged: Pool) -> None:
    tampered(logged.store, *statements)
    _, broken = audit.verify(logged.store.engine)
    assert [(one.chain, one.number) for one in broken] == [(logged.leeds.id, number)]


def test_a_tail_cut_off_with_its_head_is_found_by_whoever_kept_a_head(logged: Pool) -> None:
    heads, _ = audit.verify(logged.store.engine)
    kept = {head.chain: (head.number, head.hash) for head in heads}
    short = written(logged.store, logged.leeds.id)[3]
    tampered(
        logged.store,
        "DELETE FROM audit WHERE chain = 1 AND number > 4",
        f"UPDATE audithead SET number = 4, hash = '{short.hash}' WHERE chain = 1",
    )
    assert audit.verify(logged.store.engine)[1] == []
    assert [one.number for one in audit.verify(logged.store.engine, kept)[1]] == [5]


def test_a_chain_written_anew_is_found_by_whoever_kept_a_head(logged: Pool) -> None:
    heads, _ = audit.verify(logged.store.engine)
    kept = {head.chain: (head.number, head.hash) for head in heads}
    tampered(logged.store, "DELETE FROM audit WHERE chain = 1", "DELETE FROM audithead WHERE chain = 1")
    for number in range(1, 8):
        note(logged.store, f"never happened {number}", logged.priya.id)
    assert audit.verify(logged.store.engine)[1] == []
    changed = [Broken(logged.leeds.id, 6, "it is not what it was when its head was kept")]
    assert audit.verify(logged.store.engine, kept)[1] == changed


@pytest.mark.parametrize("change", ["UPDATE audit SET what = ''", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_it(change: str, logged: Pool) -> None:
    with transaction(logged.store.engine, Grant.OPERATOR) as session:
        connection = session.connection()
        with pytest.raises(sa.exc.DBAPIError, match="only ever added to"):
            connection.execute(sa.text(change))
        session.rollback()


def test_forgetting_somebody_leaves_the_log_whole_and_without_them(logged: Pool) -> None:
    with logged.store.begin() as work:
        work.people.erase(logged.priya.id)
    assert audit.verify(logged.store.engine)[1] == []
    said = "".join(f"{line}" for line in written(logged.store))
    assert "Priya" not in said
    assert "priya" not in said


def test_one_organisation_reads_its_own_log_alone(logged: Pool) -> None:
    from storage.reach import reach_of

    with transaction(logged.store.engine) as session:
        reach_of(session).organisation = logged.door.id
        assert [line.what for line in audit.lines(session, logged.door.id)] == ["met"]


def test_many_at_once_make_one_unbroken_chain(pool: Pool) -> None:
    """Of two that write to one chain at the same instant the second begins again; of four the last one three times."""
    numbers = itertools.count()
    for _ in range(4):
        at_once(4, lambda: note(pool.store, f"{next(numbers)}", pool.priya.id, pool.sam.id))
    heads, broken = audit.verify(pool.store.engine)
    assert ([head.number for head in heads], broken) == ([16, 16], [])


@hypothesis.given(data=st.data())
@hypothesis.settings(max_examples=10, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
def test_no_change_of_any_value_goes_unnoticed(new_pool: Callable[[], Pool], data: st.DataObject) -> None:
    pool = new_pool()
    store = pool.store
    for number in range(4):
        note(store, f"happened {number}", pool.priya.id)
    line = data.draw(st.integers(1, 4), label="line")
    column = data.draw(st.sampled_from(["actor", "what", "about", "turn", "hash", "at"]), label="column")
    value = (NOW + dt.timedelta(seconds=1)).isoformat(sep=" ") if column == "at" else data.draw(st.just("x"))
    tampered(store, f"UPDATE audit SET {column} = '{value}' WHERE number = {line}")
    _, broken = audit.verify(store.engine)
    store.close()
    assert [one.number for one in broken] == [line]


def test_it_has_a_row_for_each_line_and_no_personal_column() -> None:
    columns = set(tables.METADATA.tables["audit"].c.keys())
    assert columns == {"id", "chain", "number", "organisation_id", "at", "actor", "what", "about", "turn", "hash"}
