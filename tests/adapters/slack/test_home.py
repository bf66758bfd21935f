"""The Home tab: drawn when it is opened, drawn again when what it shows has changed, and never for nothing."""

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from adapters.slack.cards import home_blocks
from bot.dialogues import home
from bot.model.organisations import Sector
from bot.turn import Address, Pressed, Turn
from tests.adapters.slack.conftest import SAM, TOKEN, Charity
from tests.adapters.slack.exchanges import somebody
from tests.adapters.slack.legal import shown, view_faults
from tests.gallery import WORDS, crowded, with_words
from tests.town import Town

pytestmark = pytest.mark.platforms

OFFER = "I can offer an hour on grant budgeting, Thursday mornings"


async def publishes(charity: Charity) -> None:
    await charity.says(OFFER)
    await charity.presses("Publish")
    await charity.says("youth worker")


async def test_opening_the_tab_draws_it(charity: Charity) -> None:
    await charity.post(SAM.opens_the_bot("home"))
    assert "Here's what you have with me" in charity.home
    assert "Nothing yet" in charity.home
    for label in ("Offer something", "Find someone", "Pause me", "My profile", "Forget me"):
        assert label in charity.home


async def test_opening_the_messages_draws_nothing(charity: Charity) -> None:
    await charity.post(SAM.opens_the_bot("messages"))
    assert charity.slack.homes == {}


async def test_it_shows_what_was_done_since(charity: Charity) -> None:
    await charity.post(SAM.opens_the_bot("home"))
    await publishes(charity)
    assert "grant budgeting" in charity.home
    await charity.presses("Take down")
    assert "grant budgeting" not in charity.home


async def test_it_is_not_drawn_again_for_nothing(charity: Charity) -> None:
    await charity.post(SAM.opens_the_bot("home"))
    await charity.says("thank you")
    assert charity.slack.homes["USAM"].times == 1
    await charity.post(SAM.opens_the_bot("home"))
    assert charity.slack.homes["USAM"].times == 2, "whoever opens it sees what stands now"


async def test_it_ends_in_the_very_step_in_which_a_drawing_does(charity: Charity) -> None:
    homes = charity.service.homes
    homes.opened(Address("slack", SAM.team, SAM.user))
    (drawing,) = homes._drawing.values()
    while not drawing.done():  # noqa: ASYNC110 - an event would be heard a step later, which is what this is about
        await asyncio.sleep(0)
    assert homes._drawing, "what is done is taken out a step later"
    await homes.close()
    assert not homes._drawing


async def test_what_is_pressed_there_is_done_and_shows_there(charity: Charity) -> None:
    await publishes(charity)
    await charity.post(SAM.opens_the_bot("home"))
    await charity.post(SAM.presses_at_home(charity.slack.homes["USAM"], "Take down"))
    assert "grant budgeting" not in charity.home
    assert any("Taken down" in one.text for one in charity.slack.in_channel("DUSAM"))


async def test_what_is_pressed_there_shows_there_whichever_process_hears_it(charity: Charity) -> None:
    await publishes(charity)
    await charity.post(SAM.opens_the_bot("home"))
    pressed = SAM.presses_at_home(charity.slack.homes["USAM"], "Take down")
    charity.service.homes._shown.clear()  # another process saw them open it
    await charity.post(pressed)
    assert "grant budgeting" not in charity.home


async def test_what_is_sent_with_a_form_from_there_does_too(charity: Charity) -> None:
    await publishes(charity)
    await charity.post(SAM.opens_the_bot("home"))
    trigger = charity.slack.trigger(SAM.team, SAM.user)
    await charity.post(SAM.presses_at_home(charity.slack.homes["USAM"], "My profile", trigger))
    sent = SAM.submits(charity.window, {"Your job": "night shelter lead"})
    charity.service.homes._shown.clear()
    times = charity.slack.homes["USAM"].times
    await charity.post(sent)
    assert charity.slack.homes["USAM"].times == times + 1


