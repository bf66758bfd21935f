"""People, the addresses they speak from, and who of them is gone for good."""

import datetime as dt
from typing import Protocol

from bot.model.organisations import Organisation, Person
from bot.turn import Address, Platform


class ForgottenError(LookupError):
    """There is nobody with this id any more: they asked to be forgotten."""


class People(Protocol):
    """People, their addresses, their organisations."""

    def organisation_of(self, platform: Platform, workspace: str) -> Organisation | None:
        """Whose workspace this is; None if no organisation has linked it."""
        ...

    def at(self, address: Address) -> Person | None: ...
    def found(self, address: Address) -> tuple[Person, bool] | None:
        """Who is reached there, and whether the address works."""
        ...

    def get(self, person_id: int) -> Person:
        """Raises ForgottenError if there is nobody with this id any more."""
        ...

    def join(self, address: Address, organisation: Organisation, name: str, time_zone: str, contact: str) -> Person: ...
    def save(self, person: Person) -> None: ...
    def home(self, person_id: int) -> Address | None:
        """The address last spoken from that still works."""
        ...

    def last_home(self, person_id: int) -> Address | None:
        """The address last spoken from, whether or not it works."""
        ...

    def coordinators(self, organisation_id: int) -> tuple[Person, ...]: ...
    def seen(self, address: Address, at: dt.datetime) -> None: ...
    def gone(self, address: Address) -> None:
        """Nothing can be sent to this address until the person speaks from it again."""
        ...

    def erase(self, person_id: int) -> None:
        """Remove the person, their words and addresses; exchanges of others keep their counts, without them."""
        ...
