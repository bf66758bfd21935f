"""Whom to put to whom: memory names the few hundred listings that are about it, SQL leaves those who could be meant at
all, `bot.matching` ranks what is left.

Left out before anything is compared: the same organisation, people who are paused or cannot be reached, listings that
are full, expired or of an activity that would not do, dates that cannot meet, and pairs whom another suggestion would
only bother (see `_bothered`).
"""

import datetime as dt
import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.matching import Ask, Candidate, Relaxation, Relevance, rank, relax, shown
from bot.matching.constraints import FALLBACK
from bot.matching.narrowing import ENOUGH, Narrowing
from bot.matching.ranking import trusted
from bot.model.exchanges import ExchangeState, LegState, SuggestionState
from bot.model.listings import Activity, Details, Kind, ListingState
from bot.model.organisations import Person
from storage import details as written
from storage import tables, values
from storage.narrowed import Narrowed
from storage.reach import Grant, under

MOST = 10
"""Results of one search: as many as somebody with five minutes reads."""

_FIRST_LOOK, _FEW = 240, 40
"""Of a large pool so many of the likeliest are looked up first; if fewer than so many may be put to the asker, those
who may are asked for instead, however many they are."""

AGAIN_AFTER_MEETING = dt.timedelta(days=365)
AGAIN_AFTER_NO = dt.timedelta(days=90)
RECENTLY = dt.timedelta(days=30)

_moment = tables.METADATA.tables["listing"].c.created_at.type
"""How a moment is stored: what is compared with one must be stored so too."""


