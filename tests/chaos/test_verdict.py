"""The judgement of a storm: each thing that may go wrong is seen, and nothing is seen where all is well."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.chaos.record import Act, Asked, Listed, Row, Taken, mark_of
from tests.chaos.verdict import Verdict, doubled_keys, effects, judge, readable

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
T0 = NOON.timestamp()
ONE, TWO = mark_of(1), mark_of(2)
FIRST = Asked("k1", "slack:T1:U1", "D1", ONE, T0 - 1, T0)
SECOND = Asked("k2", "slack:T1:U1", "D1", TWO, T0 + 2, T0 + 3)
TAKEN = Taken(1, T0 + 5, "slack", "post", "D1", "1", "k1", (ONE,))
TAKEN_NEXT = Taken(2, T0 + 6, "slack", "post", "D1", "2", "k2", (TWO,))
ROW = Row(1, "k1", "slack:T1:U1", "sent", NOON, NOON + dt.timedelta(seconds=4), 1, "1", False, "")
ROW_NEXT = replace(ROW, id=2, key="k2", due_at=NOON + dt.timedelta(seconds=3))


def judged(*taken: Taken, rows: tuple[Row, ...] = (ROW, ROW_NEXT), may_hold: bool = False) -> Verdict:
    return judge((FIRST, SECOND), taken, rows, may_hold=may_hold, skew=0.0)


def on_teams(taken: Taken) -> Taken:
    """The same where no key is told, so that it is known by its words alone."""
    return replace(taken, platform="teams", key="")


def test_all_is_well() -> None:
    verdict = judged(TAKEN, TAKEN_NEXT)
    assert verdict.failed == ()
    assert (verdict.asked, verdict.arrived, verdict.swapped) == (2, 2, [])


def test_what_did_not_arrive_is_lost_whatever_the_outbox_says() -> None:
    assert judged(TAKEN_NEXT).lost == ["k1"]


def test_what_was_acknowledged_and_never_written_down_is_lost() -> None:
    assert judged(TAKEN_NEXT, rows=(ROW_NEXT,)).lost == ["k1"]


def test_what_nobody_acknowledged_need_not_arrive() -> None:
    verdict = judge((replace(FIRST, certain=False),), (), (), may_hold=False, skew=0.0)
    assert verdict.failed == ()


def test_what_arrived_twice_is_doubled_by_its_key_or_by_its_words() -> None:
    again = replace(TAKEN, number=3, id="3", at=T0 + 7)
    assert judged(TAKEN, TAKEN_NEXT, again).doubled == ["k1"]
    assert judged(*map(on_teams, (TAKEN, TAKEN_NEXT, again))).doubled == ["k1"]
    assert doubled_keys((TAKEN, TAKEN_NEXT, again)) == ("k1",)


def test_an_update_is_no_second_message() -> None:
    update = replace(TAKEN, number=3, kind="update")
    assert judged(TAKEN, TAKEN_NEXT, update).failed == ()
    assert doubled_keys((TAKEN, update)) == ()


def test_a_message_in_another_place_is_not_this_one() -> None:
    assert judged(replace(on_teams(TAKEN), place="D2"), TAKEN_NEXT).lost == ["k1"]


def test_what_was_due_first_and_comes_last_is_out_of_order() -> None:
    late, early = replace(TAKEN, number=2, at=T0 + 7), replace(TAKEN_NEXT, number=1, at=T0 + 6)
    verdict = judged(early, late)
    assert verdict.disordered == verdict.swapped == ["k1 after k2"]


def test_what_was_begun_before_the_other_was_certain_may_come_first() -> None:
    begun = replace(ROW_NEXT, first_try_at=NOON - dt.timedelta(seconds=1))
    late, early = replace(TAKEN, number=2, at=T0 + 7), replace(TAKEN_NEXT, number=1, at=T0 + 6)
    assert judged(early, late, rows=(ROW, begun)).disordered == []


def test_what_is_held_may_be_overtaken() -> None:
    held = replace(ROW, state="held")
    late = replace(TAKEN, number=TAKEN_NEXT.number + 1)
    assert judged(TAKEN_NEXT, late, rows=(ROW, ROW_NEXT)).disordered == ["k1 after k2"]
    assert judged(TAKEN_NEXT, late, rows=(held, ROW_NEXT), may_hold=True).disordered == []


def test_a_doubt_is_held_where_nobody_can_be_asked_and_nowhere_else() -> None:
    held = replace(ROW, state="held")
    allowed = judged(TAKEN_NEXT, rows=(held, ROW_NEXT), may_hold=True)
    assert (allowed.failed, allowed.held, allowed.held_in_vain) == ((), ["k1"], 0)
    assert judged(TAKEN, TAKEN_NEXT, rows=(held, ROW_NEXT), may_hold=True).held_in_vain == 1
    assert judged(TAKEN_NEXT, rows=(held, ROW_NEXT)).failed == ("held_wrongly",)


@pytest.mark.parametrize(("state", "wrong"), [("given up", "given_up"), ("ready", "unfinished")])
def test_what_is_given_up_or_not_done_with_is_said(state: str, wrong: str) -> None:
    assert judged(TAKEN_NEXT, rows=(replace(ROW, state=state), ROW_NEXT)).failed == (wrong,)


def test_only_slacks_direct_messages_can_be_read_back() -> None:
    assert readable("slack:T1:U1")
    assert not readable("slack:T1:#C1")
    assert not readable("teams:T1:U1")


def test_every_act_has_one_effect() -> None:
    act = Act(ONE, said=True, pressed=True, published=True)
    shown = [TAKEN, replace(TAKEN, kind="update")]
    assert effects([act], [Listed((ONE,), "open")], shown).failed == ()
    assert effects([act], [], shown).failed == ("effects lost", "effects unpublished")
    assert effects([act], [Listed((ONE,), "draft")], shown).failed == ("effects unpublished",)
    assert "effects doubled" in effects([act], [Listed((ONE,), "open"), Listed((ONE,), "draft")], shown).failed
    assert effects([act], [Listed((ONE,), "open")], [TAKEN]).failed == ("effects stale",)
    assert effects([replace(act, said=False, pressed=False, published=False)], [], ()).failed == ()


def test_what_nobody_pressed_is_not_published() -> None:
    act = Act(ONE, said=True, published=False)
    assert effects([act], [Listed((ONE,), "open")], ()).failed == ("effects doubled",)
