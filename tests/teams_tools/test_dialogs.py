"""Dialogs drawn by Microsoft's own renderer: filled in as they come, held to their fields, and sent as one press."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="the browser group is not installed")

from playwright.sync_api import Page, expect

from adapters.teams.plain import written
from adapters.teams.turns import SUBMIT, from_activity
from adapters.teams.windows import dialog, filled
from bot.cards import Card
from bot.looking import Looking
from bot.model.listings import Kind
from bot.model.organisations import Sector
from bot.turn import Pressed
from tests.adapters.teams.people import payload
from tests.teams_tools.playground import HERE, PICTURES, page
from tests.town import Town

pytestmark = pytest.mark.teams
RENDERER = HERE / "node_modules/adaptivecards/dist/adaptivecards.min.js"
SHOW = """card => {
    const drawn = new AdaptiveCards.AdaptiveCard();
    drawn.hostConfig = new AdaptiveCards.HostConfig({ fontFamily: "Segoe UI, sans-serif", actions: { maxActions: 6 } });
    window.sent = null;
    drawn.onExecuteAction = action => { window.sent = action.data; };
    drawn.parse(card);
    document.body.replaceChildren(drawn.render());
}"""


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Priya has a draft of an offer."""
    town = Town(tmp_path)
    town.resident("Priya", "finance manager", "Leeds City Council", Sector.COUNCIL, "teams")
    town.say("Priya", "I can offer an hour on grant budgeting, Thursday mornings")
    return town


def opened(town: Town, verb: str, value: str) -> Card:
    card = Looking(town.store).form(town.residents["Priya"].address, Pressed(verb, value), town.clock.now())
    assert card is not None
    return card


def show(at: Page, body: dict[str, Any]) -> None:
    at.set_content("<!doctype html><html lang='en'><body style='width: 560px; margin: 16px'></body></html>")
    at.add_script_tag(path=RENDERER)
    at.evaluate(SHOW, body["task"]["value"]["card"]["content"])


def picture(at: Page, name: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    at.screenshot(path=PICTURES / f"dialog-{name}.png", full_page=True)


def test_a_dialog_as_it_comes_and_as_it_is_sent(town: Town) -> None:
    form = opened(town, "listing.change", "1")
    body = dialog(form, "listing.change", "1763899190000")
    assert len(written(body)) < 28_000
    with page() as at:
        show(at, body)
        picture(at, "change")
        expect(at.get_by_role("textbox", name="About")).to_have_value("grant budgeting")
        expect(at.get_by_role("textbox", name="When")).to_have_value("Thursday mornings")
        at.get_by_role("textbox", name="About").fill("school budgets")
        at.get_by_role("button", name="Save").click()
        sent = at.evaluate("window.sent")
    town.close()
    activity = payload("task_submit") | {"name": SUBMIT, "value": {"data": sent, "context": {"theme": "default"}}}
    delivered = from_activity(activity, dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC))
    assert delivered is not None
    press = delivered.turn.act
    assert isinstance(press, Pressed)
    assert (press.verb, press.value, press.card.rpartition("|")[2]) == ("listing.save", "1", "1763899190000")
    assert (press.field("topic"), press.field("when"), press.field("length")) == (
        "school budgets",
        "Thursday mornings",
        "60",
    )


def test_what_is_wrong_is_said_and_what_was_typed_stands_there(town: Town) -> None:
    press = Pressed("listing.save", "1", (("topic", "school budgets"), ("capacity", "some")))
    trouble = Looking(town.store).objection(town.residents["Priya"].address, press, town.clock.now())
    again = dialog(filled(opened(town, "listing.change", "1"), press), "listing.change", "1", trouble)
    town.close()
    assert trouble is not None
    with page() as at:
        show(at, again)
        picture(at, "trouble")
        expect(at.get_by_text(str(trouble))).to_be_visible()
        expect(at.get_by_role("textbox", name="About")).to_have_value("school budgets")


def test_a_field_that_must_be_filled_in_says_so_and_nothing_is_sent(town: Town) -> None:
    card = Looking(town.store).message(
        town.residents["Priya"].address, Kind.REQUEST, "Does anybody know Power BI?", town.clock.now()
    )
    town.close()
    with page() as at:
        show(at, dialog(card, "", ""))
        field = at.get_by_role("textbox", name="What you are looking for")
        expect(field).to_have_value("Does anybody know Power BI?")
        field.fill("")
        at.get_by_role("button", name="Go on").click()
        expect(at.get_by_text("Please fill in “What you are looking for”.")).to_be_visible()
        picture(at, "required")
        assert at.evaluate("window.sent") is None
