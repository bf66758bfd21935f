"""A clock that somebody moves."""

import datetime as dt

import pytest

from adapters.clock import MovableClock, SystemClock

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def test_it_stands_still_until_it_is_moved() -> None:
    clock = MovableClock(NOON)
    assert clock.now() == NOON
    assert clock.move(dt.timedelta(hours=1)) == NOON + dt.timedelta(hours=1)
    assert clock.now() == NOON + dt.timedelta(hours=1)


def test_it_counts_on_from_a_running_clock() -> None:
    real = MovableClock(NOON)
    clock = MovableClock(NOON - dt.timedelta(days=400), running=real)
    real.move(dt.timedelta(minutes=5))
    clock.move(dt.timedelta(days=7))
    assert clock.now() == NOON - dt.timedelta(days=393) + dt.timedelta(minutes=5)


def test_it_never_goes_back() -> None:
    clock = MovableClock(NOON)
    clock.move_to(NOON - dt.timedelta(days=1))
    assert clock.now() == NOON
    with pytest.raises(ValueError, match="forward"):
        clock.move(-dt.timedelta(seconds=1))


def test_the_real_one_is_aware() -> None:
    assert SystemClock().now().utcoffset() == dt.timedelta()
