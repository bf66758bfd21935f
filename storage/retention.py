"""How long things are kept that nobody asks for again."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Session, col

from storage import tables
from storage.outbox import MessageState

TURNS = dt.timedelta(days=7)
"""Platforms deliver a turn again within hours; a week leaves room for an outage."""

UNDELIVERED = dt.timedelta(days=30)
"""The words of a message that could not be delivered, for whoever looks into it."""


def tidy(session: Session, now: dt.datetime) -> None:
    """Forget old turns, and the words of what could not be delivered."""
    session.exec(sa.delete(tables.Turn).where(col(tables.Turn.at) < now - TURNS))
    session.exec(
        sa.update(tables.Message)
        .where(col(tables.Message.state) == MessageState.GIVEN_UP, col(tables.Message.settled_at) < now - UNDELIVERED)
        .values(card="")
    )
