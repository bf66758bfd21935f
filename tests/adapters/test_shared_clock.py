"""Two machines whose clocks disagree, and one database whose clock both go by."""

import datetime as dt
from functools import partial

from structlog.testing import capture_logs

from adapters.clock import MovableClock, SystemClock
from adapters.shared_clock import ANSWERS_WITHIN, SharedClock, clock_for, keep_right
from storage.shared_time import shared_time
from storage.unit_of_work import SqlStore

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


class Machine:
    """A clock that is wrong, a counter, and a database that answers after `slowness` seconds."""

    def __init__(self, database: MovableClock, wrong_by: dt.timedelta, slowness: float = 0.0) -> None:
        self.counted, self.slowness, self._database = 1000.0, slowness, database
        self.own = MovableClock(database.now())
        self.own._base += wrong_by
        self.clock = SharedClock(self.ask, self.own, lambda: self.counted)

    def ask(self) -> dt.datetime:
        self.counted += self.slowness / 2
        told = self._database.now()
        self.counted += self.slowness / 2
        return told


def test_machines_whose_clocks_disagree_go_by_the_databases() -> None:
    database = MovableClock(NOON)
    machines = [Machine(database, wrong * SECOND) for wrong in (-3600, 0, 75)]
    for one in machines:
        one.clock.set_right()
    assert [one.clock.now() for one in machines] == [NOON] * 3
    for one in machines:
        one.counted += 7
    assert [one.clock.now() for one in machines] == [NOON + 7 * SECOND] * 3


def test_what_an_answer_takes_is_allowed_for_and_a_slow_one_is_passed_over() -> None:
    database = MovableClock(NOON)
    machine = Machine(database, -3600 * SECOND, slowness=0.5)
    machine.clock.set_right()
    assert machine.clock.now() == NOON + SECOND / 4
    machine.slowness = ANSWERS_WITHIN + 1
    database.move(SECOND * 100)
    machine.clock.set_right()
    assert machine.clock.now() == NOON + SECOND / 4 + 2 * SECOND


def test_a_clock_that_is_far_off_is_told_of() -> None:
    with capture_logs() as logs:
        Machine(MovableClock(NOON), 75 * SECOND).clock.set_right()
        Machine(MovableClock(NOON), 2 * SECOND).clock.set_right()
    assert [(line["event"], line["seconds"]) for line in logs] == [("clocks_differ", 75)]


async def test_the_real_database_is_asked_if_it_has_a_clock(store: SqlStore) -> None:
    clock = await clock_for(partial(shared_time, store.engine))
    assert isinstance(clock, SharedClock) is (store.engine.dialect.name == "postgresql")
    await keep_right(clock)
    assert abs(clock.now() - SystemClock().now()) < 5 * SECOND
