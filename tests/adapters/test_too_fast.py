"""Limits: a person who writes too fast is asked to wait, and nobody is ever kept from getting out of something."""

import datetime as dt

import pytest

from adapters.too_fast import MOST_KNOWN, TooFast
from bot.turn import Address, Joined, Left, Pressed, Said, Spoken, Turn

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
SAM, KIT = Address("slack", "TDOOR", "USAM"), Address("slack", "TDOOR", "UKIT")
PRIYA = Address("teams", "leeds", "priya")


class Heard:
    """Takes turns, and remembers which."""

    def __init__(self, person: int = 3, workspace: int = 0) -> None:
        self.turns: list[Turn] = []
        self.limited = TooFast(self._take, person=person, workspace=workspace)

    def _take(self, turn: Turn) -> Spoken:
        self.turns.append(turn)
        return Spoken(frozenset({str(turn.sender)}))

    def say(self, text: str = "hello", by: Address = SAM, seconds: float = 0) -> Spoken:
        return self.act(Said(text), by, seconds)

    def act(self, act: Said | Pressed | Joined | Left, by: Address = SAM, seconds: float = 0) -> Spoken:
        return self.limited.handle(Turn(f"{len(self.turns)}", by, act, NOON + dt.timedelta(seconds=seconds)))


def test_as_many_as_may_be_are_heard_and_the_next_is_asked_to_wait() -> None:
    heard = Heard()
    assert [heard.say().refused for _ in range(3)] == ["", "", ""]
    assert "A moment" in heard.say().refused
    assert len(heard.turns) == 3


def test_a_moment_later_it_can_be_said_again() -> None:
    heard = Heard()
    for _ in range(4):
        heard.say()
    assert heard.say(seconds=19).refused
    assert not heard.say(seconds=20.1).refused
    assert heard.say(seconds=20.2).lanes == frozenset()


def test_it_is_told_once_in_a_while_and_not_for_every_line() -> None:
    heard = Heard()
    said = [heard.say(seconds=number / 10).refused for number in range(100)]
    assert sum(bool(one) for one in said) == 1


def test_one_who_writes_too_fast_keeps_nobody_else_waiting() -> None:
    heard = Heard()
    for _ in range(10):
        heard.say()
    assert not heard.say(by=KIT).refused
    assert not heard.say(by=PRIYA).refused


def test_a_whole_workspace_can_write_too_fast_and_another_is_not_kept_waiting() -> None:
    heard = Heard(person=0, workspace=4)
    for number in range(4):
        assert not heard.say(by=Address("slack", "TDOOR", f"U{number}")).refused
    assert "many people" in heard.say(by=KIT).refused
    assert not heard.say(by=PRIYA).refused


def test_what_was_not_heard_does_not_count_against_anybody() -> None:
    """Else whoever goes on trying would never be heard again, and would use up the others' minute."""
    heard = Heard(person=2, workspace=3)
    for _ in range(50):
        heard.say()
    assert not heard.say(by=KIT).refused


@pytest.mark.parametrize(
    "act", [Pressed("suggestion.no", "1"), Left(), Joined()], ids=["a press", "leaving", "joining"]
)
def test_a_press_is_never_limited(act: Pressed | Left | Joined) -> None:
    heard = Heard(person=1, workspace=1)
    for _ in range(5):
        heard.say()
    for _ in range(20):
        assert heard.act(act).lanes
    assert len(heard.turns) == 21


@pytest.mark.parametrize(
    "text",
    ["stop", "Stop!", "forget me", "please delete everything about me", "pause until June", "never mind", "undo"],
)
def test_a_way_out_is_never_limited(text: str) -> None:
    heard = Heard(person=1, workspace=1)
    for _ in range(5):
        heard.say()
    for _ in range(20):
        assert heard.say(text).lanes


def test_a_way_out_is_not_a_word_somewhere_in_a_long_message() -> None:
    heard = Heard(person=1)
    long = "I can host somebody at the bus stop where our outreach team begins its rounds every Thursday evening"
    assert not heard.say(long).refused
    assert heard.say(long).refused


def test_without_limits_everything_is_heard() -> None:
    heard = Heard(person=0, workspace=0)
    assert all(heard.say().lanes for _ in range(1000))


def test_a_clock_that_goes_back_gives_nobody_more() -> None:
    heard = Heard()
    for _ in range(4):
        heard.say(seconds=60)
    assert not heard.say(seconds=0).lanes


def test_it_does_not_remember_everybody_for_ever() -> None:
    heard = Heard(person=1)
    for number in range(MOST_KNOWN + 10):
        heard.limited._filled(f"slack:T:{number}", 1, NOON)
    assert len(heard.limited._buckets) == MOST_KNOWN
