"""How often a provider misbehaves, and how. The same call meets the same fault whatever else happens at that moment,
because the fault is drawn from the seed, the call's own words and how often it was made before.
"""

import asyncio
import hashlib
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Fault(StrEnum):
    """What a provider does with a call."""

    NONE = "none"
    LIMITED = "429"
    BROKEN = "500"
    BROKEN_AFTER = "500 after acceptance"
    DROPPED = "dropped before acceptance"
    LOST = "dropped after acceptance"
    HANGS = "hangs"
    HANGS_AFTER = "hangs after acceptance"
    LATE = "hangs, then accepts"


CHANCES = {
    Fault.LIMITED: 0.08,
    Fault.BROKEN: 0.02,
    Fault.BROKEN_AFTER: 0.01,
    Fault.DROPPED: 0.03,
    Fault.LOST: 0.04,
    Fault.HANGS: 0.008,
    Fault.HANGS_AFTER: 0.008,
    Fault.LATE: 0.004,
}
"""8 % 429, 3 % 500 (of which one in three hides an acceptance), 3 % and 4 % dropped, 2 % hangs."""


class Provider(Protocol):
    """How a provider says no in its own words."""

    def too_many(self, seconds: int) -> web.Response: ...
    def broken(self) -> web.Response: ...


@dataclass
class Weather:
    """Faults until `calm`. `hang` is how long a call hangs, in seconds; one that is accepted late is so after `late`,
    which is after the caller has gone, and sooner than anybody asks whether it was."""

    seed: int
    hang: float
    late: float
    calm: bool = False
    seen: Counter[str] = field(default_factory=Counter)
    _made: Counter[bytes] = field(default_factory=Counter)

    def draw(self, call: bytes) -> tuple[Fault, random.Random]:
        """What happens to this call, and further chance for it."""
        digest = hashlib.sha256(call).digest()
        self._made[digest] += 1
        chance = random.Random(f"{self.seed} {digest.hex()} {self._made[digest]}")
        if self.calm:
            return Fault.NONE, chance
        [fault] = chance.choices([Fault.NONE, *CHANCES], weights=[1 - sum(CHANCES.values()), *CHANCES.values()])
        return fault, chance

    async def over(self, provider: Provider, request: web.Request, handler: Handler) -> web.StreamResponse:
        """The call, as this weather lets it through."""
        fault, chance = self.draw(request.raw_path.encode() + await request.read())
        self.seen[fault.value] += 1
        match fault:
            case Fault.LIMITED:
                return provider.too_many(chance.randint(1, 2))
            case Fault.BROKEN:
                return provider.broken()
            case Fault.BROKEN_AFTER:
                await handler(request)
                return provider.broken()
            case Fault.DROPPED:
                return _hung_up(request, provider.broken())
            case Fault.LOST:
                return _hung_up(request, await handler(request))
            case Fault.HANGS:
                await asyncio.sleep(self.hang)
                return _hung_up(request, provider.broken())
            case Fault.HANGS_AFTER:
                answer = await handler(request)
                await asyncio.sleep(self.hang)
                return _hung_up(request, answer)
            case Fault.LATE:
                await asyncio.sleep(self.late)
                return _hung_up(request, await handler(request))
            case Fault.NONE:
                return await handler(request)


def _hung_up(request: web.Request, unheard: web.StreamResponse) -> web.StreamResponse:
    """The connection is reset; the answer reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return unheard
