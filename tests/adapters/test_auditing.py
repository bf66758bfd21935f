"""`shoes audit`: what it prints, and how it ends when the log is not as it was."""

import csv
import datetime as dt
import io
import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from adapters.__main__ import shoes as program
from tests.stores import POSTGRESQL
from tests.town import Town, introduced

pytestmark = pytest.mark.skipif(POSTGRESQL, reason="tests/storage/test_audit.py is the one that runs on both")


def shoes(*arguments: str, **environment: str) -> Result:
    clean: dict[str, str | None] = {name: None for name in os.environ if name.startswith("SHOES_")}
    return CliRunner().invoke(program, arguments, env=clean | environment, catch_exceptions=False)


@pytest.fixture
def lived(tmp_path: Path) -> str:
    """A town in which two people met, and one of them then asked to be forgotten."""
    town = Town(tmp_path)
    introduced(town)
    town.say("Priya", "forget me")
    town.press("Priya", "Forget me")
    town.close()
    return f"sqlite:///{tmp_path / 'town.db'}"


def rows(told: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(told.stdout)))


def test_each_side_has_what_concerns_it_in_ids_alone(lived: str) -> None:
    told = shoes("audit", "export", SHOES_DATABASE_URL=lived)
    written = [(row["organisation"], row["actor"], row["what"], row["about"]) for row in rows(told)]
    met = [
        ("person:2", "consent given", "suggestion:1"),
        ("person:1", "consent given", "suggestion:1"),
        ("person:1", "exchange accepted", "exchange:1"),
        ("person:1", "contact disclosed", "person:1 to person:2"),
        ("person:1", "contact disclosed", "person:2 to person:1"),
    ]
    assert [one[1:] for one in written if one[0] == "1"] == [("person:1", "offer published", "listing:1"), *met]
    assert [one[1:] for one in written if one[0] == "2"] == [*met, ("person:2", "person erased", "person:2")]
    for word in ("Priya", "Sam", "priya@", "food bank", "Leeds", "Open Door"):
        assert word not in told.stdout
    own = shoes("audit", "export", "--organisation", "1", SHOES_DATABASE_URL=lived)
    assert {row["organisation"] for row in rows(own)} == {"1"}


def test_it_is_whole_until_somebody_changes_it(lived: str, tmp_path: Path) -> None:
    whole = shoes("audit", "verify", SHOES_DATABASE_URL=lived)
    assert whole.exit_code == 0
    assert [line.split()[:2] for line in whole.stdout.splitlines()] == [["1", "6"], ["2", "6"]]
    kept = tmp_path / "kept"
    kept.write_text(whole.stdout, encoding="utf-8")
    assert shoes("audit", "verify", "--kept", str(kept), SHOES_DATABASE_URL=lived).exit_code == 0
    engine = sa.create_engine(lived)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TRIGGER audit_no_update"))
        connection.execute(sa.text("UPDATE audit SET about = 'listing:2' WHERE chain = 1 AND number = 1"))
    engine.dispose()
    broken = shoes("audit", "verify", SHOES_DATABASE_URL=lived)
    assert broken.exit_code == 1
    assert broken.stderr == "Organisation 1, line 1: it is not as it was written.\n"


def test_what_is_no_list_of_heads_is_said_to_be_none(lived: str, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not a head", encoding="utf-8")
    told = shoes("audit", "verify", "--kept", str(wrong), SHOES_DATABASE_URL=lived)
    assert told.exit_code == 2
    assert "is not what" in told.stderr


def test_what_the_operator_does_is_logged_too(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'shoes.db'}"
    shoes("add-organisation", "Open Door", "charity", "--slack", "T01", SHOES_DATABASE_URL=database)
    shoes("invite", "1", SHOES_DATABASE_URL=database)
    key = shoes("new-sealing-key").stdout.strip()
    shoes("reseal", SHOES_DATABASE_URL=database, SHOES_SEALING_KEYS=key)
    told = rows(shoes("audit", "export", SHOES_DATABASE_URL=database))
    assert [(row["organisation"], row["actor"], row["what"]) for row in told] == [
        ("0", "operator", "keys rotated"),
        ("1", "operator", "workspace linked"),
        ("1", "operator", "invitation made"),
    ]
    assert all(dt.datetime.fromisoformat(row["at"]).tzinfo for row in told)
