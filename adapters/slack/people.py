"""What Slack knows of a person, asked rarely and never waited for long."""

import asyncio
import datetime as dt
from collections import OrderedDict

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from adapters.clock import Clock
from bot.turn import Address, Profile
from bot.working_time import known_zone

ASK_LIMIT = 1.0
"""Seconds that a turn waits for Slack to say who this is, of the three in which it must answer."""
KEEP = dt.timedelta(hours=12)
KEEP_NOTHING = dt.timedelta(minutes=1)
"""How long to go without asking again when Slack did not answer."""
MOST = 10_000

log = structlog.get_logger("slack.people")


class People:
    """Profiles by address, kept for half a day."""

    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._kept: OrderedDict[Address, tuple[dt.datetime, Profile]] = OrderedDict()

    async def profile(self, person: Address, token: str) -> Profile:
        """Name, time zone and e-mail address; an empty profile if Slack does not say in time."""
        now = self._clock.now()
        until, profile = self._kept.get(person, (now, Profile()))
        if now < until:
            return profile
        try:
            told = await asyncio.wait_for(self._client.users_info(user=person.user, token=token), ASK_LIMIT)
            fresh, keep = _profile(told.get("user") or {}), KEEP
        except Exception as error:
            log.warning("profile_unknown", person=str(person), why=type(error).__name__)
            fresh, keep = profile, KEEP_NOTHING
        self._kept[person] = (now + keep, fresh)
        self._kept.move_to_end(person)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return fresh


def _profile(user: dict[str, object]) -> Profile:
    details = user.get("profile")
    details = details if isinstance(details, dict) else {}
    name = user.get("real_name") or details.get("real_name") or details.get("display_name") or user.get("name") or ""
    return Profile(str(name), known_zone(str(user.get("tz") or "")), str(details.get("email") or ""))
