"""For the unmatched: which of their conditions stands in the way, and what one change would open.

Computed, never guessed: each change is made to the ask and the very same ranking is run again. A change is named only
if it brings in people who fit well and who do not fit now.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.matching import meeting, places
from bot.matching.asks import Ask, Candidate
from bot.matching.constraints import Condition, desk_places, obstacles
from bot.matching.ranking import rank, trusted
from bot.matching.relevance import Relevance
from bot.model.listings import Activity, Details, Kind, Mode
from bot.model.when import ANY_TIME, DAYS, When

_MOST_PLACES = 3

_FORMS = {
    Activity.SKILL: "an hour's advice instead",
    Activity.SHADOW: "shadowing instead",
    Activity.PLACEMENT: "a placement instead",
    Activity.DESK: "a desk instead",
}


@dataclass(frozen=True)
class Relaxation:
    """One change and what it would open. `change` reads well before a count ("any Tuesday: 2 people"); `details` are
    the ask's with the change made, ready to be saved; `people` counts those who fit well only after it."""

    condition: Condition
    change: str
    people: int
    details: Details

    def __str__(self) -> str:
        return f"{self.change}: {self.people} {'person' if self.people == 1 else 'people'}"


def relax(
    ask: Ask, candidates: Sequence[Candidate], *, today: dt.date, now: dt.datetime, relevance: Relevance
) -> tuple[Relaxation, ...]:
    """The single changes that would open something, the most people first; for each condition only its best change."""
    by_id = {candidate.listing_id: candidate for candidate in candidates}
    likely = _could_be_strong(ask, candidates, relevance)

    def fitting(details: Details) -> set[tuple[int, int]]:
        found = rank(replace(ask, details=details), likely, today=today, now=now, relevance=relevance, explained=False)
        return {_person(by_id[match.listing_id]) for match in found if not match.weak}

    already = fitting(ask.details)
    best: dict[Condition, Relaxation] = {}
    for condition, change, details in _changes(ask, candidates, today):
        people = len(fitting(details) - already)
        if people and (condition not in best or people > best[condition].people):
            best[condition] = Relaxation(condition, change, people, details)
    return tuple(sorted(best.values(), key=lambda one: (-one.people, one.condition.value)))


def _could_be_strong(ask: Ask, candidates: Sequence[Candidate], relevance: Relevance) -> list[Candidate]:
    """Those that some change could make fit: a dozen rankings are then of a handful, not of everybody."""
    desk = ask.details.activity is Activity.DESK
    same = [one for one in candidates if (one.details.activity is Activity.DESK) is desk]
    if desk:
        return same
    offering = ask.kind is Kind.OFFER
    mine = relevance.prepare(ask.details, ask.role if offering else "")
    theirs = [relevance.candidate(one.details, "" if offering else one.role, one.prepared) for one in same]
    likenesses = relevance.compare_all(mine, theirs, offering=offering)
    return [one for one, likeness in zip(same, likenesses, strict=True) if trusted(likeness) == "strong"]


def in_the_way(ask: Ask, candidates: Sequence[Candidate], today: dt.date) -> dict[Condition, int]:
    """How many candidates each condition alone keeps away, whatever their subject; the firm ones too."""
    counts: dict[Condition, int] = {}
    for candidate in candidates:
        standing = obstacles(ask, candidate, today)
        if len(standing) == 1:
            counts[standing[0]] = counts.get(standing[0], 0) + 1
    return counts


def _person(candidate: Candidate) -> tuple[int, int]:
    """People, not listings: two offers of one person open one door. A listing without a person stands for one."""
    return (candidate.person_id, 0) if candidate.person_id else (0, candidate.listing_id)


def _changes(ask: Ask, candidates: Sequence[Candidate], today: dt.date) -> Iterator[tuple[Condition, str, Details]]:
    details = ask.details
    if details.mode is Mode.IN_PERSON and details.activity is not Activity.DESK:
        yield Condition.MODE, "remote", replace(details, mode=Mode.REMOTE, place="")
    if details.mode is Mode.REMOTE:
        yield Condition.MODE, "in person", replace(details, mode=Mode.IN_PERSON)
    if details.when:
        yield from _other_times(details)
    yield from _other_places(ask, candidates, today)
    for activity in Activity:
        if activity is not details.activity and Activity.DESK not in (activity, details.activity):
            yield Condition.ACTIVITY, _FORMS[activity], replace(details, activity=activity)


def _other_times(details: Details) -> Iterator[tuple[Condition, str, Details]]:
    for day in DAYS:
        if details.when.days != (day,):
            yield Condition.TIMES, f"any {meeting.NAMES[day][:-1]}", replace(details, when=When(days=(day,)))
    if details.when.part or details.when.time:
        longer = replace(details.when, part=None, time=None)
        yield Condition.TIMES, "any time of day", replace(details, when=longer)
    yield Condition.TIMES, "any day", replace(details, when=ANY_TIME)


def _other_places(
    ask: Ask, candidates: Sequence[Candidate], today: dt.date
) -> Iterator[tuple[Condition, str, Details]]:
    """The places of those whom nothing but the place keeps away, the nearest first."""
    details = ask.details
    found: dict[str, float] = {}
    for candidate in candidates:
        if obstacles(ask, candidate, today) == (Condition.PLACE,):
            home, place = desk_places(ask, candidate)
            found.setdefault(place, places.distance_km(home, place) or float("inf"))
    for place in sorted(found, key=lambda name: (found[name], name))[:_MOST_PLACES]:
        name = place.title() if place.islower() else place
        yield Condition.PLACE, f"in {name}", replace(details, place=place)
