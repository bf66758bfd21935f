"""What Teams knows of a person, asked rarely and never waited for long."""

import asyncio
import datetime as dt
from collections import OrderedDict
from dataclasses import replace

import structlog

from adapters.clock import Clock
from adapters.teams.connector import Answer, Connector
from adapters.teams.references import Reference
from bot.turn import Address, Profile

ASK_LIMIT = 1.0
"""Seconds that a turn waits for Teams to say who this is, of the five in which a press must be answered."""
KEEP = dt.timedelta(hours=12)
KEEP_NOTHING = dt.timedelta(minutes=1)
"""How long to go without asking again when Teams did not answer."""
MOST = 10_000

log = structlog.get_logger("teams.people")


class People:
    """Names and e-mail addresses by person, kept for half a day."""

    def __init__(self, connector: Connector, clock: Clock) -> None:
        self._connector = connector
        self._clock = clock
        self._kept: OrderedDict[Address, tuple[dt.datetime, str, str]] = OrderedDict()

    async def complete(self, profile: Profile, person: Address, seen: Reference) -> Profile:
        """The same profile with what the roster of the conversation `seen` adds, if it answers in time."""
        now = self._clock.now()
        until, name, contact = self._kept.get(person, (now, "", ""))
        if now >= until:
            told = await self._ask(seen)
            keep = KEEP if told is not None else KEEP_NOTHING
            name, contact = told or (name, contact)
            self._kept[person] = (now + keep, name, contact)
            self._kept.move_to_end(person)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return replace(profile, name=name or profile.name, contact=contact)

    async def _ask(self, seen: Reference) -> tuple[str, str] | None:
        try:
            async with asyncio.timeout(ASK_LIMIT):
                answer = await self._connector.member(seen.service_url, seen.conversation, seen.user)
        except TimeoutError:
            return None
        if not isinstance(answer, Answer) or not answer.taken:
            why = answer.status if isinstance(answer, Answer) else answer.why
            log.warning("profile_unknown", why=why)
            return None
        return str(answer.body.get("name") or ""), str(answer.body.get("email") or "")
