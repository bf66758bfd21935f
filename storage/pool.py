"""The statements that look through everybody's listings: which rows may be put to whom, and whose each is.

Each is written once and told the rest when it is run. They ask for columns of tables, not for rows of classes, because
a search gives eighty and the mapping of each would take as long as finding it.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta
from sqlmodel import Session

from bot.matching.columns import Limits
from bot.model.exchanges import ExchangeState, LegState, SuggestionState
from bot.model.listings import Kind, ListingState
from bot.model.organisations import Sector
from storage.tables import METADATA

AGAIN_AFTER_MEETING = relativedelta(years=1)
"""By the calendar: a year that holds a 29 February is a day longer."""
AGAIN_AFTER_NO = dt.timedelta(days=90)
RECENTLY = dt.timedelta(days=30)

SMALL = 5
"""People known here up to whom an organisation is small, unless it is a council or of the government."""

MOST_HOSTED = 4
"""Visits that a small organisation hosts, or is arranging to host, until its offers are left in peace: of those that
began within `RECENTLY` or are still to come. An offer that has room for more by its own words is taken at them."""

_AT_ONCE = 500
"""Ids in one statement."""

_LISTING: Final = METADATA.tables["listing"].c
_PERSON: Final = METADATA.tables["person"].c
_ORGANISATION: Final = METADATA.tables["organisation"].c
_ADDRESS: Final = METADATA.tables["address"].c
_SUGGESTION: Final = METADATA.tables["suggestion"].c
_EXCHANGE: Final = METADATA.tables["exchange"].c
_LEG: Final = METADATA.tables["leg"].c

_MOMENT: Final = _LISTING.created_at.type
"""How a moment is stored: what is compared with one must be stored so too."""

_OPEN: Final = _LISTING.state == ListingState.OPEN
_KINDS: Final[sa.BindParameter[str]] = sa.bindparam("kinds", expanding=True)
_NEWEST_FIRST: Final = _LISTING.created_at.desc(), _LISTING.id.desc()


_LARGE: Final = frozenset({Sector.COUNCIL, Sector.GOVERNMENT})
_ORGANISATIONS: Final[sa.BindParameter[int]] = sa.bindparam("organisations", expanding=True)
_HOSTING: Final = (
    sa.select(_LEG.host_organisation_id.label("organisation_id"), sa.func.count().label("hosts"))
    .where(
        _LEG.host_organisation_id.in_(_ORGANISATIONS),
        _LEG.state.in_([LegState.ARRANGING, LegState.BOOKED, LegState.HAPPENED]),
        sa.or_(_LEG.starts_at.is_(None), _LEG.starts_at > sa.bindparam("busy_since", type_=_LEG.starts_at.type)),
    )
    .group_by(_LEG.host_organisation_id)
    .having(sa.func.count() >= MOST_HOSTED)
)
_PEOPLE: Final = (
    sa.select(_PERSON.organisation_id.label("organisation_id"), sa.func.count().label("people"))
    .where(_PERSON.organisation_id.in_(_ORGANISATIONS), _PERSON.erased.is_(False))
    .group_by(_PERSON.organisation_id)
)


def asking(person_id: int, kinds: Sequence[Kind], limits: Limits, now: dt.datetime) -> dict[str, object]:
    """What the statements need to know: who asks for what, and when."""
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


def looked_up(session: Session, ids: Sequence[int], asking: Mapping[str, object]) -> list[Any]:
    """The rows of those ids that may be put to the asker, in the same order."""
    found: dict[int, Any] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = {**asking, "ids": ids[start : start + _AT_ONCE]}
        found |= {row.id: row for row in session.execute(_by_id(), some)}
    return _spared(session, [found[one] for one in ids if one in found], asking)


def newest(session: Session, asking: Mapping[str, object], count: int) -> list[Any]:
    """The rows of the newest that may be put to the asker."""
    rows = session.execute(_newest_first(), {**asking, "most": 2 * count})
    return _spared(session, list(rows), asking)[:count]


def published(
    session: Session, organisation_id: int, kind: Kind, today: dt.date, since: dt.datetime, now: dt.datetime, count: int
) -> list[Any]:
    """The rows of the newest of others that were published since then, until now, and still have room."""
    between = _LISTING.created_at > since, _LISTING.created_at <= now
    seen = _open_beyond(organisation_id, today)
    query = _listings().where(*seen, _room_left() > 0, _LISTING.kind == kind.value, *between)
    return list(session.execute(query.order_by(*_NEWEST_FIRST).limit(count)))


def one(session: Session, listing_id: int, organisation_id: int, today: dt.date) -> Any | None:
    """The row of somebody else's open listing."""
    seen = _open_beyond(organisation_id, today)
    return session.execute(_listings().where(_LISTING.id == listing_id, *seen)).first()


