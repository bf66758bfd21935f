"""What has just become true: facts in the past tense, each told to the person who did it by one dialogue."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from bot.model.exchanges import Exchange, Leg, Proposal, Reflection, Suggestion
from bot.model.listings import Listing
from bot.model.organisations import Organisation, Person
from bot.ports.digests import Digest
from bot.ports.failures import Undelivered
from bot.ports.workspaces import Workspace
from bot.turn import Destination


@dataclass(frozen=True)
class Drafted:
    """A listing was understood or begun; only its owner sees it."""

    listing: Listing


@dataclass(frozen=True)
class Amended:
    """A listing says something else now."""

    before: Listing
    listing: Listing


@dataclass(frozen=True)
class Published:
    """A listing stands. `fitting` counts the people who wait for just this, and are told."""

    listing: Listing
    fitting: int = 0


@dataclass(frozen=True)
class Discarded:
    """A draft was dropped."""

    listing: Listing


@dataclass(frozen=True)
class Withdrawn:
    """A listing was taken down by its owner."""

    listing: Listing


@dataclass(frozen=True)
class Lapsed:
    """A listing reached its last day."""

    listing: Listing


@dataclass(frozen=True)
class Renewed:
    """A listing stands for longer, or again."""

    before: Listing
    listing: Listing


@dataclass(frozen=True)
class Asked:
    """One person asked to be introduced to another; `before` is the other's question that this answers too late."""

    suggestion: Suggestion
    before: Suggestion | None = None


@dataclass(frozen=True)
class TakenBack:
    """The asker changed their mind before an answer came."""

    suggestion: Suggestion


@dataclass(frozen=True)
class QuestionSent:
    """A question, or its answer, passed on before anybody's name is."""

    suggestion: Suggestion
    sender_id: int
    text: str


@dataclass(frozen=True)
class Accepted:
    """Both have said yes, and there is an exchange."""

    suggestion: Suggestion
    exchange: Exchange


@dataclass(frozen=True)
class Declined:
    """Not this time: known to the decliner alone."""

    suggestion: Suggestion


@dataclass(frozen=True)
class ReasonKept:
    """Why it was declined, for the decliner alone."""

    suggestion: Suggestion


@dataclass(frozen=True)
class NoLongerNeeded:
    """The asker found somebody else first."""

    suggestion: Suggestion


@dataclass(frozen=True)
class Undeclined:
    """The decliner thought again, and the question stands as before."""

    suggestion: Suggestion


@dataclass(frozen=True)
class PassedOn:
    """The asker of a declined suggestion is shown somebody else, as if no answer had come."""

    suggestion: Suggestion


@dataclass(frozen=True)
class Expired:
    """No answer came in time."""

    suggestion: Suggestion


@dataclass(frozen=True)
class DatesProposed:
    """One side of a leg named dates. `moving` tells whether a booked date is to be replaced."""

    leg: Leg
    by_id: int
    proposals: tuple[Proposal, ...]
    moving: bool


@dataclass(frozen=True)
class DatesTakenBack:
    """The dates one side named no longer stand."""

    leg: Leg
    by_id: int


@dataclass(frozen=True)
class Booked:
    """A date was agreed. `moved` tells whether it replaces an earlier one."""

    leg: Leg
    by_id: int
    moved: bool


@dataclass(frozen=True)
class PlaceSet:
    """Where a leg happens, or the link to the call, was given."""

    leg: Leg
    by_id: int


@dataclass(frozen=True)
class Cancelled:
    """A leg was called off, with a word to the other."""

    leg: Leg
    by_id: int
    note: str


@dataclass(frozen=True)
class Reopened:
    """A listing has room again, because what was agreed `with_id`, the other side, did not come about.

    `by_id` is whoever called it off.
    """

    listing: Listing
    by_id: int
    with_id: int


@dataclass(frozen=True)
class OutcomeTold:
    """One side said what became of a leg."""

    leg: Leg
    by_id: int
    outcome: Literal["happened", "not yet", "not happened"]


