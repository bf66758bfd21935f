"""The town's people move into an empty store, and its notices go up on their days, all through the repositories."""

import datetime as dt
from dataclasses import replace

from adapters.demo.town import TIME_ZONE, Notice, Town
from bot import due
from bot.events import Published
from bot.model.listings import ListingState
from bot.ports.unit_of_work import UnitOfWork
from storage.unit_of_work import SqlStore

STANDS_FOR = dt.timedelta(days=90)


def move_in(town: Town, store: SqlStore, now: dt.datetime) -> bool:
    """Organisations and people. False, and nothing changed, if the store knows organisations already."""
    if store.setup.organisations():
        return False
    homes = {}
    for house in town.houses:
        if house.known:
            homes[house.key] = store.setup.add_organisation(house.name, house.sector, house.place)
            for workspace in house.workspaces:
                store.setup.link_workspace(homes[house.key], house.platform, workspace, house.name)
    with store.begin() as work:
        for resident in town.residents:
            if not resident.newcomer:
                home = homes[resident.house.key]
                person = work.people.join(resident.address, home, resident.name, TIME_ZONE, resident.contact)
                work.people.save(replace(person, role=resident.role, coordinator=resident.coordinator))
                work.people.seen(resident.address, now)
    return True


class NoticeBoard:
    """Puts up the notices whose day has come, each as it was on its day. `today` is the day they count back from."""

    def __init__(self, town: Town, store: SqlStore, today: dt.datetime) -> None:
        self._town = town
        self._store = store
        self._today = today
        self._waiting = sorted(town.notices, key=lambda notice: -notice.days_ago)

    def put_up(self, until: dt.datetime) -> None:
        """Everything that is due by then and is not up yet."""
        with self._store.begin() as work:
            while self._waiting and (then := self._day_of(self._waiting[0])) <= until:
                self._put_up_one(self._waiting.pop(0), work, then)

    def _put_up_one(self, notice: Notice, work: UnitOfWork, then: dt.datetime) -> None:
        person = work.people.at(self._town.resident(notice.person).address)
        assert person is not None, "move_in() comes first"
        draft = work.listings.add(notice.kind, person, notice.details, now=then, expires_on=then.date() + STANDS_FOR)
        listing = replace(draft, state=ListingState.OPEN)
        work.listings.save(listing)
        due.after(Published(listing), work, then)

    def _day_of(self, notice: Notice) -> dt.datetime:
        return self._today - dt.timedelta(days=notice.days_ago)
