"""What an administrator reads when the environment is incomplete."""

import pytest

from adapters.settings import SettingsIncomplete, read_settings, settings_to_serve

SLACK = {"SHOES_SLACK_BOT_TOKEN": "xoxb-1", "SHOES_SLACK_SIGNING_SECRET": "shh"}
TEAMS = {"SHOES_TEAMS_APP_ID": "app", "SHOES_TEAMS_APP_PASSWORD": "pass", "SHOES_TEAMS_TENANT_ID": "tenant"}
PUBLIC = {"SHOES_PUBLIC_URL": "https://shoes.example.org"}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("SHOES_")]:
        monkeypatch.delenv(name)


def given(monkeypatch: pytest.MonkeyPatch, *environments: dict[str, str]) -> None:
    for environment in environments:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)


def test_with_nothing_set_both_platforms_and_the_public_address_are_named() -> None:
    with pytest.raises(SettingsIncomplete) as told:
        settings_to_serve()
    for name in (*SLACK, *TEAMS, *PUBLIC):
        assert name in str(told.value)


@pytest.mark.parametrize("platform", [SLACK, TEAMS], ids=["slack", "teams"])
def test_one_platform_is_enough(monkeypatch: pytest.MonkeyPatch, platform: dict[str, str]) -> None:
    given(monkeypatch, platform, PUBLIC)
    settings = settings_to_serve()
    assert (settings.slack, settings.teams) == (platform is SLACK, platform is TEAMS)


def test_everything_missing_of_two_half_set_platforms_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {"SHOES_SLACK_BOT_TOKEN": "xoxb-1", "SHOES_TEAMS_APP_ID": "app"})
    with pytest.raises(SettingsIncomplete) as told:
        settings_to_serve()
    named = {problem.split(" ")[0] for problem in told.value.problems}
    assert named == {
        "SHOES_SLACK_SIGNING_SECRET",
        "SHOES_TEAMS_APP_PASSWORD",
        "SHOES_TEAMS_TENANT_ID",
        "SHOES_PUBLIC_URL",
    }


MANY = {
    "SHOES_SLACK_CLIENT_ID": "42.42",
    "SHOES_SLACK_CLIENT_SECRET": "shh",
    "SHOES_SLACK_SIGNING_SECRET": "shh",
    "SHOES_SEALING_KEYS": "one, two,",
}
SOCKET = {"SHOES_SLACK_BOT_TOKEN": "xoxb-1", "SHOES_SLACK_APP_TOKEN": "xapp-1"}


@pytest.mark.parametrize("way", [SLACK, MANY, SOCKET], ids=["one workspace", "many workspaces", "socket mode"])
def test_each_way_to_slack_is_enough(monkeypatch: pytest.MonkeyPatch, way: dict[str, str]) -> None:
    given(monkeypatch, way, PUBLIC)
    assert settings_to_serve().slack


@pytest.mark.parametrize("way", [SLACK, MANY, SOCKET], ids=["one workspace", "many workspaces", "socket mode"])
def test_each_way_to_slack_needs_all_of_it(monkeypatch: pytest.MonkeyPatch, way: dict[str, str]) -> None:
    for missing in way:
        given(monkeypatch, way, PUBLIC)
        monkeypatch.delenv(missing)
        with pytest.raises(SettingsIncomplete) as told:
            settings_to_serve()
        assert missing in str(told.value) or missing == "SHOES_SLACK_APP_TOKEN"  # then it would be HTTP
        assert "shh" not in str(told.value)


def test_sealing_keys_are_several(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, MANY, PUBLIC)
    assert settings_to_serve().sealing == ("one", "two")


def test_every_value_that_cannot_be_read_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {"SHOES_PORT": "lots", "SHOES_DEVELOPMENT": "perhaps"})
    with pytest.raises(SettingsIncomplete) as told:
        read_settings()
    assert "SHOES_PORT" in str(told.value)
    assert "SHOES_DEVELOPMENT" in str(told.value)


