"""The outbox under any sequence of claims, sends, lost answers, deaths, late processes, rests and coordinators.

Slack can be asked what it has, Teams cannot. Whatever happens: claimed is whose turn it is, nothing arrives twice, each
lane arrives in order, and what did not arrive is given up, held or dropped; on Slack held only where we may not read.
"""

import asyncio
import datetime as dt
import itertools
import math
import random
import shutil
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from adapters.carrying import Limits
from adapters.clock import MovableClock
from adapters.settling import Settling
from bot.delivery import (
    Delivered,
    NotNow,
    NotThere,
    NotTried,
    Outcome,
    ReadBack,
    TryLater,
    Unreachable,
    Unsure,
    Untold,
    rest_after,
)
from bot.ports.deliveries import Parcel
from bot.ports.outbox import Urgency
from bot.turn import workspace_of
from storage import tables
from storage.database import transaction
from storage.reach import Grant
from storage.unit_of_work import SqlStore
from tests.storage.pool import NOW, Pool, message
from tests.stores import POSTGRESQL, empty, opened

LIMITS = Limits()
WHO = ("sam", "kit", "priya", "ana")  # the last two on Teams, in one workspace
PROCESSES = (0, 1)
SECOND = dt.timedelta(seconds=1)
LONG = dt.timedelta(days=1)
UNSENT = ("ready", "sending", "checking")


@dataclass
class Flight:
    """A parcel in the hands of one process, which may have died meanwhile. `outcome` is what it knows."""

    parcel: Parcel
    by: int
    claimed_at: dt.datetime
    outcome: Outcome | ReadBack | None = None


