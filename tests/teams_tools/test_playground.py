"""The whole bot in Microsoft's Agents Playground: installed, talked to, mentioned, pressed, speaking up by itself."""

import datetime as dt
from contextlib import closing
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="the browser group is not installed")

import sqlalchemy as sa
from playwright.sync_api import expect

from bot.engine import Engine
from bot.model.organisations import Sector
from bot.turn import Address, Pressed, Profile, Said, Turn
from storage import tables
from storage.unit_of_work import open_store
from tests.adapters.conftest import free_port
from tests.teams_tools.playground import TENANT, Person, page, playground, serving

pytestmark = pytest.mark.teams
SAM = Address("slack", "TOPENDOOR", "USAM")


class Elsewhere:
    """Sam, who is on Slack: what he does reaches the same database."""

    def __init__(self, database: str) -> None:
        self._database, self._turns = database, 0
        with closing(open_store(database)) as store:
            council = store.setup.add_organisation("Playground Council", Sector.COUNCIL, "Leeds")
            store.setup.link_workspace(council, "teams", TENANT)
            charity = store.setup.add_organisation("Open Door", Sector.CHARITY, "Leeds")
            store.setup.link_workspace(charity, "slack", SAM.workspace)

    def does(self, act: Said | Pressed) -> None:
        self._turns += 1
        profile = Profile("Sam Okafor", "Europe/London", "sam@opendoor.example")
        with closing(open_store(self._database)) as store:
            Engine(store).handle(Turn(f"sam:{self._turns}", SAM, act, _last_working_moment(), profile))
            with store.engine.begin() as connection:  # these tests run at night too, when nobody is written to
                now = dt.datetime.now(dt.UTC)
                at_once = sa.update(tables.Message).where(sa.column("state") == "ready")
                connection.execute(at_once.values(hours="", due_at=now, try_at=now))


def _last_working_moment() -> dt.datetime:
    """What others do at night reaches nobody before the morning, and these tests run at night too."""
    now = dt.datetime.now(dt.UTC)
    moment = now.replace(hour=11)
    while moment > now or moment.weekday() > 4:
        moment -= dt.timedelta(days=1)
    return moment


@pytest.mark.timeout(240)
def test_a_first_day_on_teams(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'shoes.db'}"
    sam, port = Elsewhere(database), free_port()
    sam.does(Said("I can host someone for a day to see our night shelter, any Thursday"))
    sam.does(Pressed("listing.publish", "1"))
    sam.does(Pressed("role.save", "listing.publish 1", (("role", "youth worker"),)))
    endpoint = f"http://127.0.0.1:{port}/teams/messages"
    with (
        serving(database, port),
        playground(endpoint, free_port(), tmp_path) as address,
        page() as opened,
    ):
        alex = Person(opened)
        alex.opens(address)
        alex.sees("Hello Alex! I help people in councils and charities")
        alex.is_pictured("1-installed")

        # what was said, a card, a press that changes the card in its place, and a required field
        alex.writes("I can offer an hour on grant budgeting, Thursday mornings")
        alex.sees("Here's what I understood. Shall I publish it?")
        alex.is_pictured("2-draft")
        alex.presses("Publish")
        alex.presses("Save")
        alex.sees("Please fill in “Your job”.")
        alex.is_pictured("3-required")
        alex.fills("Your job", "commissioning manager")
        alex.presses("Save")
        alex.sees("Published: ")
        alex.sees_no("Publish")
        alex.is_pictured("4-published")

        # words that would act if anything read them as more than words
        alex.writes("I can offer an hour on <at>everyone</at> **bold** [x](https://evil.example)")
        alex.sees("<at>everyone</at> **bold**")
        alex.is_pictured("5-only-words")

        # where others read: a line there, the rest in private
        for place, picture in (("Group Chat", "6-group"), ("My Team - General", "7-channel")):
            alex.goes_to(place)
            alex.writes(" mine", mention="Test Bot")
            alex.sees("I've answered you in a direct message.")
            alex.is_pictured(picture)
        alex.goes_to("Personal Chat")
        alex.sees("Here's what you have with me")

        # somebody else acts elsewhere, and Alex hears of it without having done anything
        alex.writes("/shadow night shelter")
        alex.presses("Ask")
        alex.sees("Asked")
        alex.is_pictured("8-asked")
        sam.does(Pressed("suggestion.yes", "1"))
        alex.sees("sam@opendoor.example")
        alex.is_pictured("9-introduced")

        # from the compose box: search, and share as a card
        opened.get_by_role("button", name="Trigger Message Extension App").click()
        opened.get_by_text("Search Command").click()
        opened.get_by_placeholder("Enter a search term").fill("budgeting")
        opened.get_by_placeholder("Enter a search term").press("Enter")
        opened.get_by_text("A commissioning manager at").click()
        alex.sees("On offer")
        alex.is_pictured("10-search")
        opened.get_by_role("button", name="Send Message").click()
        expect(opened.get_by_text("Nobody sees a name until both have said yes.")).to_have_count(1)
        alex.sees("This one is yours: ")
        alex.is_pictured("11-shared")

        # the message extension's actions: a window, and the draft in the chat
        opened.get_by_role("button", name="Trigger Message Extension App").click()
        opened.get_by_text("Action Command").click()
        opened.get_by_placeholder("Input command id or leave blanks").fill("turn_into_request")
        opened.get_by_role("button", name="Create").click()
        alex.fills("What you are looking for", "somebody who knows Power BI dashboards")
        alex.is_pictured("12-action")
        alex.presses("Go on")
        alex.sees("The draft is in our one-to-one chat.")
        alex.is_pictured("13-draft")