@dataclass(frozen=True)
class Hit:
    """A listing that fits, with its owner; the reasons are the ranking's."""

    listing: tables.Listing
    person: tables.Person
    organisation: tables.Organisation
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
        rows = self._candidates(session, ask, _could_answer(kind, details, today), today, now)
        found = rank(ask, [_candidate(*row) for row in rows], today=today, now=now, relevance=self._relevance)
        by_id = {listing.id: (listing, person, owner) for listing, person, owner, *_ in rows}
        return [Hit(*by_id[match.listing_id], match.reasons, match.weak) for match in shown(found)[:MOST]]

    @under(Grant.POOL)
    def openings(
        self, session: Session, me: Person, kind: Kind, details: Details, now: dt.datetime
    ) -> tuple[Relaxation, ...]:
        """Which one change to `details` would bring somebody in who fits well, and how many."""
        ask, today = _ask(me, kind, details), today_at(me.time_zone, now)
        rows = self._candidates(session, ask, [col(tables.Listing.kind) == kind.value, _room_left() > 0], today, now)
        return relax(ask, [_candidate(*row) for row in rows], today=today, now=now, relevance=self._relevance)

    def _candidates(
        self, session: Session, ask: Ask, conditions: Sequence[sa.ColumnElement[bool]], today: dt.date, now: dt.datetime
    ) -> list[Any]:
        """Of those that may be put to the asker and meet the conditions, all or the few hundred likeliest."""
        query = _with_counts().where(*_open_beyond(ask.organisation_id, today), *conditions, ~_bothered())
        who = _asking(ask.person_id, now)
        kind = Kind.OFFER if ask.kind is Kind.REQUEST else Kind.REQUEST
        side = self.listings.side(session, kind)
        if side is None:  # after a start, for as long as it takes to load them all
            newest_first = query.order_by(col(tables.Listing.created_at).desc()).limit(_FIRST_LOOK)
            return list(session.exec(newest_first, params=who).all())
        if len(side) > ENOUGH:
            query = query.where(col(tables.Listing.id).in_(self._likeliest(session, ask, side, query, who)))
        return list(session.exec(query, params=who).all())

    def _likeliest(
        self, session: Session, ask: Ask, side: Narrowing, query: Any, who: Mapping[str, object]
    ) -> list[int]:
        """Of the ids that `query` allows the few worth comparing in full."""
        listing_id = col(tables.Listing.id)
        only_ids = query.with_only_columns(listing_id)
        offering = ask.kind is Kind.OFFER

        def nearest(allowed: Collection[int] | None, count: int) -> tuple[int, ...]:
            role = ask.role if offering else ""
            return side.nearest(ask.details, allowed, count, role=role, home=ask.place, offering=offering)

        likely = nearest(None, _FIRST_LOOK)
        allowed = set(session.scalars(only_ids.where(listing_id.in_(likely)), params=who))
        if len(allowed) < _FEW:  # the conditions leave so few that whoever meets them must be asked for first
            allowed = set(session.scalars(only_ids, params=who))
            likely = nearest(allowed, ENOUGH)
        return [one for one in likely if one in allowed][:ENOUGH]

    @under(Grant.POOL)
    def browse(
        self, session: Session, me: Person, kind: Kind | None, words: str, activity: Activity | None, now: dt.datetime
    ) -> list[Hit]:
        """Open listings, newest first; with `words`, those that are about them, best first."""
        query = (
            _listings()
            .where(
                *_open_beyond(me.organisation.id, today_at(me.time_zone, now)),
                _room_left() > 0,
                ~_bothered(),
            )
            .order_by(col(tables.Listing.created_at).desc(), col(tables.Listing.id).desc())
        )
        if kind is not None:
            query = query.where(col(tables.Listing.kind) == kind.value)
        if activity is not None:
            query = query.where(col(tables.Listing.activity) == activity.value)
        if not words.strip():
            return [Hit(*row) for row in session.exec(query.limit(MOST), params=_asking(me.id, now)).all()]
        wanted = Details(activity or Activity.SKILL, topic=words, text=words)
        sides = [self.listings.side(session, one) for one in ([kind] if kind else Kind)]
        loaded = [side for side in sides if side is not None]
        if len(loaded) < len(sides):
            query = query.limit(_FIRST_LOOK)
        elif sum(map(len, loaded)) > ENOUGH:
            likely = [number for side in loaded for number in side.nearest(wanted, count=_FIRST_LOOK)]
            query = query.where(col(tables.Listing.id).in_(likely))
        return self._about(wanted, [Hit(*row) for row in session.exec(query, params=_asking(me.id, now)).all()])

    def _about(self, wanted: Details, hits: Sequence[Hit]) -> list[Hit]:
        ask = self._relevance.prepare(wanted)
        scored = []
        for hit in hits:
            role = hit.person.role if hit.listing.kind == Kind.OFFER else ""
            theirs = self._relevance.prepare(written.from_columns(hit.listing), role, hit.listing.prepared or b"")
            likeness = self._relevance.compare(ask, theirs)
            if (strength := trusted(likeness)) in ("strong", "weak"):
                scored.append((likeness.score, replace(hit, weak=strength == "weak")))
        return [hit for _, hit in sorted(scored, key=lambda pair: -pair[0])[:MOST]]


@under(Grant.POOL)
def newest(session: Session, organisation_id: int, kind: Kind, since: dt.datetime, now: dt.datetime) -> list[Hit]:
    """Listings of other organisations that were published since then, until now, and are still open, newest first."""
    rows = session.exec(
        _listings()
        .where(
            *_open_beyond(organisation_id, now.astimezone(ZoneInfo("Europe/London")).date()),
            _room_left() > 0,
            col(tables.Listing.kind) == kind.value,
            col(tables.Listing.created_at) > since,
            col(tables.Listing.created_at) <= now,
        )
        .order_by(col(tables.Listing.created_at).desc(), col(tables.Listing.id).desc())
        .limit(MOST)
    ).all()
    return [Hit(*row) for row in rows]


@under(Grant.POOL)
def one(session: Session, me: Person, listing_id: int, now: dt.datetime) -> Hit | None:
    """Somebody else's listing, if this person may see it."""
    row = session.exec(
        _listings().where(
            col(tables.Listing.id) == listing_id, *_open_beyond(me.organisation.id, today_at(me.time_zone, now))
        )
    ).first()
    return Hit(*row) if row else None


