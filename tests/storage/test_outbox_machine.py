"""The outbox under any sequence of claims, settlements, crashes and late dispatchers."""

import datetime as dt
import shutil
import tempfile
from collections import defaultdict
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.ports import Parcel
from storage.unit_of_work import SqlStore, open_store
from tests.storage.pool import NOW, address, message
from tests.stores import empty

LEASE = dt.timedelta(seconds=60)
WHO = ("sam", "kit", "ana")


class Outbox(RuleBasedStateMachine):
    """What must hold: everything is sent once or given up, each lane in order, one at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.store: SqlStore = open_store(empty(self.folder / "shoes.db"))
        self.now = NOW
        self.waiting: dict[str, list[str]] = defaultdict(list)
        self.held: dict[str, tuple[Parcel, dt.datetime]] = {}
        self.lost: list[Parcel] = []
        self.number = 0

    @initialize()
    def somebody_waits(self) -> None:
        self.queue("sam")

    @rule(who=st.sampled_from(WHO))
    def queue(self, who: str) -> None:
        self.number += 1
        with self.store.begin() as work:
            work.outbox.queue(message(f"{who} {self.number}", who, self.now))
        self.waiting[str(address(who))].append(f"{who} {self.number}")

    @rule(limit=st.integers(1, 4))
    def claim(self, limit: int) -> None:
        parcels = self.store.deliveries.claim(self.now, LEASE, limit)
        free = [
            lane
            for lane, keys in self.waiting.items()
            if keys and (lane not in self.held or self.held[lane][1] <= self.now)
        ]
        assert len(parcels) == min(limit, len(free))
        for parcel in parcels:
            lane = str(parcel.to)
            assert lane in free
            assert parcel.key == self.waiting[lane][0]
            if lane in self.held:
                self.lost.append(self.held[lane][0])
            self.held[lane] = (parcel, self.now + LEASE)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), how=st.sampled_from(["delivered", "given up", "retried"]))
    def settle(self, data: st.DataObject, how: str) -> None:
        lane = data.draw(st.sampled_from(sorted(self.held)))
        parcel, _ = self.held.pop(lane)
        if how == "delivered":
            self.store.deliveries.delivered(parcel, "m", self.now)
        elif how == "given up":
            self.store.deliveries.give_up(parcel, "blocked", self.now)
        else:
            self.store.deliveries.retry(parcel, self.now, "429")
            return
        self.waiting[lane].pop(0)

    @precondition(lambda self: self.lost)
    @rule(data=st.data())
    def settle_too_late(self, data: st.DataObject) -> None:
        parcel = data.draw(st.sampled_from(self.lost))
        how = data.draw(st.sampled_from(["delivered", "given up", "retried"]))
        if how == "delivered":
            self.store.deliveries.delivered(parcel, "late", self.now)
        elif how == "given up":
            self.store.deliveries.give_up(parcel, "late", self.now)
        else:
            self.store.deliveries.retry(parcel, self.now, "late")

    @rule(seconds=st.sampled_from([1, 30, 61]))
    def time_passes(self, seconds: int) -> None:
        self.now += dt.timedelta(seconds=seconds)

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = open_store(empty(self.folder / "shoes.db"))

    @invariant()
    def nothing_is_sent_twice_nor_forgotten(self) -> None:
        with self.store.engine.connect() as connection:
            unsent = connection.exec_driver_sql(
                "SELECT key FROM message WHERE state IN ('ready', 'sending') ORDER BY id"
            ).scalars()
            assert sorted(unsent) == sorted(key for keys in self.waiting.values() for key in keys)

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)


Outbox.TestCase.settings = settings(max_examples=10, stateful_step_count=30, deadline=None, database=None)
TestOutbox = Outbox.TestCase
