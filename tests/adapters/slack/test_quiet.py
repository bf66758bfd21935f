"""Do Not Disturb: what can wait does, an answer never, and what Slack does not say holds nothing up."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.clock import MovableClock
from adapters.slack.pacing import Pacing
from adapters.slack.quiet import Quiet
from adapters.slack.workspaces import OneWorkspace
from bot.cards import Card
from bot.commands import carry_out
from bot.commands.listings import Draft
from bot.model.listings import Activity, Details, Kind
from bot.model.organisations import Sector
from bot.turn import Address, Pressed, Turn
from tests.adapters.slack.conftest import NOON, SAM, TOKEN, Charity, Office
from tests.adapters.slack.exchanges import somebody
from tests.adapters.slack.test_outbound import parcel

HERE = Address("slack", SAM.team, SAM.user)
COUNCIL = Address("web", "leeds", "priya")
LONDON = "Europe/London"
HOUR = dt.timedelta(hours=1)


def focusing(office: Office | Charity, length: dt.timedelta = 2 * HOUR, user: str = "USAM") -> None:
    """Sam has paused notifications."""
    now = office.clock.now()
    window = (int((now - HOUR).timestamp()), int((now + length).timestamp()))
    office.slack.workspaces[TOKEN].people[user]["dnd"] = window


def heard(office: Office) -> list[str]:
    return [message.text for message in office.slack.in_channel("DUSAM")]


async def test_what_can_wait_waits_until_it_is_over_and_an_answer_does_not(office: Office) -> None:
    focusing(office)
    office.queue("news", HERE, Card("An introduction"), hours=LONDON)
    office.queue("other news", HERE, Card("Another one"), hours=LONDON)
    await office.deliver()
    assert heard(office) == []
    office.queue("answer", HERE, Card("What you asked for"))
    await office.deliver()
    assert heard(office) == ["What you asked for"]
    office.clock.move(2 * HOUR)
    await office.deliver()
    assert heard(office) == ["What you asked for", "An introduction", "Another one"]


async def test_for_an_answer_nobody_is_asked(office: Office) -> None:
    focusing(office)
    await office.workplace.post(SAM.writes("hello"))
    await office.deliver()
    assert heard(office) == ["Right you are."]
    assert "dnd.info" not in office.slack.calls


async def test_an_introduction_made_meanwhile_arrives_afterwards(charity: Charity) -> None:
    """All the way: Sam offers, Priya of the council asks, and Sam is left in peace for another hour."""
    council = charity.store.setup.add_organisation("Leeds City Council", Sector.COUNCIL, "Leeds")
    charity.store.setup.link_workspace(council, "web", "leeds")
    sam = somebody(charity.store, HERE, "Sam Okafor", "youth worker", NOON)
    somebody(charity.store, COUNCIL, "Priya Shah", "commissioner", NOON)
    focusing(charity, HOUR)
    with charity.store.begin() as work:
        carry_out(
            Draft(Kind.OFFER, Details(Activity.SHADOW, "night shelter", "Come and see"), publish=True), sam, work, NOON
        )
        [offer] = work.listings.open_of(sam.id)
    press = Pressed("ask", f"{offer.id}:")
    charity.engine.handle(Turn("asks", COUNCIL, press, charity.clock.now()))
    await charity.deliver()
    assert charity.slack.in_channel("DUSAM") == []
    charity.clock.move(HOUR)
    await charity.deliver()
    [introduction] = charity.slack.in_channel("DUSAM")
    assert "commissioner" in introduction.text


async def test_somebody_is_asked_about_once_in_a_while(office: Office) -> None:
    for number in range(3):
        office.queue(f"news {number}", HERE, Card("News"), hours=LONDON)
    await office.deliver()
    assert len(heard(office)) == 3
    assert office.slack.calls.count("dnd.info") == 1
    focusing(office)
    office.clock.move(dt.timedelta(minutes=5))
    office.queue("late news", HERE, Card("News"), hours=LONDON)
    await office.deliver()
    assert len(heard(office)) == 3


async def test_whoever_is_away_for_long_finds_it_when_they_are_back(office: Office) -> None:
    focusing(office, dt.timedelta(days=14))
    office.queue("news", HERE, Card("News"), hours=LONDON)
    await office.deliver()
    assert heard(office) == ["News"]


@pytest.mark.parametrize("error", ["internal_error", "missing_scope", "ratelimited", "user_not_found"])
async def test_what_slack_does_not_say_holds_nothing_up(office: Office, error: str) -> None:
    focusing(office)
    office.slack.fail_next("dnd.info", error)
    for number in range(2):
        office.queue(f"news {number}", HERE, Card("News"), hours=LONDON)
    await office.deliver()
    assert len(heard(office)) == 2
    assert office.slack.calls.count("dnd.info") == 1, "where it does not answer it is not asked for a while"


async def test_it_is_asked_no_more_often_than_slack_allows(office: Office) -> None:
    people = [f"U{number:03}" for number in range(60)]
    office.slack.workspaces[TOKEN].people |= {person: {"real_name": person} for person in people}
    for person in people:
        await office.sender.send(replace(parcel(Address("slack", SAM.team, person)), hours=LONDON))
    assert office.slack.calls.count("dnd.info") == 50


class Telling(AsyncWebClient):
    """Answers one thing."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__()
        self.told = told

    async def auth_test(self, **_: Any) -> Any:
        return {"team_id": SAM.team, "user_id": "UBOT"}

    async def dnd_info(self, **_: Any) -> Any:
        class Answer:
            data = self.told

        return Answer


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"dnd_enabled": True},
        {"dnd_enabled": True, "next_dnd_start_ts": None, "next_dnd_end_ts": "soon"},
        {"dnd_enabled": True, "next_dnd_start_ts": 1, "next_dnd_end_ts": 10**30},
        {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": int((NOON + HOUR).timestamp())},
        {"dnd_enabled": True, "next_dnd_start_ts": int((NOON + HOUR).timestamp()), "next_dnd_end_ts": 10**10},
    ],
    ids=["nothing", "half", "words", "for ever", "off", "not yet"],
)
async def test_whatever_else_it_says_is_a_no(told: dict[str, Any]) -> None:
    client, clock = Telling(told), MovableClock(NOON)
    assert await Quiet(client, OneWorkspace(client, TOKEN), clock, Pacing()).until(HERE) is None
