"""The whole bot in a workspace of local-slack: `shoes serve`, a browser, and nothing of ours in between.

local-slack draws no rich text and takes any token: what it shows is that the parts fit together. What Slack would
refuse is the strict fake's affair. With SLACK_PICTURES=folder it leaves pictures there.
"""

from pathlib import Path

import pytest

from tests.slack_tools.workspace import Client, LocalSlack, browser, free_port, local_slack, serving, wait_for

pytestmark = [pytest.mark.slack, pytest.mark.timeout(180)]
OFFER = "an hour on grant budgeting, Thursday mornings"


def said(slack: LocalSlack, words: str) -> bool:
    return any(words in one for one in slack.heard())


def helped(slack: LocalSlack) -> bool:
    """Sam asks for help once more; whether he ever got any. local-slack loses what is said while nobody listens."""
    slack.ask("/command", {"channel": "CGENERAL", "user": "USAM", "command": "/exchange", "text": "help"})
    return said(slack, "Just write to me")


def test_a_command_a_window_with_an_error_and_its_correction_a_button_and_the_home_tab(tmp_path: Path) -> None:
    ours = free_port()
    with (
        local_slack(tmp_path, ours, "events") as slack,
        serving(tmp_path, slack, ours, "events"),
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
