"""`shoes`: what each command says and does."""

import datetime as dt
import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adapters.__main__ import shoes as program
from adapters.clock import SystemClock
from bot.model.invitations import code_in
from bot.model.organisations import Sector
from storage.sealing import Sealing
from storage.slack_installations import SlackInstallation, StoredSlackInstallations
from storage.unit_of_work import open_store
from tests.stores import POSTGRESQL, empty
from tests.town import Town

REPOSITORY = Path(__file__).parents[2]


def shoes(*arguments: str, given: str = "", **environment: str) -> Result:
    clean: dict[str, str | None] = {name: None for name in os.environ if name.startswith("SHOES_")}
    return CliRunner().invoke(program, arguments, input=given, env=clean | environment, catch_exceptions=False)


def test_help_lists_the_commands() -> None:
    told = shoes("--help")
    assert told.exit_code == 0
    for command in ("serve", "demo", "chat", "understand", "match", "add-organisation", "invite", "undelivered"):
        assert command in told.stdout


def test_help_loads_no_platform_no_store_and_no_model() -> None:
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "adapters", "--help"],
        capture_output=True,
        encoding="utf-8",
        cwd=REPOSITORY,
        check=True,
        timeout=50,
    ).stderr
    for heavy in ("sqlalchemy", "slack_bolt", "botbuilder", "onnxruntime", "aiohttp", "numpy"):
        assert f" {heavy}\n" not in loaded


def test_serve_lists_everything_that_is_missing() -> None:
    told = shoes("serve")
    assert told.exit_code == 2
    assert "SHOES_SLACK_BOT_TOKEN" in told.stderr
    assert "SHOES_PUBLIC_URL" in told.stderr


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite:////nowhere/shoes.db", "there is no such folder"),
        ("sqlite:///LICENSE", "no SQLite database"),
        ("sqlite://", "SQLite without a file"),
        ("somewhere", "its address cannot be read"),
        ("mysql://shoes:secret@host/shoes", "what reaches it is not installed"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_in_a_sentence(url: str, says: str) -> None:
    told = shoes("organisations", SHOES_DATABASE_URL=url)
    assert told.exit_code == 2
    assert told.stderr.startswith("The database that SHOES_DATABASE_URL names cannot be opened (")
    assert says in told.stderr
    assert "secret" not in told.stderr


def line(**changes: object) -> str:
    return json.dumps({"id": "u1", "text": "help", "channel": "dm", "today": "2026-11-23"} | changes)


def test_understand_answers_each_line() -> None:
    told = shoes(
        "understand", given=f"{line()}\n\n{line(id='u2', text='adult social care', channel='slash:/shadow')}\n"
    )
    assert (told.exit_code, told.stderr) == (0, "")
    first, second = map(json.loads, told.stdout.splitlines())
    assert first == {"id": "u1", "understood": [{"intent": "help"}]}
    assert second["id"] == "u2"
    assert second["understood"][0]["intent"] == "seek"


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("{", "not JSON"),
        ("[]", "not an object"),
        (line(text=None), "text must be there"),
        (line(channel="fax"), "'fax' is none of"),
        (line(today="23/11/2026"), "not a date"),
    ],
    ids=["no json", "a list", "no text", "no channel", "no date"],
)
def test_understand_tells_which_line_is_bad_and_answers_the_others(bad: str, why: str) -> None:
    told = shoes("understand", given=f"{line()}\n{bad}\n{line(id='u3')}\n")
    assert told.exit_code == 1
    assert told.stderr.startswith("line 2: ")
    assert why in told.stderr
    assert [json.loads(answer)["id"] for answer in told.stdout.splitlines()] == ["u1", "u3"]


def test_an_installation_begins(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'shoes.db'}"
    added = shoes(
        "add-organisation", "Open Door", "Charity", "--place", "Leeds", "--slack", "T01", SHOES_DATABASE_URL=database
    )
    assert (added.exit_code, added.stdout) == (0, "1  Open Door\n")
    linked = shoes("link-workspace", "1", "teams", "a-tenant", SHOES_DATABASE_URL=database)
    assert linked.exit_code == 0
    assert shoes("organisations", SHOES_DATABASE_URL=database).stdout == "1  Open Door (charity, Leeds)\n"
    store = open_store(database)
    with store.begin() as work:
        owners = [work.people.organisation_of("slack", "T01"), work.people.organisation_of("teams", "a-tenant")]
    store.close()
    assert [owner.name for owner in owners if owner] == ["Open Door", "Open Door"]


