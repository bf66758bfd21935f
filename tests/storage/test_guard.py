"""The guard: what belongs to another organisation is stopped, whatever the statement forgot to say."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.model.listings import ListingState
from bot.ports.unit_of_work import UnitOfWork
from storage import tables
from storage.database import transaction
from storage.reach import OPENS, OWNED, CrossedLine, Grant, beyond, fetch, reach_of
from tests.storage.pool import NOW, SHELTER, Pool
from tests.stores import POSTGRESQL


def acting(session: Session, organisation_id: int) -> Session:
    reach_of(session).organisation = organisation_id
    return session


def stopped(table: str) -> AbstractContextManager[object]:
    """The guard speaks up; but where the database itself shows no such rows, none arrive to speak up about."""
    return nullcontext() if POSTGRESQL else pytest.raises(CrossedLine, match=table)


def test_every_table_that_names_an_organisation_is_guarded() -> None:
    """What comes later is guarded because it names its organisation, without being told to anybody here."""
    assert {"person", "listing", "suggestion", "leg", "reflection", "disclosure", "workspace"} <= set(OWNED)
    assert OWNED["leg"] == ("host_organisation_id", "guest_organisation_id")
    assert {name for opened in OPENS.values() for name in opened} <= set(tables.METADATA.tables)


def test_a_forgotten_where_is_a_loud_mistake_and_not_an_answer(pool: Pool) -> None:
    with transaction(pool.store.engine) as session:
        acting(session, pool.leeds.id)
        with stopped("person"):
            rows = session.exec(select(tables.Person)).all()
            assert {row.name for row in rows} == {"Priya Shah", "Ana Costa"}  # PostgreSQL has shown no others
    with transaction(pool.store.engine) as session:
        acting(session, pool.leeds.id)
        rows = session.exec(select(tables.Person).where(col(tables.Person.organisation_id) == pool.leeds.id)).all()
        assert {row.name for row in rows} == {"Priya Shah", "Ana Costa"}


@pytest.mark.parametrize(
    "statement",
    [
        select(tables.Person.name),
        select(sa.func.count()).select_from(tables.Person),
        select(tables.Organisation, tables.Person.name).join(
            tables.Person, col(tables.Person.organisation_id) == col(tables.Organisation.id)
        ),
        select(aliased(tables.Person).name),
        sa.update(tables.Person).values(role="nobody"),
        sa.delete(tables.Person),
    ],
    ids=["columns", "a count", "a row and a column", "columns of an alias", "an update", "a delete"],
)
def test_what_gives_no_whole_rows_must_name_the_organisation(statement: sa.Executable, pool: Pool) -> None:
    with transaction(pool.store.engine) as session:
        acting(session, pool.leeds.id)
        with pytest.raises(CrossedLine, match="person"):
            session.exec(statement)  # type: ignore[call-overload]


def test_naming_another_organisation_than_the_one_that_acts_does_not_help(pool: Pool) -> None:
    names = select(tables.Person.name).order_by(col(tables.Person.name))
    with transaction(pool.store.engine) as session:
        acting(session, pool.leeds.id)
        whose = col(tables.Person.organisation_id)
        assert session.exec(names.where(whose == pool.leeds.id)).all() == ["Ana Costa", "Priya Shah"]
        with pytest.raises(CrossedLine, match="person"):
            session.exec(names.where(whose == pool.door.id))
        asked = names.where(whose == sa.bindparam("whose"))
        assert session.exec(asked, params={"whose": pool.leeds.id}).all() == ["Ana Costa", "Priya Shah"]
        with pytest.raises(CrossedLine, match="person"):
            session.exec(asked, params={"whose": pool.door.id})


def test_nothing_is_within_reach_of_a_session_that_acts_for_nobody(pool: Pool) -> None:
    with transaction(pool.store.engine) as session, stopped("person"):
        assert session.exec(select(tables.Person)).all() == []
    with Session(pool.store.engine) as session, stopped("person"):
        assert session.get(tables.Person, pool.sam.id) is None


def test_what_belongs_to_others_is_not_written_either(pool: Pool) -> None:
    with transaction(pool.store.engine) as session:
        acting(session, pool.leeds.id)
        whose = tables.Person(organisation_id=pool.door.id, name="Nobody")
        session.add(whose)
        with pytest.raises(CrossedLine, match="person"):
            session.flush()
        session.expunge_all()


def test_a_row_that_a_grant_showed_is_not_changed_after_it(pool: Pool) -> None:
    with transaction(pool.store.engine) as session:
        acting(session, pool.leeds.id)
        with beyond(session, Grant.OTHER_SIDE):
            row = session.get_one(tables.Person, pool.sam.id)
        row.role = "somebody else"
        with pytest.raises(CrossedLine, match="person"):
            session.flush()
        session.expunge_all()


def test_by_an_id_that_anybody_could_have_chosen_it_is_simply_not_there(pool: Pool) -> None:
    with transaction(pool.store.engine) as session:
        acting(session, pool.leeds.id)
        assert fetch(session, tables.Person, pool.sam.id) is None
        with beyond(session, Grant.OTHER_SIDE):
            assert session.get(tables.Person, pool.sam.id) is not None
        assert fetch(session, tables.Person, pool.sam.id) is None  # though the session knows it by now
        assert fetch(session, tables.Person, pool.priya.id) is not None


def turn_of(work: UnitOfWork, organisation_id: int) -> UnitOfWork:
    work.acts_for(organisation_id)
    return work


def test_another_organisations_draft_is_nobodys_business_until_it_is_asked_about(pool: Pool) -> None:
    draft = pool.post(pool.sam, state=ListingState.DRAFT)
    with pool.store.for_turns().begin() as work:
        turn_of(work, pool.leeds.id)
        assert work.listings.get(draft.id) is None
        with pytest.raises(LookupError):
            work.listings.save(replace(draft, state=ListingState.WITHDRAWN))
    pool.ask(pool.priya, pool.sam, draft)
    with pool.store.for_turns().begin() as work:
        assert turn_of(work, pool.leeds.id).listings.get(draft.id) == draft
    with pool.store.for_turns().begin() as work:
        assert turn_of(work, pool.hands.id).listings.get(draft.id) is None


def test_an_introduction_between_two_others_is_not_there(pool: Pool) -> None:
    suggestion = pool.ask(pool.priya, pool.sam)
    exchange = pool.accept(suggestion)
    for organisation, there in ((pool.leeds, True), (pool.door, True), (pool.hands, False)):
        with pool.store.for_turns().begin() as work:
            turn_of(work, organisation.id)
            assert (work.exchanges.suggestion(suggestion.id) is not None) is there
            assert (work.exchanges.leg(exchange.legs[0].id) is not None) is there


def test_the_view_of_somebody_elsewhere_reaches_where_they_may_and_no_further(pool: Pool) -> None:
    """What tells the other side is made from their own view, in the turn of whoever acted."""
    offer = pool.post(pool.sam)
    mine = pool.post(pool.priya, details=SHELTER)
    with pool.store.for_turns().begin() as work:
        turn_of(work, pool.leeds.id)
        theirs = work.view_of(work.people.get(pool.sam.id), NOW)
        assert theirs.my_listing(offer.id) is not None
        assert theirs.my_listing(mine.id) is None
        assert {label for label, _ in theirs.held()} >= {"Name", "Offer"}
        own = work.view_of(work.people.get(pool.priya.id), NOW)
        assert own.my_listing(offer.id) is None
