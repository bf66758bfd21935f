"""How Teams reaches people and channels again. What a reference holds is the Teams adapter's affair: it is JSON here.

Erasing a person removes theirs; the bot's removal from their Teams does too.
"""

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.turn import Destination
from storage import tables
from storage.database import insert_once, reading, transaction
from storage.reach import Grant


class StoredTeamsReferences:
    """Each method is a transaction of its own."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def remember(self, destination: Destination, known: Mapping[str, str], at: dt.datetime) -> bool:
        """Merge into what is known of this destination. Nothing is written if nothing in it is new.

        Nor is anything written about a tenant that no organisation has linked: nobody there has agreed to it. Then the
        answer is False.
        """
        told = {key: value for key, value in known.items() if value}
        if told.items() <= dict(self.recall(destination) or {}).items():
            return True  # as nearly always: no writer is waited for
        with transaction(self._engine, Grant.ARRIVAL) as session:
            row = session.exec(_of(destination).with_for_update()).first()
            if row is not None:
                if row.reference != {**row.reference, **told}:
                    row.reference, row.updated_at = {**row.reference, **told}, at
                return True
            if _linked(session, destination):
                # Of two first activities at once, the other one told the same.
                insert_once(
                    session,
                    tables.TeamsReference,
                    destination=str(destination),
                    tenant=destination.workspace,
                    reference=told,
                    updated_at=at,
                )
                return True
            return False

    def recall(self, destination: Destination) -> Mapping[str, str] | None:
        """What is known of this destination; None if nothing is."""
        with reading(self._engine) as session:
            row = session.exec(_of(destination)).first()
            return dict(row.reference) if row else None

    def newest_service_url(self, tenant: str) -> str:
        """The one that anybody in this tenant was last seen to speak through; empty if nobody has."""
        with reading(self._engine) as session:
            row = session.exec(
                select(tables.TeamsReference)
                .where(col(tables.TeamsReference.tenant) == tenant)
                .order_by(col(tables.TeamsReference.updated_at).desc(), col(tables.TeamsReference.id).desc())
                .limit(1)
            ).first()
            return str(row.reference.get("service_url") or "") if row else ""

    def forget(self, destination: Destination) -> None:
        """Remove it, if it is there."""
        with transaction(self._engine) as session:
            session.exec(sa.delete(tables.TeamsReference).where(_is(destination)))


def _linked(session: Session, destination: Destination) -> bool:
    linked = select(tables.Workspace.id).where(
        col(tables.Workspace.platform) == destination.platform,
        col(tables.Workspace.workspace) == destination.workspace,
    )
    return session.exec(linked).first() is not None


def _of(destination: Destination) -> SelectOfScalar[tables.TeamsReference]:
    return select(tables.TeamsReference).where(_is(destination))


def _is(destination: Destination) -> sa.ColumnElement[bool]:
    return col(tables.TeamsReference.destination) == str(destination)
