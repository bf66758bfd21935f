"""What to do after a send that did not arrive, or of which nobody knows whether it did."""

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import (
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    SETTLES_IN,
    Check,
    GiveUp,
    Hold,
    NotThere,
    Rate,
    Retry,
    TryLater,
    Unreachable,
    Unsure,
    Untold,
    after_asking,
    after_send,
    rest_after,
)

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
CHANCE = random.Random(1)


def test_what_the_platform_asked_for_is_kept_to_exactly() -> None:
    wait = dt.timedelta(seconds=30)
    assert after_send(TryLater("429", wait), 99, NOW, CHANCE, readable=True) == Retry(NOW + wait)


def test_the_unreachable_is_given_up_at_once() -> None:
    assert after_send(Unreachable("account_inactive"), 1, NOW, CHANCE, readable=True) == GiveUp("account_inactive")


def test_a_doubt_is_asked_about_after_five_seconds_or_held() -> None:
    assert after_send(Unsure("reset"), 1, NOW, CHANCE, readable=True) == Check(NOW + SETTLES_IN, "reset")
    assert after_send(Unsure("reset"), 1, NOW, CHANCE, readable=False) == Hold("reset")


@given(st.integers(1, MOST_ATTEMPTS - 1), st.integers())
def test_waits_grow_and_stay_bounded(attempts: int, seed: int) -> None:
    decision = after_send(TryLater("503"), attempts, NOW, random.Random(seed), readable=True)
    assert isinstance(decision, Retry)
    assert SECOND <= decision.at - NOW <= LONGEST_WAIT


def test_an_evening_without_the_platform_loses_nothing() -> None:
    at, attempts, chance = NOW, 0, random.Random(1)
    while True:
        attempts += 1
        decision = after_send(TryLater("503"), attempts, at, chance, readable=True)
        if not isinstance(decision, Retry):
            break
        at = decision.at
    assert isinstance(decision, GiveUp)
    assert at - NOW > dt.timedelta(hours=12)


@given(
    st.integers(1, 200),
    st.integers(),
    st.sampled_from([(TryLater("503"), True), (Unsure("reset"), False), (Unsure("reset", repeatable=True), False)]),
)
def test_a_doubt_is_one_until_the_platform_says_that_it_is_not_there(
    attempts: int, seed: int, what: tuple[TryLater | Unsure, bool]
) -> None:
    decision = after_send(what[0], attempts, NOW, random.Random(seed), readable=True, doubt=what[1])
    assert isinstance(decision, Check | Hold)


def test_what_is_not_there_is_sent_at_once_and_then_less_and_less_often() -> None:
    assert after_asking(NotThere(), 2, NOW, CHANCE) == Retry(NOW)
    later = after_asking(NotThere(), 12, NOW, CHANCE)
    assert isinstance(later, Retry)
    assert later.at - NOW > dt.timedelta(minutes=5)
    assert after_asking(NotThere(), MOST_ATTEMPTS, NOW, CHANCE) == GiveUp("not there after 60 attempts")


def test_who_cannot_be_asked_leaves_it_to_a_person() -> None:
    assert after_asking(Untold("missing_scope"), 2, NOW, CHANCE) == Hold("missing_scope")
    assert after_asking(TryLater("503"), MOST_ATTEMPTS, NOW, CHANCE) == Hold("503 (60 attempts)")


@pytest.mark.parametrize(("burst", "expected"), [(1, [0, 1, 2, 3, 4]), (3, [0, 0, 0, 1, 2])])
def test_a_rate_lets_a_few_go_at_once_and_then_one_by_one(burst: int, expected: list[int]) -> None:
    rate, now, free_at, went = Rate(SECOND, burst), NOW, None, []
    for _ in expected:
        now = max(now, free_at or now)
        went.append((now - NOW) // SECOND)
        free_at = rate.next(free_at, now)
    assert went == expected


@given(st.integers(1, 5), st.lists(st.integers(0, 3000), min_size=10, max_size=60))
def test_no_window_ever_holds_more_than_a_burst_and_what_the_rate_allows(burst: int, gaps: list[int]) -> None:
    rate, now, free_at = Rate(SECOND, burst), NOW, None
    went: list[dt.datetime] = []
    for gap in gaps:
        now += dt.timedelta(milliseconds=gap)
        if free_at is None or free_at <= now:
            went.append(now)
            free_at = rate.next(free_at, now)
    for first, began in enumerate(went):
        within = [one for one in went[first:] if one < began + 5 * SECOND]
        assert len(within) <= burst + 5


def test_one_lost_answer_is_an_accident_and_a_row_of_them_is_an_outage() -> None:
    rests = [rest_after(doubts) for doubts in range(1, 12)]
    assert rests[:2] == [None, None]
    assert [rest.total_seconds() for rest in rests[2:] if rest] == [15, 30, 60, 120, 240, 300, 300, 300, 300]
