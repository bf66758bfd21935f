"""How long things are kept that nobody asks for again."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Session, col

from storage import pacing, tables
from storage.database import unheld
from storage.outbox import UNDELIVERED, UNSENT, MessageState

TURNS = dt.timedelta(days=7)
"""Platforms deliver a turn again within hours; a week leaves room for an outage."""

KEPT = dt.timedelta(days=30)
"""The words of a message that could not be delivered or waits for its reader; and which codes there were."""

GUESSES = dt.timedelta(days=1)
"""How many wrong codes came from a workspace in an hour, which counts for that hour alone."""


def tidy(session: Session, now: dt.datetime) -> None:
    """Forget old turns, what was sent to people who are forgotten, and the words of what could not be delivered.

    Any number of processes may do it at once: what another transaction holds at this moment is left to the next time,
    so that nobody waits for anybody here.
    """
    message, address = tables.Message, tables.Address
    somebody = (
        sa.select(sa.literal(1))
        .where(
            col(address.platform) + ":" + col(address.workspace) + ":" + col(address.account) == col(message.lane),
        )
        .exists()
    )
    of_nobody = (col(message.state).not_in(UNSENT), ~somebody, col(message.lane).not_like("%:#%"))
    undelivered = (
        col(message.state).in_(UNDELIVERED),
        col(message.settled_at) < now - KEPT,
        col(message.card) != "",
    )
    never_back = (col(message.state) == MessageState.WAITING, col(message.due_at) < now - KEPT)
    gone = {"state": MessageState.DROPPED.value, "card": "", "settled_at": now}
    session.exec(sa.delete(tables.Turn).where(unheld(col(tables.Turn.id), col(tables.Turn.at) < now - TURNS)))
    session.exec(sa.delete(message).where(unheld(col(message.id), *of_nobody)))
    session.exec(sa.update(message).where(unheld(col(message.id), *undelivered)).values(card=""))
    session.exec(sa.update(message).where(unheld(col(message.id), *never_back)).values(**gone))
    wrong, code = tables.WrongCode, tables.Invitation
    session.exec(sa.delete(wrong).where(unheld(col(wrong.id), col(wrong.hour) < now - GUESSES)))
    session.exec(sa.delete(code).where(unheld(col(code.id), col(code.expires_at) < now - KEPT)))
    pacing.forget(session, now)
