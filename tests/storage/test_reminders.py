"""Reminders: each rings once, whoever rings it."""

import datetime as dt
import subprocess
import sys

import pytest

from bot.ports.reminders import Reminder
from bot.ports.unit_of_work import patiently
from storage.unit_of_work import SqlStore
from tests.storage.pool import A_MINUTE, NOW, CrashError, at_once, crash_after


def nudge(key: str = "nudge:1", at: dt.datetime = NOW, kind: str = "nudge") -> Reminder:
    return Reminder(key, kind, "1", at)


def ring(store: SqlStore, at: dt.datetime = NOW) -> Reminder | None:
    def claim() -> Reminder | None:
        with store.begin() as work:
            return work.claim_reminder(at)

    return patiently(claim)


def put(store: SqlStore, *reminders: Reminder) -> None:
    with store.begin() as work:
        for reminder in reminders:
            work.reminders.set(reminder)


def test_the_longest_due_rings_first_and_each_once(store: SqlStore) -> None:
    later, sooner = nudge("later", NOW), nudge("sooner", NOW - A_MINUTE)
    put(store, later, sooner, nudge("tomorrow", NOW + dt.timedelta(days=1)))
    assert [ring(store), ring(store), ring(store)] == [sooner, later, None]


def test_setting_it_again_moves_it(store: SqlStore) -> None:
    put(store, nudge())
    put(store, nudge(at=NOW + A_MINUTE, kind="last nudge"))
    assert ring(store) is None
    assert ring(store, NOW + A_MINUTE) == nudge(at=NOW + A_MINUTE, kind="last nudge")
    assert ring(store, NOW + A_MINUTE) is None


def test_one_that_rang_rings_again_when_it_is_set_again(store: SqlStore) -> None:
    put(store, nudge())
    assert ring(store) == nudge()
    put(store, nudge(at=NOW + A_MINUTE))
    assert ring(store, NOW + A_MINUTE) == nudge(at=NOW + A_MINUTE)


def test_one_that_is_dropped_stays_silent(store: SqlStore) -> None:
    put(store, nudge(), nudge("other"))
    with store.begin() as work:
        work.reminders.drop("nudge:1")
        work.reminders.drop("never set")
    assert ring(store) == nudge("other")
    assert ring(store) is None


def test_a_ring_that_failed_rings_again(store: SqlStore) -> None:
    put(store, nudge())
    with pytest.raises(CrashError):
        crash_after(store, lambda work: work.claim_reminder(NOW))
    assert ring(store) == nudge()


def test_threads_never_ring_the_same_one(store: SqlStore) -> None:
    put(store, *(nudge(f"nudge:{n}") for n in range(24)))
    rung = [key for keys in at_once(6, lambda: [ring(store) for _ in range(6)]) for key in keys]
    assert sorted(one.key for one in rung if one) == sorted(f"nudge:{n}" for n in range(24))


@pytest.mark.processes
def test_two_processes_never_ring_the_same_one(store: SqlStore, url: str) -> None:
    put(store, *(nudge(f"nudge:{n}") for n in range(40)))
    program = """
import datetime as dt, sys
from storage.unit_of_work import open_store
from bot.ports.unit_of_work import patiently
store, now = open_store(sys.argv[1]), dt.datetime.fromisoformat(sys.argv[2])
def claim():
    with store.begin() as work:
        return work.claim_reminder(now)
while (reminder := patiently(claim)) is not None:
    print(reminder.key, flush=True)
"""
    command = [sys.executable, "-c", program, url, NOW.isoformat()]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    rung = [process.communicate(timeout=50)[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sorted(rung[0] + rung[1]) == sorted(f"nudge:{n}" for n in range(40))