@dataclass(frozen=True)
class Reflected:
    """One side wrote what they learned."""

    leg: Leg
    reflection: Reflection


@dataclass(frozen=True)
class ProfileChanged:
    """What others may learn of a person changed, or how they are reached."""

    before: Person
    person: Person


@dataclass(frozen=True)
class Paused:
    """A person is not matched until a date, or until they say so."""

    before: Person
    person: Person
    until: dt.date


@dataclass(frozen=True)
class Resumed:
    """A person is matched again."""

    before: Person
    person: Person


@dataclass(frozen=True)
class DigestChanged:
    """A channel's weekly post was switched on, off or to another hour."""

    before: Digest | None
    digest: Digest


@dataclass(frozen=True)
class CoordinatorMade:
    """A person has taken a code and coordinates their organisation. `linked` if it linked their workspace as well."""

    person: Person
    linked: bool = False


@dataclass(frozen=True)
class CodeRefused:
    """A code was typed that opens nothing for whoever typed it; or `too_many` were, so that none was looked at."""

    too_many: bool = False


@dataclass(frozen=True)
class Invited:
    """A coordinator has a new code. This is the only place where it stands, and nothing stores this."""

    invitation_id: int
    code: str
    for_workspace: bool


@dataclass(frozen=True)
class InvitationWithdrawn:
    """A code that nobody has used opens nothing any more."""

    invitation_id: int


@dataclass(frozen=True)
class SteppedDown:
    """A person coordinates no longer."""

    before: Person
    person: Person
    at: dt.datetime


@dataclass(frozen=True)
class SteppedUpAgain:
    """A person who stepped down thought again."""

    person: Person


@dataclass(frozen=True)
class SentAgain:
    """A coordinator had a message sent again that was given up; `alone` unless all of them were seen to at once."""

    message: Undelivered
    by: Person
    to: Destination
    alone: bool = True


@dataclass(frozen=True)
class Dropped:
    """A coordinator dropped a message that was given up; `alone` unless all of them were seen to at once."""

    message: Undelivered
    by: Person
    alone: bool = True


@dataclass(frozen=True)
class AllSeenTo:
    """A coordinator had every message that was given up sent again, or dropped; `left` are those without words."""

    number: int
    again: bool
    left: int = 0


@dataclass(frozen=True)
class WentOutOfReach:
    """Nothing can be sent to this person any more: they removed the bot, or their organisation did."""

    person: Person
    at: dt.datetime


@dataclass(frozen=True)
class CameBack:
    """A person who could not be reached spoke again."""

    person: Person
    at: dt.datetime


@dataclass(frozen=True)
class WorkspaceLeft:
    """The app was removed from a workspace."""

    organisation: Organisation
    workspace: Workspace


@dataclass(frozen=True)
class Erased:
    """Everything about a person is gone. `legs` are the bookings that fall with them."""

    person: Person
    legs: tuple[Leg, ...]
    suggestions: tuple[Suggestion, ...]


Event = (
    Drafted
    | Amended
    | Published
    | Discarded
    | Withdrawn
    | Lapsed
    | Renewed
    | Asked
    | TakenBack
    | QuestionSent
    | Accepted
    | Declined
    | ReasonKept
    | NoLongerNeeded
    | Undeclined
    | PassedOn
    | Expired
    | DatesProposed
    | DatesTakenBack
    | Booked
    | PlaceSet
    | Cancelled
    | Reopened
    | OutcomeTold
    | Reflected
    | ProfileChanged
    | Paused
    | Resumed
    | DigestChanged
    | CoordinatorMade
    | CodeRefused
    | Invited
    | InvitationWithdrawn
    | SteppedDown
    | SteppedUpAgain
    | SentAgain
    | Dropped
    | AllSeenTo
    | WentOutOfReach
    | CameBack
    | WorkspaceLeft
    | Erased
)
