"""Tidying up beside whatever else goes on: nobody waits for it, and it waits for nobody."""

import datetime as dt

import pytest
import sqlalchemy as sa

from bot.pacing import Pace, Rate
from bot.turn import Address
from storage import pacing, tables
from storage.database import transaction
from storage.reach import Grant
from storage.unit_of_work import SqlStore
from tests.storage.pool import A_DAY, A_MINUTE, NOW, Pool, at_once
from tests.stores import POSTGRESQL

OLD = NOW - 8 * A_DAY


def lived_in(store: SqlStore, turns: int) -> None:
    """Many old turns, and many lanes that were paced, written in another order than they will be found in."""
    with transaction(store.engine, Grant.OPERATOR) as session:
        session.add_all(tables.Turn(id=f"turn {number * 7919 % turns}", at=OLD) for number in range(turns))
        session.flush()
        pacing.pause(session, Address("slack", "TDOOR", "sam"), OLD)
        for number in range(turns):
            session.add(tables.Pace(name=f"slack:TDOOR:U{number * 7919 % turns}", free_at=OLD))


def left(store: SqlStore) -> tuple[int, int]:
    with transaction(store.engine, Grant.OPERATOR) as session:
        count = [
            session.connection().execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (tables.Turn, tables.Pace)
        ]
    return count[0], count[1]


def test_replicas_that_tidy_at_once_do_it_once_and_in_each_others_way_nowhere(pool: Pool) -> None:
    for _ in range(3):
        lived_in(pool.store, 300)
        at_once(4, lambda: pool.store.tidy(NOW))
        pool.store.tidy(NOW)
        assert left(pool.store) == (0, 0)


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite has one writer at a time (make test-postgresql)")
def test_what_somebody_holds_is_left_to_the_next_time(pool: Pool) -> None:
    lived_in(pool.store, 3)
    with transaction(pool.store.engine, Grant.OPERATOR) as session:
        session.connection().execute(
            sa.update(tables.Turn).where(tables.Turn.id == "turn 1").values(at=OLD)  # type: ignore[arg-type]
        )
        paces = {"slack": Pace(Rate(A_MINUTE), Rate(A_MINUTE))}
        turns = pacing.Turns(session, paces, {"slack:TDOOR"}, NOW)  # type: ignore[arg-type]
        pool.store.tidy(NOW)
        assert turns.take("slack:TDOOR:U1", "slack:TDOOR", None)
        turns.close()
    assert left(pool.store) == (1, 2)
    pool.store.tidy(NOW + dt.timedelta(days=1))
    assert left(pool.store) == (0, 0)
