"""People, their addresses and their organisations, as rows and as values."""

import datetime as dt
from typing import Final, cast

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.model.organisations import Organisation, Person
from bot.ports.people import ForgottenError
from bot.turn import Address, Platform
from storage import erasure, tables, values
from storage.reach import Grant, fetch, under


class StoredPeople:
    """Implements `bot.ports.people.People`. Whoever was looked up once in a unit of work is held until it ends."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: dict[int, tuple[tables.Person, tables.Organisation]] = {}

    @under(Grant.ARRIVAL)
    def organisation_of(self, platform: Platform, workspace: str) -> Organisation | None:
        """Whose workspace this is; None if no organisation has linked it."""
        row = self._session.exec(_OWNER, params={"its_platform": platform, "its_workspace": workspace}).first()
        return values.organisation(row) if row else None

    def at(self, address: Address) -> Person | None:
        """Who is reached there."""
        found = self.found(address)
        return found[0] if found else None

    @under(Grant.ARRIVAL)
    def found(self, address: Address) -> tuple[Person, bool] | None:
        """Who is reached there, and whether the address works."""
        found = self._session.exec(_AT, params=_named(address)).first()
        if found is None:
            return None
        person, employer, works = found
        self._held[person.id] = person, employer
        return values.person(person, employer), works

    @under(Grant.OTHER_SIDE)
    def get(self, person_id: int) -> Person:
        """Raises ForgottenError if there is nobody with this id, or not any more."""
        found = self._held.get(person_id) or self._session.exec(_ONE, params={"person": person_id}).first()
        if found is None or found[0].erased:
            raise ForgottenError(f"there is no person {person_id}")
        self._held[person_id] = found[0], found[1]
        return values.person(*found)

    def join(self, address: Address, organisation: Organisation, name: str, time_zone: str, contact: str) -> Person:
        """A new person at a new address; whoever is there already, if somebody is."""
        already = self.at(address)
        if already is not None:
            return already
        row = tables.Person(organisation_id=organisation.id, name=name, time_zone=time_zone, contact=contact)
        self._session.add(row)
        self._session.flush()
        self._session.add(
            tables.Address(
                organisation_id=organisation.id,
                person_id=row.id,
                platform=address.platform,
                workspace=address.workspace,
                account=address.user,
            )
        )
        self._session.flush()
        return Person(row.id, organisation, name, contact=contact, time_zone=time_zone)

    def save(self, person: Person) -> None:
        """What the person can change of themselves. Raises LookupError if they are not there any more."""
        row = fetch(self._session, tables.Person, person.id)
        if row is None or row.erased:
            raise LookupError(f"there is no person {person.id}")
        row.name, row.role, row.contact = person.name, person.role, person.contact
        row.time_zone, row.paused_until, row.coordinator = person.time_zone, person.paused_until, person.coordinator
        row.language, row.own = person.language, " ".join(sorted(person.own))

    def home(self, person_id: int) -> Address | None:
        """The address last spoken from that still works."""
        return home_of(self._session, person_id)

    def last_home(self, person_id: int) -> Address | None:
        """The address last spoken from, whether or not it works."""
        return home_of(self._session, person_id, working=False)

    def coordinators(self, organisation_id: int) -> tuple[Person, ...]:
        """Those who coordinate this organisation, in the order in which they came."""
        rows = self._session.exec(
            _PERSON.where(
                col(tables.Person.organisation_id) == organisation_id, col(tables.Person.coordinator).is_(True)
            ).order_by(col(tables.Person.id))
        ).all()
        return tuple(values.person(*row) for row in rows)

    @under(Grant.ARRIVAL)
    def seen(self, address: Address, at: dt.datetime) -> None:
        """The person spoke from there, so that it works."""
        self._session.exec(_SEEN, params={**_named(address), "seen": at})

    @under(Grant.ARRIVAL)
    def gone(self, address: Address) -> None:
        """Nothing can be sent to this address until the person speaks from it again."""
        self._session.exec(_GONE, params=_named(address))

    def erase(self, person_id: int) -> None:
        """Remove the person, their words and addresses; exchanges of others keep their counts, without them."""
        erasure.erase(self._session, person_id)


@under(Grant.OTHER_SIDE)
def home_of(session: Session, person_id: int, *, working: bool = True) -> Address | None:
    """The address this person last spoke from, of those that work; of all of them, if not `working`."""
    address = tables.Address
    one = select(address).where(col(address.person_id) == person_id)
    if working:
        one = one.where(col(address.works).is_(True))
    row = session.exec(one.order_by(col(address.seen_at).desc().nulls_last(), col(address.id).desc()).limit(1)).first()
    return Address(cast(Platform, row.platform), row.workspace, row.account) if row else None


def _named(address: Address) -> dict[str, str]:
    return {"its_platform": address.platform, "its_workspace": address.workspace, "its_account": address.user}


# Written once: each is asked in every turn, and to build it takes longer than to answer it.
_HERE: Final = (
    col(tables.Address.platform) == sa.bindparam("its_platform"),
    col(tables.Address.workspace) == sa.bindparam("its_workspace"),
    col(tables.Address.account) == sa.bindparam("its_account"),
)
_PERSON: Final = select(tables.Person, tables.Organisation).join(
    tables.Organisation, col(tables.Person.organisation_id) == col(tables.Organisation.id)
)
_AT: Final = (
    select(tables.Person, tables.Organisation, tables.Address.works)
    .join(tables.Organisation, col(tables.Person.organisation_id) == col(tables.Organisation.id))
    .join(tables.Address, col(tables.Address.person_id) == col(tables.Person.id))
    .where(*_HERE)
)
_ONE: Final = _PERSON.where(col(tables.Person.id) == sa.bindparam("person"), col(tables.Person.erased).is_(False))
_OWNER: Final = (
    select(tables.Organisation)
    .join(tables.Workspace, col(tables.Workspace.organisation_id) == col(tables.Organisation.id))
    .where(
        col(tables.Workspace.platform) == sa.bindparam("its_platform"),
        col(tables.Workspace.workspace) == sa.bindparam("its_workspace"),
    )
)
_SEEN: Final = sa.update(tables.Address).where(*_HERE).values(seen_at=sa.bindparam("seen"), works=True)
_GONE: Final = sa.update(tables.Address).where(*_HERE).values(works=False)