def today_at(time_zone: str, now: dt.datetime) -> dt.date:
    """The calendar date there; in London if the platform named a time zone that does not exist."""
    try:
        return now.astimezone(ZoneInfo(time_zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return now.astimezone(ZoneInfo("Europe/London")).date()


def _asking(person_id: int, now: dt.datetime) -> dict[str, object]:
    """What the conditions below that are written once need to know: who asks, and when."""
    return {
        "asker": person_id,
        "no_since": now - AGAIN_AFTER_NO,
        "met_since": now - AGAIN_AFTER_MEETING,
        "busy_since": now - RECENTLY,
    }


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


def _listings() -> Any:
    return (
        select(tables.Listing, tables.Person, tables.Organisation)
        .join(tables.Person, col(tables.Listing.person_id) == col(tables.Person.id))
        .join(tables.Organisation, col(tables.Listing.organisation_id) == col(tables.Organisation.id))
    )


@functools.cache
def _with_counts() -> Any:
    """Each listing with the room it has left, how often it was put to somebody, and how busy its owner was."""
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
    return _listings().add_columns(_room_left(), put, busy)


def _open_beyond(organisation_id: int, today: dt.date) -> tuple[sa.ColumnElement[bool], ...]:
    """What anybody of this organisation may see: open listings of others who are there and can be reached."""
    reachable = (
        sa.select(sa.literal(1))
        .where(col(tables.Address.person_id) == col(tables.Person.id), col(tables.Address.works).is_(True))
        .exists()
    )
    return (
        col(tables.Listing.state) == ListingState.OPEN,
        col(tables.Listing.organisation_id) != organisation_id,
        col(tables.Listing.expires_on) >= today,
        col(tables.Person.erased).is_(False),
        sa.or_(col(tables.Person.paused_until).is_(None), col(tables.Person.paused_until) <= today),
        reachable,
    )


def _could_answer(kind: Kind, details: Details, today: dt.date) -> list[sa.ColumnElement[bool]]:
    """What SQL can tell of fitting: the kind, an activity that would do, room left, and dates that may meet."""
    asked = details.activity
    if kind is Kind.OFFER:
        would_do = set(FALLBACK[asked])
    else:
        would_do = {wanted for wanted, instead in FALLBACK.items() if asked in instead}
    earliest = max(today, details.when.start or today)
    conditions = [
        col(tables.Listing.kind) == kind.value,
        col(tables.Listing.activity).in_(sorted(would_do)),
        _room_left() > 0,
        sa.or_(col(tables.Listing.ends_on).is_(None), col(tables.Listing.ends_on) >= earliest),
    ]
    if details.when.end is not None:
        conditions.append(
            sa.or_(col(tables.Listing.starts_on).is_(None), col(tables.Listing.starts_on) <= details.when.end)
        )
    return conditions


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


def _candidate(
    listing: tables.Listing, person: tables.Person, organisation: tables.Organisation, left: int, put: int, busy: int
) -> Candidate:
    owner = values.organisation(organisation)
    return Candidate(
        listing_id=listing.id,
        details=written.from_columns(listing),
        organisation_id=owner.id,
        sector=owner.sector,
        place=owner.place,
        role=person.role,
        person_id=person.id,
        times_put=put,
        capacity_left=left,
        recent_exchanges=busy,
        waiting_since=listing.created_at,
        paused_until=person.paused_until,
        expires_on=listing.expires_on,
        prepared=listing.prepared or b"",
    )


def _ask(me: Person, kind: Kind, details: Details) -> Ask:
    """What this person looks for when they look for listings of `kind`."""
    mine, asking = me.organisation, Kind.REQUEST if kind is Kind.OFFER else Kind.OFFER
    return Ask(details, mine.id, mine.sector, mine.place, me.role, asking, me.id)
