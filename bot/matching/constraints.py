"""What must hold before relevance is even asked: each condition by name, so that it can be explained and relaxed."""

import datetime as dt
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from bot.matching import audience, direction, meeting, places
from bot.matching.asks import Ask, Candidate
from bot.model.listings import Activity, Details, Kind, Mode
from bot.model.organisations import Sector


class Condition(StrEnum):
    """One reason why two listings cannot be put together."""

    ORGANISATION = "organisation"
    EXCLUDED = "excluded"
    PAUSED = "paused"
    EXPIRED = "expired"
    CAPACITY = "capacity"
    ACTIVITY = "activity"
    DIRECTION = "direction"
    AUDIENCE = "audience"
    MODE = "mode"
    PLACE = "place"
    TIMES = "times"


FIRM: Final = frozenset(
    {Condition.ORGANISATION, Condition.EXCLUDED, Condition.PAUSED, Condition.EXPIRED, Condition.CAPACITY}
)
"""Conditions that no wish of the asker's can change."""

FALLBACK: Final[dict[Activity, dict[Activity, float]]] = {
    Activity.SKILL: {Activity.SKILL: 1.0, Activity.SHADOW: 0.62, Activity.PLACEMENT: 0.5},
    Activity.SHADOW: {Activity.SHADOW: 1.0, Activity.PLACEMENT: 0.75, Activity.SKILL: 0.62},
    Activity.PLACEMENT: {Activity.PLACEMENT: 1.0, Activity.SHADOW: 0.75, Activity.SKILL: 0.62},
    Activity.DESK: {Activity.DESK: 1.0},
}
"""Asked -> offered -> what is left of the worth: the right subject in another form is a fallback, a desk is a desk."""


def obstacles(ask: Ask, candidate: Candidate, today: dt.date) -> tuple[Condition, ...]:
    """Every condition that stands between the two, in the order of `Condition`; empty when they could meet."""
    return tuple(condition for condition in Condition if _STANDS[condition](ask, candidate, today))


def fits(ask: Ask, candidate: Candidate, today: dt.date) -> bool:
    """True when nothing stands between the two; quicker than to name what does."""
    for stands in _STANDS.values():  # noqa: SIM110 - this is asked eighty times a search
        if stands(ask, candidate, today):
            return False
    return True


def activity_worth(ask: Ask, candidate: Candidate) -> float:
    """What the candidate's activity is worth to the ask: 1 for the same, less for a fallback, 0 for none."""
    asked, offered = ask.details.activity, candidate.details.activity
    if ask.kind is Kind.OFFER:
        asked, offered = offered, asked
    return FALLBACK[asked].get(offered, 0.0)


def desk_place(text: str, place: str, home: str) -> str:
    """Where a desk is or is wanted: what was said, else a town named in the words, else the organisation's place."""
    if place:
        return place
    named = places.mentioned(text)
    return named[0] if named else home


def desk_places(ask: Ask, candidate: Candidate) -> tuple[str, str]:
    """Where the ask's desk is and where the candidate's."""
    mine = desk_place(ask.details.text, ask.details.place, ask.place)
    return mine, desk_place(candidate.details.text, candidate.details.place, candidate.place)


def meant_for_them(ask: Ask, candidate: Candidate) -> bool:
    """True when the offer says outright that it is for organisations like the seeker's."""
    seeker, offerer = _sides(ask, candidate)
    return seeker[1] in audience.meant_for(offerer[0])


def _direction(ask: Ask) -> direction.Direction | None:
    return direction.of_listing(ask.kind, ask.details.activity, ask.details.text)


def _direction_of(ask: Ask, candidate: Candidate) -> direction.Direction | None:
    kind = Kind.OFFER if ask.kind is Kind.REQUEST else Kind.REQUEST
    return direction.of_listing(kind, candidate.details.activity, candidate.details.text)


def _sides(ask: Ask, candidate: Candidate) -> tuple[tuple[str, Sector], tuple[str, Sector]]:
    """(text, sector) of whoever seeks, then of whoever offers."""
    mine, theirs = (ask.details.text, ask.sector), (candidate.details.text, candidate.sector)
    return (mine, theirs) if ask.kind is Kind.REQUEST else (theirs, mine)


def _audience_fits(ask: Ask, candidate: Candidate) -> bool:
    seeker, offerer = _sides(ask, candidate)
    meant = audience.meant_for(offerer[0])
    return not meant or seeker[1] in meant


def asked_of_others(ask: Ask, candidate: Candidate) -> bool:
    """True when the seeker named a kind of organisation and the offerer is of another: less wanted, not impossible."""
    seeker, offerer = _sides(ask, candidate)
    wanted = audience.wanted_from(seeker[0])
    return bool(wanted) and offerer[1] not in wanted


def _modes_clash(one: Mode | None, other: Mode | None) -> bool:
    return one is not None and other is not None and one is not other


def _excluded(ask: Ask, candidate: Candidate, _: dt.date) -> bool:
    return candidate.person_id in ask.excluded_people or candidate.organisation_id in ask.excluded_organisations


def said_place(details: Details) -> str:
    """The place that a listing holds others to: none if they meet online. Of a desk see `desk_place`."""
    return "" if details.mode is Mode.REMOTE else details.place


def _places_fit(ask: Ask, candidate: Candidate) -> bool:
    """A desk must be where it is wanted; otherwise two places clash only when both were said and are far apart."""
    if ask.details.activity is Activity.DESK:
        distance = places.distance_km(*desk_places(ask, candidate))
        return distance is not None and distance <= places.NEAR_KM
    return places.within_reach(said_place(ask.details), said_place(candidate.details))


_STANDS: Final[dict[Condition, Callable[[Ask, Candidate, dt.date], bool]]] = {
    Condition.ORGANISATION: lambda ask, candidate, _: candidate.organisation_id == ask.organisation_id,
    Condition.EXCLUDED: _excluded,
    Condition.PAUSED: lambda _, it, today: it.paused_until is not None and it.paused_until > today,
    Condition.EXPIRED: lambda _, it, today: it.expires_on is not None and it.expires_on < today,
    Condition.CAPACITY: lambda _, candidate, __: candidate.capacity_left < 1,
    Condition.ACTIVITY: lambda ask, candidate, _: activity_worth(ask, candidate) == 0.0,
    Condition.DIRECTION: lambda ask, it, _: not direction.compatible(_direction(ask), _direction_of(ask, it)),
    Condition.AUDIENCE: lambda ask, candidate, _: not _audience_fits(ask, candidate),
    Condition.MODE: lambda ask, candidate, _: _modes_clash(ask.details.mode, candidate.details.mode),
    Condition.PLACE: lambda ask, candidate, _: not _places_fit(ask, candidate),
    Condition.TIMES: lambda ask, it, today: not meeting.can_meet(ask.details.when, it.details.when, today),
}
"""Whether each condition stands between an ask and a candidate."""
