"""What the core needs from outside: storage behind one unit of work, and one person's view of it.

Everything here is a protocol of plain synchronous methods that take and return values; `storage/` implements them.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol, TypeVar

from bot.cards import Card
from bot.delivery import UNPACED, Paces
from bot.matching import Relaxation
from bot.model.exchanges import Exchange, Leg, Proposal, Reflection, Sharing, Suggestion
from bot.model.listings import Activity, Details, Kind, Listing
from bot.model.organisations import Organisation, Person
from bot.turn import Address, ChannelAddress, Destination, Platform

# ---------------------------------------------------------------- values that cross this border


class ForgottenError(LookupError):
    """There is nobody with this id any more: they asked to be forgotten."""


class ConflictError(Exception):
    """Another transaction changed the same at the same instant; nothing was done, and doing it again is in order."""


_Done = TypeVar("_Done")
_TRIES = 12


def patiently(attempt: Callable[[], _Done]) -> _Done:
    """What `attempt`, a whole transaction, returns when nobody is in its way.

    It is begun again on ConflictError, and each time somebody else got through. Raises the last ConflictError.
    """
    for _ in range(_TRIES - 1):
        with suppress(ConflictError):
            return attempt()
    return attempt()


class Urgency(IntEnum):
    """What goes first when there is more to send than a platform takes. Within one lane, order never changes."""

    ANSWER = 0
    """To somebody who has just said or pressed something, and waits."""
    NEWS = 1
    """Of what somebody else did."""
    ROUTINE = 2
    """Reminders and regular posts, of which there may be thousands at nine on a Monday."""


@dataclass(frozen=True)
class Message:
    """A card on its way to somebody. `key` names the business fact, so that it is queued once however often asked.

    `replaces` is the platform's id of a message to update in place. `supersedes` updates the newest message of the
    card's `matter` in this lane, if there is one, and otherwise says nothing: for retiring spent buttons. To somebody
    who did not act, `reader_id` says who it is, and `asks` is the question that it opens (as JSON): from then on their
    next words answer this and nothing older. One that `waits` is for somebody who cannot be reached at present: it is
    not sent until they are back. When there is much to send, the lanes with the most urgent by `urgency` come first.
    One that can wait names in `hours` the time zone of whom it is for: however late it leaves, it arrives within their
    working hours. Empty for what goes at any hour, such as an answer.
    """

    key: str
    to: Destination
    card: Card
    due_at: dt.datetime
    replaces: str = ""
    supersedes: bool = False
    reader_id: int | None = None
    asks: str = ""
    waits: bool = False
    urgency: Urgency = Urgency.NEWS
    hours: str = ""


@dataclass(frozen=True)
class Reminder:
    """Something to do later. `kind` is known to `bot/reminders.py`; `about` is the id of what it concerns."""

    key: str
    kind: str
    about: str
    due_at: dt.datetime


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
class Digest:
    """A channel's subscription to the weekly post. `weekday` counts from Monday 0; `hour` is on the channel's clock.

    `every` is "weekly", "fortnightly" or "monthly". `last_at` is when the newest one was built.
    """

    channel: ChannelAddress
    organisation_id: int
    weekday: int
    hour: int
    time_zone: str
    every: str = "weekly"
    on: bool = True
    last_at: dt.datetime | None = None


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
class DigestItems:
    """What a digest may say to a whole channel: no names, and only reflections that their writers share with it."""

    offers: tuple[Found, ...] = ()
    requests: tuple[Found, ...] = ()
    visits: tuple[tuple[Details, dt.datetime, Organisation], ...] = ()
    reflections: tuple[tuple[Reflection, Details, Glimpse], ...] = ()


@dataclass(frozen=True)
class Workspace:
    """A Slack team, Teams tenant or web community. `left_at` is set while the app is not installed there."""

    platform: Platform
    workspace: str
    name: str = ""
    left_at: dt.datetime | None = None


@dataclass(frozen=True)
class Undelivered:
    """A message that was given up or held, without its words. Whom it was for: `name` and `person_id`, neither for a
    channel.

    `why` is what the platform or the dispatcher said. It can no longer be sent again when it is not `sendable`: its
    words were removed. `notice` tells coordinators of another such message. One in `doubt` may have arrived, and nobody
    could be asked.
    """

    id: int
    to: Destination
    organisation_id: int
    why: str
    at: dt.datetime
    person_id: int | None = None
    name: str = ""
    sendable: bool = True
    notice: bool = False
    doubt: bool = False


NOTICE = "undelivered:"
"""How the key of a message begins that tells a coordinator of another one that was given up."""
POST = "digest:"
"""How the key of a regular post in a channel begins."""


@dataclass(frozen=True)
class Coordination:
    """What a coordinator looks after; `people` and `coordinators` are counts, the coordinator among them."""

    workspaces: tuple[Workspace, ...]
    people: int
    coordinators: int
    undelivered: tuple[Undelivered, ...]


# ---------------------------------------------------------------- what one person may see


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

    def last_change(self) -> str | None:
        """The last change that can be undone, as `bot.commands` wrote it."""
        ...

    def digest(self, channel: str) -> Digest | None:
        """The regular post of a channel of this person's organisation, given by its written address."""
        ...

    def coordination(self) -> Coordination | None:
        """Of this person's own organisation; None unless they coordinate it."""
        ...


