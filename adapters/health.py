"""Whether this process is well, in plain words: what is wrong and what to do about it.

`/health/live` answers as long as the process does. `/health/ready` (and `/health`) is 503 while turns should go to
another process: we have only just begun; the database is away, or not migrated; nothing is being sent; or we are
about to stop.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import structlog
from aiohttp import web

READY_WITHIN = 2.0
"""Seconds. A database slower than this is as good as away."""

log = structlog.get_logger("health")


@dataclass(frozen=True)
class Wrong:
    """Something that is wrong, and what whoever runs this can do."""

    what: str
    do: str


Check = Callable[[], Wrong | None]
"""None if all is well. May touch the database, may raise, and is run in a thread."""

BEGINNING = Wrong("It has only just begun.", "Nothing: it takes a second.")
STOPPING = Wrong("It was asked to stop.", "Nothing: another process takes over, or this one is started again.")
SLOW = Wrong(
    f"The database did not answer in {READY_WITHIN:.0f} seconds.",
    "See whether it runs and can be reached from here; `shoes doctor` says more.",
)
AWAY = Wrong(
    "The database cannot be used.", "See whether it runs and can be reached from here; `shoes doctor` says more."
)


@dataclass
class Health:
    """What is asked of this process. `checks` are of the database, `sending` of whoever sends messages."""

    checks: tuple[Check, ...] = ()
    sending: Check = field(default=lambda: None)
    beginning: bool = False
    stopping: bool = False
    _asking: "asyncio.Future[list[Wrong]] | None" = field(default=None, repr=False)

    async def wrong(self) -> tuple[Wrong, ...]:
        """Everything that is wrong at this moment; empty when turns can be taken."""
        at_hand = [problem for problem, so in ((BEGINNING, self.beginning), (STOPPING, self.stopping)) if so]
        if problem := self.sending():
            at_hand.append(problem)
        return (*at_hand, *await self._of_the_database())

    async def _of_the_database(self) -> list[Wrong]:
        """One question at a time: a database that hangs must not use up all threads because it is asked so often."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(asyncio.to_thread(self._carried_out))
        try:
            async with asyncio.timeout(READY_WITHIN):
                return await asyncio.shield(self._asking)
        except TimeoutError:
            return [SLOW]

    def _carried_out(self) -> list[Wrong]:
        try:
            return [problem for check in self.checks if (problem := check())]
        except Exception:
            log.exception("not_ready")
            return [AWAY]


def health_routes(health: Health) -> list[web.RouteDef]:
    """For whoever starts, watches and replaces processes. Nothing that is said there is secret."""
    answer = partial(web.json_response, headers={"Cache-Control": "no-store"})

    async def ready(_: web.Request) -> web.Response:
        wrong = await health.wrong()
        if not wrong:
            return answer({"live": True, "ready": True})
        said = [{"what": one.what, "do": one.do} for one in wrong]
        return answer({"live": True, "ready": False, "wrong": said}, status=503)

    async def live(_: web.Request) -> web.Response:
        return answer({"live": True})

    return [web.get("/health", ready), web.get("/health/ready", ready), web.get("/health/live", live)]