def test_an_address_that_is_not_encrypted_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SLACK, {"SHOES_PUBLIC_URL": "http://shoes.example.org"})
    with pytest.raises(SettingsIncomplete, match="https"):
        settings_to_serve()


OPINION = {
    "SHOES_SECOND_OPINION_URL": "https://llm.example.org/v1",
    "SHOES_SECOND_OPINION_KEY": "sk-1",
    "SHOES_SECOND_OPINION_MODEL": "small",
}


def test_a_second_opinion_is_off_unless_it_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, TEAMS, PUBLIC)
    assert not settings_to_serve().second_opinion
    given(monkeypatch, OPINION)
    assert settings_to_serve().second_opinion


@pytest.mark.parametrize("name", OPINION)
def test_everything_missing_of_a_second_opinion_is_told_at_once(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    given(monkeypatch, SLACK, PUBLIC, {name: OPINION[name]})
    with pytest.raises(SettingsIncomplete) as told:
        settings_to_serve()
    assert {problem.split(" ")[0] for problem in told.value.problems} == set(OPINION) - {name}


@pytest.mark.parametrize(
    "url", ["http://llm.example.org/v1", "http://10.1.2.3/v1", "http://[fe80::1]/v1", "llm.example.org", "ftp://llm/v1"]
)
def test_words_do_not_leave_unencrypted(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    given(monkeypatch, TEAMS, PUBLIC, OPINION, {"SHOES_SECOND_OPINION_URL": url})
    with pytest.raises(SettingsIncomplete, match="SECOND_OPINION_URL must begin"):
        settings_to_serve()


@pytest.mark.parametrize("url", ["http://localhost:11434/v1", "http://127.0.0.1:8000/v1", "http://model:8000/v1"])
def test_a_model_beside_the_bot_needs_no_encryption(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    given(monkeypatch, TEAMS, PUBLIC, OPINION, {"SHOES_SECOND_OPINION_URL": url})
    assert settings_to_serve().second_opinion_url == url


def test_slack_must_not_wait_too_long_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, TEAMS, PUBLIC, OPINION, {"SHOES_SECOND_OPINION_SECONDS": "6"})
    assert settings_to_serve().second_opinion_seconds == 6
    given(monkeypatch, SLACK)
    with pytest.raises(SettingsIncomplete, match="SECOND_OPINION_SECONDS"):
        settings_to_serve()


@pytest.mark.parametrize("seconds", ["0", "-1", "60", "nan", "soon"])
def test_a_limit_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, seconds: str) -> None:
    given(monkeypatch, TEAMS, PUBLIC, OPINION, {"SHOES_SECOND_OPINION_SECONDS": seconds})
    with pytest.raises(SettingsIncomplete, match="SECOND_OPINION_SECONDS cannot be read"):
        read_settings()


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SLACK, TEAMS, OPINION)
    shown = repr(read_settings())
    assert "xoxb-1" not in shown
    assert "sk-1" not in shown
    assert "shh" not in shown


def test_settings_do_not_change(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SLACK)
    with pytest.raises(ValueError, match="frozen"):
        setattr(read_settings(), "port", 1)  # noqa: B010


@pytest.mark.parametrize(
    ("kind", "needs"),
    [
        ("single-tenant", {"SHOES_TEAMS_APP_PASSWORD", "SHOES_TEAMS_TENANT_ID"}),
        ("managed-identity", set()),
        ("multi-tenant", {"SHOES_TEAMS_APP_PASSWORD"}),
    ],
)
def test_each_kind_of_teams_bot_needs_what_it_proves_itself_with(
    kind: str, needs: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given(monkeypatch, PUBLIC, {"SHOES_TEAMS_APP_KIND": kind, "SHOES_TEAMS_APP_ID": "app"})
    assert {problem.split()[0] for problem in read_settings().missing_to_serve()} == needs
