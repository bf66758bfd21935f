"""What is due later: a row for each, whoever rings it and whenever the process was last alive."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.ports.reminders import Reminder
from storage import tables


class StoredReminders:
    """Implements `bot.ports.reminders.Reminders`, and the claiming of what is due."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def set(self, reminder: Reminder) -> None:
        """Replaces an earlier one of the same key; one that has rung will ring again."""
        row = self._session.exec(select(tables.Reminder).where(col(tables.Reminder.key) == reminder.key)).first()
        if row is None:
            row = tables.Reminder(key=reminder.key, kind=reminder.kind, about=reminder.about, due_at=reminder.due_at)
            self._session.add(row)
        row.kind, row.about, row.due_at, row.rung_at = reminder.kind, reminder.about, reminder.due_at, None

    def drop(self, key: str) -> None:
        """It will not ring; nothing happens if it has rung or was never set."""
        self._session.exec(
            sa.delete(tables.Reminder).where(col(tables.Reminder.key) == key, col(tables.Reminder.rung_at).is_(None))
        )

    def claim(self, now: dt.datetime) -> Reminder | None:
        """The one longest due, marked as rung in this transaction; None if none is due."""
        row = self._session.exec(
            select(tables.Reminder)
            .where(col(tables.Reminder.rung_at).is_(None), col(tables.Reminder.due_at) <= now)
            .order_by(col(tables.Reminder.due_at), col(tables.Reminder.id))
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if row is None:
            return None
        row.rung_at = now
        return Reminder(row.key, row.kind, row.about, row.due_at)
