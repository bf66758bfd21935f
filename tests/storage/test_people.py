"""People: one for each address, of the organisation whose workspace it is, reached where they last spoke."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.turn import Address
from tests.storage.pool import NOW, Pool, address

ELSEWHERE = Address("web", "leeds-web", "priya")


def test_a_workspace_tells_the_organisation(pool: Pool) -> None:
    with pool.store.begin() as work:
        assert work.people.organisation_of("teams", "leeds") == pool.leeds
        assert work.people.organisation_of("slack", "leeds") is None
        assert work.people.organisation_of("teams", "unknown") is None


def test_a_workspace_linked_again_is_of_the_new_organisation_alone(pool: Pool) -> None:
    pool.store.setup.link_workspace(pool.hands, "teams", "leeds", "Leeds, merged")
    with pool.store.begin() as work:
        assert work.people.organisation_of("teams", "leeds") == pool.hands
        assert work.people.get(pool.priya.id).organisation == pool.leeds


def test_somebody_is_found_by_address_and_by_id(pool: Pool) -> None:
    with pool.store.begin() as work:
        assert work.people.at(address("priya")) == pool.priya == work.people.get(pool.priya.id)
        assert work.people.at(replace(address("priya"), platform="slack")) is None
        with pytest.raises(LookupError):
            work.people.get(999)


def test_an_address_is_one_persons_only(pool: Pool) -> None:
    with pool.store.begin() as work:
        again = work.people.join(address("priya"), pool.hands, "Somebody Else", "Europe/London", "")
        assert again == pool.priya


def test_what_is_saved_comes_back(pool: Pool) -> None:
    changed = replace(
        pool.priya, name="P. Shah", role="", contact="", time_zone="Asia/Kolkata", paused_until=dt.date(2027, 1, 4)
    )
    with pool.store.begin() as work:
        work.people.save(changed)
    with pool.store.begin() as work:
        assert work.people.get(pool.priya.id) == changed
        with pytest.raises(LookupError):
            work.people.save(replace(changed, id=999))


def test_home_is_where_they_last_spoke_and_can_still_be_reached(pool: Pool) -> None:
    with pool.store.begin() as work:
        assert work.people.home(pool.sam.id) == address("sam")
        work.people.seen(address("sam"), NOW)
        work.people.gone(address("sam"))
        assert work.people.home(pool.sam.id) is None
        work.people.seen(address("sam"), NOW)
        assert work.people.home(pool.sam.id) == address("sam")
        assert work.people.home(999) is None