def test_an_organisation_without_a_workspace_gets_a_code_for_whoever_links_one(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'shoes.db'}"
    added = shoes("add-organisation", "Open Door", "charity", SHOES_DATABASE_URL=database)
    invited = shoes("invite", "1", SHOES_DATABASE_URL=database)
    codes = [code_in(line) for told in (added, invited) for line in told.stdout.splitlines() if "Code" in line]
    assert len(codes) == len(set(codes)) == 2
    store = open_store(database)
    with store.begin() as work:
        owners = [work.invitations.opens(str(code), SystemClock().now()) for code in codes]
    store.close()
    assert [owner.name for owner in owners if owner] == ["Open Door", "Open Door"]


def test_what_was_not_delivered_is_listed_sent_again_and_dropped(tmp_path: Path) -> None:
    town, database = Town(tmp_path, dt.datetime.now(dt.UTC)), f"sqlite:///{tmp_path / 'town.db'}"
    if POSTGRESQL:
        database = town.store.engine.url.render_as_string(hide_password=False)
    town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
    town.refusing[town.residents["Sam"].address] = "account_inactive"
    town.say("Sam", "a secret")
    town.say("Sam", "another")
    listed = shoes("undelivered", SHOES_DATABASE_URL=database)
    assert listed.exit_code == 0
    assert [line.split(":")[0] for line in listed.stdout.splitlines()] == [
        f"{number}  to person 1 of organisation 1 on slack" for number in (1, 2)
    ]
    assert "account_inactive" in listed.stdout
    assert "Sam" not in listed.stdout
    left = shoes("undelivered", "--send-again", "1", "--drop", "2", SHOES_DATABASE_URL=database)
    assert (left.exit_code, left.stdout) == (0, "")
    town.refusing.clear()
    town.wait(town.clock.now() + dt.timedelta(minutes=5))
    assert len(town.news()) == 1
    town.close()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("invite", "7"), "no organisation 7"),
        (("undelivered", "--send-again", "7"), "no message 7"),
        (("undelivered", "--drop", "7"), "no message 7"),
        (("add-organisation", "Open Door", "circus"), "Choose one of"),
        (("add-organisation", "  ", "charity"), "needs a name"),
        (("link-workspace", "7", "slack", "T01"), "no organisation 7"),
        (("link-workspace", "7", "fax", "T01"), "no platform"),
        (("add-organisation", "Open Door", "charity", "--slack", "T:1"), "not the id of a workspace"),
    ],
    ids=["invite", "send again", "drop", "sector", "name", "organisation", "platform", "workspace"],
)
def test_what_cannot_be_is_said_plainly(tmp_path: Path, arguments: tuple[str, ...], why: str) -> None:
    told = shoes(*arguments, SHOES_DATABASE_URL=f"sqlite:///{tmp_path / 'shoes.db'}")
    assert told.exit_code == 2
    assert why in told.stderr


@pytest.mark.parametrize("url", ["nonsense", "sqlite://", "sqlite:////no/such/folder/shoes.db", "sqlite://:secret@x/y"])
def test_a_database_that_cannot_be_opened_is_said_without_its_password(url: str) -> None:
    told = shoes("organisations", SHOES_DATABASE_URL=url)
    assert told.exit_code == 2
    assert "SHOES_DATABASE_URL" in told.stderr
    assert "secret" not in told.stderr


def test_sealing_keys_are_made_and_exchanged(tmp_path: Path) -> None:
    database = empty(tmp_path / "shoes.db")
    old, new = (shoes("new-sealing-key").stdout.strip() for _ in range(2))
    assert old != new
    with closing(open_store(database)) as store:
        installed = SlackInstallation("", "TOPENDOOR", "UBOT", "BBOT", "USAM", "xoxb-1")
        StoredSlackInstallations(store.engine, Sealing([old])).save(installed, SystemClock().now())
    both = shoes("reseal", SHOES_DATABASE_URL=database, SHOES_SEALING_KEYS=f"{new},{old}")
    assert (both.exit_code, both.stdout.strip()) == (0, "1 sealed anew.")
    wrong = shoes("reseal", SHOES_DATABASE_URL=database, SHOES_SEALING_KEYS=old)
    assert wrong.exit_code == 2
    assert "Nothing was changed" in wrong.stderr
    with closing(open_store(database)) as store:
        found = StoredSlackInstallations(store.engine, Sealing([new])).find("TOPENDOOR")
    assert found is not None
    assert found.token == "xoxb-1"
