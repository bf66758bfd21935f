"""`manifest.yml` asks for what the code uses, and for nothing else."""

import re
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.inbound import PATHS
from adapters.slack.turns import COMMANDS
from tests.adapters.slack.conftest import MANIFEST, REPOSITORY
from tests.adapters.slack.fake_slack import SCOPES

SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / "adapters/slack").glob("*.py"))

EVENT_SCOPES = {"app_mention": "app_mentions:read", "message.im": "im:history", "app_home_opened": ""}
EVENT_NAMES = {"message": "message.im", "app_mention": "app_mention", "app_home_opened": "app_home_opened"}


def listened_to() -> set[str]:
    return {EVENT_NAMES[name] for name in re.findall(r'app\.event\("(\w+)"\)', SOURCE)}


def methods() -> set[str]:
    """The Web API methods that the code calls, in Slack's spelling."""
    called = set(re.findall(r"client\.((?:chat|users|conversations|auth)_\w+)\(", SOURCE))
    called |= set(re.findall(r'"(chat_\w+)"', SOURCE))
    assert all(hasattr(AsyncWebClient, name) for name in called)
    return {name.replace("_", ".", 1) for name in called}


def test_the_scopes_are_exactly_those_the_code_needs() -> None:
    needed = {SCOPES[method] for method in methods()} | {EVENT_SCOPES[event] for event in listened_to()} | {"commands"}
    if 'get("email")' in SOURCE:
        needed.add("users:read.email")
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == needed - {""}
    assert "user" not in MANIFEST["oauth_config"]["scopes"]


def test_no_scope_reads_a_channels_history() -> None:
    assert not {"channels:history", "groups:history", "mpim:history"} & set(MANIFEST["oauth_config"]["scopes"]["bot"])


def test_the_events_are_exactly_those_the_code_listens_to() -> None:
    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == listened_to()


def test_the_commands_are_exactly_those_the_code_answers() -> None:
    commands = MANIFEST["features"]["slash_commands"]
    assert [command["command"] for command in commands] == list(COMMANDS)
    for command in commands:
        assert 0 < len(command["description"]) <= 2000
        assert command["should_escape"] is True, "a name typed into a command must come as an id, not as words"


def test_every_address_is_one_that_we_serve() -> None:
    addresses = set(
        re.findall(r"https://shoes\.example\.org(\S+)", (REPOSITORY / "manifest.yml").read_text(encoding="utf-8"))
    )
    assert addresses == set(PATHS)


def test_the_texts_fit() -> None:
    about: dict[str, Any] = MANIFEST["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 174 <= len(about["long_description"]) <= 4000
    assert len(MANIFEST["features"]["bot_user"]["display_name"]) <= 80


def test_each_scope_is_explained_to_whoever_grants_it() -> None:
    documentation = (REPOSITORY / "docs/slack.md").read_text(encoding="utf-8")
    for scope in MANIFEST["oauth_config"]["scopes"]["bot"]:
        assert f"`{scope}`" in documentation
