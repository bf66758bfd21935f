"""Posts in channels that could not be made before the app was removed: what is out of date is never made."""

import datetime as dt

import pytest

from bot.model.organisations import Sector
from bot.turn import ChannelAddress
from tests.town import Heard, Town

WEEK = dt.timedelta(days=7)
OFFER = "I can offer an hour on {}"
TITLE = "New in each other's shoes"


@pytest.fixture
def channel(town: Town) -> ChannelAddress:
    """A channel of Leeds with a post each Monday, the next one in two days; something new each time."""
    town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
    town.resident("Priya", "commissioning manager", "Leeds City Council", Sector.COUNCIL, "teams")
    place = ChannelAddress("teams", town.residents["Priya"].address.workspace, "19:general")
    town.say("Priya", "digest on", "mention", place.channel)
    town.wait(dt.datetime(2026, 12, 5, 12, tzinfo=dt.UTC))
    offers(town, "gift aid")
    town.news()
    return place


def offers(town: Town, what: str) -> None:
    town.say("Sam", OFFER.format(what))
    town.press("Sam", "Publish")


def removed(town: Town, at: dt.datetime) -> None:
    """The post of Monday 7 December waits because Teams is down; then the app is removed."""
    town.chats.down.add("teams")
    town.wait(at)
    town.uninstall("Leeds City Council", "teams")
    town.chats.down.clear()


def posts(town: Town, place: ChannelAddress) -> list[Heard]:
    return [heard for heard in town.news() if heard.to == place]


def test_the_post_of_this_period_is_made_when_the_app_is_back(town: Town, channel: ChannelAddress) -> None:
    removed(town, dt.datetime(2026, 12, 7, 12, tzinfo=dt.UTC))
    town.wait(town.clock.now() + dt.timedelta(days=2))
    assert posts(town, channel) == []
    town.say("Priya", "hello")
    [post] = posts(town, channel)
    assert post.card.title == TITLE
    assert "gift aid" in post.card.plain


def test_of_an_earlier_period_nothing_is_posted(town: Town, channel: ChannelAddress) -> None:
    removed(town, dt.datetime(2026, 12, 7, 12, tzinfo=dt.UTC))
    town.wait(town.clock.now() + WEEK)
    offers(town, "school meals")
    town.say("Priya", "hello")
    assert posts(town, channel) == []
    town.wait(town.clock.now() + WEEK)
    [post] = posts(town, channel)
    assert "school meals" in post.card.plain, "what was new meanwhile is in the first post after"


def test_what_answered_somebody_at_that_moment_is_not_said_weeks_later(town: Town, channel: ChannelAddress) -> None:
    town.chats.down.add("teams")
    town.say("Priya", "mine", "mention", channel.channel)
    removed(town, town.clock.now() + dt.timedelta(hours=1))
    town.say("Priya", "hello")
    assert posts(town, channel) == []


def test_a_channel_that_removed_the_app_gets_nothing_that_waited(town: Town, channel: ChannelAddress) -> None:
    town.chats.down.add("teams")
    town.wait(dt.datetime(2026, 12, 7, 12, tzinfo=dt.UTC))
    town.leave_place("Priya", channel.channel)
    town.chats.down.clear()
    town.wait(town.clock.now() + WEEK)
    assert posts(town, channel) == []
