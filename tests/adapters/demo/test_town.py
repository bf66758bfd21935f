"""The pretend town: complete, invented, and never empty."""

import datetime as dt

import pytest

from adapters.clock import MovableClock
from adapters.demo.beginning import begin
from adapters.demo.history import HISTORY, DaysBefore, Presses, morning, play
from adapters.demo.living_town import Listeners
from adapters.demo.town import begins_at, read_town
from bot.model.listings import Activity, Kind
from bot.model.organisations import Sector
from storage.unit_of_work import SqlStore
from tests.adapters.demo.conftest import TUESDAY

pytestmark = pytest.mark.processes

TOWN = read_town()


def test_every_kind_of_body_and_every_platform_takes_part() -> None:
    known = [house for house in TOWN.houses if house.known]
    assert {house.platform for house in known} == {"slack", "teams", "web"}
    assert {house.sector for house in known} == set(Sector) - {Sector.BUSINESS}
    assert any(len(house.workspaces) > 1 for house in known)


def test_a_dozen_people_and_thirty_notices_of_every_kind() -> None:
    assert len([one for one in TOWN.residents if not one.newcomer]) >= 12
    assert len(TOWN.notices) >= 30
    assert {(one.kind, one.details.activity) for one in TOWN.notices} == {
        (kind, activity) for kind in Kind for activity in Activity
    }


def test_each_council_has_a_coordinator() -> None:
    councils = {house.key for house in TOWN.houses if house.sector is Sector.COUNCIL}
    assert {one.house.key for one in TOWN.residents if one.coordinator} == councils


def test_nobody_can_be_mistaken_for_another() -> None:
    assert len({one.address for one in TOWN.residents}) == len(TOWN.residents)
    assert len({one.first_name for one in TOWN.residents}) == len(TOWN.residents)
    assert all(one.tries for one in TOWN.residents)


def test_contacts_are_addresses_that_can_never_reach_anybody() -> None:
    for one in TOWN.residents:
        # .example is reserved, and so is the range 496 0000 to 496 0999 for drama
        assert not one.contact or one.contact.endswith(".example") or "496 0" in one.contact


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        (TUESDAY, TUESDAY),
        (dt.datetime(2026, 11, 24, 16, 0, tzinfo=dt.UTC), dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.UTC)),
        (dt.datetime(2026, 11, 28, 12, 0, tzinfo=dt.UTC), dt.datetime(2026, 11, 30, 9, 30, tzinfo=dt.UTC)),
        (dt.datetime(2026, 12, 24, 22, 0, tzinfo=dt.UTC), dt.datetime(2026, 12, 29, 9, 30, tzinfo=dt.UTC)),
        (dt.datetime(2026, 7, 7, 3, 0, tzinfo=dt.UTC), dt.datetime(2026, 7, 7, 8, 30, tzinfo=dt.UTC)),
    ],
)
def test_the_story_begins_while_people_are_at_work(now: dt.datetime, begins: dt.datetime) -> None:
    assert begins_at(now) == begins


async def test_the_last_weeks_can_be_played_to_the_end(store: SqlStore, real: MovableClock) -> None:
    living = await begin(TOWN, store, Listeners(), real=real, with_history=False)
    steps = tuple(step for step in HISTORY if not isinstance(step, DaysBefore))
    assert await play(living, living.clock.now(), lambda _: None, steps[:3]) is None
    nobody = Presses("joe", "no.such.button")
    assert await play(living, living.clock.now(), lambda _: None, (nobody,)) == nobody


async def test_when_the_page_opens_there_is_something_in_every_stage(store: SqlStore, real: MovableClock) -> None:
    living = await begin(TOWN, store, Listeners(), real=real)
    assert living.clock.now() == TUESDAY

    def on_the_phone_of(key: str) -> str:
        items = living.threads.of(str(TOWN.resident(key).address))
        return "\n".join(item.card.plain for item in items if item.card)

    assert "Thank you. I've kept that." in on_the_phone_of("mei")  # happened, with both reflections
    assert "Thank you. I've kept that." in on_the_phone_of("tom")
    assert "It's in the diary" in on_the_phone_of("ruth")  # coming up
    assert "Which dates shall I put to Helen Marsh?" in on_the_phone_of("aisha")  # being arranged
    assert "would like to shadow you" in on_the_phone_of("joe")  # waiting for an answer
    assert on_the_phone_of("priya") == on_the_phone_of("sam") == ""  # where a visitor begins
    general = living.threads.of(str(TOWN.resident("ruth").channel))
    assert any(item.card and "New in each other's shoes" in item.card.title for item in general)  # the weekly post
    assert not [line for line in living.happenings.newest_first() if line.kind == "fault"]


async def test_a_town_that_was_kept_goes_on(store: SqlStore, real: MovableClock) -> None:
    await begin(TOWN, store, Listeners(), real=real, with_history=False)
    with store.begin() as work:
        before = [len(work.listings.open_of(person)) for person in range(1, 15)]
    await begin(TOWN, store, Listeners(), real=real)
    with store.begin() as work:
        assert [len(work.listings.open_of(person)) for person in range(1, 15)] == before


def test_a_morning_is_a_working_one_and_never_in_the_future() -> None:
    saturday_before = morning(TUESDAY, 3)
    assert saturday_before == dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
    assert morning(TUESDAY.replace(hour=9), 0) == TUESDAY.replace(hour=9)