def _spared(session: Session, rows: list[Any], asking: Mapping[str, object]) -> list[Any]:
    """Without the offers of small organisations that host enough already."""
    small = {row.organisation_id for row in rows if row.kind == Kind.OFFER and row.sector not in _LARGE}
    if not small:
        return rows
    which = {"organisations": sorted(small), "busy_since": asking["busy_since"]}
    hosts = {row.organisation_id: row.hosts for row in session.execute(_HOSTING, which)}
    if hosts:
        many = session.execute(_PEOPLE, {"organisations": sorted(hosts)})
        hosts = {row.organisation_id: hosts[row.organisation_id] for row in many if row.people <= SMALL}
    return [row for row in rows if row.kind != Kind.OFFER or row.capacity > hosts.get(row.organisation_id, 0)]


@functools.cache
def _by_id() -> Any:
    ids = _LISTING.id.in_(sa.bindparam("ids", expanding=True))
    state, kind = _looked_at(_LISTING.state), _looked_at(_LISTING.kind)
    return _compared().where(ids, state == ListingState.OPEN, kind.in_(_KINDS))


@functools.cache
def _newest_first() -> Any:
    open_ones = _compared().where(_OPEN, _LISTING.kind.in_(_KINDS))
    return open_ones.order_by(*_NEWEST_FIRST).limit(sa.bindparam("most", type_=sa.Integer))


def _looked_at(column: Any) -> Any:
    """The column's value, where no index may be used for it: SQLite would rather walk through every open listing than
    look up a hundred by their ids."""
    return sa.func.coalesce(column, "")


@functools.cache
def _listings() -> Any:
    """Each listing with whose it is."""
    listing = METADATA.tables["listing"]
    person, organisation = METADATA.tables["person"], METADATA.tables["organisation"]
    return (
        sa.select(
            listing,
            _PERSON.role.label("role"),
            _PERSON.name.label("name"),
            _PERSON.contact.label("contact"),
            _PERSON.paused_until.label("paused_until"),
            _ORGANISATION.name.label("organisation"),
            _ORGANISATION.sector.label("sector"),
            _ORGANISATION.place.label("home"),
        )
        .select_from(listing)
        .join(person, _LISTING.person_id == _PERSON.id)
        .join(organisation, _LISTING.organisation_id == _ORGANISATION.id)
    )


@functools.cache
def _compared() -> Any:
    """Each listing that may be put to the asker with the room it has left, how often it was put to somebody, and how
    busy its owner was."""
    put = _count(_from_listing())
    busy = _count(
        sa.or_(_LEG.host_id == _LISTING.person_id, _LEG.guest_id == _LISTING.person_id),
        _LEG.state.in_([LegState.BOOKED, LegState.HAPPENED]),
        _LEG.starts_at > sa.bindparam("busy_since", type_=_MOMENT),
    )
    counts = (_room_left().label("room"), put.label("put"), busy.label("busy"))
    return _listings().add_columns(*counts).where(*_may_be_put())


def _may_be_put() -> Iterable[sa.ColumnElement[bool]]:
    """What SQL can tell of fitting: who it is, an activity that would do, room left, and dates that may meet."""
    starts, ends = _LISTING.starts_on, _LISTING.ends_on
    return (
        *_beyond(sa.bindparam("asker_organisation"), sa.bindparam("today", type_=sa.Date)),
        _LISTING.activity.in_(sa.bindparam("activities", expanding=True)),
        sa.or_(ends.is_(None), ends >= sa.bindparam("earliest", type_=sa.Date)),
        sa.or_(starts.is_(None), starts <= sa.bindparam("latest", type_=sa.Date)),
        _room_left() > 0,
        ~_bothered(),
        _somebody_else(),
    )


