"""What is counted for whoever watches over an installation: numbers by platform and state, never whose.

Two questions to the database, both answered from indices but for the totals, which `totals` counts and nobody needs
every few seconds.
"""

import datetime as dt
from dataclasses import dataclass
from typing import get_args

import sqlalchemy as sa
from sqlmodel import UTCDateTime, col, select

from bot.turn import Platform
from storage import tables
from storage.database import transaction
from storage.outbox import UNSENT, MessageState
from storage.reach import Grant

STANDING = tuple(state for state in MessageState if state not in (MessageState.SENT, MessageState.DROPPED))
"""States of messages that something or somebody still has to do with."""


@dataclass(frozen=True)
class Waiting:
    """What is to be done. `messages` are by platform and state; `oldest` are the seconds, by platform, for which the
    message that has been due longest has been due; `reminders` are overdue ones."""

    messages: tuple[tuple[str, str, int], ...]
    oldest: tuple[tuple[str, float], ...]
    reminders: int


@dataclass(frozen=True)
class Totals:
    """What came of it all: matches (one person suggested to another) and visits by state, reflections, people."""

    matches: tuple[tuple[str, int], ...]
    visits: tuple[tuple[str, int], ...]
    reflections: int
    people: int
    open_listings: tuple[tuple[str, int], ...]


def waiting(engine: sa.Engine, now: dt.datetime) -> Waiting:
    """Read at every scrape; what was sent long ago is not looked at."""
    message, reminder = tables.Message, tables.Reminder
    platform = sa.case(
        *((col(message.lane).startswith(f"{name}:"), name) for name in get_args(Platform)), else_="other"
    ).label("platform")
    overdue = sa.and_(col(message.state).in_(UNSENT), col(message.due_at) <= now)
    found = (
        sa.select(
            platform,
            col(message.state),
            sa.func.count(),
            sa.type_coerce(sa.func.min(sa.case((overdue, col(message.due_at)))), UTCDateTime()),
        )
        .where(col(message.state).in_(STANDING))
        .group_by(platform, col(message.state))
    )
    late = sa.select(sa.func.count()).where(col(reminder.rung_at).is_(None), col(reminder.due_at) <= now)
    with transaction(engine, Grant.OPERATOR, can_wait=True) as session:
        rows = session.connection().execute(found).all()
        reminders = session.connection().scalar(late) or 0
    since: dict[str, dt.datetime] = {}
    for name, _, _, due in rows:
        if due is not None:
            since[name] = min(due, since.get(name, due))
    return Waiting(
        tuple((name, state, number) for name, state, number, _ in rows),
        tuple((name, (now - due).total_seconds()) for name, due in since.items()),
        reminders,
    )


def totals(engine: sa.Engine) -> Totals:
    """Counted over whole tables: a few times an hour will do."""
    with transaction(engine, Grant.OPERATOR, can_wait=True) as session:
        count = sa.func.count()
        matches = session.exec(select(tables.Suggestion.state, count).group_by(col(tables.Suggestion.state))).all()
        visits = session.exec(select(tables.Leg.state, count).group_by(col(tables.Leg.state))).all()
        listings = session.exec(
            select(tables.Listing.kind, count).where(tables.Listing.state == "open").group_by(col(tables.Listing.kind))
        ).all()
        reflections = session.exec(select(count).select_from(tables.Reflection)).one()
        people = session.exec(select(count).select_from(tables.Person).where(~col(tables.Person.erased))).one()
    return Totals(tuple(matches), tuple(visits), reflections, people, tuple(listings))
