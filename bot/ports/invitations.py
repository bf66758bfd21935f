"""Codes that open something once."""

import datetime as dt
from typing import Protocol

from bot.model.organisations import Organisation
from bot.turn import Platform


class Invitations(Protocol):
    """Codes that link a workspace or make a coordinator, once. The store keeps hashes alone."""

    def make(self, organisation_id: int, by: int | None, now: dt.datetime) -> tuple[int, str]:
        """A new one's id and its code, which nobody can ever be told again."""
        ...

    def unused(self, organisation_id: int, now: dt.datetime) -> int:
        """How many codes of this organisation could still be used."""
        ...

    def opens(self, code: str, now: dt.datetime) -> Organisation | None:
        """Whose it is; None for one that is wrong, used, withdrawn or expired."""
        ...

    def use(self, code: str, person_id: int, now: dt.datetime) -> bool:
        """False if it cannot be used, or not any more: of two people at the same instant one is told True."""
        ...

    def withdraw(self, invitation_id: int, organisation_id: int, now: dt.datetime) -> bool:
        """False if it was used, withdrawn or expired before, or is not this organisation's."""
        ...

    def wrong(self, platform: Platform, workspace: str, now: dt.datetime) -> None:
        """Count a wrong code from this workspace."""
        ...

    def too_many(self, platform: Platform, workspace: str, now: dt.datetime) -> bool:
        """Whether this workspace has typed so many wrong codes this hour that none is looked at."""
        ...
