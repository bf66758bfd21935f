"""What to do after a send that did not arrive, or of which nobody knows whether it did."""

import datetime as dt
import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import (
    LONGEST_TOLD,
    LONGEST_WAIT,
    MOST_FAILURES,
    SETTLES_IN,
    Check,
    Decision,
    Delivered,
    GiveUp,
    Hold,
    NotNow,
    NotThere,
    NotTried,
    Outcome,
    ReadBack,
    Retry,
    Tried,
    TryLater,
    Unreachable,
    Unsure,
    Untold,
    decide,
    doubts_in_a_row,
    rest_after,
)

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
CHANCE = random.Random(1)
FRESH = Tried(1, 0, NOW)
RESET = Unsure("reset")
DOWN = TryLater("503")
LATER = TryLater("429", 30 * SECOND)


def after(outcome: Outcome | ReadBack, tried: Tried = FRESH, readable: bool = True, seed: int = 1) -> Decision:
    return decide(outcome, tried, NOW, random.Random(seed), readable=readable)


def doubtful(failures: int = 1) -> Tried:
    return Tried(failures + 1, failures, NOW, doubt=True)


def life_of(outcomes: Iterable[Outcome | ReadBack], readable: bool = True) -> tuple[list[Decision], dt.timedelta]:
    """What is decided about one message, each time at the moment that was decided before, and how long that took."""
    decisions: list[Decision] = []
    now, tried = NOW, FRESH
    for outcome in outcomes:
        decision = decide(outcome, tried, now, CHANCE, readable=readable)
        decisions.append(decision)
        if not isinstance(decision, Retry | Check):
            break
        now = decision.at
        tried = Tried(tried.times + 1, decision.failures, NOW, doubt=isinstance(decision, Check))
    return decisions, now - NOW


def test_what_arrived_and_what_may_not_arrive_yet_are_what_they_are() -> None:
    for outcome in (Delivered("m1"), NotNow(NOW + SECOND, "do not disturb")):
        assert after(outcome) == outcome


def test_what_the_platform_asked_for_is_kept_to_exactly() -> None:
    assert after(LATER, Tried(99, 3, NOW)) == Retry(NOW + 30 * SECOND, "429", 3)


def test_the_unreachable_is_given_up_at_once() -> None:
    assert after(Unreachable("account_inactive")) == GiveUp("account_inactive")


def test_a_doubt_is_asked_about_after_five_seconds_or_held() -> None:
    assert after(RESET) == Check(NOW + SETTLES_IN, "reset", 1)
    assert after(RESET, readable=False) == Hold("reset")


@given(st.integers(0, MOST_FAILURES - 2), st.integers())
def test_waits_grow_and_stay_bounded(failures: int, seed: int) -> None:
    decision = after(DOWN, Tried(failures + 1, failures, NOW), seed=seed)
    assert isinstance(decision, Retry)
    assert SECOND <= decision.at - NOW <= LONGEST_WAIT
    assert decision.failures == failures + 1


def test_an_evening_without_the_platform_loses_nothing() -> None:
    decisions, lasted = life_of([DOWN] * 1000)
    assert decisions[-1] == GiveUp("503 (60 attempts)")
    assert len(decisions) == MOST_FAILURES
    assert dt.timedelta(hours=12) < lasted < dt.timedelta(hours=36)


@given(
    st.integers(0, 200),
    st.integers(),
    st.sampled_from([(DOWN, True), (LATER, True), (NotTried("paced"), True), (RESET, False), (RESET, True)]),
    st.sampled_from([False, True]),
)
def test_a_doubt_is_one_until_the_platform_says_that_it_is_not_there(
    failures: int, seed: int, what: tuple[TryLater | Unsure | NotTried, bool], repeatable: bool
) -> None:
    outcome, doubt = what
    if isinstance(outcome, Unsure):
        outcome = Unsure(outcome.why, repeatable)
    decision = after(outcome, Tried(failures + 1, failures, NOW - LONGEST_TOLD, doubt), seed=seed)
    assert isinstance(decision, Check | Hold)


CALM = st.sampled_from([LATER, TryLater("429", SECOND), NotTried("paced", SECOND), NotTried("not begun in time")])


