"""What to do after a send that did not arrive."""

import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import LONGEST_WAIT, MOST_ATTEMPTS, GiveUp, Retry, TryLater, Unreachable, Unsure, after_failure

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def test_what_the_platform_asked_for_is_kept_to_exactly() -> None:
    wait = dt.timedelta(seconds=30)
    assert after_failure(TryLater("429", wait), 99, NOW, random.Random(1)) == Retry(NOW + wait)


def test_the_unreachable_is_given_up_at_once() -> None:
    assert after_failure(Unreachable("account_inactive"), 1, NOW, random.Random(1)) == GiveUp("account_inactive")


@given(st.integers(1, MOST_ATTEMPTS - 1), st.integers())
def test_waits_grow_and_stay_bounded(attempts: int, seed: int) -> None:
    decision = after_failure(Unsure("timeout"), attempts, NOW, random.Random(seed))
    assert isinstance(decision, Retry)
    assert dt.timedelta(seconds=1) <= decision.at - NOW <= LONGEST_WAIT


def test_an_evening_without_the_platform_loses_nothing() -> None:
    at, attempts, chance = NOW, 0, random.Random(1)
    while True:
        attempts += 1
        decision = after_failure(TryLater("503"), attempts, at, chance)
        if isinstance(decision, GiveUp):
            break
        at = decision.at
    assert at - NOW > dt.timedelta(hours=12)
