"""Who takes part: organisations, the workspaces their people are known by, and the people."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Sector(StrEnum):
    """What kind of body an organisation is."""

    COUNCIL = "council"
    GOVERNMENT = "government"
    CHARITY = "charity"
    SOCIAL_ENTERPRISE = "social enterprise"
    COMMUNITY_GROUP = "community group"
    BUSINESS = "business"

    @property
    def article(self) -> str:
        """ "a council", for use in a sentence."""
        return f"a {self.value}" if self is not Sector.GOVERNMENT else "a government body"


@dataclass(frozen=True)
class Organisation:
    """An employer or group. Every row that is stored belongs to one."""

    id: int
    name: str
    sector: Sector
    place: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody in one organisation. `role` is in their own words and empty until they have said it.

    A `coordinator` looks after the organisation's workspaces and what could not be delivered there. `language` is the
    IETF tag of what they read their platform in ("cy-GB"), empty if no platform says. `own` names those of `name`,
    `contact` and `time_zone` that they have put right themselves: no platform's word counts over them.
    """

    id: int
    organisation: Organisation
    name: str
    role: str = ""
    contact: str = ""
    time_zone: str = "Europe/London"
    paused_until: dt.date | None = None
    coordinator: bool = False
    language: str = ""
    own: frozenset[str] = frozenset()
