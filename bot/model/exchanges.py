"""Exchanges: from one person asking another, through dates and a visit, to what both made of it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from bot.model.listings import Details


class SuggestionState(StrEnum):
    """An introduction's life. Only an asked one can be answered.

    A declined one looks to the asker as if it were still asked, until they are shown somebody else: then it is
    passed on. So nobody can tell a no from no answer.
    """

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    PASSED_ON = "passed on"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


FURTHEST = dt.timedelta(days=366)
"""How far ahead a visit can be planned."""


@dataclass(frozen=True)
class Suggestion:
    """One person has asked to be introduced to another about a listing.

    The asker has said yes by asking; the other says yes by accepting. `host_id` would show, teach or take somebody
    in; `guest_id` would come or be helped; `asker_id` is one of the two. `reason` is why it was declined: private.
    """

    id: int
    offer_id: int | None
    request_id: int | None
    host_id: int
    guest_id: int
    asker_id: int
    details: Details
    reasons: tuple[str, ...]
    state: SuggestionState
    asked_at: dt.datetime
    answered_at: dt.datetime | None = None
    reason: str = ""

    @property
    def answerer_id(self) -> int:
        """Whose yes is waited for."""
        return self.host_id if self.asker_id == self.guest_id else self.guest_id


class LegState(StrEnum):
    """Where one visit or session stands."""

    ARRANGING = "arranging"
    BOOKED = "booked"
    HAPPENED = "happened"
    NOT_HAPPENED = "not happened"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Leg:
    """One visit or session of an exchange: who hosts, who comes, when and where.

    `starts_at` is aware, in UTC; when it ends, `bot.working_time.end_of` tells. `where` is a place or a link to a call.
    `sequence` counts the bookings, so that a diary replaces the old entry by the new. `token` is the unguessable part
    of the diary file's address.
    """

    id: int
    exchange_id: int
    host_id: int
    guest_id: int
    details: Details
    state: LegState
    token: str
    starts_at: dt.datetime | None = None
    minutes: int = 60
    where: str = ""
    sequence: int = 0

    def other(self, person_id: int) -> int:
        """The one of the two who is not `person_id`."""
        return self.guest_id if person_id == self.host_id else self.host_id


class ExchangeState(StrEnum):
    """An exchange is complete when all its legs are."""

    UNDER_WAY = "under way"
    COMPLETE = "complete"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Exchange:
    """What two or more people agreed. One leg: a visit or session. Two: an in-your-shoes swap. More: a ring."""

    id: int
    suggestion_id: int
    state: ExchangeState
    legs: tuple[Leg, ...]


@dataclass(frozen=True)
class Proposal:
    """A date that one side of a leg put to the other. Still `open` until one is taken or others replace it.

    `where` is the place named with it, which counts from when the date is taken; empty leaves the leg's own.
    """

    id: int
    leg_id: int
    person_id: int
    starts_at: dt.datetime
    open: bool = True
    where: str = ""


class Sharing(StrEnum):
    """Who may read a reflection, by the writer's own choice."""

    PRIVATE = "private"
    ORGANISATION = "organisation"
    PUBLIC = "public"


@dataclass(frozen=True)
class Reflection:
    """What one side of a leg wrote afterwards."""

    id: int
    leg_id: int
    person_id: int
    surprised: str
    differently: str
    tell: str
    sharing: Sharing
    written_at: dt.datetime
