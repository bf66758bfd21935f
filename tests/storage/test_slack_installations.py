"""Each workspace has its own token or its grid's, sealed, renewed by one at a time, and gone when it is gone."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from storage.sealing import NoKeyFits, Sealing, new_key
from storage.slack_installations import SlackInstallation, StoredInstallStates, StoredSlackInstallations
from storage.unit_of_work import SqlStore
from tests.storage.pool import at_once

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
LEASE = dt.timedelta(minutes=1)
LEEDS = SlackInstallation("", "TLEEDS", "UBOT", "BBOT", "UPRIYA", "xoxb-leeds")
OPEN_DOOR = SlackInstallation("", "TOPENDOOR", "UBOT2", "BBOT2", "USAM", "xoxb-open-door", "xoxe-1", NOON)
GRID = SlackInstallation("ECOUNTY", "", "UGRID", "BGRID", "UADMIN", "xoxb-grid")


@pytest.fixture
def key() -> str:
    return new_key()


@pytest.fixture
def installations(store: SqlStore, key: str) -> StoredSlackInstallations:
    return StoredSlackInstallations(store.engine, Sealing([key]))


def told(installed: SlackInstallation | None) -> SlackInstallation | None:
    return replace(installed, id=0) if installed else None


def test_each_workspace_has_its_own(installations: StoredSlackInstallations) -> None:
    for one in (LEEDS, OPEN_DOOR):
        installations.save(one, NOON)
    assert told(installations.find("TLEEDS")) == LEEDS
    assert told(installations.find("TOPENDOOR")) == OPEN_DOOR
    assert installations.find("TOTHER") is None


def test_no_token_stands_in_the_database_as_it_is(installations: StoredSlackInstallations, store: SqlStore) -> None:
    installations.save(OPEN_DOOR, NOON)
    with store.engine.begin() as connection:
        written = str(connection.execute(sa.text("SELECT * FROM slackinstallation")).all())
    assert OPEN_DOOR.token not in written
    assert OPEN_DOOR.refresh not in written
    assert OPEN_DOOR.token not in repr(OPEN_DOOR)


def test_installing_again_replaces_what_was_there(installations: StoredSlackInstallations) -> None:
    installations.save(LEEDS, NOON)
    newer = replace(LEEDS, token="xoxb-newer", enterprise="ECOUNTY")
    installations.save(newer, NOON)
    assert told(installations.find("TLEEDS")) == newer


def test_a_workspace_of_a_grid_has_the_grids_unless_it_has_its_own(installations: StoredSlackInstallations) -> None:
    installations.save(GRID, NOON)
    assert installations.find("TPARKS") is None, "nobody said yet that it belongs there"
    installations.heard_from("TPARKS", "ECOUNTY")
    assert told(installations.find("TPARKS")) == GRID
    own = replace(LEEDS, team="TPARKS", enterprise="ECOUNTY")
    installations.save(own, NOON)
    assert told(installations.find("TPARKS")) == own
    installations.heard_from("TELSEWHERE", "EOTHER")
    assert installations.find("TELSEWHERE") is None


def test_two_grids_are_kept_apart(installations: StoredSlackInstallations) -> None:
    other = replace(GRID, enterprise="ECITY", token="xoxb-city")
    for one in (GRID, other):
        installations.save(one, NOON)
    installations.heard_from("TPARKS", "ECOUNTY")
    installations.heard_from("TCITY", "ECITY")
    assert told(installations.find("TPARKS")) == GRID
    assert told(installations.find("TCITY")) == other


def test_uninstalling_takes_one_workspace_or_all_of_a_grid(installations: StoredSlackInstallations) -> None:
    for one in (LEEDS, OPEN_DOOR, GRID):
        installations.save(one, NOON)
    for team in ("TPARKS", "TROADS"):
        installations.heard_from(team, "ECOUNTY")
    assert installations.forget("TLEEDS") == ("TLEEDS",)
    assert installations.find("TLEEDS") is None
    assert installations.forget("", "ECOUNTY") == ("TPARKS", "TROADS")
    assert installations.find("TPARKS") is None
    assert told(installations.find("TOPENDOOR")) == OPEN_DOOR


def test_one_at_a_time_renews_the_tokens(installations: StoredSlackInstallations) -> None:
    installations.save(OPEN_DOOR, NOON)
    found = installations.find("TOPENDOOR")
    assert found is not None
    claim: Callable[[], bool] = lambda: installations.claim_refresh(found.id, NOON, LEASE)  # noqa: E731
    assert sorted(at_once(4, claim)) == [False, False, False, True]
    assert not installations.claim_refresh(found.id, NOON + LEASE / 2, LEASE)
    installations.refreshed(found.id, "xoxb-next", "xoxe-2", NOON + dt.timedelta(hours=12))
    renewed = installations.find("TOPENDOOR")
    assert renewed is not None
    assert (renewed.token, renewed.refresh) == ("xoxb-next", "xoxe-2")
    assert installations.claim_refresh(found.id, NOON, LEASE)


def test_who_died_while_renewing_does_not_hold_it_for_ever(installations: StoredSlackInstallations) -> None:
    installations.save(OPEN_DOOR, NOON)
    found = installations.find("TOPENDOOR")
    assert found is not None
    assert installations.claim_refresh(found.id, NOON, LEASE)
    assert installations.claim_refresh(found.id, NOON + LEASE, LEASE)


def test_keys_are_exchanged_while_everything_stays_readable(store: SqlStore, key: str) -> None:
    StoredSlackInstallations(store.engine, Sealing([key])).save(LEEDS, NOON)
    new = new_key()
    assert StoredSlackInstallations(store.engine, Sealing([new, key])).reseal() == 1
    assert told(StoredSlackInstallations(store.engine, Sealing([new])).find("TLEEDS")) == LEEDS
    with pytest.raises(NoKeyFits):
        StoredSlackInstallations(store.engine, Sealing([key])).find("TLEEDS")


def test_what_was_begun_counts_once_and_for_ten_minutes(store: SqlStore) -> None:
    states = StoredInstallStates(store.engine)
    first, second = states.issue(NOON), states.issue(NOON)
    assert sorted(at_once(4, lambda: states.consume(first, NOON))) == [False, False, False, True]
    assert not states.consume(second, NOON + dt.timedelta(minutes=10))
    assert not states.consume("guessed", NOON)
    with store.engine.begin() as connection:
        written = str(connection.execute(sa.text("SELECT * FROM slackinstallstate")).all())
    assert second not in written
