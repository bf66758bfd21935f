"""Whom to put to whom: memory names the hundred listings that are likeliest, SQL leaves those who may be put to the
asker, `bot.matching` ranks what is left.

Left out before anything is compared: the same organisation, people who are paused or cannot be reached, listings that
are full, expired or of an activity that would not do, dates that cannot meet, and pairs whom another suggestion would
only bother (`storage/pool.py`).
"""

import datetime as dt
from functools import cached_property
from typing import Any

from sqlmodel import Session

from bot.matching import Ask, Candidate, Relaxation, Relevance, best, relax
from bot.matching.columns import Limits, limits_of
from bot.matching.narrowing import ENOUGH
from bot.model.listings import Activity, Details, Kind
from bot.model.organisations import Person, Sector
from storage import browsing, pool
from storage import details as written
from storage.browsing import MOST, Hit, hit, kept, today_at
from storage.narrowed import Narrowed
from storage.reach import Grant, under

LOOKS = (ENOUGH, 10 * ENOUGH)
"""Of a large pool so many of the likeliest are looked up first, then so many, and then all."""

FEW = ENOUGH // 2
"""If fewer than so many of those that were looked up may be put to the asker, more are looked up."""


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
        rows = self._rows(session, ask, limits, now)
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

    @under(Grant.POOL)
    def openings(
        self, session: Session, me: Person, kind: Kind, details: Details, now: dt.datetime
    ) -> tuple[Relaxation, ...]:
        """Which one change to `details` would bring somebody in who fits well, and how many."""
        ask, today = _ask(me, kind, details), today_at(me.time_zone, now)
        rows = self._rows(session, ask, Limits(me.organisation.id, today), now)
        candidates = [_candidate(row) for row in rows]
        return relax(ask, candidates, today=today, now=now, relevance=self._relevance)

    def browse(
        self, session: Session, me: Person, kind: Kind | None, words: str, activity: Activity | None, now: dt.datetime
    ) -> list[Hit]:
        """Open listings, newest first; with `words`, those that are about them, best first."""
        kinds = tuple(Kind) if kind is None else (kind,)
        return browsing.browsed(
            session, me, kinds, words, activity, now, listings=self.listings, relevance=self._relevance
        )

    def _rows(self, session: Session, ask: Ask, limits: Limits, now: dt.datetime) -> list[Any]:
        """Of those within the limits that may be put to the asker, all or the likeliest."""
        kind = Kind.OFFER if ask.kind is Kind.REQUEST else Kind.REQUEST
        asking = pool.asking(ask.person_id, (kind,), limits, now)
        side = self.listings.side(kind)
        if side is None:  # after a start, until they are all loaded
            return pool.newest(session, asking, ENOUGH)
        offering = ask.kind is Kind.OFFER
        found: list[Any] = []
        seen: set[int] = set()
        for count in (*LOOKS, len(side)):
            role = ask.role if offering else ""
            near = side.nearest(ask.details, limits, count, role=role, home=ask.place, offering=offering)
            found += pool.looked_up(session, [one for one in near if one not in seen], asking)
            seen.update(near)
            if len(found) >= FEW or len(near) < count:
                break
        return found[:ENOUGH]


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
