"""Whom Slack refuses for good is not written to again until they are back, and their coordinator hears of it."""

from dataclasses import replace

import pytest

from bot.cards import Card
from bot.turn import Address, ChannelAddress
from tests.adapters.slack.conftest import SAM, Charity
from tests.adapters.slack.exchanges import somebody
from tests.adapters.slack.people import Someone

HERE = Address("slack", SAM.team, SAM.user)
PRIYA = Someone("UPRIYA")
GENERAL = ChannelAddress("slack", SAM.team, "CGENERAL")


def coordinated(charity: Charity) -> None:
    """Priya coordinates Open Door."""
    priya = somebody(charity.store, Address("slack", SAM.team, "UPRIYA"), "Priya Shah", "director", charity.clock.now())
    with charity.store.begin() as work:
        work.people.save(replace(priya, coordinator=True))


def reached(charity: Charity) -> Address | None:
    with charity.store.begin() as work:
        person = work.people.at(HERE)
        assert person is not None
        return work.people.home(person.id)


@pytest.mark.parametrize(
    "error", ["channel_not_found", "restricted_action", "user_disabled", "invalid_user_combination"]
)
async def test_somebody_slack_refuses_is_left_alone_until_they_are_back(charity: Charity, error: str) -> None:
    coordinated(charity)
    await charity.says("hello")
    heard = len(charity.slack.in_channel("DUSAM"))
    for _ in range(2 if error == "channel_not_found" else 1):  # the first time the conversation is opened anew
        charity.slack.fail_next("chat.postMessage", error)
    charity.queue("refused", HERE, Card("An introduction"))
    charity.queue("behind it", HERE, Card("A date was suggested"))
    await charity.deliver()
    assert reached(charity) is None
    assert len(charity.slack.in_channel("DUSAM")) == heard, "what stood behind it waits"

    charity.engine.ring(charity.clock.now())
    await charity.deliver()
    [told] = charity.slack.in_channel("DUPRIYA")
    assert "Sam Okafor" in told.text

    await charity.says("hello again")
    assert reached(charity) == HERE
    assert "A date was suggested" in [one.text for one in charity.slack.in_channel("DUSAM")]


async def test_a_channel_that_turned_the_bot_out_gets_no_more_digests(charity: Charity) -> None:
    coordinated(charity)
    await charity.post(SAM.commands("/exchange", "digest on"))
    charity.slack.workspaces = {
        token: replace(one, channels=frozenset()) for token, one in charity.slack.workspaces.items()
    }
    charity.queue("digest", GENERAL, Card("What is new"))
    await charity.deliver()
    with charity.store.begin() as work:
        digest = work.digests.get(GENERAL)
        assert digest is not None
        assert not digest.on
    charity.engine.ring(charity.clock.now())
    await charity.deliver()
    assert any("invite it again" in one.text for one in charity.slack.in_channel("DUPRIYA"))
