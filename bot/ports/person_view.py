"""Everything that one person may see, and nothing else."""

import datetime as dt
from typing import Protocol

from bot.matching import Relaxation
from bot.model.listings import Activity, Details, Kind, Listing
from bot.model.organisations import Person
from bot.ports.digests import Digest
from bot.ports.seen import Coordination, Found, LegSeen, Shown, SuggestionSeen, Tally


class PersonView(Protocol):
    """Everything that one person may see, and nothing else. Dialogues read through this alone."""

    @property
    def me(self) -> Person: ...
    @property
    def now(self) -> dt.datetime: ...
    def my_listing(self, listing_id: int) -> Listing | None: ...
    def my_listings(self) -> tuple[Listing, ...]:
        """Open ones, newest first."""
        ...

    def find(self, kind: Kind, details: Details) -> tuple[Found, ...]:
        """Listings of `kind` from other organisations that fit `details`, ranked best first, at most ten."""
        ...

    def openings(self, kind: Kind, details: Details) -> tuple[Relaxation, ...]:
        """The single changes to `details` that would bring in somebody who fits well, the most people first."""
        ...

    def browse(self, kind: Kind | None, words: str, activity: Activity | None) -> tuple[Found, ...]:
        """Open listings of other organisations, newest first (or best first if there are words), at most ten."""
        ...

    def listing(self, listing_id: int) -> Found | None:
        """Somebody else's open listing."""
        ...

    def suggestion(self, suggestion_id: int) -> SuggestionSeen | None:
        """None unless this person is one of the two."""
        ...

    def my_suggestions(self) -> tuple[SuggestionSeen, ...]:
        """Those still waiting for an answer, from either side, oldest first."""
        ...

    def leg(self, leg_id: int) -> LegSeen | None:
        """None unless this person is host or guest."""
        ...

    def my_legs(self) -> tuple[LegSeen, ...]:
        """Being arranged or booked, and those that happened and still lack this person's reflection; soonest first."""
        ...

    def tally(self) -> Tally: ...
    def held(self) -> tuple[tuple[str, str], ...]:
        """Everything stored about this person, as labelled lines."""
        ...

    def shown(self) -> tuple[Shown, ...]:
        """What others were shown of this person, the newest first."""
        ...

    def last_change(self) -> str | None:
        """The last change that can be undone, as `bot.commands` wrote it."""
        ...

    def digest(self, channel: str) -> Digest | None:
        """The regular post of a channel of this person's organisation, given by its written address."""
        ...

    def coordination(self) -> Coordination | None:
        """Of this person's own organisation; None unless they coordinate it."""
        ...
