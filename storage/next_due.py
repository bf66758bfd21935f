"""When something is next due: for a clock that can be moved, so that it stops there on its way."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import col, select

from storage import tables
from storage.database import HasEngine, transaction
from storage.outbox import UNSENT


def next_due(store: HasEngine) -> dt.datetime | None:
    """The moment at which the first unrung reminder or unsent message falls due; None if there is neither."""
    with transaction(store.engine) as session:
        moments = (
            session.exec(
                select(sa.func.min(col(tables.Reminder.due_at))).where(col(tables.Reminder.rung_at).is_(None))
            ),
            session.exec(select(sa.func.min(col(tables.Message.try_at))).where(col(tables.Message.state).in_(UNSENT))),
        )
        return min((moment for found in moments if (moment := found.first()) is not None), default=None)
