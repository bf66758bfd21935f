"""Whom to put to whom: memory names the hundred listings that are likeliest, SQL leaves those who may be put to the
asker, `bot.matching` ranks what is left.

Left out before anything is compared: the same organisation, people who are paused or cannot be reached, listings that
are full, expired or of an activity that would not do, dates that cannot meet, and pairs whom another suggestion would
only bother (`storage/pool.py`).
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import chain, islice
from typing import Any

from sqlmodel import Session

from bot.matching import Ask, Candidate, Relaxation, Relevance, best, rank, relax
from bot.matching.columns import Limits, limits_of
from bot.matching.constraints import Condition, fits, obstacles, said_place
from bot.matching.explain import YIELDING, most_first
from bot.matching.narrowing import ENOUGH, Asker
from bot.model.listings import Activity, Details, Kind, Listing
from bot.model.organisations import Person, Sector
from bot.model.when import ANY_TIME
from storage import browsing, pool
from storage import details as written
from storage.browsing import MOST, Hit, hit, kept, today_at
from storage.narrowed import Narrowed
from storage.reach import Grant, under

LOOKS = (ENOUGH, 3 * ENOUGH, 10 * ENOUGH)
"""Of a large pool so many of the likeliest are looked up first, then so many, and then all."""

FARTHEST = LOOKS[1]
"""So many if it is only for what listings say themselves that few fit: that is compared, and not counted."""

FEW = ENOUGH // 2
"""If fewer than so many of those that were looked up may be put to the asker, more are looked up."""

Keep = Callable[[Any], bool]
"""Whether a row is of use to the asker."""


class Search:
    """Finds and ranks. Shared by all threads; what it remembers of listings is in `listings`."""

    def __init__(self, relevance: Relevance | None = None) -> None:
        self._given = relevance
        self.listings = Narrowed(lambda: self._relevance)

    @cached_property
    def _relevance(self) -> Relevance:
        return self._given or Relevance()

    @under(Grant.POOL)
    def find(self, session: Session, me: Person, kind: Kind, details: Details, now: dt.datetime) -> list[Hit]:
        """Listings of `kind` that fit what this person's `details` offer or ask for, best first."""
        ask, today = _ask(me, kind, details), today_at(me.time_zone, now)
        limits = limits_of(kind, details, me.organisation.id, today)
        rows = self._rows(session, ask, limits, now, lambda row: fits(ask, _candidate(row), today))
        found = best(
            ask,
            [kept(row, self._relevance) for row in rows],
            lambda number: _candidate(rows[number]),
            MOST,
            today=today,
            now=now,
            relevance=self._relevance,
        )
        by_id = {row.id: row for row in rows}
        return [hit(by_id[one.listing_id], one.reasons, one.weak) for one in found]

    def may_do(self, waiting: Person, wanted: Details, listing: Listing, owner: Person, now: dt.datetime) -> bool:
        """Whether what somebody waits for could be answered well by this one listing, whatever else there is.

        To be asked before `find`, which costs so much more.
        """
        home = owner.organisation
        one = Candidate(
            listing.id, listing.details, home.id, home.sector, home.place, owner.role, owner.id, capacity_left=1
        )
        ask, today = _ask(waiting, listing.kind, wanted), today_at(waiting.time_zone, now)
        return any(not match.weak for match in rank(ask, [one], today=today, now=now, relevance=self._relevance))

    @under(Grant.POOL)
    def openings(
        self, session: Session, me: Person, kind: Kind, details: Details, now: dt.datetime
    ) -> tuple[Relaxation, ...]:
        """Which one change to `details`, or which two, would bring somebody in who fits well, and how many `find` would
        then show of them."""
        ask, today = _ask(me, kind, details), today_at(me.time_zone, now)
        candidates = self._kept_away(session, ask, limits_of(kind, details, me.organisation.id, today), now)
        changes = relax(ask, candidates, today=today, now=now, relevance=self._relevance)
        if not changes:
            return ()

        def fitting(details: Details) -> set[int]:
            return {one.person_id for one in self.find(session, me, kind, details, now) if not one.weak}

        already = fitting(details)
        counted = (replace(one, people=len(fitting(one.details) - already)) for one in changes)
        return most_first(one for one in counted if one.people)

    def _kept_away(self, session: Session, ask: Ask, limits: Limits, now: dt.datetime) -> list[Candidate]:
        """The likeliest of those who fit, and of those whom one or two wishes keep away, whichever these are."""
        details, desk = ask.details, ask.details.activity is Activity.DESK
        any_form = tuple(sorted({Activity.DESK} if desk else set(Activity) - {Activity.DESK}))
        free = replace(limits, activities=any_form, mode=None, when=ANY_TIME)
        wishes = (
            (Condition.ACTIVITY, not desk, replace(limits, activities=any_form)),
            (Condition.MODE, details.mode, replace(limits, mode=None)),
            (Condition.PLACE, desk or said_place(details), limits),
            (Condition.TIMES, details.when, replace(limits, when=ANY_TIME)),
        )
        found: dict[int, Candidate] = {}

        def look(within: Limits, yielding: tuple[Condition, ...]) -> bool:
            """Whether there are more than were looked at."""

            def keep(row: Any) -> bool:
                standing = obstacles(ask, _candidate(row), limits.today)
                return len(standing) <= 2 and set(standing) <= set(yielding)

            rows = self._rows(session, ask, within, now, keep, anywhere=Condition.PLACE in yielding)
            found.update((row.id, _candidate(row)) for row in rows)
            return len(rows) >= FEW

        if look(free, YIELDING):
            for condition, was_said, within in wishes:
                if was_said:
                    look(within, (condition,))
        return list(found.values())

    def browse(
        self, session: Session, me: Person, kind: Kind | None, words: str, activity: Activity | None, now: dt.datetime
    ) -> list[Hit]:
        """Open listings, newest first; with `words`, those that are about them, best first."""
        kinds = tuple(Kind) if kind is None else (kind,)
        return browsing.browsed(
            session, me, kinds, words, activity, now, listings=self.listings, relevance=self._relevance
        )

    def _rows(
        self, session: Session, ask: Ask, limits: Limits, now: dt.datetime, keep: Keep, *, anywhere: bool = False
    ) -> list[Any]:
        """Of those within the limits that may be put to the asker, all or the likeliest. If there are many, some are to
        be kept and not only likely."""
        rows: list[Any] = []
        to_keep: Iterator[Any] = iter(())
        useful: list[Any] = []
        for found, more in self._looks(session, ask, limits, now, anywhere=anywhere):
            rows += found
            to_keep = chain(to_keep, filter(keep, found))  # each is looked at once, and no more of them than it takes
            useful += islice(to_keep, MOST - len(useful))
            if not more or len(useful) == MOST:
                break
        return rows if len(rows) <= ENOUGH else list(islice(chain(useful, to_keep), ENOUGH))

    def _looks(
        self, session: Session, ask: Ask, limits: Limits, now: dt.datetime, *, anywhere: bool
    ) -> Iterator[tuple[list[Any], bool]]:
        """The likeliest that may be put to the asker, then others that are less likely, each time with whether still
        more are worth a look."""
        kind = Kind.OFFER if ask.kind is Kind.REQUEST else Kind.REQUEST
        asking = pool.asking(ask.person_id, (kind,), limits, now)
        side = self.listings.side(kind)
        if side is None:  # after a start, until they are all loaded
            yield pool.newest(session, asking, ENOUGH), False
            return
        offering = ask.kind is Kind.OFFER
        asker = Asker(ask.role if offering else "", ask.place, offering, anywhere)
        likeliest = side.likeliest(ask.details, limits, LOOKS[0], LOOKS[-1], asker=asker)
        found: list[Any] = []
        told = 0
        seen: set[int] = set()
        for count in (*LOOKS, len(side)):
            few = count <= LOOKS[-1]
            near = likeliest.first(count) if few else side.nearest(ask.details, limits, count, asker=asker)
            found += pool.looked_up(session, [one for one in near if one not in seen], asking)
            seen.update(near)
            cut = len(near) == count
            if len(found) >= FEW or not cut:
                yield found[told:], cut and count < FARTHEST
                told = len(found)
        yield found[told:], False


def _candidate(row: Any) -> Candidate:
    return Candidate(
        listing_id=row.id,
        details=written.from_columns(row),
        organisation_id=row.organisation_id,
        sector=Sector(row.sector),
        place=row.home,
        role=row.role,
        person_id=row.person_id,
        times_put=row.put,
        capacity_left=row.room,
        recent_exchanges=row.busy,
        waiting_since=row.created_at,
        paused_until=row.paused_until,
        expires_on=row.expires_on,
        prepared=row.prepared or b"",
    )


def _ask(me: Person, kind: Kind, details: Details) -> Ask:
    """What this person looks for when they look for listings of `kind`."""
    mine, asking = me.organisation, Kind.REQUEST if kind is Kind.OFFER else Kind.OFFER
    return Ask(details, mine.id, mine.sector, mine.place, me.role, asking, me.id)
