"""One turn, one transaction: everything in it or nothing, and once however many threads try."""

import datetime as dt
import itertools
from dataclasses import replace

import pytest

from bot.model.exchanges import SuggestionState
from bot.model.listings import Activity, Details, Kind
from bot.ports.reminders import Reminder
from bot.ports.unit_of_work import Store, UnitOfWork
from storage import database
from storage.database import count_statements
from storage.unit_of_work import SqlStore, SqlUnitOfWork, open_store
from tests.storage.pool import NOW, SHELTER, CrashError, Pool, address, at_once, crash_after, message
from tests.stores import POSTGRESQL


def test_it_is_what_the_core_asks_for(store: SqlStore) -> None:
    kept: Store = store
    with kept.begin() as work:
        assert isinstance(work, SqlUnitOfWork)


def test_a_redelivered_turn_is_claimed_by_one_thread_alone(store: SqlStore) -> None:
    def claim() -> bool:
        with store.begin() as work:
            return work.first_time("slack:TDOOR:Ev1", NOW)

    assert sorted(at_once(8, claim)) == [False] * 7 + [True]
    assert not claim()


def test_a_turn_that_failed_can_be_delivered_again(store: SqlStore) -> None:
    with pytest.raises(CrashError):
        crash_after(store, lambda work: work.first_time("slack:TDOOR:Ev1", NOW))
    with store.begin() as work:
        assert work.first_time("slack:TDOOR:Ev1", NOW)


def test_what_raises_leaves_nothing(pool: Pool) -> None:
    def change(work: UnitOfWork) -> None:
        work.people.save(replace(pool.priya, role="mayor"))
        work.listings.add(Kind.OFFER, pool.priya, SHELTER, now=NOW, expires_on=NOW.date())
        work.outbox.queue(message("hello"))
        work.reminders.set(Reminder("nudge", "nudge", "1", NOW))
        work.conversations.save(pool.priya.id, "{}")
        work.disclosures.record(pool.priya.id, pool.sam.id, "role", "suggestion:1", NOW)

    with pool.store.begin() as work:
        before = [work.people.get(pool.priya.id), work.view_of(pool.sam, NOW).held()]
    with pytest.raises(CrashError):
        crash_after(pool.store, change)
    with pool.store.begin() as work:
        assert [work.people.get(pool.priya.id), work.view_of(pool.sam, NOW).held()] == before
        assert work.listings.get(1) is None
        assert work.conversations.load(pool.priya.id) is None
        assert work.claim_reminder(NOW) is None
    assert pool.store.deliveries.claim(NOW, dt.timedelta(minutes=1), 10) == ()


def test_two_yeses_at_the_same_instant_make_one_exchange(pool: Pool) -> None:
    asked = pool.ask(pool.priya, pool.sam)
    tokens = map(str, itertools.count())

    def accept() -> tuple[int, tuple[str, ...]]:
        with pool.store.begin() as work:
            work.exchanges.save_suggestion(replace(asked, state=SuggestionState.ACCEPTED, answered_at=NOW))
            exchange = work.exchanges.begin(asked, next(tokens), 60)
            return exchange.id, tuple(leg.token for leg in exchange.legs)

    made = at_once(8, accept)
    assert len(set(made)) == 1
    assert len(made[0][1]) == 1


def test_threads_take_turns_rather_than_fail(pool: Pool) -> None:
    def change() -> None:
        with pool.store.begin() as work:
            person = work.people.get(pool.priya.id)
            work.people.save(replace(person, role=person.role + "!"))

    at_once(12, change)
    with pool.store.begin() as work:
        assert work.people.get(pool.priya.id).role == pool.priya.role + "!" * 12


def test_statements_are_counted_without_what_only_begins_and_ends(pool: Pool) -> None:
    with count_statements(pool.store) as statements, pool.store.begin() as work:
        assert work.first_time("a turn", NOW)
        assert work.people.at(address("priya")) == pool.priya
    assert [statement.split()[0] for statement in statements.run] == ["INSERT", "SELECT"]
    with pool.store.begin() as work:
        work.people.get(pool.priya.id)
    assert statements.count == 2


def test_a_search_takes_three_statements_however_much_there_is(pool: Pool) -> None:
    for topic in ("night shelter", "soup kitchen", "grant budgeting"):
        pool.post(pool.sam, details=Details(Activity.SHADOW, topic, topic))
    with pool.store.begin() as work:
        assert work.view_of(pool.priya, NOW).find(Kind.OFFER, SHELTER)  # the first search loads what is there
    with pool.store.begin() as work, count_statements(pool.store) as statements:
        assert work.view_of(pool.priya, NOW).find(Kind.OFFER, SHELTER)
    assert statements.count == 3, "the listings, who hosts enough already, and whose names are known"


def test_old_turns_are_forgotten_and_new_ones_are_not(store: SqlStore) -> None:
    with store.begin() as work:
        work.first_time("old", NOW - dt.timedelta(days=8))
        work.first_time("new", NOW - dt.timedelta(days=6))
    store.tidy(NOW)
    with store.begin() as work:
        assert work.first_time("old", NOW)
        assert not work.first_time("new", NOW)


def test_a_database_in_memory_is_refused() -> None:
    for url in ("sqlite://", "sqlite:///:memory:"):
        with pytest.raises(ValueError, match="needs a file"):
            open_store(url)


@pytest.mark.skipif(POSTGRESQL, reason="PostgreSQL lets two transactions of one thread run side by side")
def test_a_transaction_within_a_transaction_fails_rather_than_hangs(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.01)
    with store.begin(), pytest.raises(TimeoutError, match="does not end"):
        store.setup.organisations()
    assert store.setup.organisations() == ()
