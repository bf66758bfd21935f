"""Where an organisation's people speak from. The app may be removed there, and come back."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from bot.model.organisations import Organisation
from bot.turn import Platform


@dataclass(frozen=True)
class Workspace:
    """A Slack team, Teams tenant or web community. `left_at` is set while the app is not installed there."""

    platform: Platform
    workspace: str
    name: str = ""
    left_at: dt.datetime | None = None


class Workspaces(Protocol):
    """Where an organisation's people speak from."""

    def link(self, organisation_id: int, platform: Platform, workspace: str) -> bool:
        """False, and nothing changed, if it is linked already, to whatever organisation."""
        ...

    def left(self, platform: Platform, workspace: str, now: dt.datetime) -> tuple[Organisation, Workspace] | None:
        """The app was removed: no address there works any more. None if that was known, or nobody linked it."""
        ...

    def back(self, platform: Platform, workspace: str) -> bool:
        """The app is there again. False if it never was away."""
        ...

    def has_left(self, platform: Platform, workspace: str) -> bool: ...
    def stranded(self, platform: Platform, workspace: str) -> tuple[int, ...]:
        """Ids of those from there who cannot be reached anywhere and have a visit booked or being arranged."""
        ...
