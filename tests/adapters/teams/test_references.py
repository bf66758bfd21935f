"""How people are reached again: merged, kept only for linked tenants, forgotten with the person."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from adapters.teams.references import Reference
from bot.model.organisations import Sector
from bot.turn import Address, ChannelAddress
from storage.database import count_statements
from storage.teams_references import StoredTeamsReferences
from storage.unit_of_work import SqlStore
from tests.adapters.teams.people import CALDER, CHANNEL, LEEDS

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
PRIYA = Address("teams", LEEDS, "priya")
KNOWN = Reference("https://smba.trafficmanager.net/uk/", "a:1", "28:bot", "29:priya").as_json()


@pytest.fixture
def references(store: SqlStore) -> StoredTeamsReferences:
    store.setup.link_workspace(store.setup.add_organisation("Leeds", Sector.COUNCIL), "teams", LEEDS)
    return StoredTeamsReferences(store.engine)


def test_what_is_new_wins_and_what_is_not_said_stays(references: StoredTeamsReferences) -> None:
    references.remember(PRIYA, KNOWN, NOON)
    moved = Reference("https://smba.trafficmanager.net/emea/", "", "28:bot", "29:priya")
    references.remember(PRIYA, moved.as_json(), NOON)
    known = references.recall(PRIYA)
    assert known is not None
    assert Reference.from_json(known) == Reference(moved.service_url, "a:1", "28:bot", "29:priya")


def test_saying_the_same_again_is_one_statement(references: StoredTeamsReferences, store: SqlStore) -> None:
    references.remember(PRIYA, KNOWN, NOON)
    with count_statements(store) as statements:
        references.remember(PRIYA, KNOWN, NOON + dt.timedelta(days=1))
    assert statements.count == 1


def test_nothing_is_kept_of_an_unlinked_tenant(references: StoredTeamsReferences) -> None:
    references.remember(Address("teams", CALDER, "tom"), KNOWN, NOON)
    assert references.recall(Address("teams", CALDER, "tom")) is None
    assert references.newest_service_url(CALDER) == ""


def test_the_newest_service_url_of_a_tenant(references: StoredTeamsReferences) -> None:
    references.remember(PRIYA, KNOWN, NOON)
    later = NOON + dt.timedelta(hours=1)
    references.remember(ChannelAddress("teams", LEEDS, CHANNEL), {"service_url": "https://newer.example/"}, later)
    assert references.newest_service_url(LEEDS) == "https://newer.example/"


def test_a_person_and_a_channel_of_one_name_are_two(references: StoredTeamsReferences) -> None:
    references.remember(PRIYA, KNOWN, NOON)
    assert references.recall(ChannelAddress("teams", LEEDS, "priya")) is None
    references.forget(PRIYA)
    references.forget(PRIYA)
    assert references.recall(PRIYA) is None


def test_two_first_activities_at_once(references: StoredTeamsReferences) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: references.remember(PRIYA, KNOWN, NOON), range(16)))
    assert references.recall(PRIYA) == KNOWN


def test_what_another_release_wrote_is_read_as_far_as_it_is_understood() -> None:
    assert Reference.from_json({"service_url": "u", "colour": "red"}) == Reference("u")
