"""How long things are kept that nobody asks for again."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Session, col

from storage import pacing, tables
from storage.outbox import UNDELIVERED, UNSENT, MessageState

TURNS = dt.timedelta(days=7)
"""Platforms deliver a turn again within hours; a week leaves room for an outage."""

KEPT = dt.timedelta(days=30)
"""The words of a message that could not be delivered or waits for its reader; and which codes there were."""

GUESSES = dt.timedelta(days=1)
"""How many wrong codes came from a workspace in an hour, which counts for that hour alone."""


def tidy(session: Session, now: dt.datetime) -> None:
    """Forget old turns, what was sent to people who are forgotten, and the words of what could not be delivered."""
    session.exec(sa.delete(tables.Turn).where(col(tables.Turn.at) < now - TURNS))
    address = tables.Address
    somebody = (
        sa.select(sa.literal(1))
        .where(
            col(address.platform) + ":" + col(address.workspace) + ":" + col(address.account)
            == col(tables.Message.lane)
        )
        .exists()
    )
    session.exec(
        sa.delete(tables.Message).where(
            col(tables.Message.state).not_in(UNSENT), ~somebody, col(tables.Message.lane).not_like("%:#%")
        )
    )
    session.exec(
        sa.update(tables.Message)
        .where(col(tables.Message.state).in_(UNDELIVERED), col(tables.Message.settled_at) < now - KEPT)
        .values(card="")
    )
    session.exec(
        sa.update(tables.Message)
        .where(col(tables.Message.state) == MessageState.WAITING, col(tables.Message.due_at) < now - KEPT)
        .values(state=MessageState.DROPPED.value, card="", settled_at=now)
    )
    session.exec(sa.delete(tables.WrongCode).where(col(tables.WrongCode.hour) < now - GUESSES))
    session.exec(sa.delete(tables.Invitation).where(col(tables.Invitation.expires_at) < now - KEPT))
    pacing.forget(session, now)
