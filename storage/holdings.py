"""What is stored, told back: everything about one person, and how many exchanges there have been."""

import datetime as dt
from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.model.exchanges import LegState, Suggestion
from bot.model.listings import Kind, ListingState
from bot.model.organisations import Person
from bot.ports.seen import Shown, Tally
from storage import tables
from storage.browsing import today_at
from storage.reach import Grant, under


@under(Grant.POOL)
def tally(session: Session, me: Person, now: dt.datetime) -> Tally:
    """Exchanges in which at least one visit happened, and what is open in the whole pool."""
    leg = tables.Leg
    happened = sa.select(sa.func.count(sa.distinct(col(leg.exchange_id)))).where(col(leg.state) == LegState.HAPPENED)
    mine = happened.where(sa.or_(col(leg.host_id) == me.id, col(leg.guest_id) == me.id))
    ours = happened.where(
        sa.or_(
            col(leg.host_organisation_id) == me.organisation.id, col(leg.guest_organisation_id) == me.organisation.id
        )
    )
    standing = (
        sa.select(sa.func.count())
        .select_from(tables.Listing)
        .where(
            col(tables.Listing.state) == ListingState.OPEN,
            col(tables.Listing.expires_on) >= today_at(me.time_zone, now),
        )
    )
    offers = standing.where(col(tables.Listing.kind) == Kind.OFFER)
    requests = standing.where(col(tables.Listing.kind) == Kind.REQUEST)
    taking_part = sa.select(sa.func.count(sa.distinct(col(tables.Person.organisation_id)))).where(
        col(tables.Person.erased).is_(False)
    )
    counts = [query.scalar_subquery() for query in (mine, ours, happened, offers, requests, taking_part)]
    return Tally(*session.connection().execute(sa.select(*counts)).one())


def held(session: Session, me: Person, suggestions: Iterable[Suggestion]) -> tuple[tuple[str, str], ...]:
    """Everything stored about this person, as labelled lines, suggestions as they may know of them."""
    return tuple((label, value) for label, value in _lines(session, me, suggestions) if value)


def shown(session: Session, me: Person) -> tuple[Shown, ...]:
    """What others were shown of somebody, the newest first: to which organisation, not to whom in it."""
    row, organisation = tables.Disclosure, tables.Organisation
    found = session.exec(
        select(row.what, organisation.name, row.at)
        .join(organisation, col(organisation.id) == col(row.viewer_organisation_id))
        .where(col(row.subject_organisation_id) == me.organisation.id, col(row.subject_id) == me.id)
        .order_by(col(row.at).desc(), col(row.id).desc())
    ).all()
    return tuple(Shown(what, name, at) for what, name, at in found)


def _lines(session: Session, me: Person, suggestions: Iterable[Suggestion]) -> Iterator[tuple[str, str]]:
    yield "Name", me.name
    yield "Role", me.role
    yield "Organisation", me.organisation.name
    if me.coordinator:
        yield "Coordinator of", me.organisation.name
    yield "Contact", me.contact
    yield "Time zone", me.time_zone
    yield "Language of your Slack or Teams", me.language
    if me.paused_until:
        yield "Paused until", f"{me.paused_until:%d %B %Y}"
    addresses = select(tables.Address).where(col(tables.Address.person_id) == me.id).order_by(col(tables.Address.id))
    for address in session.exec(addresses).all():
        yield "Account", f"{address.platform}, {address.account} in {address.workspace}"
    listings = select(tables.Listing).where(col(tables.Listing.person_id) == me.id).order_by(col(tables.Listing.id))
    for listing in session.exec(listings).all():
        yield listing.kind.capitalize(), f"{listing.text or listing.topic} ({listing.state})"
    for asked in suggestions:
        side = "Asked by you" if asked.asker_id == me.id else "Asked of you"
        why = f": {asked.reason}" if asked.reason else ""
        what = asked.details.topic or asked.details.activity
        yield side, f"{what}, {asked.asked_at:%d %B %Y} ({asked.state}{why})"
    yield from _exchanges(session, me)
    conversation = session.get(tables.Conversation, me.id)
    if conversation is not None and conversation.state:
        yield "Open question", "where our conversation stands"
    if conversation is not None and conversation.last_change:
        yield "Undo", "the last change you made"


def _exchanges(session: Session, me: Person) -> Iterator[tuple[str, str]]:
    leg, reflection = tables.Leg, tables.Reflection
    legs = select(leg).where(sa.or_(col(leg.host_id) == me.id, col(leg.guest_id) == me.id)).order_by(col(leg.id))
    for visit in session.exec(legs).all():
        when = f", {visit.starts_at:%d %B %Y}" if visit.starts_at else ""
        where = f", {visit.where}" if visit.where else ""
        yield "Exchange", f"{visit.details['topic'] or visit.details['activity']}{when}{where} ({visit.state})"
    reflections = select(reflection).where(col(reflection.person_id) == me.id).order_by(col(reflection.id))
    for wrote in session.exec(reflections).all():
        answers = " / ".join(words for words in (wrote.surprised, wrote.differently, wrote.tell) if words)
        yield "Reflection", f"{answers} ({wrote.sharing})"
    shown = session.exec(
        select(sa.func.count())
        .select_from(tables.Disclosure)
        .where(
            col(tables.Disclosure.subject_organisation_id) == me.organisation.id,
            col(tables.Disclosure.subject_id) == me.id,
        )
    ).one()
    if shown:
        times = {1: "once", 2: "twice"}.get(shown, f"{shown} times")
        yield "Shown to others", f"something about you was shown {times}"
