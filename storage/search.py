"""Whom to put to whom: memory names the hundred listings that are likeliest, SQL leaves those who may be put to the
asker, `bot.matching` ranks what is left.

Left out before anything is compared: the same organisation, people who are paused or cannot be reached, listings that
are full, expired or of an activity that would not do, dates that cannot meet, and pairs whom another suggestion would
only bother (see `_bothered`).
"""

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.matching import Ask, Candidate, Relaxation, Relevance, best, relax
from bot.matching.columns import Limits, limits_of
from bot.matching.kept import Kept
from bot.matching.narrowing import ENOUGH
from bot.matching.ranking import trusted
from bot.model.exchanges import ExchangeState, LegState, SuggestionState
from bot.model.listings import Activity, Details, Kind, ListingState
from bot.model.organisations import Organisation, Person, Sector
from storage import details as written
from storage import tables
from storage.narrowed import Narrowed
from storage.reach import Grant, under

MOST = 10
"""Results of one search: as many as somebody with five minutes reads."""

LOOKS = (ENOUGH, 10 * ENOUGH)
"""Of a large pool so many of the likeliest are looked up first, then so many, and then all."""

FEW = ENOUGH // 2
"""If fewer than so many of those that were looked up may be put to the asker, more are looked up."""

AGAIN_AFTER_MEETING = dt.timedelta(days=365)
AGAIN_AFTER_NO = dt.timedelta(days=90)
RECENTLY = dt.timedelta(days=30)

_AT_ONCE = 500
"""Ids in one statement."""

_moment = tables.METADATA.tables["listing"].c.created_at.type
"""How a moment is stored: what is compared with one must be stored so too."""

_OPEN = col(tables.Listing.state) == ListingState.OPEN


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
            [self._kept(row) for row in rows],
            lambda number: _candidate(rows[number]),
            MOST,
            today=today,
            now=now,
            relevance=self._relevance,
        )
        by_id = {row.id: row for row in rows}
        return [_hit(by_id[one.listing_id], one.reasons, one.weak) for one in found]

    @under(Grant.POOL)
    def openings(
        self, session: Session, me: Person, kind: Kind, details: Details, now: dt.datetime
    ) -> tuple[Relaxation, ...]:
        """Which one change to `details` would bring somebody in who fits well, and how many."""
        ask, today = _ask(me, kind, details), today_at(me.time_zone, now)
        rows = self._rows(session, ask, Limits(me.organisation.id, today), now)
        candidates = [_candidate(row) for row in rows]
        return relax(ask, candidates, today=today, now=now, relevance=self._relevance)

    def _rows(self, session: Session, ask: Ask, limits: Limits, now: dt.datetime) -> list[Any]:
        """Of those within the limits that may be put to the asker, all or the likeliest."""
        kind = Kind.OFFER if ask.kind is Kind.REQUEST else Kind.REQUEST
        asking = _asking(ask.person_id, (kind,), limits, now)
        side = self.listings.side(kind)
        if side is None:  # after a start, until they are all loaded
            return _newest(session, asking, ENOUGH)
        offering = ask.kind is Kind.OFFER
        found: list[Any] = []
        seen: set[int] = set()
        for count in (*LOOKS, len(side)):
            role = ask.role if offering else ""
            near = side.nearest(ask.details, limits, count, role=role, home=ask.place, offering=offering)
            found += _looked_up(session, [one for one in near if one not in seen], asking)
            seen.update(near)
            if len(found) >= FEW or len(near) < count:
                break
        return found[:ENOUGH]

    @under(Grant.POOL)
    def browse(
        self, session: Session, me: Person, kind: Kind | None, words: str, activity: Activity | None, now: dt.datetime
    ) -> list[Hit]:
        """Open listings, newest first; with `words`, those that are about them, best first."""
        today = today_at(me.time_zone, now)
        activities = tuple(Activity) if activity is None else (activity,)
        limits = Limits(me.organisation.id, today, activities)
        kinds = tuple(Kind) if kind is None else (kind,)
        asking = _asking(me.id, kinds, limits, now)
        if not words.strip():
            return [_hit(row) for row in _newest(session, asking, MOST)]
        wanted = Details(activity or Activity.SKILL, topic=words, text=words)
        sides = [self.listings.side(one) for one in kinds]
        loaded = [side for side in sides if side is not None]
        if len(loaded) < len(sides):
            return self._about(wanted, _newest(session, asking, ENOUGH))
        return self._about(
            wanted, _looked_up(session, [n for side in loaded for n in side.nearest(wanted, limits)], asking)
        )

    def _about(self, wanted: Details, rows: Sequence[Any]) -> list[Hit]:
        """Those that are about it, best first."""
        alike = self._relevance.compare_all(self._relevance.prepare(wanted), [self._kept(row) for row in rows])
        scored = [
            (-likeness.score, row.id, strength == "weak", row)
            for row, likeness in zip(rows, alike, strict=True)
            if (strength := trusted(likeness)) in ("strong", "weak")
        ]
        return [_hit(row, weak=weak) for _, _, weak, row in sorted(scored, key=lambda one: one[:2])[:MOST]]

    def _kept(self, row: Any) -> Kept:
        """What a listing is compared by."""
        return self._relevance.candidate(row, row.role if row.kind == Kind.OFFER else "", row.prepared or b"")