# ---------------------------------------------------------------- storage, by subject


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


class Failures(Protocol):
    """Messages that were given up or held, until somebody sends them again or drops them."""

    def next_untold(self) -> Undelivered | None:
        """The oldest that nobody was told of."""
        ...

    def mark_told(self, message_id: int, now: dt.datetime) -> None: ...
    def get(self, message_id: int) -> Undelivered | None: ...
    def all(self) -> tuple[Undelivered, ...]:
        """Of every organisation, oldest first: for the operator."""
        ...

    def send_again(self, message_id: int, now: dt.datetime) -> Destination | None:
        """Queue it anew, to where the person is reached now. None if it is not there (any more) or has no words."""
        ...

    def drop(self, message_id: int, now: dt.datetime) -> bool: ...


class Listings(Protocol):
    """Offers and requests."""

    def add(self, kind: Kind, person: Person, details: Details, *, now: dt.datetime, expires_on: dt.date) -> Listing:
        """A new draft."""
        ...

    def get(self, listing_id: int) -> Listing | None: ...
    def save(self, listing: Listing) -> None: ...
    def open_of(self, person_id: int) -> tuple[Listing, ...]: ...
    def fitting(self, listing: Listing, *, now: dt.datetime) -> tuple[Found, ...]:
        """Open listings of the other kind that a new `listing` fits well, best first: those whose owners to tell."""
        ...

    def taken(self, listing_id: int) -> int:
        """How many exchanges under way or complete came from this listing."""
        ...


