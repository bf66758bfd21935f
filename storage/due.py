"""When something is due next: so that whoever moves a clock need not try every minute in between."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage import tables
from storage.outbox import UNDELIVERED, UNSENT


def next_due(session: Session) -> dt.datetime | None:
    """The earliest moment at which a reminder rings, a message may be sent or somebody must be told that one was given
    up or held; None if nothing waits. May be past."""
    message, reminder = tables.Message, tables.Reminder
    send = select(sa.func.min(col(message.try_at))).where(col(message.state).in_(UNSENT))
    ring = select(sa.func.min(col(reminder.due_at))).where(col(reminder.rung_at).is_(None))
    tell = select(sa.func.min(col(message.settled_at))).where(
        col(message.state).in_(UNDELIVERED), col(message.told_at).is_(None), col(message.supersedes).is_(False)
    )
    earliest: tuple[dt.datetime | None, ...] = tuple(session.exec(one).one() for one in (send, ring, tell))
    return min((moment for moment in earliest if moment is not None), default=None)