async def test_a_form_opened_there_is_a_window(charity: Charity) -> None:
    await charity.post(SAM.opens_the_bot("home"))
    trigger = charity.slack.trigger(SAM.team, SAM.user)
    await charity.post(SAM.presses_at_home(charity.slack.homes["USAM"], "My profile", trigger))
    assert "Your job" in charity.fields()
    await charity.post(SAM.submits(charity.window, {"Your job": "night shelter lead"}))
    assert any("night shelter lead" in one.text for one in charity.slack.in_channel("DUSAM"))


async def test_what_the_calendar_does_shows_there_too(charity: Charity) -> None:
    await publishes(charity)
    await charity.post(SAM.opens_the_bot("home"))
    assert "grant budgeting" in charity.home
    charity.clock.move(dt.timedelta(days=120))
    spoken = charity.engine.ring(charity.clock.now())
    charity.service.homes.changed(spoken.lanes)
    await charity.service.homes.close()
    assert "grant budgeting" not in charity.home


async def test_what_somebody_elsewhere_does_shows_there(charity: Charity) -> None:
    """Priya, on the web, asks for Sam's offer: no turn of Slack's, and Sam's tab says what waits for him."""
    await publishes(charity)
    await charity.post(SAM.opens_the_bot("home"))
    council = charity.store.setup.add_organisation("Leeds City Council", Sector.COUNCIL, "Leeds")
    charity.store.setup.link_workspace(council, "web", "leeds")
    priya, now = Address("web", "leeds", "priya"), charity.clock.now()
    somebody(charity.store, priya, "Priya Shah", "commissioner", now)
    with charity.store.begin() as work:
        sam = work.people.at(Address("slack", SAM.team, SAM.user))
        assert sam is not None
        [offer] = work.listings.open_of(sam.id)
    charity.engine.handle(Turn("asks", priya, Pressed("ask", f"{offer.id}:"), now))
    await charity.deliver()
    assert "Waiting for you" in charity.home


@pytest.mark.parametrize("linked", [False])
async def test_a_stranger_reads_there_how_to_join(charity: Charity, linked: bool) -> None:
    await charity.post(SAM.opens_the_bot("home"))
    assert "invitation code" in charity.home


@pytest.mark.parametrize("error", ["internal_error", "user_not_found", "ratelimited"])
async def test_a_drawing_that_fails_is_made_up_for(charity: Charity, error: str) -> None:
    charity.slack.fail_next("views.publish", error)
    assert (await charity.workplace.post(SAM.opens_the_bot("home"))).status == 200
    await charity.service.homes.close()
    assert charity.slack.homes == {}
    await charity.post(SAM.opens_the_bot("home"))
    assert "Here's what you have with me" in charity.home


async def test_only_the_workspaces_own_token_draws_it(charity: Charity) -> None:
    await charity.post(SAM.opens_the_bot("home"))
    assert charity.slack.homes["USAM"].team == charity.slack.workspaces[TOKEN].team


def test_the_fullest_home_is_legal_and_keeps_its_buttons(tmp_path: Path) -> None:
    for exhibit in crowded(tmp_path):
        for words in (None, *WORDS.values()):
            card = exhibit.card if words is None else with_words(exhibit.card, words)
            assert view_faults({"type": "home", "blocks": home_blocks(card)}, "home") == [], exhibit.name


def test_the_home_of_somebody_with_nothing_is_legal(town: Town) -> None:
    resident = town.resident("N", "", "Nobody yet", Sector.COMMUNITY_GROUP, "slack")
    with town.store.begin() as work:
        person = work.people.at(resident.address)
        assert person is not None
        view = {"type": "home", "blocks": home_blocks(home.card(work.view_of(person, town.clock.now())))}
    assert view_faults(view, "home") == []
    assert "Nothing yet" in "\n".join(shown(view["blocks"]))
