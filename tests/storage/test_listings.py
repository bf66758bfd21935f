"""Listings: what goes in comes out, and how many places are taken."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model.exchanges import ExchangeState
from bot.model.listings import Activity, Details, Kind, Listing, ListingState, Mode
from bot.model.when import DAYS, When
from storage import details as written
from tests.storage.pool import NOW, SHELTER, Pool

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
whens = st.builds(
    When,
    days=st.lists(st.sampled_from(DAYS), unique=True).map(tuple),
    part=st.none() | st.sampled_from(["morning", "afternoon", "evening"]),
    time=st.none() | st.times().map(lambda time: time.replace(microsecond=0, fold=0)),
    start=st.none() | st.dates(),
    end=st.none() | st.dates(),
    every=st.none() | st.sampled_from(["weekly", "fortnightly", "monthly"]),
)
details = st.builds(
    Details,
    activity=st.sampled_from(Activity),
    topic=words,
    text=words,
    duration_minutes=st.none() | st.integers(1, 10_000),
    mode=st.none() | st.sampled_from(Mode),
    place=words,
    when=whens,
    capacity=st.integers(1, 50),
    reciprocal=st.booleans(),
)


@given(details)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, database=None)
def test_details_survive_columns_and_json(pool: Pool, said: Details) -> None:
    assert written.from_json(written.as_json(said)) == said
    listing = pool.post(pool.sam, details=said)
    asked = pool.ask(pool.priya, pool.sam, listing)
    with pool.store.begin() as work:
        assert work.listings.get(listing.id) == listing
        assert work.exchanges.suggestion(asked.id) == asked


def test_a_new_one_is_a_draft(pool: Pool) -> None:
    with pool.store.begin() as work:
        draft = work.listings.add(Kind.REQUEST, pool.priya, SHELTER, now=NOW, expires_on=dt.date(2027, 2, 21))
    assert draft == Listing(
        id=draft.id,
        kind=Kind.REQUEST,
        person_id=pool.priya.id,
        organisation_id=pool.leeds.id,
        details=SHELTER,
        state=ListingState.DRAFT,
        created_at=NOW,
        expires_on=dt.date(2027, 2, 21),
    )


def test_open_ones_come_newest_first(pool: Pool) -> None:
    old, new = pool.post(pool.sam, at=NOW - dt.timedelta(days=2)), pool.post(pool.sam)
    pool.post(pool.sam, state=ListingState.DRAFT)
    pool.post(pool.sam, state=ListingState.WITHDRAWN)
    pool.post(pool.kit)
    with pool.store.begin() as work:
        assert work.listings.open_of(pool.sam.id) == (new, old)


def test_one_that_is_not_there(pool: Pool) -> None:
    with pool.store.begin() as work:
        assert work.listings.get(999) is None
        with pytest.raises(LookupError):
            work.listings.save(Listing(999, Kind.OFFER, 1, 1, SHELTER, ListingState.OPEN, NOW, NOW.date()))


def test_places_are_taken_by_exchanges_that_were_not_called_off(pool: Pool) -> None:
    offer = pool.post(pool.sam, details=replace(SHELTER, capacity=2))

    def taken() -> int:
        with pool.store.begin() as work:
            return work.listings.taken(offer.id)

    first = pool.ask(pool.priya, pool.sam, offer)
    assert taken() == 0
    exchange = pool.accept(first)
    pool.accept(pool.ask(pool.kit, pool.sam, offer))
    assert taken() == 2
    for state, left in ((ExchangeState.COMPLETE, 2), (ExchangeState.CANCELLED, 1)):
        with pool.store.begin() as work:
            work.exchanges.save_exchange(replace(exchange, state=state))
        assert taken() == left
