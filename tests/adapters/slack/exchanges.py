"""Two people who have said yes to each other, made by the commands that people's buttons carry."""

import datetime as dt

from bot.commands import carry_out
from bot.commands.introductions import Accept, Ask
from bot.commands.listings import Draft
from bot.model.exchanges import Leg, LegState
from bot.model.listings import Activity, Details, Kind
from bot.model.organisations import Person
from bot.turn import Address
from storage.unit_of_work import SqlStore


def somebody(store: SqlStore, address: Address, name: str, role: str, now: dt.datetime) -> Person:
    """Known by name and role, in the organisation that has linked their workspace."""
    with store.begin() as work:
        organisation = work.people.organisation_of(address.platform, address.workspace)
        assert organisation is not None
        person = work.people.join(
            address, organisation, name, "Europe/London", f"{name.split()[0].lower()}@example.org"
        )
        work.people.seen(address, now)
        work.people.save(type(person)(**{**vars(person), "name": name, "role": role}))
        return work.people.get(person.id)


def agreed(store: SqlStore, host: Person, guest: Person, now: dt.datetime, state: LegState = LegState.ARRANGING) -> Leg:
    """The one visit of their exchange; with a date in a week's time if it is further than being arranged."""
    details = Details(Activity.SHADOW, "night shelter", "Come and see our night shelter", 420)
    with store.begin() as work:
        carry_out(Draft(Kind.OFFER, details, publish=True), host, work, now)
        listing = work.listings.open_of(host.id)[0]
        carry_out(Ask(listing.id, None, ()), guest, work, now)
        [suggestion] = work.exchanges.waiting(host.id)
        carry_out(Accept(suggestion.id), host, work, now)
        exchange = work.exchanges.exchange_of(suggestion.id)
        assert exchange is not None
        leg = exchange.legs[0]
        if state is not LegState.ARRANGING:
            leg = type(leg)(**{**vars(leg), "state": state, "starts_at": now + dt.timedelta(days=7)})
            work.exchanges.save_leg(leg)
        return leg
