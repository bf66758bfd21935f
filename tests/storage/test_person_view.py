"""The privacy filter: what one person sees of another, at each stage."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model.exchanges import ExchangeState, LegState, Sharing, SuggestionState
from bot.model.listings import Activity, Details, Kind, ListingState
from bot.model.organisations import Person
from bot.ports.person_view import PersonView
from bot.ports.seen import Glimpse, Tally
from tests.storage.pool import A_DAY, NOW, SHELTER, Pool


def seen_by(pool: Pool, person: Person, look: Callable[[PersonView], object]) -> object:
    with pool.store.begin() as work:
        return look(work.view_of(person, NOW))


def everything(view: PersonView) -> str:
    """All that a person can get to see, in one text."""
    return repr(
        [
            view.my_listings(),
            view.find(Kind.OFFER, SHELTER),
            view.find(Kind.REQUEST, SHELTER),
            view.browse(None, "", None),
            view.browse(None, "night shelter", None),
            [view.my_listing(number) for number in range(1, 9)],
            [view.listing(number) for number in range(1, 9)],
            [view.suggestion(number) for number in range(1, 9)],
            [view.leg(number) for number in range(1, 9)],
            view.my_suggestions(),
            view.my_legs(),
            view.held(),
            view.last_change(),
        ]
    )


def test_before_both_have_said_yes_there_is_no_name_anywhere(pool: Pool) -> None:
    offer = pool.post(pool.sam)
    pool.post(pool.ana, Kind.REQUEST)
    asked = pool.ask(pool.priya, pool.sam, offer)
    with pool.store.begin() as work:
        as_asker, as_host = work.view_of(pool.priya, NOW), work.view_of(pool.sam, NOW)
        assert not {"Sam", "Okoro", "sam.okoro"} & set(everything(as_asker).replace("@", " ").split())
        for private in (pool.sam.name, pool.sam.contact, pool.ana.name, pool.ana.contact):
            assert private not in everything(as_asker)
        for private in (pool.priya.name, pool.priya.contact, pool.ana.name):
            assert private not in everything(as_host)
        seen = as_host.suggestion(asked.id)
    assert seen is not None
    assert seen.other == Glimpse("commissioning manager", pool.leeds)


def test_after_both_have_said_yes_each_sees_the_other_and_nobody_else_does(pool: Pool) -> None:
    asked = pool.ask(pool.priya, pool.sam, pool.post(pool.sam))
    exchange = pool.accept(asked)
    with pool.store.begin() as work:
        for me, other in ((pool.priya, pool.sam), (pool.sam, pool.priya)):
            view = work.view_of(me, NOW)
            suggestion, leg = view.suggestion(asked.id), view.leg(exchange.legs[0].id)
            assert suggestion is not None
            assert leg is not None
            whole = Glimpse(other.role, other.organisation, other.name, other.contact)
            assert suggestion.other == leg.other == whole
            assert leg.hosting is (me == pool.sam)
        for stranger in (pool.ana, pool.kit):
            text = everything(work.view_of(stranger, NOW))
            assert pool.sam.name not in text
            assert pool.priya.contact not in text


@pytest.mark.parametrize("state", [s for s in SuggestionState if s is not SuggestionState.ACCEPTED])
def test_no_other_answer_gives_a_name(pool: Pool, state: SuggestionState) -> None:
    asked = pool.ask(pool.priya, pool.sam)
    pool.answer(asked, state)
    for me in (pool.priya, pool.sam):
        seen = seen_by(pool, me, lambda view: view.suggestion(asked.id))
        assert pool.sam.name not in repr(seen)
        assert pool.priya.name not in repr(seen)


def test_names_stay_known_after_an_exchange_was_called_off(pool: Pool) -> None:
    asked = pool.ask(pool.priya, pool.sam)
    exchange = pool.accept(asked)
    with pool.store.begin() as work:
        work.exchanges.save_exchange(replace(exchange, state=ExchangeState.CANCELLED))
    assert pool.sam.name in repr(seen_by(pool, pool.priya, lambda view: view.suggestion(asked.id)))


def test_a_no_looks_to_the_asker_like_no_answer(pool: Pool) -> None:
    said_no, unanswered = pool.ask(pool.priya, pool.sam), pool.ask(pool.priya, pool.kit)
    pool.answer(said_no, SuggestionState.DECLINED, why="cannot stand commissioners")
    with pool.store.begin() as work:
        priya = work.view_of(pool.priya, NOW)
        assert [seen.suggestion.id for seen in priya.my_suggestions()] == [said_no.id, unanswered.id]
        seen = priya.suggestion(said_no.id)
        assert seen is not None
        assert seen.suggestion == said_no
        assert "cannot stand" not in everything(priya)
        assert "declined" not in everything(priya)
        sams = work.view_of(pool.sam, NOW)
        assert sams.my_suggestions() == ()
        assert "cannot stand" in everything(sams)


def test_a_no_that_was_passed_on_looks_like_one_that_expired(pool: Pool) -> None:
    asked = pool.ask(pool.priya, pool.sam)
    looks = []
    for state in (SuggestionState.PASSED_ON, SuggestionState.EXPIRED):
        pool.answer(asked, state)
        looks.append(seen_by(pool, pool.priya, lambda view: (view.suggestion(asked.id), view.my_suggestions())))
    assert looks[0] == looks[1]


def test_suggestions_and_legs_are_seen_by_the_two_alone(pool: Pool) -> None:
    asked = pool.ask(pool.priya, pool.sam)
    leg = pool.accept(asked).legs[0]
    for stranger in (pool.ana, pool.kit):
        assert seen_by(pool, stranger, lambda view: (view.suggestion(asked.id), view.leg(leg.id))) == (None, None)
    assert seen_by(pool, pool.sam, lambda view: (view.suggestion(999), view.leg(999))) == (None, None)


@pytest.mark.parametrize("state", [s for s in ListingState if s is not ListingState.OPEN])
def test_what_is_not_open_is_its_owners_alone(pool: Pool, state: ListingState) -> None:
    listing = pool.post(pool.sam, state=state)
    assert seen_by(pool, pool.sam, lambda view: view.my_listing(listing.id)) == listing
    assert seen_by(pool, pool.sam, lambda view: view.my_listings()) == ()
    for other in (pool.priya, pool.kit):
        assert "shelter" not in repr(
            seen_by(
                pool,
                other,
                lambda view: (
                    view.my_listing(listing.id),
                    view.listing(listing.id),
                    view.browse(None, "", None),
                    view.browse(Kind.OFFER, "night shelter", None),
                    view.find(Kind.OFFER, SHELTER),
                ),
            )
        )


def test_an_open_listing_is_somebody_elses_only_for_other_organisations(pool: Pool) -> None:
    listing = pool.post(pool.ana)
    for colleague in (pool.priya, pool.ana):
        assert seen_by(pool, colleague, lambda view: view.listing(listing.id)) is None
    seen = seen_by(pool, pool.sam, lambda view: view.listing(listing.id))
    assert seen is not None
    assert "planner" in repr(seen)


def test_nothing_is_seen_of_somebody_who_is_paused_or_cannot_be_reached(pool: Pool) -> None:
    listing = pool.post(pool.sam)

    def seen() -> object:
        return seen_by(
            pool,
            pool.priya,
            lambda view: (view.listing(listing.id), view.browse(None, "", None), view.find(Kind.OFFER, SHELTER)),
        )

    shown = seen()
    assert "shelter" in repr(shown)
    with pool.store.begin() as work:
        work.people.save(replace(pool.sam, paused_until=NOW.date() + A_DAY))
    assert seen() == (None, (), ())
    with pool.store.begin() as work:
        work.people.save(replace(pool.sam, paused_until=NOW.date()))
    assert seen() == shown
    with pool.store.begin() as work:
        home = work.people.home(pool.sam.id)
        assert home is not None
        work.people.gone(home)
    assert seen() == (None, (), ())


def test_my_legs_are_those_that_still_want_something_of_me(pool: Pool) -> None:
    legs = [pool.accept(pool.ask(pool.priya, pool.sam)).legs[0] for _ in range(6)]
    arranging = legs[0]
    late = pool.move(legs[1], LegState.BOOKED, NOW + 2 * A_DAY)
    soon = pool.move(legs[2], LegState.BOOKED, NOW + A_DAY)
    happened = pool.move(legs[3], LegState.HAPPENED, NOW - A_DAY)
    pool.move(legs[4], LegState.CANCELLED, NOW)
    pool.move(legs[5], LegState.NOT_HAPPENED, NOW)
    with pool.store.begin() as work:
        work.exchanges.propose(arranging.id, pool.sam.id, [NOW + 5 * A_DAY])
        work.exchanges.reflect(happened.id, pool.sam.id, ("a", "b", "c"), Sharing.PUBLIC, NOW)
        priya, sam = work.view_of(pool.priya, NOW).my_legs(), work.view_of(pool.sam, NOW).my_legs()
        assert [seen.leg for seen in priya] == [happened, soon, late, arranging]
        assert [seen.leg for seen in sam] == [soon, late, arranging]
        assert [one.starts_at for one in priya[-1].proposals] == [NOW + 5 * A_DAY]
        assert priya[0].reflection is None
        mine = work.view_of(pool.sam, NOW).leg(happened.id)
        assert mine is not None
        assert mine.reflection is not None
        theirs = work.view_of(pool.priya, NOW).leg(happened.id)
        assert theirs is not None
        assert theirs.reflection is None


def test_the_tally_counts_exchanges_that_happened_and_what_is_open(pool: Pool) -> None:
    pool.post(pool.sam)
    pool.post(pool.kit, Kind.REQUEST)
    pool.post(pool.kit, Kind.REQUEST, state=ListingState.DRAFT)
    pool.post(pool.kit, at=NOW - 100 * A_DAY)
    for guest, host in ((pool.priya, pool.sam), (pool.ana, pool.sam), (pool.kit, pool.sam)):
        pool.move(pool.accept(pool.ask(guest, host)).legs[0], LegState.HAPPENED, NOW)
    pool.move(pool.accept(pool.ask(pool.priya, pool.kit)).legs[0], LegState.BOOKED, NOW)
    tallies = [seen_by(pool, person, lambda view: view.tally()) for person in (pool.priya, pool.sam, pool.kit)]
    assert tallies == [Tally(mine, ours, 3, 1, 1, 3) for mine, ours in ((1, 2), (3, 3), (1, 1))]


def test_what_is_held_is_told_in_full_to_its_owner_alone(pool: Pool) -> None:
    pool.post(pool.sam, details=Details(Activity.SKILL, "budgets", "Budgets for beginners"))
    exchange = pool.accept(pool.ask(pool.priya, pool.sam))
    pool.move(replace(exchange.legs[0], where="Mabgate"), LegState.BOOKED, NOW)
    with pool.store.begin() as work:
        work.exchanges.reflect(exchange.legs[0].id, pool.sam.id, ("the quiet", "less", "more"), Sharing.PRIVATE, NOW)
        work.conversations.save(pool.sam.id, "open")
        work.disclosures.record(pool.priya.id, pool.sam.id, "contact", "suggestion:1", NOW)
        work.disclosures.record(pool.priya.id, pool.sam.id, "contact", "suggestion:1", NOW + A_DAY)
        held = dict(work.view_of(pool.sam, NOW).held())
        other = repr(work.view_of(pool.priya, NOW).held())
    assert held["Name"] == "Sam Okoro"
    assert held["Account"] == "slack, sam in TDOOR"
    assert held["Offer"] == "Budgets for beginners (open)"
    assert held["Asked of you"].startswith("night shelter, 23 November 2026")
    assert held["Exchange"] == "night shelter, 23 November 2026, Mabgate (booked)"
    assert held["Reflection"] == "the quiet / less / more (private)"
    assert held["Shown to others"] == "something about you was shown once"
    assert {"Open question", "Contact", "Role", "Organisation", "Time zone"} <= set(held)
    for private in ("Sam", "Budgets", "the quiet"):
        assert private not in other


people = st.sampled_from(["priya", "ana", "sam", "kit"])
answers = st.lists(st.tuples(people, people, st.sampled_from(SuggestionState)), max_size=6)


@given(answers)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, database=None)
def test_a_name_is_seen_if_and_only_if_those_two_have_both_said_yes(
    new_pool: Callable[[], Pool], said: list[tuple[str, str, SuggestionState]]
) -> None:
    pool = new_pool()
    for guest, host, state in said:
        if guest != host:
            asked = pool.ask(getattr(pool, guest), getattr(pool, host), pool.post(getattr(pool, host)))
            pool.answer(asked, state)
    agreed = {frozenset(pair[:2]) for pair in said if pair[2] is SuggestionState.ACCEPTED}
    with pool.store.begin() as work:
        for viewer in ("priya", "ana", "sam", "kit"):
            text = everything(work.view_of(getattr(pool, viewer), NOW))
            for other in {"priya", "ana", "sam", "kit"} - {viewer}:
                met = frozenset({viewer, other}) in agreed
                assert (getattr(pool, other).name in text) is met
                assert (getattr(pool, other).contact in text) is met
    pool.store.close()
