"""The whole bot in a workspace of local-slack: `shoes serve`, a browser, and nothing of ours in between.

local-slack draws no rich text and takes any token: what it shows is that the parts fit together. What Slack would
refuse is the strict fake's affair. With SLACK_PICTURES=folder it leaves pictures there.
"""

import sqlite3
from pathlib import Path
from typing import Literal

import pytest

pytest.importorskip("playwright", reason="the browser group is not installed")

from playwright.sync_api import expect

from tests.slack_tools.workspace import (
    Client,
    LocalSlack,
    browser,
    emulated_oauth,
    free_port,
    local_slack,
    serving,
    serving_many,
    wait_for,
)

pytestmark = [pytest.mark.slack, pytest.mark.timeout(180)]
OFFER = "an hour on grant budgeting, Thursday mornings"


def said(slack: LocalSlack, words: str) -> bool:
    return any(words in one for one in slack.heard())


def helped(slack: LocalSlack) -> bool:
    """Sam asks for help once more; whether he ever got any. local-slack loses what is said while nobody listens."""
    slack.ask("/command", {"channel": "CGENERAL", "user": "USAM", "command": "/exchange", "text": "help"})
    return said(slack, "Just write to me")


@pytest.mark.parametrize("mode", ["events", "socket"])
def test_a_command_a_window_with_an_error_and_its_correction_a_button_and_the_home_tab(
    tmp_path: Path, mode: Literal["events", "socket"]
) -> None:
    """The same over either transport."""
    ours = free_port()
    with (
        local_slack(tmp_path, ours, mode) as slack,
        serving(tmp_path, slack, ours, mode),
        browser() as page,
    ):
        client = Client(page, slack)
        client.says(f"/offer {OFFER}")
        client.sees("I’ve answered you in our direct messages.")
        client.draws("1-command")

        client.opens("Sam Okafor")
        client.sees("Your name comes only after you have both said yes.")
        client.draws("2-draft")
        client.button("Change").click()
        client.sees("Change what you like")
        client.field("When").fill("at the twelfth of never")
        client.button("Save").click()
        client.sees("I can't make out when")
        page.locator(".modal-error").first.scroll_into_view_if_needed()
        client.draws("3-error")
        client.field("When").fill("any Tuesday in March")
        # Slack sends what a field began with; local-slack sends only what was typed
        client.field("About").fill("charity budgets")
        client.field("Room for how many").fill("2")
        client.button("Save").click()
        wait_for(lambda: said(slack, "Like this?"), "the correction did not arrive")
        assert said(slack, "charity budgets")
        assert said(slack, "Tuesday")
        client.draws("4-corrected")

        client.button("Publish").click()
        wait_for(lambda: said(slack, "what's your job"), "the bot did not ask for a role")
        client.says("youth worker")
        wait_for(lambda: said(slack, "Published"), "the offer does not stand")
        client.draws("5-published")

        client.opens("In Your Shoes")
        client.sees("Here's what you have with me")
        client.sees("Take down")
        client.draws("6-home")


def test_over_socket_mode_and_through_a_reconnection(tmp_path: Path) -> None:
    ours = free_port()
    with local_slack(tmp_path, ours, "socket") as first:
        port = first.port
        with serving(tmp_path, first, ours, "socket"):
            first.ask("/command", {"channel": "CGENERAL", "user": "USAM", "command": "/exchange", "text": "mine"})
            wait_for(lambda: said(first, "Here's what you have with me"), "nothing was heard over the connection")
            first.stop()
            with local_slack(tmp_path, ours, "socket", port) as second:
                wait_for(lambda: helped(second), "nothing was heard over a new connection", 90)


def test_it_is_installed_from_a_browser(tmp_path: Path) -> None:
    ours = free_port()
    with (
        emulated_oauth(tmp_path, ours) as emulator,
        serving_many(tmp_path, emulator, ours),
        browser() as page,
    ):
        page.goto(f"http://127.0.0.1:{ours}/slack/install")
        page.get_by_role("link").first.click()
        page.get_by_role("button").filter(has_text="sam").first.click()
        page.wait_for_url("**/slack/oauth_redirect**")
        expect(page.locator("body")).to_contain_text("Thank you!")
        log = tmp_path / "serve.log"
        wait_for(lambda: '"event": "installed"' in log.read_text(), "it was not installed")
        # emulate reads no arguments from an address, as Slack does, so that nobody can be greeted here
        with sqlite3.connect(tmp_path / "shoes.db") as database:
            [(sealed, installer)] = database.execute("SELECT sealed, installer FROM slackinstallation").fetchall()
        assert installer
        assert "xox" not in sealed
        page.goto(page.url)
        expect(page.locator("body")).not_to_contain_text("Thank you!")  # the same state a second time
