"""The values that go into a ranking and come out of it: an ask, the candidates for it, and the matches.

An ask is whatever waits for the other side: a request wants offers, an offer wants requests. Nothing here knows
which it is except `Ask.kind`, so both directions run through the same code.
"""

import datetime as dt
from dataclasses import dataclass

from bot.model.listings import Details, Kind
from bot.model.organisations import Sector


@dataclass(frozen=True)
class Ask:
    """One listing looking for its counterpart, with what is known about whoever posted it.

    `kind` is the ask's own side: REQUEST is matched with offers, OFFER with requests. `place` is the organisation's,
    `details.place` where it should happen. `excluded_people` are those never to be suggested (a declined pair, a
    pair of the last year, a block); `excluded_organisations` likewise.
    """

    details: Details
    organisation_id: int
    sector: Sector
    place: str = ""
    role: str = ""
    kind: Kind = Kind.REQUEST
    person_id: int = 0
    excluded_people: frozenset[int] = frozenset()
    excluded_organisations: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Candidate:
    """A listing of the other side that might answer an ask.

    `times_put` is how many people it has been put to so far, `capacity_left` how many it can still take and
    `recent_exchanges` how many its person has taken part in during the last 30 days. `prepared` is what
    `Relevance.stored` made of its text; when empty or of another version it is worked out on the spot.
    """

    listing_id: int
    details: Details
    organisation_id: int
    sector: Sector
    place: str = ""
    role: str = ""
    person_id: int = 0
    times_put: int = 0
    capacity_left: int = 1
    recent_exchanges: int = 0
    waiting_since: dt.datetime | None = None
    paused_until: dt.date | None = None
    expires_on: dt.date | None = None
    prepared: bytes = b""


@dataclass(frozen=True)
class Match:
    """A candidate that fits. `score` is 0 to 1 and comparable within one ranking; `weak` means worth showing only
    with that word beside it, `faint` not even that unless something better stands above it; `reasons` are plain
    phrases, the strongest first."""

    listing_id: int
    score: float
    weak: bool
    reasons: tuple[str, ...]
    faint: bool = False