@given(st.lists(CALM, max_size=400))
def test_who_is_only_told_later_looks_like_one_that_was_never_tried(told: list[TryLater | NotTried]) -> None:
    """Whatever trouble comes then is waited for as if it were the first."""
    asked = sum((one.after or dt.timedelta() for one in told), dt.timedelta())
    decisions, lasted = life_of([*told, DOWN])
    assert isinstance(decisions[-1], Retry)
    assert SECOND <= lasted - asked <= 2 * SECOND
    decisions, lasted = life_of([*told, RESET, NotThere()])
    assert isinstance(decisions[-1], Retry)
    assert lasted - asked == SETTLES_IN


@given(st.lists(st.one_of(CALM, st.sampled_from([DOWN, RESET])), max_size=120), st.booleans())
def test_waits_are_those_of_the_trouble_alone(what: list[TryLater | NotTried | Unsure], readable: bool) -> None:
    decisions = life_of(what, readable)[0]
    failures = 0
    for outcome, decision in zip(what, decisions, strict=False):
        failures += outcome in (DOWN, RESET)
        if isinstance(decision, Retry | Check):
            assert decision.failures == failures < MOST_FAILURES or outcome == RESET
        else:
            assert failures >= MOST_FAILURES or (outcome == RESET and not readable)


@given(st.lists(CALM, max_size=20))
def test_a_platform_that_stays_away_is_given_up_whatever_it_says_in_between(told: list[TryLater | NotTried]) -> None:
    decisions, _ = life_of([*told, DOWN] * MOST_FAILURES)
    assert isinstance(decisions[-1], GiveUp)


def test_who_says_later_for_more_than_a_day_is_not_believed_for_ever() -> None:
    decisions, lasted = life_of([LATER] * 10_000)
    assert isinstance(decisions[-1], GiveUp)
    assert lasted == LONGEST_TOLD
    few = Tried(2, 0, NOW - 3 * LONGEST_TOLD)
    assert isinstance(after(LATER, few), Retry), "nobody was there to try, over a weekend"
    assert isinstance(after(LATER, Tried(60, 0, NOW - LONGEST_TOLD, doubt=True)), Hold)
    assert isinstance(after(NotTried("paced", SECOND), Tried(60, 0, NOW - LONGEST_TOLD)), Retry)


def test_what_is_not_there_is_sent_at_once_and_then_less_and_less_often() -> None:
    assert after(NotThere(), doubtful(1)) == Retry(NOW, "it is not there", 1)
    later = after(NotThere(), doubtful(11))
    assert isinstance(later, Retry)
    assert later.at - NOW > dt.timedelta(minutes=5)
    assert after(NotThere(), doubtful(MOST_FAILURES)) == GiveUp("not there after 60 attempts")


def test_a_platform_that_goes_on_losing_it_has_about_a_day() -> None:
    decisions, lasted = life_of([RESET, NotThere()] * 100)
    assert decisions[-1] == GiveUp("not there after 60 attempts")
    assert len(decisions) == 2 * MOST_FAILURES
    assert dt.timedelta(hours=12) < lasted < dt.timedelta(hours=36)


def test_who_cannot_be_asked_leaves_it_to_a_person() -> None:
    assert after(Untold("missing_scope"), doubtful()) == Hold("missing_scope")
    assert after(DOWN, doubtful(MOST_FAILURES - 1)) == Hold("503 (60 attempts)")


def test_one_lost_answer_is_an_accident_and_a_row_of_them_is_an_outage() -> None:
    rests = [rest_after(doubts) for doubts in range(1, 12)]
    assert rests[:2] == [None, None]
    assert [rest.total_seconds() for rest in rests[2:] if rest] == [15, 30, 60, 120, 240, 300, 300, 300, 300]


@pytest.mark.parametrize("spoke", [Delivered("m1"), NotThere(), LATER])
def test_what_the_platform_itself_says_ends_a_row_of_doubts(spoke: Outcome | ReadBack) -> None:
    assert doubts_in_a_row(5, spoke, after(spoke, doubtful())) == 0


OURS = (NotTried("not begun in time"), NotNow(NOW, "after hours"), Untold("not installed"), Unreachable("not set up"))


@pytest.mark.parametrize("ours", [*OURS, TryLater("ClientConnectorError")])
def test_what_we_alone_say_changes_nothing(ours: Outcome | ReadBack) -> None:
    assert doubts_in_a_row(5, ours, after(ours, doubtful())) == 5


def test_a_doubt_counts_where_it_is_left_to_a_person() -> None:
    assert doubts_in_a_row(5, RESET, after(RESET, readable=False)) == 6
    assert doubts_in_a_row(5, RESET, after(RESET, readable=True)) == 5
