"""PostgreSQL that is slow, locked or gone: nobody waits for ever, nothing is half done, and it goes on by itself."""

import pytest
import sqlalchemy as sa

from bot.cards import Card
from bot.ports.outbox import Message
from storage.patience import LOCK_SECONDS, pool_settings, server_settings
from storage.unit_of_work import SqlStore, SqlUnitOfWork, open_store
from tests.storage.pool import NOW, address
from tests.stores import POSTGRESQL

real = pytest.mark.skipif(not POSTGRESQL, reason="a matter of PostgreSQL: make test-postgresql")


def take(work: SqlUnitOfWork, turn: str) -> bool:
    """One turn, with its answer."""
    new = work.first_time(turn, NOW)
    work.outbox.queue(Message(f"{turn}:0", address("sam"), Card("Right you are."), NOW))
    return new


def cut_off(store: SqlStore) -> None:
    """As when the server was restarted, or a proxy in between let go of everybody."""
    from tests import postgres

    postgres.cut_off(str(store.engine.url.database))


def test_what_an_address_says_itself_counts_before_ours() -> None:
    url = sa.make_url("postgresql+psycopg://shoes@/shoes?connect_timeout=2&options=-c%20lock_timeout%3D1s")
    assert not {"connect_timeout", "options"} & set(server_settings(url, migrating=False))


def test_a_migration_takes_as_long_as_it_takes() -> None:
    assert server_settings(sa.make_url("postgresql+psycopg:///shoes"), migrating=True)["options"] == ""


@real
def test_every_connection_has_its_limits(store: SqlStore) -> None:
    with store.engine.connect() as connection:
        shown = [
            connection.exec_driver_sql(f"SHOW {name}").scalar()
            for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        ]
    assert shown == ["1min", f"{LOCK_SECONDS}s", "1min"]
    assert store.engine.pool.size() == pool_settings()["pool_size"]  # type: ignore[attr-defined]


@real
def test_a_lock_that_is_never_let_go_fails_the_turn_and_not_the_process(url: str) -> None:
    holding, waiting = open_store(url), open_store(f"{url}&options=-c%20lock_timeout%3D100ms")
    with holding.begin() as work:
        assert take(work, "a turn")
        with pytest.raises(sa.exc.OperationalError, match="lock timeout"), waiting.begin() as other:
            take(other, "a turn")
    with waiting.begin() as again:
        assert not again.first_time("a turn", NOW)
    holding.close()
    waiting.close()


@real
def test_connections_that_died_unused_are_replaced_before_anybody_uses_them(store: SqlStore) -> None:
    for turn in ("one", "two"):
        with store.begin() as work:
            assert take(work, turn)
        cut_off(store)
    assert [parcel.key for parcel in store.deliveries.claim(NOW, NOW - NOW, 10)] == ["one:0"]


@real
def test_a_turn_that_is_cut_off_in_the_middle_is_as_if_it_had_never_been_and_can_be_delivered_again(
    store: SqlStore,
) -> None:
    def cut_off_in_the_middle() -> None:
        with store.begin() as work:
            take(work, "a turn")
            cut_off(store)

    with pytest.raises(sa.exc.OperationalError):
        cut_off_in_the_middle()
    with store.begin() as work:
        assert take(work, "a turn"), "nothing of it was kept"
