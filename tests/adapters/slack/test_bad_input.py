"""What people and networks do wrong, before the real engine: an answer each time, nothing lost, nothing doubled."""

import pytest

from bot.turn import Address
from tests.adapters.slack.conftest import SAM, Charity, Office
from tests.adapters.slack.legal import shown
from tests.adapters.slack.people import MOST_RETRIES

pytestmark = pytest.mark.platforms

OFFER = "I can offer an hour on grant budgeting, Thursday mornings"
ODD = {
    "nothing": "",
    "blanks": "  \u3000 ",
    "a mash of keys": "asdf qwer zxcv",
    "another command": "/shadow /offer /exchange",
    "a verb of ours": "listing.publish 17",
    "emoji": "🙃" * 300,
    "a whole essay": "and then we went to see the depot " * 110,
    "markup": "<!channel> <@USAM> ```drop table person;```",
    "arabic": "أريد أن أتعلم",
    "zero": "\x00",
}


@pytest.mark.parametrize("command", ["/offer", "/shadow", "/exchange"])
async def test_whatever_follows_a_command_is_answered_once(charity: Charity, command: str) -> None:
    for name, words in ODD.items():
        before = [(one.ts, one.times) for one in charity.slack.in_channel("DUSAM")]
        request = SAM.commands(command, words, channel="DUSAM")
        assert (await charity.post(request)).status == 200
        answered = [(one.ts, one.times) for one in charity.slack.in_channel("DUSAM")]
        assert len(answered) > len(before), f"nobody is left without an answer, not to {name} either"
        assert (await charity.post(request)).status == 200
        assert [(one.ts, one.times) for one in charity.slack.in_channel("DUSAM")] == answered


async def test_a_button_of_an_offer_that_was_taken_down_says_so(charity: Charity) -> None:
    await charity.says(OFFER)
    await charity.presses("Publish")
    await charity.says("youth worker")
    [*_, published] = [one for one in charity.slack.in_channel("DUSAM") if "Take down" in list(shown(one.blocks))]
    presses = [SAM.presses(published, "Take down") for _ in range(2)]
    for press in presses:
        written = published.times
        await charity.post(press)
        assert published.text.startswith("Taken down"), "each press shows how things stand"
        assert published.times == written + 1
        assert sum("Taken down" in one.text for one in charity.slack.in_channel("DUSAM")) == 1
    with charity.store.begin() as work:
        sam = work.people.at(Address("slack", SAM.team, SAM.user))
        assert sam is not None
        assert work.listings.open_of(sam.id) == ()


async def test_a_button_of_an_offer_that_is_gone_altogether_says_what_to_do(charity: Charity) -> None:
    await charity.says(OFFER)
    [*_, draft] = [one for one in charity.slack.in_channel("DUSAM") if "Publish" in list(shown(one.blocks))]
    press = SAM.presses(draft, "Publish")
    await charity.says("forget me")
    await charity.presses("Forget me")
    await charity.says("hello")
    await charity.post(press)
    assert any("can't find that one" in one.text for one in charity.slack.in_channel("DUSAM"))
    with charity.store.begin() as work:
        sam = work.people.at(Address("slack", SAM.team, SAM.user))
        assert sam is not None
        assert work.listings.open_of(sam.id) == ()


async def test_a_button_that_nobody_ever_made_is_answered(charity: Charity) -> None:
    await charity.says("hello")
    [message] = charity.slack.in_channel("DUSAM")
    press = SAM.presses(message, "Offer something")
    body = press.body.replace("begin.offer", "begin.mischief")
    assert body != press.body
    await charity.post(type(press)(press.path, body, press.kind))
    assert any("older version of me" in one.text for one in charity.slack.in_channel("DUSAM"))


@pytest.mark.parametrize("fails", [1, MOST_RETRIES])
async def test_what_slack_delivers_until_it_is_taken_is_taken_once(office: Office, fails: int) -> None:
    office.core.fails = fails
    answers = await office.workplace.deliver(SAM.writes("hello"))
    assert [answer.status for answer in answers] == [500] * fails + [200]
    await office.deliver()
    assert len(office.slack.in_channel("DUSAM")) == 1


async def test_a_retry_of_something_that_was_taken_has_no_second_effect(office: Office) -> None:
    request = SAM.writes("hello")
    await office.workplace.post(request)
    again = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    assert (await office.workplace.post(request, request.signed() | again)).status == 200
    assert len(office.core.turns) == 1
