"""Nobody goes too early, nobody waits longer than the limit demands, and Slack's own word counts over all."""

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.pacing import NONE, Limit, Pacing, opening, posting, updating

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


def gone(pacing: Pacing, parcels: dict[int, tuple[Limit, ...]], now: dt.datetime = NOON) -> dict[int, dt.datetime]:
    """When each parcel goes, if it always comes back exactly when it was told to."""
    went: dict[int, dt.datetime] = {}
    due = dict.fromkeys(parcels, now)
    while due:
        parcel = min(due, key=lambda one: (due[one], one))
        moment = due.pop(parcel)
        if wait := pacing.wait(parcel, parcels[parcel], moment):
            due[parcel] = moment + wait
        else:
            went[parcel] = moment
    return went


def test_the_first_goes_at_once() -> None:
    assert Pacing().wait(1, posting("T1", "D1"), NOON) == NONE


def test_one_a_second_in_a_channel_and_the_next_channel_does_not_wait() -> None:
    pacing = Pacing()
    assert [pacing.wait(n, posting("T1", "D1"), NOON) for n in (1, 2, 3)] == [NONE, SECOND, 2 * SECOND]
    assert pacing.wait(4, posting("T1", "D2"), NOON) == NONE
    assert pacing.wait(5, posting("T2", "D1"), NOON) == NONE


def test_who_comes_back_at_the_time_told_goes() -> None:
    pacing = Pacing()
    assert pacing.wait(1, posting("T1", "D1"), NOON) == NONE
    wait = pacing.wait(2, posting("T1", "D1"), NOON)
    assert pacing.wait(2, posting("T1", "D1"), NOON + wait / 2) == wait / 2
    assert pacing.wait(2, posting("T1", "D1"), NOON + wait) == NONE


def test_a_workspace_takes_three_hundred_a_minute_whatever_the_channels() -> None:
    went = gone(Pacing(), {n: posting("T1", f"D{n}") for n in range(700)})
    assert max(went.values()) - NOON == dt.timedelta(minutes=2)


def test_what_could_not_wait_counts_and_takes_nobodys_turn() -> None:
    pacing = Pacing()
    pacing.went(posting("T1", "D1"), NOON)
    assert pacing.wait(1, posting("T1", "D1"), NOON) == SECOND
    pacing.went(posting("T1", "D1"), NOON)
    assert pacing.wait(2, posting("T1", "D1"), NOON) == 2 * SECOND


def test_slack_is_obeyed_whatever_was_planned() -> None:
    pacing = Pacing()
    pacing.wait(1, updating("T1"), NOON)
    pacing.told_to_wait(updating("T1"), NOON + 30 * SECOND)
    assert pacing.wait(1, updating("T1"), NOON) == 30 * SECOND
    assert pacing.wait(2, updating("T1"), NOON + 29 * SECOND) == SECOND
    assert pacing.wait(2, updating("T1"), NOON + 30 * SECOND) == NONE
    assert pacing.wait(3, updating("T2"), NOON) == NONE


def test_a_slot_that_nobody_takes_up_is_given_again() -> None:
    pacing = Pacing()
    pacing.wait(1, posting("T1", "D1"), NOON)
    pacing.wait(2, posting("T1", "D1"), NOON)
    later = NOON + dt.timedelta(hours=1)
    assert pacing.wait(2, posting("T1", "D1"), later) == NONE
    assert pacing.wait(3, posting("T1", "D1"), later) == SECOND


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 90)), max_size=80))
def test_no_window_ever_holds_more_than_its_limit(asked: list[tuple[int, int]]) -> None:
    pacing, went = Pacing(), list[tuple[int, dt.datetime]]()
    for number, (channel, seconds) in enumerate(sorted(asked, key=lambda one: one[1])):
        limits = (*posting("T1", f"D{channel}"), Limit("few", 5, dt.timedelta(seconds=20)))
        went += [(channel, moment) for moment in gone(pacing, {number: limits}, NOON + seconds * SECOND).values()]
    times = sorted(moment for _, moment in went)
    assert len(times) == len(asked)
    assert all(later - earlier >= dt.timedelta(seconds=20) for earlier, later in zip(times, times[5:], strict=False))
    for channel in range(4):
        mine = sorted(moment for one, moment in went if one == channel)
        assert all(later - earlier >= SECOND for earlier, later in itertools.pairwise(mine))


def test_opening_is_paced_for_itself() -> None:
    went = gone(Pacing(), {n: (*opening("T1"), *posting("T1", f"D{n}")) for n in range(200)})
    assert max(went.values()) - NOON == dt.timedelta(minutes=3), "the floor of fifty a minute, and no more"
