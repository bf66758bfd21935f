"""When the next call may be made without asking too much of Slack: pure, with the moment passed in.

Each limit is a number of calls in a window. Whoever comes too early is given a slot of their own and told how long it
is until then, so that a crowd that waits comes back one after another, and nobody waits longer than the limit itself
demands. What Slack says (`Retry-After`) counts over all of it.
"""

import datetime as dt
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.pacing import Pace, Rate

SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)
NONE = dt.timedelta()
KEPT_FOR_LATE = dt.timedelta(minutes=2)
"""How long a slot waits for somebody who does not come back in time."""
MOST = 20_000
"""Channels, and slots given out, that are remembered."""


PACE = Pace(lane=Rate(SECOND * 1.05), workspace=Rate(MINUTE / 290, burst=10))
"""Of new messages, kept by the outbox for all replicas: one a second in each channel, and "several hundred" a minute in
a workspace, read as 300. Slack counts when they arrive, so that a little more is left between them than it asks."""


@dataclass(frozen=True)
class Limit:
    """At most `calls` in any `window` for everything of this `name` ("post TOPENDOOR DUSAM")."""

    name: str
    calls: int
    window: dt.timedelta


def posting(team: str, lane: str) -> tuple[Limit, ...]:
    """chat.postMessage: one a second in each channel, and "several hundred" a minute in a workspace, read as 300."""
    return Limit(f"post {team} {lane}", 1, SECOND), Limit(f"post {team}", 300, MINUTE)


def updating(team: str) -> tuple[Limit, ...]:
    """chat.update is of Slack's tier 3: fifty a minute in a workspace."""
    return (Limit(f"update {team}", 50, MINUTE),)


def opening(team: str) -> tuple[Limit, ...]:
    """conversations.open is of Slack's tier 3: fifty a minute in a workspace."""
    return (Limit(f"open {team}", 50, MINUTE),)


def publishing(team: str) -> tuple[Limit, ...]:
    """views.publish is of Slack's tier 4: a hundred a minute in a workspace."""
    return (Limit(f"publish {team}", 100, MINUTE),)


def asking(team: str) -> tuple[Limit, ...]:
    """dnd.info is of Slack's tier 3: fifty a minute in a workspace."""
    return (Limit(f"ask {team}", 50, MINUTE),)


@dataclass
class Pacing:
    """What was called, and which slots are taken. One for each process; `Retry-After` settles it between several."""

    _slots: OrderedDict[str, deque[dt.datetime]] = field(default_factory=OrderedDict)
    _not_before: dict[str, dt.datetime] = field(default_factory=dict)
    _given: OrderedDict[int, dt.datetime] = field(default_factory=OrderedDict)

    def wait(self, parcel: int, limits: Sequence[Limit], now: dt.datetime) -> dt.timedelta:
        """How long until `parcel` may go: nothing if it may go now, which counts as going."""
        slot = self._given.get(parcel)
        if slot is None or now - slot > KEPT_FOR_LATE:
            slot = max([now, *(self._next(limit, now) for limit in limits)])
            for limit in limits:
                self._take(limit, slot)
            self._given[parcel] = slot
            while len(self._given) > MOST:
                self._given.popitem(last=False)
        wait = max([slot, *(self._not_before.get(limit.name, slot) for limit in limits)]) - now
        if wait > NONE:
            return wait
        del self._given[parcel]
        return NONE

    def may(self, limits: Sequence[Limit], now: dt.datetime) -> bool:
        """Whether something that is not worth waiting for may go now, which counts as going."""
        if any(max(self._next(limit, now), self._not_before.get(limit.name, now)) > now for limit in limits):
            return False
        for limit in limits:
            self._take(limit, now)
        return True

    def went(self, limits: Sequence[Limit], now: dt.datetime) -> None:
        """Something went that could not wait: whatever comes after it keeps its distance all the same."""
        for limit in limits:
            taken = self._slots.get(limit.name)
            self._take(limit, max(now, taken[-1]) if taken else now)

    def told_to_wait(self, limits: Sequence[Limit], until: dt.datetime) -> None:
        """Slack itself said so: nobody goes before that."""
        for limit in limits:
            self._not_before[limit.name] = max(until, self._not_before.get(limit.name, until))
        while len(self._not_before) > MOST:
            self._not_before.pop(next(iter(self._not_before)))

    def _next(self, limit: Limit, now: dt.datetime) -> dt.datetime:
        """The first moment at which one more keeps within the limit."""
        taken = self._slots.get(limit.name)
        return taken[0] + limit.window if taken is not None and len(taken) == limit.calls else now

    def _take(self, limit: Limit, slot: dt.datetime) -> None:
        self._slots.setdefault(limit.name, deque(maxlen=limit.calls)).append(slot)
        self._slots.move_to_end(limit.name)
        while len(self._slots) > MOST:
            self._slots.popitem(last=False)