class Exchanges(Protocol):
    """Suggestions, exchanges, legs, proposed dates, reflections."""

    def suggest(self, suggestion: Suggestion) -> Suggestion:
        """Store a new one (its `id` is ignored) and return it with its id."""
        ...

    def suggestion(self, suggestion_id: int) -> Suggestion | None: ...
    def save_suggestion(self, suggestion: Suggestion) -> None: ...
    def between(self, one: int, other: int, since: dt.datetime) -> tuple[Suggestion, ...]:
        """Suggestions in which these two people met since then, whoever asked."""
        ...

    def waiting(self, person_id: int) -> tuple[Suggestion, ...]:
        """Those still asked in which this person is one of the two."""
        ...

    def begin(self, suggestion: Suggestion, token: str, minutes: int) -> Exchange:
        """The exchange of an accepted suggestion, with its one leg; the existing one if there is one already."""
        ...

    def exchange(self, exchange_id: int) -> Exchange | None: ...
    def exchange_of(self, suggestion_id: int) -> Exchange | None: ...
    def save_exchange(self, exchange: Exchange) -> None:
        """Saves the state of the exchange and of each of its legs."""
        ...

    def leg(self, leg_id: int) -> Leg | None: ...
    def leg_by_token(self, token: str) -> Leg | None: ...
    def save_leg(self, leg: Leg) -> None: ...
    def propose(
        self, leg_id: int, person_id: int, starts: Sequence[dt.datetime], where: str = ""
    ) -> tuple[Proposal, ...]:
        """Replaces every open proposal of the leg."""
        ...

    def proposals(self, leg_id: int) -> tuple[Proposal, ...]:
        """The open ones, soonest first."""
        ...

    def proposal(self, proposal_id: int) -> Proposal | None: ...
    def close_proposals(self, leg_id: int) -> None: ...
    def reflect(
        self, leg_id: int, person_id: int, answers: tuple[str, str, str], sharing: Sharing, at: dt.datetime
    ) -> Reflection:
        """One for each person and leg: writing again replaces it."""
        ...

    def reflection(self, leg_id: int, person_id: int) -> Reflection | None: ...


class Conversations(Protocol):
    """The open question of each person, as JSON that `bot.engine` writes and reads; and what can be undone."""

    def load(self, person_id: int) -> str | None: ...
    def save(self, person_id: int, state: str | None) -> None: ...
    def last_change(self, person_id: int) -> str | None: ...
    def remember_change(self, person_id: int, change: str | None) -> None: ...


class Outbox(Protocol):
    """What is to be sent. Queued once for each key, sent in order in each lane (one lane for each destination)."""

    def queue(self, message: Message) -> None:
        """Does nothing if the key was queued before."""
        ...

    def hold(self, platform: Platform, workspace: str, user: str | None = None) -> None:
        """What is not sent yet to this person, or to everybody in this workspace, waits until they are back."""
        ...

    def release(self, person_id: int, to: Address, now: dt.datetime) -> None:
        """What waited for somebody is sent, wherever they were before."""
        ...

    def post(self, platform: Platform, workspace: str, now: dt.datetime) -> None:
        """The app is back: each channel gets the newest regular post that waited, and nothing else that did."""
        ...

    def unpost(self, place: ChannelAddress, now: dt.datetime) -> None:
        """What is not posted in this place yet never is: nobody is there to read it, or it is out of date."""
        ...


class Reminders(Protocol):
    """What is due later."""

    def set(self, reminder: Reminder) -> None:
        """Replaces an earlier one of the same key that has not rung."""
        ...

    def drop(self, key: str) -> None: ...


class Digests(Protocol):
    """Channels that asked for the weekly post."""

    def get(self, channel: ChannelAddress) -> Digest | None: ...
    def save(self, digest: Digest) -> None: ...
    def items(self, organisation_id: int, since: dt.datetime, now: dt.datetime) -> DigestItems: ...


class Disclosures(Protocol):
    """Who was shown what of whom, and when."""

    def record(self, viewer_id: int, subject_id: int, what: str, about: str, at: dt.datetime) -> None:
        """`what` is "listing", "role" or "contact"; recording the same again changes nothing."""
        ...


@dataclass(frozen=True)
class Noted:
    """A line for the audit log. `about` is "listing:17"; `concerns` are the ids of the people it is about."""

    what: str
    about: str
    concerns: tuple[int, ...]


class Audit(Protocol):
    """The audit log: ids alone, only ever added to."""

    def note(self, noted: Noted, by: int | None, at: dt.datetime) -> None:
        """Into the log of each organisation whose people it concerns. `by` nobody is the clock."""
        ...


