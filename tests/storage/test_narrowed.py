"""A large pool is searched through what is in memory, and finds what a small one would."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from bot.matching import Relevance, best
from bot.model.listings import Activity, Details, Kind, Listing, ListingState, Mode
from bot.model.organisations import Person
from bot.model.when import When
from storage import browsing, search, tables
from storage.database import count_statements, transaction
from storage.reach import Grant
from storage.unit_of_work import SqlStore, open_store
from tests.storage.pool import NOW, CrashError, Pool, crash_after
from tests.storage.spelling import Spelling

FEW = 6
"""`ENOUGH` in these tests, so that a dozen listings are many."""

WANTED = Details(Activity.SKILL, "allotments", "Who knows about allotments?")


@pytest.fixture(autouse=True)
def _a_dozen_are_many(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    pool.store.keep_listings()  # they are in memory from now on
    for module in (search, browsing):
        monkeypatch.setattr(module, "ENOUGH", FEW)
    monkeypatch.setattr(search, "LOOKS", (FEW, 2 * FEW))
    monkeypatch.setattr(search, "FARTHEST", 2 * FEW)
    monkeypatch.setattr(search, "FEW", 2)


def others(pool: Pool, count: int = 4 * FEW) -> None:
    for number in range(count):
        pool.post(pool.kit, details=Details(Activity.SKILL, "", f"Payroll and pensions, number {number}"))


def found(store: SqlStore, me: Person, details: Details = WANTED) -> list[int]:
    with store.begin() as work:
        return [one.listing_id for one in work.view_of(me, NOW).find(Kind.OFFER, details)]


def browsed(store: SqlStore, me: Person, words: str) -> list[int]:
    with store.begin() as work:
        return [one.listing_id for one in work.view_of(me, NOW).browse(None, words, None)]


def plots(pool: Pool, **more: object) -> Listing:
    details = Details(Activity.SKILL, "", "Allotments officer: plots and waiting lists")
    return pool.post(pool.sam, details=replace(details, **more))  # type: ignore[arg-type]


def test_the_one_among_many_is_found_and_browsed(pool: Pool) -> None:
    others(pool)
    wanted = plots(pool)
    others(pool)
    assert found(pool.store, pool.priya) == [wanted.id]
    assert browsed(pool.store, pool.priya, "allotments") == [wanted.id]


def test_only_a_few_are_compared(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    others(pool)
    compared: list[int] = []

    def counting(ask: object, kept: Sequence[object], *others: object, **more: object) -> object:
        compared.append(len(kept))
        return best(ask, kept, *others, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(search, "best", counting)
    found(pool.store, pool.priya, Details(Activity.SKILL, "", "Payroll and pensions"))
    assert compared == [FEW]


def test_what_is_said_taken_down_or_put_back_later_counts_at_once(pool: Pool) -> None:
    others(pool)
    listing = plots(pool)
    assert found(pool.store, pool.priya) == [listing.id]
    with pool.store.begin() as work:
        work.listings.save(replace(listing, details=Details(Activity.SKILL, "", "Keeping bees")))
    assert found(pool.store, pool.priya) == []
    assert found(pool.store, pool.priya, Details(Activity.SKILL, "", "bees")) == [listing.id]
    with pool.store.begin() as work:
        work.listings.save(replace(listing, state=ListingState.WITHDRAWN))
    assert found(pool.store, pool.priya) == []
    with pool.store.begin() as work:
        work.listings.save(listing)
    assert found(pool.store, pool.priya) == [listing.id]


def test_who_may_not_be_put_to_the_asker_hides_nobody_who_may(pool: Pool) -> None:
    """The likeliest are all of the asker's own organisation, and the one who may be asked lies far behind them."""
    for _ in range(4 * FEW):
        pool.post(pool.ana, details=Details(Activity.SKILL, "", "Allotments, allotments, allotments"))
    wanted = plots(pool)
    assert found(pool.store, pool.priya) == [wanted.id]


@pytest.mark.parametrize(
    ("they", "me"),
    [
        ({"place": "Leeds", "mode": Mode.IN_PERSON}, {"place": "Exeter"}),
        ({"when": When(part="morning")}, {"when": When(part="evening")}),
        ({"text": "Allotments, allotments, for small charities"}, {}),
    ],
)
def test_those_who_do_not_fit_hide_nobody_who_does(pool: Pool, they: dict[str, Any], me: dict[str, Any]) -> None:
    """The likeliest are all too far away, have no time then, or mean somebody else."""
    many = Details(Activity.SKILL, "allotments", "Allotments, allotments, allotments")
    for _ in range(FEW + 3):
        pool.post(pool.kit, details=replace(many, **they))
    wanted = plots(pool)
    assert found(pool.store, pool.priya, replace(WANTED, **me)) == [wanted.id]