@under(Grant.POOL)
def newest(session: Session, organisation_id: int, kind: Kind, since: dt.datetime, now: dt.datetime) -> list[Hit]:
    """Listings of other organisations that were published since then, until now, and are still open, newest first."""
    query = (
        _listings()
        .where(
            *_open_beyond(organisation_id, now.astimezone(ZoneInfo("Europe/London")).date()),
            _room_left() > 0,
            col(tables.Listing.kind) == kind.value,
            col(tables.Listing.created_at) > since,
            col(tables.Listing.created_at) <= now,
        )
        .order_by(*_NEWEST_FIRST)
        .limit(MOST)
    )
    return [_hit(row) for row in session.execute(query)]


@under(Grant.POOL)
def one(session: Session, me: Person, listing_id: int, now: dt.datetime) -> Hit | None:
    """Somebody else's listing, if this person may see it."""
    seen = _open_beyond(me.organisation.id, today_at(me.time_zone, now))
    row = session.execute(_listings().where(col(tables.Listing.id) == listing_id, *seen)).first()
    return _hit(row) if row else None


def today_at(time_zone: str, now: dt.datetime) -> dt.date:
    """The calendar date there; in London if the platform named a time zone that does not exist."""
    try:
        return now.astimezone(ZoneInfo(time_zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return now.astimezone(ZoneInfo("Europe/London")).date()


def _asking(person_id: int, kinds: Sequence[Kind], limits: Limits, now: dt.datetime) -> dict[str, object]:
    """What the statements below, which are written once, need to know: who asks for what, and when."""
    return {
        "asker": person_id,
        "asker_organisation": limits.organisation_id,
        "kinds": [kind.value for kind in kinds],
        "activities": [activity.value for activity in limits.activities],
        "today": limits.today,
        "earliest": limits.earliest,
        "latest": limits.latest,
        "no_since": now - AGAIN_AFTER_NO,
        "met_since": now - AGAIN_AFTER_MEETING,
        "busy_since": now - RECENTLY,
    }


def _looked_up(session: Session, ids: Sequence[int], asking: Mapping[str, object]) -> list[Any]:
    """The rows of those ids that may be put to the asker, in the same order."""
    found: dict[int, Any] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = {**asking, "ids": ids[start : start + _AT_ONCE]}
        found |= {row.id: row for row in session.execute(_by_id(), some)}
    return [found[one] for one in ids if one in found]


def _newest(session: Session, asking: Mapping[str, object], count: int) -> list[Any]:
    """The rows of the newest that may be put to the asker."""
    return list(session.execute(_newest_first(), {**asking, "most": count}))


@functools.cache
def _bothered() -> sa.ColumnElement[bool]:
    """Whether a listing is of somebody whom a suggestion with the one who asks would only bother.

    They have one waiting, said no or nothing to one within 90 days, are arranging to meet, or met within a year.
    A no counts exactly as no answer does, so that nobody can tell them apart by what they are shown.
    """
    suggestion, leg, person_id = tables.Suggestion, tables.Leg, sa.bindparam("asker", type_=sa.Integer)
    host, guest = col(suggestion.host_id), col(suggestion.guest_id)
    answered = sa.func.coalesce(col(suggestion.answered_at), col(suggestion.asked_at))
    met = sa.func.coalesce(col(leg.starts_at), col(suggestion.asked_at))
    state, leg_state = col(suggestion.state), col(leg.state)
    bothered = (
        sa.select(sa.case((host == person_id, guest), else_=host))
        .select_from(suggestion)
        .outerjoin(tables.Exchange, col(tables.Exchange.suggestion_id) == col(suggestion.id))
        .outerjoin(leg, col(leg.exchange_id) == col(tables.Exchange.id))
        .where(
            sa.or_(host == person_id, guest == person_id),
            sa.or_(
                state == SuggestionState.ASKED,
                sa.and_(
                    state.in_([SuggestionState.DECLINED, SuggestionState.PASSED_ON, SuggestionState.EXPIRED]),
                    answered > sa.bindparam("no_since", type_=_moment),
                ),
                leg_state.in_([LegState.ARRANGING, LegState.BOOKED]),
                sa.and_(leg_state == LegState.HAPPENED, met > sa.bindparam("met_since", type_=_moment)),
            ),
        )
    )
    return col(tables.Listing.person_id).in_(bothered)


@functools.cache
def _listings() -> Any:
    """Each listing with whose it is."""
    listing, person, organisation = tables.METADATA.tables["listing"], tables.Person, tables.Organisation
    return (
        sa.select(
            listing,
            col(person.role).label("role"),
            col(person.name).label("name"),
            col(person.contact).label("contact"),
            col(person.paused_until).label("paused_until"),
            col(organisation.name).label("organisation"),
            col(organisation.sector).label("sector"),
            col(organisation.place).label("home"),
        )
        .join(person, listing.c.person_id == col(person.id))
        .join(organisation, listing.c.organisation_id == col(organisation.id))
    )


@functools.cache
def _compared() -> Any:
    """Each listing that may be put to the asker with the room it has left, how often it was put to somebody, and how
    busy its owner was."""
    put = sa.select(sa.func.count()).select_from(tables.Suggestion).where(_from_listing()).scalar_subquery()
    owner = col(tables.Listing.person_id)
    busy = (
        sa.select(sa.func.count())
        .select_from(tables.Leg)
        .where(
            sa.or_(col(tables.Leg.host_id) == owner, col(tables.Leg.guest_id) == owner),
            col(tables.Leg.state).in_([LegState.BOOKED, LegState.HAPPENED]),
            col(tables.Leg.starts_at) > sa.bindparam("busy_since", type_=_moment),
        )
        .scalar_subquery()
    )
    counts = (_room_left().label("room"), put.label("put"), busy.label("busy"))
    return _listings().add_columns(*counts).where(*_may_be_put())


_KINDS: sa.BindParameter[str] = sa.bindparam("kinds", expanding=True)
_NEWEST_FIRST = col(tables.Listing.created_at).desc(), col(tables.Listing.id).desc()


@functools.cache
def _by_id() -> Any:
    ids = col(tables.Listing.id).in_(sa.bindparam("ids", expanding=True))
    state, kind = _looked_at(col(tables.Listing.state)), _looked_at(col(tables.Listing.kind))
    return _compared().where(ids, state == ListingState.OPEN, kind.in_(_KINDS))


@functools.cache
def _newest_first() -> Any:
    open_ones = _compared().where(_OPEN, col(tables.Listing.kind).in_(_KINDS))
    return open_ones.order_by(*_NEWEST_FIRST).limit(sa.bindparam("most", type_=sa.Integer))


def _looked_at(column: Any) -> Any:
    """The column's value, where no index may be used for it: SQLite would rather walk through every open listing than
    look up a hundred by their ids."""
    return sa.func.coalesce(column, "")


@functools.cache
def _may_be_put() -> tuple[sa.ColumnElement[bool], ...]:
    """What SQL can tell of fitting: who it is, an activity that would do, room left, and dates that may meet."""
    listing, person = tables.Listing, tables.Person
    today = sa.bindparam("today", type_=sa.Date)
    starts, ends = col(listing.starts_on), col(listing.ends_on)
    return (
        col(listing.organisation_id) != sa.bindparam("asker_organisation"),
        col(listing.expires_on) >= today,
        col(listing.activity).in_(sa.bindparam("activities", expanding=True)),
        sa.or_(ends.is_(None), ends >= sa.bindparam("earliest", type_=sa.Date)),
        sa.or_(starts.is_(None), starts <= sa.bindparam("latest", type_=sa.Date)),
        col(person.erased).is_(False),
        sa.or_(col(person.paused_until).is_(None), col(person.paused_until) <= today),
        _reachable(),
        _room_left() > 0,
        ~_bothered(),
    )


def _open_beyond(organisation_id: int, today: dt.date) -> tuple[sa.ColumnElement[bool], ...]:
    """What anybody of this organisation may see: open listings of others who are there and can be reached."""
    return (
        _OPEN,
        col(tables.Listing.organisation_id) != organisation_id,
        col(tables.Listing.expires_on) >= today,
        col(tables.Person.erased).is_(False),
        sa.or_(col(tables.Person.paused_until).is_(None), col(tables.Person.paused_until) <= today),
        _reachable(),
    )


def _reachable() -> sa.ColumnElement[bool]:
    works = col(tables.Address.works).is_(True)
    return sa.select(sa.literal(1)).where(col(tables.Address.person_id) == col(tables.Person.id), works).exists()


def _from_listing() -> sa.ColumnElement[bool]:
    listing = col(tables.Listing.id)
    return sa.or_(col(tables.Suggestion.offer_id) == listing, col(tables.Suggestion.request_id) == listing)


def _room_left() -> sa.ColumnElement[int]:
    """How many more exchanges this listing has room for."""
    taken = (
        sa.select(sa.func.count())
        .select_from(tables.Exchange)
        .join(tables.Suggestion, col(tables.Suggestion.id) == col(tables.Exchange.suggestion_id))
        .where(_from_listing(), col(tables.Exchange.state).in_([ExchangeState.UNDER_WAY, ExchangeState.COMPLETE]))
        .scalar_subquery()
    )
    return col(tables.Listing.capacity) - taken


def _hit(row: Any, reasons: tuple[str, ...] = (), weak: bool = False) -> Hit:
    organisation = Organisation(row.organisation_id, row.organisation, Sector(row.sector), row.home)
    said = written.from_columns(row)
    return Hit(
        row.id, Kind(row.kind), said, row.person_id, row.role, row.name, row.contact, organisation, reasons, weak
    )


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
