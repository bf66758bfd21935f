"""For the unmatched: which of their conditions stands in the way, and what one change would open, or two at once where
no one is enough.

Computed, never guessed: each change is made to the ask and the very same ranking is run again. A change is named only
if it brings in people who fit well and who do not fit now.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any, Final

from bot.matching import meeting, places
from bot.matching.asks import Ask, Candidate
from bot.matching.constraints import Condition, desk_places, obstacles
from bot.matching.ranking import ranking_of
from bot.matching.relevance import Relevance
from bot.model.listings import Activity, Details, Mode
from bot.model.when import ANY_TIME, DAYS, When

YIELDING: Final = (Condition.ACTIVITY, Condition.MODE, Condition.PLACE, Condition.TIMES)
"""The conditions that whoever made them can change; the others are the other side's, or nobody's."""

_MOST_PLACES = 3

_FORMS = {
    Activity.SKILL: "an hour's advice instead",
    Activity.SHADOW: "shadowing instead",
    Activity.PLACEMENT: "a placement instead",
    Activity.DESK: "a desk instead",
}


@dataclass(frozen=True)
class Relaxation:
    """One change, or two at once, and what it would open.

    `conditions` are those that stand in the way now; `change` reads well before a count ("any Tuesday: 2 people");
    `details` are the ask's with the change made, ready to be saved; `people` counts those who fit well only after it.
    """

    conditions: tuple[Condition, ...]
    change: str
    people: int
    details: Details

    def __str__(self) -> str:
        return f"{self.change}: {self.people} {'person' if self.people == 1 else 'people'}"


@dataclass(frozen=True)
class _Change:
    """What to put into the details instead."""

    condition: Condition
    said: str
    instead: dict[str, Any] = field(default_factory=dict)


def relax(
    ask: Ask, candidates: Sequence[Candidate], *, today: dt.date, now: dt.datetime, relevance: Relevance
) -> tuple[Relaxation, ...]:
    """The single changes that would open something, the most people first; for each condition only its best change. If
    nobody fits well and no single change helps, the same of two changes at once."""
    ranking = ranking_of(ask, candidates, today=today, now=now, relevance=relevance)
    by_id = {candidate.listing_id: candidate for candidate in candidates}

    def fitting(details: Details) -> set[tuple[int, int]]:
        asking = ranking.asking(details)
        found = asking.matches(asking.judged(len(candidates)), explained=False)
        return {_person(by_id[match.listing_id]) for match in found if not match.weak}

    already = fitting(ask.details)

    def opened(ways: Iterable[tuple[_Change, ...]]) -> tuple[Relaxation, ...]:
        best: dict[tuple[Condition, ...], Relaxation] = {}
        for changes in ways:
            conditions = tuple(one.condition for one in changes)
            details = replace(ask.details, **{name: value for one in changes for name, value in one.instead.items()})
            people = len(fitting(details) - already)
            if people and (conditions not in best or people > best[conditions].people):
                said = " and ".join(one.said for one in changes)
                best[conditions] = Relaxation(conditions, said, people, details)
        return most_first(best.values())

    changes = tuple(_changes(ask, ranking.likely(), today))
    return opened((one,) for one in changes) or (() if already else opened(_two_at_once(changes)))


def most_first(changes: Iterable[Relaxation]) -> tuple[Relaxation, ...]:
    """Those that open most first."""
    return tuple(sorted(changes, key=lambda one: (-one.people, one.conditions)))


def _person(candidate: Candidate) -> tuple[int, int]:
    """People, not listings: two offers of one person open one door. A listing without a person stands for one."""
    return (candidate.person_id, 0) if candidate.person_id else (0, candidate.listing_id)


def _changes(ask: Ask, likely: Sequence[Candidate], today: dt.date) -> Iterator[_Change]:
    details = ask.details
    if details.mode is Mode.IN_PERSON and details.activity is not Activity.DESK:
        yield _Change(Condition.MODE, "remote", {"mode": Mode.REMOTE, "place": ""})
    if details.mode is Mode.REMOTE:
        yield _Change(Condition.MODE, "in person", {"mode": Mode.IN_PERSON})
    if details.when:
        yield from _other_times(details.when)
    yield from _other_places(ask, likely, today)
    for activity in Activity:
        if activity is not details.activity and Activity.DESK not in (activity, details.activity):
            yield _Change(Condition.ACTIVITY, _FORMS[activity], {"activity": activity})


def _other_times(when: When) -> Iterator[_Change]:
    for day in DAYS:
        if when.days != (day,):
            yield _Change(Condition.TIMES, f"any {meeting.NAMES[day][:-1]}", {"when": When(days=(day,))})
    if when.part or when.time:
        yield _Change(Condition.TIMES, "any time of day", {"when": replace(when, part=None, time=None)})
    yield _Change(Condition.TIMES, "any day", {"when": ANY_TIME})


def _other_places(ask: Ask, likely: Sequence[Candidate], today: dt.date) -> Iterator[_Change]:
    """The places of those whom the place keeps away, alone or with one more wish, the nearest first."""
    found: dict[str, tuple[int, float]] = {}
    for candidate in likely:
        standing = obstacles(ask, candidate, today)
        if Condition.PLACE in standing and len(standing) <= 2 and set(standing) <= set(YIELDING):
            home, place = desk_places(ask, candidate)
            away = len(standing), places.distance_km(home, place) or float("inf")
            found[place] = min(away, found.get(place, away))
    for place in sorted(found, key=lambda name: (found[name], name))[:_MOST_PLACES]:
        name = place.title() if place.islower() else place
        yield _Change(Condition.PLACE, f"in {name}", {"place": place})


def _two_at_once(changes: Sequence[_Change]) -> Iterator[tuple[_Change, _Change]]:
    for one, other in combinations(changes, 2):
        if one.condition is not other.condition and not one.instead.keys() & other.instead.keys():
            yield one, other