def test_what_another_process_wrote_is_noticed(pool: Pool, url: str) -> None:
    others(pool)
    assert found(pool.store, pool.priya) == []
    other = open_store(url)
    try:
        with other.begin() as work:
            details = Details(Activity.SKILL, "", "Allotments officer")
            draft = work.listings.add(Kind.OFFER, pool.sam, details, now=NOW, expires_on=NOW.date())
            work.listings.save(replace(draft, state=ListingState.OPEN))
        pool.store.keep_listings()
        assert found(pool.store, pool.priya) == [draft.id]
    finally:
        other.close()


def test_what_another_process_rewrote_or_took_down_is_noticed(pool: Pool, url: str) -> None:
    listing = plots(pool)
    others(pool)
    other = open_store(url)
    try:
        with other.begin() as work:
            work.listings.save(replace(listing, details=Details(Activity.SKILL, "", "Keeping bees")))
        pool.store.keep_listings()
        assert found(pool.store, pool.priya) == []
        assert found(pool.store, pool.priya, Details(Activity.SKILL, "", "bees")) == [listing.id]
        with other.begin() as work:
            work.listings.save(replace(listing, state=ListingState.WITHDRAWN))
        pool.store.keep_listings()
        side = pool.store._search.listings.side(Kind.OFFER)
        assert side is not None
        assert listing.id not in side
    finally:
        other.close()


def test_what_was_rolled_back_is_put_right(pool: Pool) -> None:
    listing = plots(pool)
    others(pool)
    bees = replace(listing, details=Details(Activity.SKILL, "", "Keeping bees"))
    with pytest.raises(CrashError):
        crash_after(pool.store, lambda work: work.listings.save(bees))
    pool.store.keep_listings()
    assert found(pool.store, pool.priya) == [listing.id]


def test_until_they_are_loaded_the_newest_are_searched(pool: Pool, url: str) -> None:
    plots(pool)
    others(pool)
    newest = plots(pool)
    store = open_store(url)
    assert found(store, pool.priya) == [newest.id]
    assert browsed(store, pool.priya, "allotments") == [newest.id]
    store.close()


def test_where_nothing_was_changed_nothing_is_loaded(pool: Pool) -> None:
    plots(pool)
    pool.store.keep_listings()
    with count_statements(pool.store) as statements:
        pool.store.keep_listings()
    assert statements.count == len(Kind)


def test_what_one_change_would_open_is_found_among_many(pool: Pool) -> None:
    others(pool)
    plots(pool, when=When(days=("TU",)))
    with pool.store.begin() as work:
        fridays = replace(WANTED, when=When(days=("FR",)))
        changes = work.view_of(pool.priya, NOW).openings(Kind.OFFER, fridays)
    assert [str(one) for one in changes] == ["any Tuesday: 1 person"]


def test_whom_one_wish_keeps_away_is_counted_behind_many_whom_two_do(pool: Pool) -> None:
    for _ in range(4 * FEW):
        plots(pool, mode=Mode.REMOTE, when=When(days=("TU",)))
    for person in (pool.sam, pool.kit):
        pool.post(person, details=Details(Activity.SKILL, "", "Plots and weeds", mode=Mode.REMOTE))
    fridays = replace(WANTED, text="Plots on allotments", mode=Mode.IN_PERSON, when=When(days=("FR",)))
    with pool.store.begin() as work:
        view = work.view_of(pool.priya, NOW)
        (remote,) = view.openings(Kind.OFFER, fridays)
        assert (str(remote), len(view.find(Kind.OFFER, remote.details))) == ("remote: 2 people", 2)


def test_what_is_read_once_is_kept_in_its_row_and_erased_with_the_words(pool: Pool, url: str) -> None:
    listing = plots(pool)
    store = open_store(url, relevance=Relevance(Spelling()))

    def kept() -> bytes | None:
        row = tables.Listing
        with transaction(store.engine, Grant.POOL) as session:
            bytes_of_it: bytes | None = session.scalars(
                sa.select(col(row.prepared)).where(col(row.id) == listing.id)
            ).one()
        return bytes_of_it

    try:
        assert kept() is None
        assert store.keep_listings() == 1
        assert kept()
        assert store.keep_listings() == 0
        before = kept()
        found(store, pool.priya)
        with store.begin() as work:
            work.listings.save(replace(listing, details=Details(Activity.SKILL, "", "Keeping bees")))
        assert kept() not in (None, before)
        with store.begin() as work:
            work.people.erase(pool.sam.id)
        assert kept() is None
    finally:
        store.close()


def test_many_are_read_at_once(pool: Pool, url: str) -> None:
    others(pool, 5)
    store = open_store(url, relevance=Relevance(Spelling()))
    assert (store.keep_listings(), store.keep_listings()) == (5, 0)
    store.close()


def test_reading_stops_when_told_to(pool: Pool, url: str) -> None:
    plots(pool)
    store = open_store(url, relevance=Relevance(Spelling()))
    assert store.keep_listings(lambda: False) == 0
    assert store.keep_listings() == 1
    store.close()
