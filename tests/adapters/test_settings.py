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


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SLACK, TEAMS)
    shown = repr(read_settings())
    assert "xoxb-1" not in shown
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
