"""What somebody may be shown of what is not theirs. Names are empty until both have said yes."""

import datetime as dt
from dataclasses import dataclass

from bot.model.exchanges import Leg, Proposal, Reflection, Suggestion
from bot.model.listings import Details, Kind
from bot.model.organisations import Organisation
from bot.ports.failures import Undelivered
from bot.ports.workspaces import Workspace


@dataclass(frozen=True)
class Glimpse:
    """A person as another may see them now. `name` and `contact` are empty until both have said yes."""

    role: str
    organisation: Organisation
    name: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Found:
    """Somebody else's listing as the searcher may see it, with the reasons why it fits, best first."""

    listing_id: int
    kind: Kind
    details: Details
    by: Glimpse
    reasons: tuple[str, ...] = ()
    weak: bool = False


@dataclass(frozen=True)
class Fit:
    """A `standing` listing that a new one answers, and the `new` one as the standing one's owner may see it."""

    standing: Found
    new: Found


@dataclass(frozen=True)
class SuggestionSeen:
    """A suggestion from one side. `mine` tells whether this person asked; `other` is seen as consent allows."""

    suggestion: Suggestion
    mine: bool
    other: Glimpse


@dataclass(frozen=True)
class LegSeen:
    """A leg from one side: both have said yes, so `other` has a name, unless they were forgotten since.

    `reachable` tells whether anything can be sent to the other side.
    """

    leg: Leg
    hosting: bool
    other: Glimpse
    proposals: tuple[Proposal, ...] = ()
    reflection: Reflection | None = None
    reachable: bool = True


@dataclass(frozen=True)
class Shown:
    """Something of this person that somebody in `organisation` was shown: "listing", "role" or "contact"."""

    what: str
    organisation: str
    at: dt.datetime


@dataclass(frozen=True)
class Tally:
    """Counts for "how are we doing": exchanges that happened, and what is open now."""

    mine: int = 0
    organisation: int = 0
    everybody: int = 0
    open_offers: int = 0
    open_requests: int = 0
    organisations: int = 0


@dataclass(frozen=True)
class Coordination:
    """What a coordinator looks after; `people` and `coordinators` are counts, the coordinator among them."""

    workspaces: tuple[Workspace, ...]
    people: int
    coordinators: int
    undelivered: tuple[Undelivered, ...]
