"""What Slack knows of a person, asked rarely and never waited for long."""

import asyncio
import datetime as dt
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from adapters.clock import Clock
from bot.turn import Address, Profile

ASK_LIMIT = 1.0
"""Seconds that a turn waits for Slack to say who this is, of the three in which it must answer."""
KEEP = dt.timedelta(hours=12)
KEEP_NOTHING = dt.timedelta(minutes=1)
"""How long to go without asking again when Slack did not answer."""
MOST = 10_000

log = structlog.get_logger("slack.people")


@dataclass(frozen=True)
class Known:
    """What Slack knows of somebody. A `guest` was invited into the workspace and belongs to somebody else."""

    profile: Profile = field(default_factory=Profile)
    guest: bool = False


class People:
    """Profiles by address, kept for half a day or until Slack says that something in them changed."""

    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._kept: OrderedDict[Address, tuple[dt.datetime, Known]] = OrderedDict()

    async def profile(self, person: Address, token: str) -> Profile:
        """Name, time zone, e-mail address and language; an empty profile if Slack does not say in time."""
        return (await self.known(person, token)).profile

    async def known(self, person: Address, token: str) -> Known:
        """The same, and whether they are a guest; nothing is known if Slack does not say in time."""
        now = self._clock.now()
        until, known = self._kept.get(person, (now, Known()))
        if now < until:
            return known
        try:
            told = await asyncio.wait_for(
                self._client.users_info(user=person.user, include_locale=True, token=token), ASK_LIMIT
            )
            fresh, keep = _known(told.get("user") or {}), KEEP
        except Exception as error:
            log.warning("profile_unknown", person=str(person), why=type(error).__name__)
            fresh, keep = known, KEEP_NOTHING
        self._keep(person, fresh, now + keep)
        return fresh

    def changed(self, body: dict[str, Any]) -> Address | None:
        """Slack's `user_change`: what it says counts from now on. Who it is, if they were deactivated or deleted."""
        user = body["event"].get("user")
        if not isinstance(user, dict) or not isinstance(user.get("id"), str):
            return None
        person = Address("slack", str(user.get("team_id") or body["team_id"]), user["id"])
        if user.get("deleted"):
            self._kept.pop(person, None)
            return person
        if person in self._kept:
            self._keep(
                person, _known({"locale": self._kept[person][1].profile.language} | user), self._clock.now() + KEEP
            )
        return None

    def _keep(self, person: Address, known: Known, until: dt.datetime) -> None:
        self._kept[person] = (until, known)
        self._kept.move_to_end(person)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)


def _known(user: dict[str, Any]) -> Known:
    return Known(_profile(user), bool(user.get("is_restricted") or user.get("is_ultra_restricted")))


def _profile(user: dict[str, object]) -> Profile:
    details = user.get("profile")
    details = details if isinstance(details, dict) else {}
    name = user.get("real_name") or details.get("real_name") or details.get("display_name") or user.get("name") or ""
    zone, language = str(user.get("tz") or ""), str(user.get("locale") or "")
    return Profile(str(name), zone, str(details.get("email") or ""), language)
