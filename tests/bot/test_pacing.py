"""How fast messages may go: a few at once, then one by one, and never more than was said."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import Rate

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


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
