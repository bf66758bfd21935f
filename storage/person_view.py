"""The privacy filter: what one person may see of another, at each stage, in this one file.

Of somebody in another organisation a person sees the role and the organisation, never the name or how to reach them,
until a suggestion between the two was accepted. Of listings they see open ones of other organisations whose owners
are not paused, and their own in whatever state. Of suggestions and legs they see those in which they are one of the
two. That somebody said no, and why, is seen by whoever said it alone: to the asker it looks unanswered. A coordinator
sees of their own organisation which workspaces it has, how many people, and to whom something could not be delivered.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, Protocol

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.matching import Relaxation
from bot.model.exchanges import LegState, Suggestion, SuggestionState
from bot.model.listings import Activity, Details, Kind, Listing, ListingState
from bot.model.organisations import Organisation, Person
from bot.ports.digests import Digest
from bot.ports.seen import Coordination, Found, Glimpse, LegSeen, Shown, SuggestionSeen, Tally
from storage import browsing, holdings, tables, values
from storage.browsing import Hit
from storage.failures import StoredFailures
from storage.reach import fetch, through_eyes
from storage.search import Search
from storage.workspaces import as_value


@through_eyes
class StoredPersonView:
    """Implements `bot.ports.person_view.PersonView`."""

    def __init__(self, session: Session, search: Search, me: Person, now: dt.datetime) -> None:
        self._session, self._search = session, search
        self._me, self._now = me, now

    @property
    def me(self) -> Person:
        """Whose view this is."""
        return self._me

    @property
    def now(self) -> dt.datetime:
        """When they look, in UTC."""
        return self._now

    # ------------------------------------------------------------ listings

    def my_listing(self, listing_id: int) -> Listing | None:
        """One of their own, whatever its state."""
        row = fetch(self._session, tables.Listing, listing_id)
        return values.listing(row) if row and row.person_id == self._me.id else None

    def my_listings(self) -> tuple[Listing, ...]:
        """Open ones, newest first."""
        rows = self._session.exec(
            select(tables.Listing)
            .where(col(tables.Listing.person_id) == self._me.id, col(tables.Listing.state) == ListingState.OPEN)
            .order_by(col(tables.Listing.created_at).desc(), col(tables.Listing.id).desc())
        ).all()
        return tuple(values.listing(row) for row in rows)

    def find(self, kind: Kind, details: Details) -> tuple[Found, ...]:
        """Listings of `kind` from other organisations that fit `details`, ranked best first, at most ten."""
        return found_by(
            self._session, self._me.id, self._search.find(self._session, self._me, kind, details, self._now)
        )

    def openings(self, kind: Kind, details: Details) -> tuple[Relaxation, ...]:
        """The single changes to `details` that would bring in somebody who fits well, the most people first."""
        return self._search.openings(self._session, self._me, kind, details, self._now)

    def browse(self, kind: Kind | None, words: str, activity: Activity | None) -> tuple[Found, ...]:
        """Open listings of other organisations, newest first (or best first if there are words), at most ten."""
        hits = self._search.browse(self._session, self._me, kind, words, activity, self._now)
        return found_by(self._session, self._me.id, hits)

    def listing(self, listing_id: int) -> Found | None:
        """Somebody else's open listing."""
        hit = browsing.one(self._session, self._me, listing_id, self._now)
        return found_by(self._session, self._me.id, [hit])[0] if hit else None

    # ------------------------------------------------------------ suggestions and legs

    def suggestion(self, suggestion_id: int) -> SuggestionSeen | None:
        """None unless this person is one of the two."""
        row = fetch(self._session, tables.Suggestion, suggestion_id)
        if row is None or self._me.id not in (row.host_id, row.guest_id):
            return None
        return self._suggestions([row])[0]

    def my_suggestions(self) -> tuple[SuggestionSeen, ...]:
        """Those still waiting for an answer, from either side, oldest first."""
        row = tables.Suggestion
        waiting = sa.or_(
            col(row.state) == SuggestionState.ASKED,
            sa.and_(col(row.asker_id) == self._me.id, col(row.state) == SuggestionState.DECLINED),
        )
        rows = self._session.exec(
            select(row)
            .where(sa.or_(col(row.host_id) == self._me.id, col(row.guest_id) == self._me.id), waiting)
            .order_by(col(row.asked_at), col(row.id))
        ).all()
        return self._suggestions(rows)

    def leg(self, leg_id: int) -> LegSeen | None:
        """None unless this person is host or guest."""
        row = fetch(self._session, tables.Leg, leg_id)
        if row is None or self._me.id not in (row.host_id, row.guest_id):
            return None
        return self._legs([row])[0]

    def my_legs(self) -> tuple[LegSeen, ...]:
        """Being arranged or booked, and those that happened and still lack this person's reflection; soonest first."""
        written = (
            sa.select(sa.literal(1))
            .where(col(tables.Reflection.leg_id) == col(tables.Leg.id), col(tables.Reflection.person_id) == self._me.id)
            .exists()
        )
        rows = self._session.exec(
            select(tables.Leg)
            .where(
                sa.or_(col(tables.Leg.host_id) == self._me.id, col(tables.Leg.guest_id) == self._me.id),
                sa.or_(
                    col(tables.Leg.state).in_([LegState.ARRANGING, LegState.BOOKED]),
                    sa.and_(col(tables.Leg.state) == LegState.HAPPENED, ~written),
                ),
            )
            .order_by(col(tables.Leg.starts_at).asc().nulls_last(), col(tables.Leg.id))
        ).all()
        return self._legs(rows)

    # ------------------------------------------------------------ counts and oneself

    def tally(self) -> Tally:
        """Exchanges that happened, and what is open now in the whole pool."""
        return holdings.tally(self._session, self._me, self._now)

    def held(self) -> tuple[tuple[str, str], ...]:
        """Everything stored about this person, as labelled lines."""
        row = tables.Suggestion
        rows = self._session.exec(
            select(row)
            .where(sa.or_(col(row.host_id) == self._me.id, col(row.guest_id) == self._me.id))
            .order_by(col(row.id))
        ).all()
        told = [_as_told(values.suggestion(row), row.asker_id == self._me.id) for row in rows]
        return holdings.held(self._session, self._me, told)

    def shown(self) -> tuple[Shown, ...]:
        """What others were shown of this person, the newest first."""
        return holdings.shown(self._session, self._me)

    def last_change(self) -> str | None:
        """The last change that can be undone, as `bot.commands` wrote it."""
        row = self._session.get(tables.Conversation, self._me.id)
        return row.last_change if row else None

    def digest(self, channel: str) -> Digest | None:
        """The regular post of a channel of this person's organisation, given by its written address."""
        row = self._session.exec(
            select(tables.Digest).where(
                col(tables.Digest.channel) == channel,
                col(tables.Digest.organisation_id) == self._me.organisation.id,
            )
        ).first()
        return values.digest(row) if row else None

    def coordination(self) -> Coordination | None:
        """Of this person's own organisation; None unless they coordinate it. Of its people it holds counts, and the
        names of those to whom something could not be delivered."""
        if not self._me.coordinator:
            return None
        whose = self._me.organisation.id
        workspace, person = tables.Workspace, tables.Person
        rows = self._session.exec(
            select(workspace).where(col(workspace.organisation_id) == whose).order_by(col(workspace.id))
        ).all()
        people, coordinators = self._session.exec(
            select(sa.func.count(), sa.func.coalesce(sa.func.sum(sa.case((col(person.coordinator), 1), else_=0)), 0))
            .select_from(person)
            .where(col(person.organisation_id) == whose, col(person.erased).is_(False))
        ).one()
        return Coordination(
            tuple(as_value(row) for row in rows), people, coordinators, StoredFailures(self._session).of(whose)
        )

    # ------------------------------------------------------------ below

    def _suggestions(self, rows: Iterable[tables.Suggestion]) -> tuple[SuggestionSeen, ...]:
        rows = list(rows)
        others = glimpses(
            self._session, self._me.id, {row.guest_id if row.host_id == self._me.id else row.host_id for row in rows}
        )
        seen = []
        for row in rows:
            suggestion = values.suggestion(row)
            mine = suggestion.asker_id == self._me.id
            other = suggestion.answerer_id if mine else suggestion.asker_id
            seen.append(SuggestionSeen(_as_told(suggestion, mine), mine, others[other]))
        return tuple(seen)

    def _legs(self, rows: Iterable[tables.Leg]) -> tuple[LegSeen, ...]:
        legs = [values.leg(row) for row in rows]
        if not legs:
            return ()
        others = glimpses(self._session, self._me.id, {leg.other(self._me.id) for leg in legs})
        ids = [leg.id for leg in legs]
        proposals = self._session.exec(_PROPOSALS, params={"legs": ids}).all()
        mine = self._session.exec(_WRITTEN, params={"legs": ids, "writer": self._me.id})
        written = {row.leg_id: values.reflection(row) for row in mine}
        reachable = set(self._session.exec(_REACHABLE, params={"people": list(others)}))
        return tuple(
            LegSeen(
                leg=leg,
                hosting=leg.host_id == self._me.id,
                other=others[leg.other(self._me.id)],
                proposals=tuple(values.proposal(row) for row in proposals if row.leg_id == leg.id),
                reflection=written.get(leg.id),
                reachable=leg.other(self._me.id) in reachable,
            )
            for leg in legs
        )


