"""`manifest.yml` asks for what the code uses, and for nothing else."""

import re
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.install import SCOPES as ASKED_FOR
from adapters.slack.routes import PATHS, REDIRECT_PATH
from adapters.slack.turns import COMMANDS, FROM_MESSAGE, SHORTCUTS
from tests.adapters.slack.conftest import MANIFEST, REPOSITORY
from tests.adapters.slack.fake_slack import SCOPES

SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / "adapters/slack").glob("*.py"))

EVENT_SCOPES = {
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "app_uninstalled": "",
    "message.im": "im:history",
    "team_access_revoked": "",
    "tokens_revoked": "",
    "user_change": "users:read",
}
"""The events there are here, and the scope that each needs."""


def listened_to() -> set[str]:
    names = set(re.findall(r'app\.event\("(\w+)"\)', SOURCE))
    return {"message.im" if name == "message" else name for name in names}


def methods() -> set[str]:
    """The Web API methods that the code calls, in Slack's spelling."""
    called = set(re.findall(r"client\.((?:chat|users|conversations|auth|views|dnd|oauth_v2)_\w+)\(", SOURCE))
    called |= set(re.findall(r'"(chat_\w+)"', SOURCE))
    assert all(hasattr(AsyncWebClient, name) for name in called)
    return {name.replace("oauth_v2_", "oauth.v2_").replace("_", ".", 1) for name in called}


def needed() -> set[str]:
    """Every scope that some call, event or command of the code needs."""
    by_method = {SCOPES[method] for method in methods() - {"oauth.v2.access"}}
    scopes = by_method | {EVENT_SCOPES[event] for event in listened_to()} | {"commands"}  # shortcuts need it as well
    if 'get("email")' in SOURCE:
        scopes.add("users:read.email")
    return scopes - {""}


def test_the_scopes_are_exactly_those_the_code_needs() -> None:
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == needed()
    assert "user" not in MANIFEST["oauth_config"]["scopes"]


def test_whoever_installs_it_is_asked_for_just_these_scopes() -> None:
    assert list(ASKED_FOR) == MANIFEST["oauth_config"]["scopes"]["bot"]


def test_the_strict_fake_answers_just_what_the_code_calls() -> None:
    assert methods() - {"oauth.v2.access"} == set(SCOPES)


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


def test_the_shortcuts_are_exactly_those_the_code_answers() -> None:
    shortcuts = MANIFEST["features"]["shortcuts"]
    by_kind = {kind: [one["callback_id"] for one in shortcuts if one["type"] == kind] for kind in ("global", "message")}
    assert by_kind == {"global": list(SHORTCUTS), "message": list(FROM_MESSAGE)}
    for one in shortcuts:
        assert 0 < len(one["name"]) <= 24
        assert 0 < len(one["description"]) <= 150


def test_the_home_tab_is_on_and_what_one_workspace_needs_is_not() -> None:
    assert MANIFEST["features"]["app_home"]["home_tab_enabled"]
    assert not MANIFEST["settings"]["token_rotation_enabled"], "a token from the settings would end after twelve hours"
    assert not MANIFEST["settings"]["socket_mode_enabled"]


def test_every_address_is_one_that_we_serve() -> None:
    addresses = set(
        re.findall(r"https://shoes\.example\.org(\S+)", (REPOSITORY / "manifest.yml").read_text(encoding="utf-8"))
    )
    assert addresses == {*PATHS, REDIRECT_PATH}


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
