"""The outbox under any sequence of claims, sends, lost answers, deaths and late dispatchers, and what really arrived.

Slack can be asked what it has, Teams cannot. Whatever happens: nothing arrives twice, each lane arrives in order, and
what did not arrive is given up or held, and on Slack never held.
"""

import datetime as dt
import itertools
import random
import shutil
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from adapters.carrying import Limits
from bot.delivery import (
    Check,
    Delivered,
    GiveUp,
    Hold,
    NotNow,
    NotThere,
    Outcome,
    ReadBack,
    Retry,
    Tried,
    TryLater,
    Unreachable,
    Unsure,
    Untold,
    decide,
)
from bot.ports.deliveries import Parcel
from storage.unit_of_work import SqlStore
from tests.storage.pool import NOW, message
from tests.stores import empty, opened

LIMITS = Limits()
WHO = ("sam", "kit", "priya")  # the last one on Teams
LONG = dt.timedelta(days=1)


@dataclass
class Flight:
    """A parcel in the hands of one dispatcher, which may have died meanwhile. `outcome` is what it knows."""

    parcel: Parcel
    claimed_at: dt.datetime
    outcome: Outcome | ReadBack | None = None


class Outbox(RuleBasedStateMachine):
    """Dispatchers that send, forget, sleep and die, and platforms that accept without saying so."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.store: SqlStore = opened(empty(self.folder / "shoes.db"))
        self.now = NOW
        self.chance = random.Random(1)
        self.queued: dict[str, list[str]] = defaultdict(list)
        self.arrived: dict[str, list[str]] = defaultdict(list)
        self.refused: set[str] = set()
        self.flights: list[Flight] = []
        self.numbers = itertools.count(10)

    @initialize()
    def somebody_waits(self) -> None:
        self.queue("sam")

    @rule(who=st.sampled_from(WHO))
    def queue(self, who: str) -> None:
        queued = message(f"{who} {next(self.numbers)}", who, self.now)
        with self.store.begin() as work:
            work.outbox.queue(queued)
        self.queued[str(queued.to)].append(queued.key)

    @rule(limit=st.integers(1, 4))
    def claim(self, limit: int) -> None:
        under_way = [one.parcel for one in self.flights if one.claimed_at + LIMITS.lease > self.now and not one.outcome]
        parcels = self.store.deliveries.claim(self.now, LIMITS.lease, limit)
        lanes = [str(parcel.to) for parcel in parcels]
        assert len(lanes) == len(set(lanes)) <= limit
        assert not set(lanes) & {str(parcel.to) for parcel in under_way}, "somebody is sending in that lane"
        for parcel in parcels:
            assert parcel.doubt or parcel.key not in self.arrived[str(parcel.to)]
        self.flights += [Flight(parcel, self.now) for parcel in parcels]

    @precondition(lambda self: self.may_send())
    @rule(data=st.data(), arrives=st.booleans(), told=st.booleans(), for_good=st.booleans())
    def send(self, data: st.DataObject, arrives: bool, told: bool, for_good: bool) -> None:
        """The platform takes it or not, and says so or not."""
        self.sent(data.draw(st.sampled_from(self.may_send())), arrives, told, for_good)

    def sent(self, flight: Flight, arrives: bool, told: bool, for_good: bool) -> None:
        key = flight.parcel.key
        if arrives:
            self.arrived[str(flight.parcel.to)].append(key)
        if not told:
            flight.outcome = Unsure("reset")
        elif arrives:
            flight.outcome = Delivered(f"id of {key}")
        elif for_good:
            flight.outcome = Unreachable("blocked")
            self.refused.add(key)
        else:
            flight.outcome = TryLater("429", dt.timedelta(seconds=1))

    @precondition(lambda self: self.may_ask())
    @rule(data=st.data(), in_time=st.booleans())
    def ask(self, data: st.DataObject, in_time: bool) -> None:
        self.asked(data.draw(st.sampled_from(self.may_ask())), in_time)

    def asked(self, flight: Flight, in_time: bool) -> None:
        parcel = flight.parcel
        if parcel.to.platform == "teams":
            flight.outcome = Untold("cannot be asked")
        elif not in_time:
            flight.outcome = TryLater("503")
        else:
            there = parcel.key in self.arrived[str(parcel.to)]
            flight.outcome = Delivered(f"id of {parcel.key}") if there else NotThere()

    @precondition(lambda self: self.may_settle())
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        """In time or long after."""
        self.settled(data.draw(st.sampled_from(self.may_settle())))

    def settled(self, flight: Flight) -> None:
        self.flights.remove(flight)
        parcel, outcome, store = flight.parcel, flight.outcome, self.store.deliveries
        assert outcome is not None
        tried = Tried(parcel.attempts, parcel.failures, parcel.first_try_at or self.now, parcel.doubt)
        readable = parcel.to.platform == "slack"
        decision = decide(outcome, tried, self.now, self.chance, readable=readable)
        match decision:
            case Delivered(message_id=message_id):
                store.delivered(parcel, message_id, self.now)
            case NotNow():
                raise AssertionError("nothing of it is under way any more")
            case Retry(at=at, failures=failures):
                store.retry(parcel, at, "", failures)
            case Check(at=at, failures=failures):
                store.check(parcel, at, "", failures)
            case Hold(why=why):
                store.hold(parcel, why, self.now)
            case GiveUp(why=why):
                store.give_up(parcel, why, self.now)
            case _:
                assert_never(decision)

    @precondition(lambda self: self.flights)
    @rule(data=st.data())
    def die(self, data: st.DataObject) -> None:
        """Before or after the send, without a word."""
        self.flights.remove(data.draw(st.sampled_from(self.flights)))

    @rule(gone=st.sampled_from([dt.timedelta(seconds=1), LIMITS.begin_within, LIMITS.lease]))
    def time_passes(self, gone: dt.timedelta) -> None:
        self.now += gone

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = opened(empty(self.folder / "shoes.db"))

    @invariant()
    def nothing_arrives_twice_nor_out_of_order(self) -> None:
        for lane, keys in self.arrived.items():
            assert keys == [key for key in self.queued[lane] if key in keys]

    def teardown(self) -> None:
        """Everybody has died, and one dispatcher finishes it all."""
        self.flights.clear()
        while self.unsettled():
            self.now += LONG
            for parcel in self.store.deliveries.claim(self.now, LIMITS.lease, 100):
                flight = Flight(parcel, self.now)
                self.flights.append(flight)
                if parcel.doubt:
                    self.asked(flight, in_time=True)
                else:
                    self.sent(flight, arrives=True, told=True, for_good=False)
                self.settled(flight)
        self.nothing_arrives_twice_nor_out_of_order()
        ended = self.states()
        for lane, keys in self.queued.items():
            for key in keys:
                arrived = key in self.arrived[lane]
                possible = {"sent", "held"} if arrived else {"held", "given up"}
                assert ended[key] in possible - ({"held"} if lane.startswith("slack") else set())
                assert (ended[key] == "given up") <= (key in self.refused)
        self.store.close()
        shutil.rmtree(self.folder)

    def unsettled(self) -> set[str]:
        return {key for key, state in self.states().items() if state in ("ready", "sending", "checking")}

    def states(self) -> dict[str, str]:
        with self.store.engine.connect() as connection:
            return {row.key: row.state for row in connection.execute(sa.text("SELECT key, state FROM message"))}

    def may_send(self) -> list[Flight]:
        """Within the time that a dispatcher allows itself."""
        ends = LIMITS.begin_within + LIMITS.send
        return [
            one
            for one in self.flights
            if not one.outcome and not one.parcel.doubt and one.claimed_at + ends >= self.now
        ]

    def may_ask(self) -> list[Flight]:
        return [one for one in self.flights if not one.outcome and one.parcel.doubt]

    def may_settle(self) -> list[Flight]:
        return [one for one in self.flights if one.outcome]


Outbox.TestCase.settings = settings(max_examples=15, stateful_step_count=40, deadline=None, database=None)
TestOutbox = Outbox.TestCase
