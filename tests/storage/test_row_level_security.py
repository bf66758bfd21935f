"""Row-level security: on PostgreSQL the database itself shows one organisation, whatever a statement forgot to say."""

from dataclasses import replace

import psycopg
import pytest
import sqlalchemy as sa

from storage import migrations, tables
from storage.database import transaction
from storage.reach import OPENS, OWNED, Grant, Reach
from storage.unit_of_work import SqlStore
from tests.storage.pool import NOW, Pool
from tests.stores import POSTGRESQL

pytestmark = pytest.mark.skipif(not POSTGRESQL, reason="SQLite has no policies (make test-postgresql)")

NAMES = sa.text("SELECT name FROM person ORDER BY name")


def named(store: SqlStore, reach: Reach, statement: sa.TextClause = NAMES) -> list[str]:
    """What a statement that says nothing about organisations is given: no guard of ours looks at bare SQL."""
    with store.engine.begin() as connection:
        connection.info["reach"] = replace(reach, told=None)  # each transaction is told anew
        return list(connection.execute(statement).scalars())


def test_every_table_with_an_owner_has_a_policy_that_holds_for_its_owner_too(store: SqlStore) -> None:
    """A table that comes later and names an organisation fails here until its migration makes a policy for it."""
    held = sa.text(
        "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid "
        "WHERE relrowsecurity AND relforcerowsecurity AND polname = 'within_reach'"
    )
    assert set(named(store, Reach(), held)) == set(OWNED) | {"exchange", "proposal"}


def test_the_bot_is_no_superuser_and_owns_nothing(store: SqlStore) -> None:
    who = sa.text(
        "SELECT rolname || CASE WHEN rolsuper OR rolbypassrls THEN '!' ELSE '' END FROM pg_roles "
        "WHERE rolname = current_user"
    )
    assert named(store, Reach(), who) == ["shoes_app"]
    owners = sa.text("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    assert named(store, Reach(), owners) == ["shoes_owner"]


def test_who_says_nothing_sees_nothing(pool: Pool) -> None:
    with store_connection(pool.store) as connection:
        assert connection.execute("SELECT count(*) FROM person").fetchone() == (0,)
    assert named(pool.store, Reach()) == []


def test_a_forgotten_where_gives_ones_own_rows_alone(pool: Pool) -> None:
    assert named(pool.store, Reach(pool.leeds.id)) == ["Ana Costa", "Priya Shah"]
    assert named(pool.store, Reach(pool.door.id)) == ["Sam Okoro"]


@pytest.mark.parametrize("grant", Grant)
def test_a_grant_opens_its_own_tables_and_no_others(grant: Grant, pool: Pool) -> None:
    pool.post(pool.sam)
    reach = Reach(pool.leeds.id, grant)
    assert ("Sam Okoro" in named(pool.store, reach)) is ("person" in OPENS[grant])
    topics = named(pool.store, reach, sa.text("SELECT topic FROM listing"))
    assert (topics == ["night shelter"]) is ("listing" in OPENS[grant])
    assert len(named(pool.store, reach, sa.text("SELECT workspace FROM workspace"))) == (
        3 if "workspace" in OPENS[grant] else 1
    )


def test_a_visit_is_shown_to_both_sides_with_all_that_hangs_on_it(pool: Pool) -> None:
    exchange = pool.accept(pool.ask(pool.priya, pool.sam))
    with pool.store.begin() as work:
        work.exchanges.propose(exchange.legs[0].id, pool.sam.id, [NOW])
    for table in ("suggestion", "exchange", "leg", "proposal"):
        counted = sa.text(f"SELECT count(*)::text FROM {table}")
        seen = [named(pool.store, Reach(one.id), counted) for one in (pool.leeds, pool.door, pool.hands)]
        assert seen == [["1"], ["1"], ["0"]], table


def test_nothing_is_written_for_somebody_else(pool: Pool) -> None:
    row = {"organisation_id": pool.door.id, "name": "Nobody", "role": "", "contact": "", "time_zone": ""}
    with pool.store.engine.connect() as connection:
        connection.info["reach"] = Reach(pool.leeds.id)
        with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
            connection.execute(sa.insert(tables.Person).values(**row, erased=False))
    with pool.store.engine.begin() as connection:
        connection.info["reach"] = Reach(pool.leeds.id)
        assert connection.execute(sa.update(tables.Person).values(role="")).rowcount == 2


def test_one_transaction_leaves_nothing_of_its_reach_to_the_next(pool: Pool) -> None:
    """They share connections."""
    with transaction(pool.store.engine, Grant.OPERATOR) as session:
        assert session.connection().execute(sa.text("SELECT count(*) FROM person")).scalar() == 4
    for _ in range(3):
        with pool.store.engine.begin() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM person")).scalar() == 0


def test_whoever_owns_the_tables_is_held_to_it_too_but_for_migrations(pool: Pool) -> None:
    from tests import postgres

    url = postgres.url(str(pool.store.engine.url.database), postgres.OWNER)
    assert migrations.stands(url).complete
    with psycopg.connect(url.replace("+psycopg", "")) as owner:
        assert owner.execute("SELECT count(*) FROM person").fetchone() == (0,)


def store_connection(store: SqlStore) -> psycopg.Connection[tuple[object, ...]]:
    """As the bot connects, and with nothing said."""
    return psycopg.connect(store.engine.url.render_as_string().replace("+psycopg", ""))
