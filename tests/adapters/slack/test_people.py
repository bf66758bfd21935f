"""What Slack says of a person is taken with care."""

import datetime as dt
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.clock import MovableClock
from adapters.slack.people import People
from bot.turn import Address

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


class Telling(AsyncWebClient):
    """Answers with one user, whoever is asked about."""

    def __init__(self, user: dict[str, Any]) -> None:
        super().__init__()
        self.user = user

    async def users_info(self, **_: Any) -> Any:
        return {"user": self.user}


@pytest.mark.parametrize(
    ("told", "kept"),
    [("Asia/Kolkata", "Asia/Kolkata"), ("Mars/Base", "Europe/London"), (None, "Europe/London"), (7, "Europe/London")],
)
async def test_a_zone_that_nobody_knows_is_londons(told: object, kept: str) -> None:
    people = People(Telling({"real_name": "Sam", "tz": told}), MovableClock(NOON))
    profile = await people.profile(Address("slack", "T1", "U1"), "xoxb-1")
    assert (profile.name, profile.time_zone) == ("Sam", kept)
