"""What somebody sees who looks round without asking for anything: the newest, what is about some words, and one by
itself."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from bot.matching import Relevance
from bot.matching.columns import Limits
from bot.matching.kept import Kept
from bot.matching.narrowing import ENOUGH
from bot.matching.ranking import trusted
from bot.model.listings import Activity, Details, Kind
from bot.model.organisations import Organisation, Person, Sector
from bot.working_time import LONDON, known_zone, local_date
from storage import details as written
from storage import pool
from storage.narrowed import Narrowed, told
from storage.reach import Grant, under

MOST = 10
"""Results of one search: as many as somebody with five minutes reads."""


@dataclass(frozen=True)
class Hit:
    """A listing that fits, with whose it is, whatever the searcher may see of them; the reasons are the ranking's."""

    listing_id: int
    kind: Kind
    details: Details
    person_id: int
    role: str
    name: str
    contact: str
    organisation: Organisation
    reasons: tuple[str, ...] = ()
    weak: bool = False


@under(Grant.POOL)
def browsed(
    session: Session,
    me: Person,
    kinds: Sequence[Kind],
    words: str,
    activity: Activity | None,
    now: dt.datetime,
    *,
    listings: Narrowed,
    relevance: Relevance,
) -> list[Hit]:
    """Open listings, newest first; with `words`, those that are about them, best first."""
    activities = tuple(Activity) if activity is None else (activity,)
    limits = Limits(me.organisation.id, today_at(me.time_zone, now), activities)
    asking = pool.asking(me.id, kinds, limits, now)
    if not words.strip():
        return [hit(row) for row in pool.newest(session, asking, MOST)]
    wanted = Details(activity or Activity.SKILL, topic=words, text=words)
    sides = [listings.side(one) for one in kinds]
    loaded = [side for side in sides if side is not None]
    if len(loaded) < len(sides):  # after a start
        return _about(wanted, pool.newest(session, asking, ENOUGH), relevance)
    near = [listing_id for side in loaded for listing_id in side.nearest(wanted, limits)]
    return _about(wanted, pool.looked_up(session, near, asking), relevance)


@under(Grant.POOL)
def newest(session: Session, organisation_id: int, kind: Kind, since: dt.datetime, now: dt.datetime) -> list[Hit]:
    """Listings of other organisations that were published since then, until now, and are still open, newest first."""
    today = today_at(LONDON, now)
    return [hit(row) for row in pool.published(session, organisation_id, kind, today, since, now, MOST)]


@under(Grant.POOL)
def one(session: Session, me: Person, listing_id: int, now: dt.datetime) -> Hit | None:
    """Somebody else's listing, if this person may see it."""
    row = pool.one(session, listing_id, me.organisation.id, today_at(me.time_zone, now))
    return hit(row) if row else None


def today_at(time_zone: str, now: dt.datetime) -> dt.date:
    """The calendar date there; in London if the platform named a time zone that does not exist."""
    return local_date(now, known_zone(time_zone))


def hit(row: Any, reasons: tuple[str, ...] = (), weak: bool = False) -> Hit:
    """A row of the pool as a value."""
    organisation = Organisation(row.organisation_id, row.organisation, Sector(row.sector), row.home)
    said = written.from_columns(row)
    return Hit(
        row.id, Kind(row.kind), said, row.person_id, row.role, row.name, row.contact, organisation, reasons, weak
    )


def kept(row: Any, relevance: Relevance) -> Kept:
    """What a row's listing is compared by."""
    return relevance.candidate(row, told(row.kind, row.role), row.prepared or b"")


def _about(wanted: Details, rows: Sequence[Any], relevance: Relevance) -> list[Hit]:
    """Those that are about it, best first."""
    alike = relevance.compare_all(relevance.prepare(wanted), [kept(row, relevance) for row in rows])
    scored = [
        (-likeness.score, row.id, strength == "weak", row)
        for row, likeness in zip(rows, alike, strict=True)
        if (strength := trusted(likeness)) in ("strong", "weak")
    ]
    return [hit(row, weak=weak) for _, _, weak, row in sorted(scored, key=lambda one: one[:2])[:MOST]]
