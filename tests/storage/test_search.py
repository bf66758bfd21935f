"""Whom a search may find at all, and that ten is the most it returns."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.matching import Relevance
from bot.matching.kept import Kept
from bot.matching.relevance import Likeness, Prepared
from bot.model.exchanges import LegState, SuggestionState
from bot.model.listings import Activity, Details, Kind
from bot.model.organisations import Person
from bot.model.when import When
from bot.turn import Address
from storage.unit_of_work import open_store
from tests.storage.pool import A_DAY, NOW, SHELTER, Pool

WANTED = Details(Activity.SHADOW, "night shelter", "I'd like to shadow a night shelter")


def found(pool: Pool, me: Person, details: Details = WANTED, kind: Kind = Kind.OFFER) -> list[int]:
    with pool.store.begin() as work:
        return [one.listing_id for one in work.view_of(me, NOW).find(kind, details)]


def browsed(pool: Pool, me: Person, words: str = "", activity: Activity | None = None) -> list[int]:
    with pool.store.begin() as work:
        return [one.listing_id for one in work.view_of(me, NOW).browse(None, words, activity)]


def newcomer(pool: Pool, number: int) -> Person:
    """Somebody else of Open Door."""
    with pool.store.begin() as work:
        there = Address("slack", "TDOOR", f"new{number}")
        return work.people.join(there, pool.door, f"Newcomer {number}", "Europe/London", "")


def both(pool: Pool, me: Person) -> tuple[bool, bool]:
    return bool(found(pool, me)), bool(browsed(pool, me))


def test_another_organisations_offer_is_found_with_reasons(pool: Pool) -> None:
    offer = pool.post(pool.sam)
    pool.post(pool.sam, Kind.REQUEST)
    with pool.store.begin() as work:
        (one,) = work.view_of(pool.priya, NOW).find(Kind.OFFER, WANTED)
    assert (one.listing_id, one.kind, one.weak) == (offer.id, Kind.OFFER, False)
    assert one.by.role == "youth worker"
    assert "Leeds" in one.reasons


def test_ones_own_organisation_is_never_found(pool: Pool) -> None:
    pool.post(pool.ana)
    pool.post(pool.priya)
    assert both(pool, pool.priya) == (False, False)
    assert both(pool, pool.sam) == (True, True)


def test_an_offer_finds_requests_and_a_request_offers(pool: Pool) -> None:
    wish = pool.post(pool.priya, Kind.REQUEST, WANTED)
    offer = pool.post(pool.sam)
    with pool.store.begin() as work:
        for new, standing in ((offer, wish), (wish, offer)):
            (fit,) = work.listings.fitting(new, now=NOW)
            assert (fit.standing.listing_id, fit.new.listing_id, fit.new.weak) == (standing.id, new.id, False)
    assert found(pool, pool.sam, SHELTER, Kind.REQUEST) == [wish.id]


def test_whoever_waits_hears_of_what_their_own_search_would_show(pool: Pool) -> None:
    """How well two fit differs with the side it is seen from: what counts is what whoever waits would see."""
    tins = "We'd like to shake tins outside the station. Is there a permit, and who from?"
    permits = (
        "Charitable collections: who needs a street or house-to-house permit, how far ahead, what gets refused. "
        "I'm in the licensing team, ring me"
    )
    wish = pool.post(pool.priya, Kind.REQUEST, Details(Activity.SKILL, "", tins))
    pool.post(pool.ana, Kind.REQUEST, Details(Activity.SKILL, "", "Who keeps bees on a roof?"))
    offer = pool.post(pool.kit, details=Details(Activity.SKILL, "", permits))
    assert offer.id in found(pool, pool.priya, wish.details)
    with pool.store.begin() as work:
        view = work.view_of(pool.kit, NOW)
        assert all(one.weak for one in view.find(Kind.REQUEST, offer.details)), "from the other side they look alike"
        assert [fit.standing.listing_id for fit in work.listings.fitting(offer, now=NOW)] == [wish.id]


def test_what_does_not_fit_at_all_is_not_found(pool: Pool) -> None:
    pool.post(pool.sam, details=Details(Activity.SHADOW, "beekeeping", "A day with our bees and hives"))
    assert found(pool, pool.priya) == []


def test_another_activity_is_found_where_it_would_do(pool: Pool) -> None:
    talk = pool.post(
        pool.sam, details=replace(SHELTER, activity=Activity.SKILL, text="I can explain our night shelter")
    )
    pool.post(pool.kit, details=replace(SHELTER, activity=Activity.DESK, text="A desk at our night shelter"))
    assert found(pool, pool.priya) == [talk.id]


@pytest.mark.parametrize(("days", "there"), [(0, True), (1, True), (-1, False)])
def test_it_stands_until_the_end_of_its_last_day(pool: Pool, days: int, there: bool) -> None:
    pool.post(pool.sam, days=days)
    assert both(pool, pool.priya) == (there, there)


@pytest.mark.parametrize(
    ("offered", "wanted", "meet"),
    [
        (When(start=dt.date(2027, 3, 1), end=dt.date(2027, 3, 31)), When(), True),
        (When(start=dt.date(2027, 3, 1), end=dt.date(2027, 3, 31)), When(start=dt.date(2027, 3, 31)), True),
        (When(start=dt.date(2027, 3, 1), end=dt.date(2027, 3, 31)), When(start=dt.date(2027, 4, 1)), False),
        (When(start=dt.date(2027, 3, 1)), When(end=dt.date(2027, 2, 28)), False),
        (When(end=dt.date(2026, 11, 22)), When(), False),
        (When(end=dt.date(2026, 11, 23)), When(), True),
    ],
)
def test_dates_must_be_able_to_meet(pool: Pool, offered: When, wanted: When, meet: bool) -> None:
    pool.post(pool.sam, details=replace(SHELTER, when=offered))
    assert bool(found(pool, pool.priya, replace(WANTED, when=wanted))) is meet


def test_what_is_over_is_neither_shown_by_itself_nor_in_a_post(pool: Pool) -> None:
    """It stands for a while yet, so that its owner can give it another day."""
    on_tuesday = When(start=NOW.date() + A_DAY, end=NOW.date() + A_DAY)
    offer = pool.post(pool.sam, details=replace(SHELTER, when=on_tuesday), at=NOW - A_DAY)
    for days, there in ((1, True), (2, False)):
        now = NOW + days * A_DAY
        with pool.store.begin() as work:
            view = work.view_of(pool.priya, now)
            assert (view.listing(offer.id) is not None) is there
            items = work.digests.items(pool.leeds.id, NOW - 2 * A_DAY, now)
            assert [one.listing_id for one in items.offers] == [offer.id] * there
            assert bool(view.find(Kind.OFFER, WANTED)) is there


def test_nobody_is_put_to_themselves_in_another_organisation(pool: Pool) -> None:
    with pool.store.begin() as work:
        there = Address("slack", "THANDS", "sam-again")
        again = work.people.join(there, pool.hands, "Sam Okoro", "Europe/London", "Sam.Okoro@door.example")
        silent = work.people.join(Address("slack", "THANDS", "x"), pool.hands, "X", "Europe/London", "")
        other = work.people.join(Address("slack", "TDOOR", "y"), pool.door, "Y", "Europe/London", "")
    pool.post(pool.sam)
    assert both(pool, again) == (False, False)
    assert both(pool, silent) == (True, True)
    pool.post(other)
    assert both(pool, again) == both(pool, silent) == (True, True)


def test_what_is_full_is_not_found_until_a_place_is_free_again(pool: Pool) -> None:
    offer = pool.post(pool.sam)
    exchange = pool.accept(pool.ask(pool.kit, pool.sam, offer))
    assert both(pool, pool.priya) == (False, False)
    with pool.store.begin() as work:
        work.exchanges.save_exchange(replace(exchange, state=type(exchange.state).CANCELLED))
    assert both(pool, pool.priya) == (True, True)


@pytest.mark.parametrize(
    ("state", "days_ago", "again"),
    [
        (SuggestionState.ASKED, 200, False),
        (SuggestionState.DECLINED, 89, False),
        (SuggestionState.DECLINED, 91, True),
        (SuggestionState.PASSED_ON, 89, False),
        (SuggestionState.PASSED_ON, 91, True),
        (SuggestionState.EXPIRED, 89, False),
        (SuggestionState.EXPIRED, 91, True),
        (SuggestionState.WITHDRAWN, 1, True),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_pair_is_not_bothered_again_too_soon(
    pool: Pool, state: SuggestionState, days_ago: int, again: bool, turned: bool
) -> None:
    pool.post(pool.sam)
    then = NOW - days_ago * A_DAY
    pair = (pool.sam, pool.priya) if turned else (pool.priya, pool.sam)
    pool.answer(pool.ask(*pair, at=then), state, then)
    assert both(pool, pool.priya) == (again, again)
    assert both(pool, pool.kit) == (True, True)
    assert both(pool, pool.ana) == (True, True)


@pytest.mark.parametrize(
    ("state", "days_ago", "again"),
    [
        (LegState.ARRANGING, 0, False),
        (LegState.BOOKED, -30, False),
        (LegState.HAPPENED, 364, False),
        (LegState.HAPPENED, 366, True),
        (LegState.NOT_HAPPENED, 1, True),
        (LegState.CANCELLED, 1, True),
    ],
)
def test_a_pair_that_met_within_a_year_or_is_about_to_is_not_found(
    pool: Pool, state: LegState, days_ago: int, again: bool
) -> None:
    pool.post(pool.sam)
    leg = pool.accept(pool.ask(pool.priya, pool.sam, at=NOW - 400 * A_DAY)).legs[0]
    pool.move(leg, state, NOW - days_ago * A_DAY if state is not LegState.ARRANGING else None)
    assert both(pool, pool.priya) == (again, again)


@pytest.mark.parametrize(
    ("now", "again"),
    [
        (dt.datetime(2028, 2, 29, 9, tzinfo=dt.UTC), False),  # 365 days on, and a day short of the year
        (dt.datetime(2028, 3, 1, 8, 59, tzinfo=dt.UTC), False),
        (dt.datetime(2028, 3, 1, 9, tzinfo=dt.UTC), True),
    ],
)
def test_a_year_is_over_on_its_anniversary_also_if_a_29_february_lies_in_it(
    pool: Pool, now: dt.datetime, again: bool
) -> None:
    pool.post(pool.sam, days=999)
    leg = pool.accept(pool.ask(pool.priya, pool.sam)).legs[0]
    pool.move(leg, LegState.HAPPENED, dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC))
    with pool.store.begin() as work:
        assert bool(work.view_of(pool.priya, now).find(Kind.OFFER, WANTED)) is again


def test_a_small_organisation_that_hosts_enough_is_left_in_peace_for_a_while(pool: Pool) -> None:
    pool.post(pool.sam)
    legs = []
    for number in range(4):
        assert both(pool, pool.priya) == (True, True)
        host = newcomer(pool, number)
        legs.append(pool.accept(pool.ask(pool.ana, host)).legs[0])
    assert (both(pool, pool.priya), both(pool, pool.kit)) == ((False, False), (False, False))
    roomy = pool.post(pool.sam, details=replace(SHELTER, capacity=20))
    assert found(pool, pool.priya) == [roomy.id], "which says itself that it has room for more"
    wish = pool.post(pool.sam, Kind.REQUEST)
    assert found(pool, pool.priya, SHELTER, Kind.REQUEST) == [wish.id], "to be somebody's guest is no burden"
    pool.move(legs[0], LegState.HAPPENED, NOW - 31 * A_DAY)
    assert len(browsed(pool, pool.priya)) == 3


def test_a_larger_organisation_and_a_council_are_not_spared(pool: Pool) -> None:
    for number in range(6):
        pool.accept(pool.ask(pool.kit, newcomer(pool, number)))
        pool.accept(pool.ask(pool.kit, pool.ana))
    of_many, of_council = pool.post(pool.sam), pool.post(pool.priya)
    assert found(pool, pool.priya) == [of_many.id]
    assert found(pool, pool.sam) == [of_council.id]


def test_ten_at_most(pool: Pool) -> None:
    for number in range(14):
        pool.post(newcomer(pool, number), at=NOW - number * A_DAY)
    assert len(found(pool, pool.priya)) == len(browsed(pool, pool.priya)) == 10
    assert len(browsed(pool, pool.priya, "shelter")) == 10


def test_one_person_stands_for_one_with_what_fits_best(pool: Pool) -> None:
    """Nobody crowds the others out, and "two people" are two people."""
    pool.post(pool.sam, details=replace(SHELTER, activity=Activity.SKILL))
    best = pool.post(pool.sam)
    other = pool.post(pool.kit, details=replace(SHELTER, activity=Activity.SKILL))
    assert found(pool, pool.priya) == [best.id, other.id]


def test_browsing_gives_the_newest_first_and_words_narrow_it(pool: Pool) -> None:
    old = pool.post(pool.sam, at=NOW - A_DAY)
    desk = pool.post(pool.kit, details=Details(Activity.DESK, "", "A quiet desk by the allotments"))
    wish = pool.post(
        pool.kit, Kind.REQUEST, Details(Activity.SKILL, "bookkeeping", "Help with bookkeeping"), at=NOW + A_DAY
    )
    assert browsed(pool, pool.priya) == [wish.id, desk.id, old.id]
    assert browsed(pool, pool.priya, "night shelter") == [old.id]
    assert browsed(pool, pool.priya, activity=Activity.DESK) == [desk.id]
    with pool.store.begin() as work:
        view = work.view_of(pool.priya, NOW)
        assert [one.listing_id for one in view.browse(Kind.REQUEST, "", None)] == [wish.id]
        assert view.browse(Kind.REQUEST, "night shelter", None) == ()


def test_the_day_is_the_searchers_own(pool: Pool) -> None:
    pool.post(pool.sam, days=0)  # until the end of 23 November
    for zone, there in (("Europe/London", True), ("Pacific/Auckland", True), ("Nowhere/Nowhere", True)):
        with pool.store.begin() as work:
            view = work.view_of(replace(pool.priya, time_zone=zone), NOW)
            assert bool(view.find(Kind.OFFER, WANTED)) is there
    with pool.store.begin() as work:
        late = NOW + dt.timedelta(hours=3)  # the 24th has begun in Auckland
        assert not work.view_of(replace(pool.priya, time_zone="Pacific/Auckland"), late).find(Kind.OFFER, WANTED)


def test_the_relevance_that_was_given_is_the_one_that_compares(pool: Pool, url: str) -> None:
    class Deaf(Relevance):
        def compare_all(
            self, ask: Prepared, candidates: Sequence[Kept], *, offering: bool = False
        ) -> tuple[Likeness, ...]:
            return tuple(replace(one, score=0.0) for one in super().compare_all(ask, candidates, offering=offering))

    pool.post(pool.sam)
    deaf = open_store(url, relevance=Deaf())
    with deaf.begin() as work:
        assert work.view_of(pool.priya, NOW).find(Kind.OFFER, WANTED) == ()
    deaf.close()
    assert found(pool, pool.priya)
