"""What Slack says of a person is taken with care."""

import datetime as dt
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.clock import MovableClock
from adapters.slack.people import People
from bot.model.organisations import Person
from bot.turn import Address, Said
from tests.adapters.slack.conftest import SAM, TOKEN, Charity, Office
from tests.adapters.slack.fake_slack import FakeSlack

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


class Telling(AsyncWebClient):
    """Answers with one user, whoever is asked about."""

    def __init__(self, user: dict[str, Any]) -> None:
        super().__init__()
        self.user = user

    async def users_info(self, **_: Any) -> Any:
        return {"user": self.user}


@pytest.mark.parametrize("told", [{}, {"tz": None, "locale": None}, {"tz": 7, "locale": {}, "profile": []}], ids=str)
async def test_whatever_slack_leaves_out_nobody_is_locked_out(told: dict[str, Any]) -> None:
    people = People(Telling({"real_name": "Sam"} | told), MovableClock(NOON))
    assert (await people.profile(Address("slack", "T1", "U1"), "xoxb-1")).name == "Sam"


def stored() -> Address:
    return Address("slack", SAM.team, SAM.user)


def person(charity: Charity) -> Person:
    with charity.store.begin() as work:
        found = work.people.at(stored())
    assert found is not None
    return found


async def test_name_zone_and_language_are_slacks_and_stay_so(charity: Charity) -> None:
    await charity.says("hello")
    assert (person(charity).name, person(charity).time_zone) == ("Sam Okafor", "Europe/London")
    assert person(charity).language == "en-GB"
    await charity.post(SAM.event(changed("USAM", real_name="Sam Okafor-Lind", tz="Asia/Kolkata", locale="cy-GB")))
    await charity.says("hello")
    assert (person(charity).name, person(charity).time_zone) == ("Sam Okafor-Lind", "Asia/Kolkata")
    assert person(charity).language == "cy-GB"


async def test_a_change_that_says_nothing_of_the_language_leaves_it(charity: Charity) -> None:
    await charity.says("hello")
    await charity.post(SAM.event(changed("USAM", real_name="Sam", tz="Europe/London")))
    await charity.says("hello")
    assert (person(charity).name, person(charity).language) == ("Sam", "en-GB")


async def test_what_somebody_puts_right_slack_does_not_put_back(charity: Charity) -> None:
    await charity.says("my time zone is Europe/Dublin")
    await charity.says("hello")
    assert person(charity).time_zone == "Europe/Dublin"
    await charity.post(SAM.event(changed("USAM", real_name="Samuel", tz="Asia/Kolkata")))
    await charity.says("hello")
    assert (person(charity).name, person(charity).time_zone) == ("Samuel", "Europe/Dublin")


async def test_the_language_is_told_to_whoever_asks_what_is_held(charity: Charity) -> None:
    await charity.says("what do you hold on me?")
    assert "en-GB" in charity.slack.in_channel("DUSAM")[-1].text


def changed(user: str, **more: object) -> dict[str, Any]:
    return {"type": "user_change", "user": {"id": user, "team_id": SAM.team, **more}, "event_ts": "1.1"}


@pytest.mark.parametrize("kind", ["is_restricted", "is_ultra_restricted"])
async def test_a_guest_takes_part_unless_the_workspace_says_otherwise(office: Office, kind: str) -> None:
    office.slack.workspaces[TOKEN].people["USAM"][kind] = True
    await office.workplace.post(SAM.writes("hello"))
    assert [turn.act for turn in office.core.turns] == [Said("hello", "dm")]


@pytest.mark.parametrize("kind", ["is_restricted", "is_ultra_restricted"])
@pytest.mark.parametrize("guests", [False])
async def test_a_guest_is_told_when_guests_may_not(office: Office, kind: str, guests: bool) -> None:
    office.slack.workspaces[TOKEN].people["USAM"][kind] = True
    assert (await office.workplace.post(SAM.writes("hello"))).status == 200
    assert office.core.turns == []
    [message] = office.slack.in_channel("DUSAM")
    assert message.text.startswith("Guests of this workspace")


async def test_a_colleague_is_no_guest(office: Office) -> None:
    await office.workplace.post(SAM.writes("hello"))
    assert len(office.core.turns) == 1


async def test_somebody_who_was_deactivated_is_paused_and_back_when_they_speak(charity: Charity) -> None:
    await charity.says("hello")
    with charity.store.begin() as work:
        person = work.people.at(Address("slack", SAM.team, SAM.user))
        assert person is not None
        assert work.people.home(person.id) is not None
    await charity.post(SAM.event(changed("USAM", deleted=True)))
    with charity.store.begin() as work:
        assert work.people.home(person.id) is None, "nothing is sent to them"
    await charity.says("hello")
    with charity.store.begin() as work:
        assert work.people.home(person.id) is not None


async def test_somebody_deactivated_who_was_never_here_is_nobody(charity: Charity) -> None:
    assert (await charity.post(SAM.event(changed("UNOBODY", deleted=True)))).status == 200


async def test_a_new_name_counts_at_once(office: Office) -> None:
    await office.workplace.post(SAM.writes("hello"))
    await office.workplace.post(SAM.event(changed("USAM", real_name="Sam Okafor-Lind", tz="Asia/Kolkata")))
    await office.workplace.post(SAM.writes("hello again"))
    assert [turn.profile.name for turn in office.core.turns] == ["Sam Okafor", "Sam Okafor-Lind"]
    assert office.core.turns[-1].profile.time_zone == "Asia/Kolkata"
    assert office.slack.calls.count("users.info") == 1


@pytest.mark.parametrize("user", [None, "USAM", {}, {"id": 7}])
async def test_a_change_of_nobody_is_nothing(office: Office, user: object, slack: FakeSlack) -> None:
    assert (await office.workplace.post(SAM.event({"type": "user_change", "user": user}))).status == 200
    assert office.core.asked == 0


async def test_it_is_asked_again_after_half_a_day(office: Office) -> None:
    await office.workplace.post(SAM.writes("one"))
    office.clock.move(dt.timedelta(hours=12))
    await office.workplace.post(SAM.writes("two"))
    assert office.slack.calls.count("users.info") == 2