class Outbox(RuleBasedStateMachine):
    """Processes that send, forget, sleep and die, platforms that accept without saying so, and a coordinator."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = MovableClock(NOW)
        self.loop = asyncio.Runner()
        self.open()
        Pool(self.store)
        self.order: dict[str, dict[str, dt.datetime]] = defaultdict(dict)
        """When each message of a lane is due, in the order in which they were queued."""
        self.arrived: dict[str, list[str]] = defaultdict(list)
        self.refused: set[str] = set()
        self.unreadable: set[str] = set()
        self.decided: set[str] = set()
        self.flights: list[Flight] = []
        self.numbers = itertools.count(10)

    def open(self) -> None:
        """What a process remembers and no row says is how many doubts it saw in a row."""
        self.store: SqlStore = opened(empty(self.folder / "shoes.db"))
        chance = random.Random(1)
        self.settling = [Settling(self.store.deliveries, self.clock, chance) for _ in PROCESSES]
        self.doubts: Counter[tuple[int, str]] = Counter()

    @property
    def now(self) -> dt.datetime:
        return self.clock.now()

    # ---------------------------------------------------------------- what the bot does

    @initialize()
    def somebody_waits(self) -> None:
        self.queue("sam", Urgency.NEWS, 0)

    @rule(who=st.sampled_from(WHO), urgency=st.sampled_from(Urgency), later=st.sampled_from([0, 0, 0, 30]))
    def queue(self, who: str, urgency: Urgency, later: int) -> None:
        queued = replace(message(f"{who} {next(self.numbers)}", who, self.now + later * SECOND), urgency=urgency)
        with self.store.begin() as work:
            work.outbox.queue(queued)
        self.order[str(queued.to)][queued.key] = queued.due_at

    @rule(by=st.sampled_from(PROCESSES), limit=st.integers(1, 4))
    def claim(self, by: int, limit: int) -> None:
        """Whoever is claimed is whose turn it is, the most urgent first, and nobody else holds it."""
        rows, expected = self.rows(), self.whose_turn()[:limit]
        parcels = self.store.deliveries.claim(self.now, LIMITS.lease, limit)
        assert [parcel.key for parcel in parcels] == expected
        for parcel in parcels:
            row = rows[parcel.key]
            died = row.leased_until is not None
            assert (parcel.attempts, parcel.failures) == (row.attempts + 1, row.failures + died)
            assert parcel.doubt == (row.state != "ready")
            assert parcel.doubt or parcel.key not in self.arrived[str(parcel.to)]
        self.flights += [Flight(parcel, by, self.now) for parcel in parcels]

    @precondition(lambda self: self.may_send())
    @rule(data=st.data(), arrives=st.booleans(), told=st.booleans(), how=st.sampled_from(["later", "never", "rest"]))
    def send(self, data: st.DataObject, arrives: bool, told: bool, how: str) -> None:
        """The platform takes it or not, and says so or not."""
        self.sent(data.draw(st.sampled_from(self.may_send())), arrives, told, how)

    def sent(self, flight: Flight, arrives: bool = True, told: bool = True, how: str = "") -> None:
        key = flight.parcel.key
        if arrives:
            self.arrived[str(flight.parcel.to)].append(key)
        if not told:
            flight.outcome = Unsure("reset")
        elif arrives:
            flight.outcome = Delivered(f"id of {key}")
        elif how == "never":
            flight.outcome = Unreachable("blocked")
            self.refused.add(key)
        else:
            flight.outcome = TryLater("429", SECOND, everybody=how == "rest")

    @precondition(lambda self: self.may_send())
    @rule(data=st.data(), disturbed=st.booleans())
    def do_not_send(self, data: st.DataObject, disturbed: bool) -> None:
        """It was too late to begin, or whom it is for is not to be disturbed."""
        flight = data.draw(st.sampled_from(self.may_send()))
        flight.outcome = NotNow(self.now + 30 * SECOND, "do not disturb") if disturbed else NotTried("late")

    @precondition(lambda self: self.may_ask())
    @rule(data=st.data(), answer=st.sampled_from(["at once", "at once", "later", "never"]))
    def ask(self, data: st.DataObject, answer: str) -> None:
        self.asked(data.draw(st.sampled_from(self.may_ask())), answer)

    def asked(self, flight: Flight, answer: str = "at once") -> None:
        parcel = flight.parcel
        if parcel.to.platform == "teams":
            flight.outcome = Untold("cannot be asked")
        elif answer == "never":
            flight.outcome = Untold("missing_scope")
            self.unreadable.add(parcel.key)
        elif answer == "later":
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
        parcel, outcome, before = flight.parcel, flight.outcome, self.rows()[flight.parcel.key]
        assert outcome is not None
        readable, paused = parcel.to.platform == "slack", self.paused()
        self.loop.run(self.settling[flight.by].settle(parcel, outcome, math.inf, readable=readable))
        after = self.rows()[parcel.key]
        if parcel.attempts == before.attempts and before.state in UNSENT:
            assert (after.state, after.leased_until) != (before.state, before.leased_until)
            if isinstance(outcome, NotNow):
                self.order[str(parcel.to)][parcel.key] = outcome.until
        else:  # somebody else has it, or a coordinator: the fence
            news = isinstance(outcome, Delivered) and before.state in ("checking", "held")
            assert after == before or (news and after.state == "sent")
        assert self.paused() == self.rests(flight, readable, paused)

    def rests(self, flight: Flight, readable: bool, paused: dict[str, dt.datetime]) -> dict[str, dt.datetime]:
        """A workspace rests as long as it asked to, or after a row of doubts that the platform itself has not ended."""
        outcome, workspace, wait = flight.outcome, workspace_of(flight.parcel.to), dt.timedelta()
        whose = (flight.by, workspace)
        if isinstance(outcome, Delivered | NotThere) or (isinstance(outcome, TryLater) and outcome.after is not None):
            self.doubts[whose] = 0
        elif isinstance(outcome, Unsure) and not readable:
            self.doubts[whose] += 1
            wait = rest_after(self.doubts[whose]) or wait
        if isinstance(outcome, TryLater) and outcome.everybody:
            wait = outcome.after or wait
        return {**paused, workspace: max(paused.get(workspace, NOW), self.now + wait)} if wait else paused

    @rule(by=st.sampled_from(PROCESSES), answers=st.lists(st.sampled_from([False, False, True]), max_size=6))
    def outage(self, by: int, answers: list[bool]) -> None:
        """Teams takes requests and answers few of them."""
        for answered in answers:
            self.queue("priya", Urgency.NEWS, 0)
            self.claim(by, 4)
            for flight in [one for one in self.may_send() if one.by == by and one.parcel.to.platform == "teams"]:
                self.sent(flight, told=answered)
                self.settled(flight)

    # ---------------------------------------------------------------- what happens to it

    @precondition(lambda self: self.flights)
    @rule(data=st.data())
    def die(self, data: st.DataObject) -> None:
        """Before or after the send, without a word."""
        self.flights.remove(data.draw(st.sampled_from(self.flights)))

    @rule(gone=st.sampled_from([SECOND, LIMITS.begin_within, LIMITS.lease]))
    def time_passes(self, gone: dt.timedelta) -> None:
        self.clock.move(gone)

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.open()

    @precondition(lambda self: self.undelivered())
    @rule(data=st.data(), again=st.booleans())
    def coordinate(self, data: st.DataObject, again: bool) -> None:
        """A coordinator has it sent again, or drops it; a second coordinator comes too late."""
        row = data.draw(st.sampled_from(self.undelivered()))
        with self.store.begin() as work:
            if again:
                assert str(work.failures.send_again(row.id, self.now)) == row.lane
                assert work.failures.send_again(row.id, self.now) is None
                self.order[row.lane][f"{row.key}:again:{row.id}"] = self.now
            else:
                assert work.failures.drop(row.id, self.now)
                assert not work.failures.drop(row.id, self.now)
        self.decided.add(row.key)

    # ---------------------------------------------------------------- what holds

    @invariant()
    def nothing_arrives_twice_nor_out_of_order(self) -> None:
        for lane, keys in self.arrived.items():
            assert keys == sorted(set(keys), key=lambda key: (self.order[lane][key], list(self.order[lane]).index(key)))

    @invariant()
    def one_at_a_time_is_under_way_in_a_lane(self) -> None:
        begun = Counter(row.lane for row in self.rows().values() if row.state in ("sending", "checking"))
        assert set(begun.values()) <= {1}

    def teardown(self) -> None:
        """Everybody has died, and one process finishes it all."""
        self.flights.clear()
        while any(row.state in UNSENT for row in self.rows().values()):
            self.clock.move(LONG)
            for parcel in self.store.deliveries.claim(self.now, LIMITS.lease, 100):
                flight = Flight(parcel, 0, self.now)
                self.flights.append(flight)
                if parcel.doubt:
                    self.asked(flight)
                else:
                    self.sent(flight)
                self.settled(flight)
        self.nothing_arrives_twice_nor_out_of_order()
        rows = self.rows()
        for lane, keys in self.order.items():
            for key in keys:
                assert rows[key].state in self.may_end(lane, key), (key, rows[key].state)
        self.loop.close()
        self.store.close()
        shutil.rmtree(self.folder)

    def may_end(self, lane: str, key: str) -> set[str]:
        if key in self.decided:
            return {"dropped"}
        ends = {"sent"} if key in self.arrived[lane] else {"given up"} if key in self.refused else set()
        return ends | ({"held"} if lane.startswith("teams") or key in self.unreadable else set())

    # ---------------------------------------------------------------- what is there

    def rows(self) -> dict[str, Any]:
        with transaction(self.store.engine, Grant.OPERATOR) as session:
            return {row.key: row for row in session.connection().execute(sa.select(_MESSAGE))}

    def paused(self) -> dict[str, dt.datetime]:
        with transaction(self.store.engine, Grant.OPERATOR) as session:
            return {row.name: row.free_at for row in session.connection().execute(sa.select(_PACE))}

    def whose_turn(self) -> list[str]:
        """The head of each lane, if it may go now: what is in doubt first, then the most urgent, then who waits."""
        paused, lanes = self.paused(), defaultdict[str, list[Any]](list)
        for row in self.rows().values():
            if row.state in UNSENT:
                lanes[row.lane].append(row)
        doubts: list[Any] = []
        ready: list[Any] = []
        for waiting in lanes.values():
            begun = [row for row in waiting if row.state != "ready"]
            head = begun[0] if begun else min(waiting, key=lambda row: (row.due_at, row.id))
            leased = head.leased_until is not None and head.leased_until > self.now
            resting = head.workspace in paused and paused[head.workspace] > self.now
            if head.try_at <= self.now and not leased and not resting:
                (doubts if begun else ready).append(head)
        return [
            row.key
            for group in (doubts, ready)
            for row in sorted(group, key=lambda row: (row.priority, row.try_at, row.id))
        ]

    def undelivered(self) -> list[Any]:
        return [row for row in self.rows().values() if row.state in ("held", "given up") and row.card]

    def may_send(self) -> list[Flight]:
        """Within the time that a process allows itself."""
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


_MESSAGE: sa.Table = tables.Message.__table__  # type: ignore[attr-defined]
_PACE: sa.Table = tables.Pace.__table__  # type: ignore[attr-defined]

Outbox.TestCase.settings = settings(
    max_examples=5 if POSTGRESQL else 8, stateful_step_count=40, deadline=None, database=None
)
TestOutbox = Outbox.TestCase
