"""Listings: what people offer and what they ask for."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from bot.model.when import ANY_TIME, When


class Kind(StrEnum):
    """Which side of an exchange a listing stands on."""

    OFFER = "offer"
    REQUEST = "request"


class Activity(StrEnum):
    """What would be done together."""

    SKILL = "skill"
    SHADOW = "shadow"
    PLACEMENT = "placement"
    DESK = "desk"


USUAL_MINUTES = {Activity.SKILL: 60, Activity.SHADOW: 210, Activity.PLACEMENT: 420, Activity.DESK: 420}
"""How long a first visit is taken to be while nobody has said: an hour, half a working day, a working day."""


class Mode(StrEnum):
    """How people would meet. `None` in its place means either will do, or nobody said."""

    REMOTE = "remote"
    IN_PERSON = "in_person"


class ListingState(StrEnum):
    """A draft is seen by its owner alone; only an open listing is matched."""

    DRAFT = "draft"
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    FILLED = "filled"


@dataclass(frozen=True)
class Details:
    """What a listing says, whoever made it: the part that a sentence or a form fills in.

    `topic` is the shortest phrase naming the skill, role or subject; `text` what was typed, made safe to show;
    `duration_minutes` the length of one session (an hour 60, a day 420, a week 2100); `capacity` how many people
    it has room for.
    """

    activity: Activity
    topic: str = ""
    text: str = ""
    duration_minutes: int | None = None
    mode: Mode | None = None
    place: str = ""
    when: When = ANY_TIME
    capacity: int = 1
    reciprocal: bool = False


@dataclass(frozen=True)
class Listing:
    """An offer or a request with its owner and its life. `expires_on` is the last day on which it stands."""

    id: int
    kind: Kind
    person_id: int
    organisation_id: int
    details: Details
    state: ListingState
    created_at: dt.datetime
    expires_on: dt.date