class UnitOfWork(Protocol):
    """One transaction. Everything in it happens, or nothing does."""

    @property
    def people(self) -> People: ...
    @property
    def workspaces(self) -> Workspaces: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def failures(self) -> Failures: ...
    @property
    def listings(self) -> Listings: ...
    @property
    def exchanges(self) -> Exchanges: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def reminders(self) -> Reminders: ...
    @property
    def digests(self) -> Digests: ...
    @property
    def disclosures(self) -> Disclosures: ...
    @property
    def audit(self) -> Audit: ...
    def acts_for(self, organisation_id: int) -> None:
        """Whose turn this is: from here on nothing of another organisation is touched but what crosses by design."""
        ...

    def first_time(self, turn_id: str, at: dt.datetime) -> bool:
        """Claim the turn: False if it was claimed before. Inserts first, so that two threads cannot both win."""
        ...

    def view_of(self, person: Person, now: dt.datetime) -> PersonView: ...
    def claim_reminder(self, now: dt.datetime) -> Reminder | None:
        """The reminder longest due, marked as rung in this transaction; None if none is due."""
        ...


class Store(Protocol):
    """Where units of work begin."""

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """Commits when the block ends, rolls back when it raises. Raises ConflictError, at any point of the block."""
        ...


@dataclass(frozen=True)
class Spoken:
    """What a turn led to, for the adapter that brought it: lanes with something new to send."""

    lanes: frozenset[str] = field(default_factory=frozenset)
    duplicate: bool = False
    refused: str = ""


# ---------------------------------------------------------------- delivery


@dataclass(frozen=True)
class Parcel:
    """A queued message that one dispatcher has claimed for a while.

    `replaces` is the platform's id of the message to update, empty to send a new one. `attempts` counts this one:
    it fences every settlement, so that a dispatcher whose lease ran out cannot overwrite what the next one did.
    One that is in `doubt` may have been taken before, since `first_try_at`: it is asked for before it is sent.
    One that can wait names in `hours` the time zone of whom it is for.
    """

    id: int
    key: str
    to: Destination
    card: Card
    replaces: str
    attempts: int
    doubt: bool = False
    first_try_at: dt.datetime | None = None
    hours: str = ""


class Deliveries(Protocol):
    """The outbox as a dispatcher sees it; every method is a transaction of its own.

    None of those that settle a parcel does anything once its lease has run out and somebody else has it; but that it
    was delivered ends every doubt about it, however late.
    """

    def claim(
        self, now: dt.datetime, lease: dt.timedelta, limit: int, paces: Paces = UNPACED, lane: str = ""
    ) -> tuple[Parcel, ...]:
        """The oldest unsent message of each lane, where it is due, nobody else holds it and the platform's pace allows
        it, the most urgent first, at most `limit`. Of one `lane` alone, if it is named.

        A message whose `supersedes` finds nothing to update is settled without being sent.
        """
        ...

    def lanes(self, now: dt.datetime, limit: int) -> tuple[str, ...]:
        """The lanes of which `claim` would give out a message now, in that order; nothing is claimed."""
        ...

    def delivered(self, parcel: Parcel, message_id: str, now: dt.datetime) -> None:
        """The platform has it."""
        ...

    def retry(self, parcel: Parcel, at: dt.datetime, why: str) -> None:
        """The platform does not have it. Its lane waits for it until `at`."""
        ...

    def postpone(self, parcel: Parcel, until: dt.datetime, why: str) -> None:
        """It was not tried: it is due at `until`, and what its lane has for them meanwhile goes before it."""
        ...

    def check(self, parcel: Parcel, at: dt.datetime, why: str) -> None:
        """The platform may have it: claimed again at `at`, it is in doubt. Its lane waits."""
        ...

    def hold(self, parcel: Parcel, why: str, now: dt.datetime) -> None:
        """The platform may have it, and nobody but a person can say. The rest of its lane goes on."""
        ...

    def give_up(self, parcel: Parcel, why: str, now: dt.datetime) -> None:
        """The platform will not have it. The rest of its lane goes on."""
        ...

    def pause(self, to: Destination, until: dt.datetime) -> None:
        """The platform wants nothing more for this workspace until then, from any dispatcher."""
        ...
