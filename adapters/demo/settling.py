"""The first day: the town's organisations, people and notices are put into an empty store, through its repositories."""

import datetime as dt
from dataclasses import replace

from adapters.demo.town import TIME_ZONE, Town
from bot import reminders
from bot.events import Published
from bot.model.listings import ListingState
from bot.model.organisations import Organisation
from bot.ports import UnitOfWork
from storage.unit_of_work import SqlStore

STANDS_FOR = dt.timedelta(days=90)


def settle(town: Town, store: SqlStore, now: dt.datetime) -> bool:
    """Everybody moves in. False, and nothing changed, if the store knows organisations already."""
    if store.setup.organisations():
        return False
    organisations: dict[str, Organisation] = {}
    for house in town.houses:
        if house.known:
            organisations[house.key] = store.setup.add_organisation(house.name, house.sector, house.place)
            for workspace in house.workspaces:
                store.setup.link_workspace(organisations[house.key], house.platform, workspace, house.name)
    with store.begin() as work:
        _move_in(town, organisations, work, now)
        _put_up_notices(town, work, now)
    return True


def _move_in(town: Town, organisations: dict[str, Organisation], work: UnitOfWork, now: dt.datetime) -> None:
    for resident in town.residents:
        if not resident.newcomer:
            home = organisations[resident.house.key]
            person = work.people.join(resident.address, home, resident.name, TIME_ZONE, resident.contact)
            work.people.save(replace(person, role=resident.role))
            work.people.seen(resident.address, now)


def _put_up_notices(town: Town, work: UnitOfWork, now: dt.datetime) -> None:
    for notice in sorted(town.notices, key=lambda notice: -notice.days_ago):
        person = work.people.at(town.resident(notice.person).address)
        assert person is not None
        then = now - dt.timedelta(days=notice.days_ago)
        last_day = then.date() + STANDS_FOR
        listing = work.listings.add(notice.kind, person, notice.details, now=then, expires_on=last_day)
        listing = replace(listing, state=ListingState.OPEN)
        work.listings.save(listing)
        reminders.after(Published(listing), work, then)