def found_by(session: Session, viewer_id: int, hits: Iterable[Hit]) -> tuple[Found, ...]:
    """What was found, as this viewer may see it."""
    hits = list(hits)
    known = _said_yes(session, viewer_id) if hits else frozenset()
    return tuple(found(hit, named=hit.person_id in known) for hit in hits)


def found(hit: Hit, *, named: bool) -> Found:
    """A listing with its owner; nameless for everybody with whom the owner has not agreed to meet."""
    return Found(
        listing_id=hit.listing_id,
        kind=hit.kind,
        details=hit.details,
        by=glimpse(hit, hit.organisation, named=named),
        reasons=hit.reasons,
        weak=hit.weak,
    )


class Somebody(Protocol):
    """What there is to be seen of a person, or kept from being seen."""

    @property
    def role(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def contact(self) -> str: ...


def glimpse(person: Somebody, organisation: Organisation, *, named: bool) -> Glimpse:
    """A person as another sees them. The only place where a name or a contact is handed to anybody else."""
    if not named:
        return Glimpse(person.role, organisation)
    return Glimpse(person.role, organisation, person.name, person.contact)


def glimpses(session: Session, viewer_id: int, person_ids: set[int]) -> dict[int, Glimpse]:
    """Several people as this viewer may see them, by id."""
    if not person_ids:
        return {}
    known = _said_yes(session, viewer_id)
    rows = session.exec(_PEOPLE, params={"people": list(person_ids)}).all()
    return {
        person.id: glimpse(person, values.organisation(employer), named=person.id in known) for person, employer in rows
    }


def _said_yes(session: Session, viewer_id: int) -> frozenset[int]:
    """Those with whom this viewer has a suggestion that both said yes to."""
    return frozenset(session.exec(_SAID_YES, params={"viewer": viewer_id}))


def _as_told(suggestion: Suggestion, mine: bool) -> Suggestion:
    """To whoever asked, a no looks like no answer: first as if still asked, then as if it had expired."""
    if not mine:
        return suggestion
    looks = {SuggestionState.DECLINED: SuggestionState.ASKED, SuggestionState.PASSED_ON: SuggestionState.EXPIRED}
    state = looks.get(suggestion.state, suggestion.state)
    told = suggestion.answered_at if state in (SuggestionState.ACCEPTED, SuggestionState.WITHDRAWN) else None
    return replace(suggestion, state=state, answered_at=told, reason="")


# Written once: they are asked in most turns, and to build them takes longer than to answer them.
_LEGS: Final[sa.BindParameter[int]] = sa.bindparam("legs", expanding=True)
_THESE_PEOPLE: Final[sa.BindParameter[int]] = sa.bindparam("people", expanding=True)
_VIEWER: Final = sa.bindparam("viewer", type_=sa.Integer)
_HOST, _GUEST = col(tables.Suggestion.host_id), col(tables.Suggestion.guest_id)
_SAID_YES: Final = (
    select(sa.case((_HOST == _VIEWER, _GUEST), else_=_HOST))
    .outerjoin(tables.Exchange, col(tables.Exchange.suggestion_id) == col(tables.Suggestion.id))
    .where(
        sa.or_(_HOST == _VIEWER, _GUEST == _VIEWER),
        sa.or_(col(tables.Suggestion.state) == SuggestionState.ACCEPTED, col(tables.Exchange.id).is_not(None)),
    )
)
_PEOPLE: Final = (
    select(tables.Person, tables.Organisation)
    .join(tables.Organisation, col(tables.Person.organisation_id) == col(tables.Organisation.id))
    .where(col(tables.Person.id).in_(_THESE_PEOPLE))
)
_REACHABLE: Final = select(tables.Address.person_id).where(
    col(tables.Address.person_id).in_(_THESE_PEOPLE), col(tables.Address.works).is_(True)
)
_PROPOSALS: Final = (
    select(tables.Proposal)
    .where(col(tables.Proposal.leg_id).in_(_LEGS), col(tables.Proposal.open).is_(True))
    .order_by(col(tables.Proposal.starts_at), col(tables.Proposal.id))
)
_WRITTEN: Final = select(tables.Reflection).where(
    col(tables.Reflection.leg_id).in_(_LEGS), col(tables.Reflection.person_id) == sa.bindparam("writer")
)
