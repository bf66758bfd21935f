"""Suggestions, exchanges, legs, dates, reflections: what goes in comes out, and what there can be one of."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.model.exchanges import Exchange, ExchangeState, Leg, LegState, Sharing, SuggestionState
from tests.storage.pool import A_DAY, NOW, SHELTER, CrashError, Pool, crash_after


def test_a_suggestion_is_answered(pool: Pool) -> None:
    offer = pool.post(pool.sam)
    asked = pool.ask(pool.priya, pool.sam, offer)
    assert (asked.offer_id, asked.answerer_id) == (offer.id, pool.sam.id)
    answered = replace(asked, state=SuggestionState.DECLINED, answered_at=NOW, reason="away in March")
    with pool.store.begin() as work:
        work.exchanges.save_suggestion(answered)
    with pool.store.begin() as work:
        assert work.exchanges.suggestion(asked.id) == answered
        assert work.exchanges.suggestion(999) is None
        with pytest.raises(LookupError):
            work.exchanges.save_suggestion(replace(asked, id=999))


def test_between_two_people_it_does_not_matter_who_asked(pool: Pool) -> None:
    first = pool.ask(pool.priya, pool.sam, at=NOW - 2 * A_DAY)
    second = pool.ask(pool.sam, pool.priya, at=NOW)
    pool.ask(pool.priya, pool.kit)
    pool.ask(pool.ana, pool.sam)
    with pool.store.begin() as work:
        for one, other in ((pool.priya, pool.sam), (pool.sam, pool.priya)):
            assert work.exchanges.between(one.id, other.id, NOW - 2 * A_DAY) == (first, second)
            assert work.exchanges.between(one.id, other.id, NOW - A_DAY) == (second,)


def test_waiting_are_those_without_an_answer(pool: Pool) -> None:
    newer = pool.ask(pool.priya, pool.sam)
    older = pool.ask(pool.sam, pool.ana, at=NOW - A_DAY)
    pool.answer(pool.ask(pool.kit, pool.sam), SuggestionState.DECLINED)
    with pool.store.begin() as work:
        assert work.exchanges.waiting(pool.sam.id) == (older, newer)
        assert work.exchanges.waiting(pool.kit.id) == ()


def test_an_accepted_suggestion_begins_an_exchange_with_one_leg(pool: Pool) -> None:
    asked = pool.ask(pool.priya, pool.sam)
    exchange = pool.accept(asked)
    leg = Leg(
        id=exchange.legs[0].id,
        exchange_id=exchange.id,
        host_id=pool.sam.id,
        guest_id=pool.priya.id,
        details=SHELTER,
        state=LegState.ARRANGING,
        token=f"token-{asked.id}",
        minutes=60,
    )
    assert exchange == Exchange(exchange.id, asked.id, ExchangeState.UNDER_WAY, (leg,))
    with pool.store.begin() as work:
        assert work.exchanges.begin(asked, "another", 30) == exchange
        assert work.exchanges.exchange(exchange.id) == exchange == work.exchanges.exchange_of(asked.id)
        assert work.exchanges.leg(leg.id) == leg == work.exchanges.leg_by_token(leg.token)
        assert work.exchanges.leg_by_token("another") is None
        assert work.exchanges.exchange_of(999) is None


def test_an_exchange_begun_in_a_turn_that_failed_begins_again(pool: Pool) -> None:
    asked = pool.ask(pool.priya, pool.sam)
    with pytest.raises(CrashError):
        crash_after(pool.store, lambda work: work.exchanges.begin(asked, "first", 60))
    with pool.store.begin() as work:
        assert [leg.token for leg in work.exchanges.begin(asked, "second", 60).legs] == ["second"]


def test_a_leg_is_booked_and_its_exchange_completed(pool: Pool) -> None:
    exchange = pool.accept(pool.ask(pool.priya, pool.sam))
    booked = replace(
        exchange.legs[0], state=LegState.BOOKED, starts_at=NOW + A_DAY, minutes=420, where="Mabgate", sequence=2
    )
    with pool.store.begin() as work:
        work.exchanges.save_leg(booked)
    complete = replace(
        exchange, state=ExchangeState.COMPLETE, legs=(replace(booked, state=LegState.HAPPENED, where="ignored"),)
    )
    with pool.store.begin() as work:
        work.exchanges.save_exchange(complete)
    with pool.store.begin() as work:
        kept = replace(complete, legs=(replace(booked, state=LegState.HAPPENED),))
        assert work.exchanges.exchange(exchange.id) == kept
        for what in (replace(booked, id=999),):
            with pytest.raises(LookupError):
                work.exchanges.save_leg(what)
        with pytest.raises(LookupError):
            work.exchanges.save_exchange(replace(complete, id=999))


def test_new_dates_replace_the_old_and_come_soonest_first(pool: Pool) -> None:
    leg = pool.accept(pool.ask(pool.priya, pool.sam)).legs[0]
    with pool.store.begin() as work:
        (old,) = work.exchanges.propose(leg.id, pool.priya.id, [NOW + A_DAY])
        new = work.exchanges.propose(leg.id, pool.sam.id, [NOW + 3 * A_DAY, NOW + 2 * A_DAY])
        assert [one.starts_at for one in new] == [NOW + 2 * A_DAY, NOW + 3 * A_DAY]
        assert work.exchanges.proposals(leg.id) == new
        assert work.exchanges.proposal(old.id) == replace(old, open=False)
        assert work.exchanges.proposal(new[0].id) == new[0]
        work.exchanges.close_proposals(leg.id)
        assert work.exchanges.proposals(leg.id) == ()
        assert work.exchanges.proposal(999) is None


def test_times_come_back_in_utc_whatever_they_went_in_as(pool: Pool) -> None:
    leg = pool.accept(pool.ask(pool.priya, pool.sam)).legs[0]
    summer = dt.datetime(2027, 6, 3, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    pool.move(leg, LegState.BOOKED, summer)
    with pool.store.begin() as work:
        found = work.exchanges.leg(leg.id)
    assert found is not None
    assert found.starts_at == summer
    assert found.starts_at.tzinfo is dt.UTC


def test_a_time_without_a_zone_is_refused(pool: Pool) -> None:
    leg = pool.accept(pool.ask(pool.priya, pool.sam)).legs[0]
    with pytest.raises(Exception, match="must have timezone information"):
        pool.move(leg, LegState.BOOKED, NOW.replace(tzinfo=None))


def test_each_side_reflects_once_and_writing_again_replaces_it(pool: Pool) -> None:
    leg = pool.accept(pool.ask(pool.priya, pool.sam)).legs[0]
    with pool.store.begin() as work:
        first = work.exchanges.reflect(leg.id, pool.sam.id, ("a", "b", "c"), Sharing.PRIVATE, NOW)
        other = work.exchanges.reflect(leg.id, pool.priya.id, ("x", "y", "z"), Sharing.PUBLIC, NOW)
    with pool.store.begin() as work:
        again = work.exchanges.reflect(leg.id, pool.sam.id, ("d", "e", "f"), Sharing.ORGANISATION, NOW + A_DAY)
    assert again == replace(
        first, surprised="d", differently="e", tell="f", sharing=Sharing.ORGANISATION, written_at=NOW + A_DAY
    )
    with pool.store.begin() as work:
        assert work.exchanges.reflection(leg.id, pool.sam.id) == again
        assert work.exchanges.reflection(leg.id, pool.priya.id) == other
        assert work.exchanges.reflection(leg.id, pool.kit.id) is None
