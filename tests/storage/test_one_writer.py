"""Who writes next: turns in their order, and what can wait after one of them, never after a crowd."""

import threading
from collections.abc import Callable

import pytest

from storage.one_writer import PASSES, OneWriter


class Crowd:
    """Threads that want to write, let in to the queue one after another while somebody writes."""

    def __init__(self, writer: OneWriter) -> None:
        self.writer, self.wrote = writer, list[str]()
        self.threads = list[threading.Thread]()

    def comes(self, name: str, *, can_wait: bool = False) -> None:
        """One more in the queue: returns when it stands there."""

        def write() -> None:
            with self.writer.writing(can_wait=can_wait, seconds=30):
                self.wrote.append(name)

        before = self.writer.waiting
        self.threads.append(threading.Thread(target=write))
        self.threads[-1].start()
        _until(lambda: self.writer.waiting > before)

    def all_gone(self) -> list[str]:
        """Who wrote, in order."""
        for thread in self.threads:
            thread.join()
        return self.wrote


def test_turns_are_served_in_the_order_in_which_they_came() -> None:
    writer = OneWriter()
    crowd = Crowd(writer)
    with writer.writing(can_wait=False, seconds=1):
        for name in "abcd":
            crowd.comes(name)
    assert crowd.all_gone() == ["a", "b", "c", "d"]


def test_what_can_wait_lets_turns_pass_but_not_all_of_them() -> None:
    writer = OneWriter()
    crowd = Crowd(writer)
    with writer.writing(can_wait=False, seconds=1):
        for name in ("settles", "claims"):
            crowd.comes(name, can_wait=True)
        for number in range(3 * PASSES):
            crowd.comes(f"turn {number}")
    wrote = crowd.all_gone()
    assert wrote.index("settles") == PASSES, wrote
    assert wrote.index("claims") == 2 * PASSES + 1, wrote
    assert [name for name in wrote if name.startswith("turn")] == [f"turn {number}" for number in range(3 * PASSES)]


def test_whoever_waits_too_long_is_told_and_stands_in_nobodys_way() -> None:
    writer = OneWriter()
    crowd = Crowd(writer)
    with writer.writing(can_wait=False, seconds=1):
        with pytest.raises(TimeoutError), writer.writing(can_wait=False, seconds=0.01):
            pass
        crowd.comes("later")
    assert crowd.all_gone() == ["later"]
    with writer.writing(can_wait=True, seconds=1):
        assert writer.waiting == 0


def test_one_that_fails_lets_the_next_in() -> None:
    writer = OneWriter()
    with pytest.raises(ValueError, match="wrong"), writer.writing(can_wait=False, seconds=1):
        raise ValueError("wrong")
    with writer.writing(can_wait=False, seconds=1):
        pass


def test_never_two_at_once() -> None:
    writer, inside, most = OneWriter(), 0, 0

    def write(can_wait: bool) -> None:
        nonlocal inside, most
        for _ in range(50):
            with writer.writing(can_wait=can_wait, seconds=30):
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=write, args=(number % 2 == 0,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def _until(true: Callable[[], bool]) -> None:
    turned = threading.Event()
    for _ in range(30_000):
        if true():
            return
        turned.wait(0.001)
    raise AssertionError("nobody came")