def _somebody_else() -> sa.ColumnElement[bool]:
    """Not whoever asks, known in another organisation as well: two people of different ones share no e-mail address."""
    asker = sa.alias(METADATA.tables["person"])
    mine = sa.select(asker.c.contact).where(asker.c.id == sa.bindparam("asker", type_=sa.Integer)).scalar_subquery()
    written = sa.func.lower(_PERSON.contact)
    return sa.or_(_PERSON.contact.not_like("%@%"), written != sa.func.lower(sa.func.coalesce(mine, "")))


def _open_beyond(organisation_id: int, today: dt.date) -> Iterable[sa.ColumnElement[bool]]:
    """What anybody of this organisation may see: open listings of others who are there and can be reached, and whose
    dates are not over."""
    not_over = sa.or_(_LISTING.ends_on.is_(None), _LISTING.ends_on >= today)
    return _OPEN, not_over, *_beyond(organisation_id, today)


def _beyond(organisation_id: Any, today: Any) -> Iterable[sa.ColumnElement[bool]]:
    """Listings of other organisations that stand, of people who are there and can be reached."""
    reachable = sa.select(sa.literal(1)).where(_ADDRESS.person_id == _PERSON.id, _ADDRESS.works.is_(True)).exists()
    return (
        _LISTING.organisation_id != organisation_id,
        _LISTING.expires_on >= today,
        _PERSON.erased.is_(False),
        sa.or_(_PERSON.paused_until.is_(None), _PERSON.paused_until <= today),
        reachable,
    )


def _bothered() -> sa.ColumnElement[bool]:
    """Whether a listing is of somebody whom a suggestion with the one who asks would only bother.

    They have one waiting, said no or nothing to one within 90 days, are arranging to meet, or met within a year.
    A no counts exactly as no answer does, so that nobody can tell them apart by what they are shown.
    """
    asker = sa.bindparam("asker", type_=sa.Integer)
    suggestion, exchange, leg = (METADATA.tables[name] for name in ("suggestion", "exchange", "leg"))
    answered = sa.func.coalesce(_SUGGESTION.answered_at, _SUGGESTION.asked_at)
    met = sa.func.coalesce(_LEG.starts_at, _SUGGESTION.asked_at)
    bothered = (
        sa.select(sa.case((_SUGGESTION.host_id == asker, _SUGGESTION.guest_id), else_=_SUGGESTION.host_id))
        .select_from(suggestion)
        .outerjoin(exchange, _EXCHANGE.suggestion_id == _SUGGESTION.id)
        .outerjoin(leg, _LEG.exchange_id == _EXCHANGE.id)
        .where(
            sa.or_(_SUGGESTION.host_id == asker, _SUGGESTION.guest_id == asker),
            sa.or_(
                _SUGGESTION.state == SuggestionState.ASKED,
                sa.and_(
                    _SUGGESTION.state.in_(
                        [SuggestionState.DECLINED, SuggestionState.PASSED_ON, SuggestionState.EXPIRED]
                    ),
                    answered > sa.bindparam("no_since", type_=_MOMENT),
                ),
                _LEG.state.in_([LegState.ARRANGING, LegState.BOOKED]),
                sa.and_(_LEG.state == LegState.HAPPENED, met > sa.bindparam("met_since", type_=_MOMENT)),
            ),
        )
    )
    return _LISTING.person_id.in_(bothered)


def _room_left() -> sa.ColumnElement[int]:
    """How many more exchanges this listing has room for."""
    taken = _count(
        _SUGGESTION.id == _EXCHANGE.suggestion_id,
        _from_listing(),
        _EXCHANGE.state.in_([ExchangeState.UNDER_WAY, ExchangeState.COMPLETE]),
    )
    return _LISTING.capacity - taken


def _from_listing() -> sa.ColumnElement[bool]:
    return sa.or_(_SUGGESTION.offer_id == _LISTING.id, _SUGGESTION.request_id == _LISTING.id)


def _count(*conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    """How many rows of the other tables there are for each listing."""
    listing = METADATA.tables["listing"]
    return sa.select(sa.func.count()).where(*conditions).correlate(listing).scalar_subquery()
