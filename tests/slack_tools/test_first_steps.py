"""A newcomer's first steps in a workspace of local-slack: the Home tab, a first message by hand, and shortcuts.

local-slack has no shortcuts: what Slack would post for one is posted here, with a trigger that local-slack gave out, so
that the window opens, is filled in and sent in the browser like any other.
"""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="the browser group is not installed")

from tests.adapters.slack.people import Someone
from tests.slack_tools.workspace import (
    Client,
    LocalSlack,
    browser,
    free_port,
    local_slack,
    post,
    serving,
    wait_for,
)

pytestmark = [pytest.mark.slack, pytest.mark.timeout(180)]
SAM = Someone("USAM", "TOPENDOOR")
MESSAGE = {
    "type": "message",
    "user": "UPRIYA",
    "ts": "1763985600.000100",
    "text": "I'd like to shadow a *housing officer* for a day, <@UPRIYA>",
}


def said(slack: LocalSlack, words: str) -> bool:
    return any(words in one for one in slack.heard())


def test_home_and_a_first_message_written_by_hand(tmp_path: Path) -> None:
    ours = free_port()
    with (
        local_slack(tmp_path, ours, "events") as slack,
        serving(tmp_path, slack, ours, "events"),
        browser() as page,
    ):
        client = Client(page, slack)
        client.opens("In Your Shoes")
        client.sees("Here's what you have with me")
        client.sees("Nothing yet")
        client.draws("7-first-home")
        wait_for(lambda: said(slack, "Hello Sam!"), "nobody greeted the newcomer")

        client.opens("Sam Okafor")
        client.says("I can offer an hour on grant budgeting, Thursday mornings")
        client.sees("Your name comes only after you have both said yes.")
        assert said(slack, "grant budgeting")
        client.draws("8-first-message")


@pytest.mark.parametrize(("called", "message"), [("find_someone", None), ("ask_for_help_with_this", MESSAGE)])
def test_a_shortcut_opens_a_window(tmp_path: Path, called: str, message: dict[str, Any] | None) -> None:
    ours = free_port()
    with (
        local_slack(tmp_path, ours, "events") as slack,
        serving(tmp_path, slack, ours, "events"),
        browser() as page,
    ):
        client = Client(page, slack)
        slack.ask("/command", {"channel": "CGENERAL", "user": "USAM", "command": "/exchange", "text": "help"})
        assert post(ours, SAM.shortcut(called, slack.trigger(), message)) == 200
        sentence = page.locator(".bk-input").locator("input, textarea").first
        if message is None:
            sentence.fill("I'd like to shadow a planning officer for a day")
        else:
            assert "housing officer" in sentence.input_value()
            assert "UPRIYA" not in page.content(), "whoever wrote it stays out of it"
            sentence.fill(sentence.input_value() + " in March")  # local-slack sends only what was typed
        client.draws(f"9-{called}")
        page.locator(".modal-btn.primary").click()
        wait_for(lambda: said(slack, "Nobody yet for"), "the window was not taken")
