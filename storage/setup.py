"""Making organisations known and saying which workspaces are theirs: for operators, the demo and tests."""

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
from sqlmodel import col, select

from bot.model.organisations import Organisation, Sector
from bot.turn import Platform
from storage import tables, values
from storage.database import transaction
from storage.invitations import StoredInvitations
from storage.reach import Grant


class Setup:
    """Each method is a transaction of its own."""

    def __init__(self, engine: sa.Engine, new_code: Callable[[], str]) -> None:
        self._engine, self._new_code = engine, new_code

    def add_organisation(self, name: str, sector: Sector, place: str = "") -> Organisation:
        """A new organisation; names need not differ."""
        with transaction(self._engine, Grant.OPERATOR) as session:
            row = tables.Organisation(name=name, sector=sector.value, place=place)
            session.add(row)
            session.flush()
            return values.organisation(row)

    def organisations(self) -> tuple[Organisation, ...]:
        """All of them, in the order in which they were added."""
        with transaction(self._engine) as session:
            rows = session.exec(select(tables.Organisation).order_by(col(tables.Organisation.id))).all()
            return tuple(values.organisation(row) for row in rows)

    def link_workspace(self, organisation: Organisation, platform: Platform, workspace: str, name: str = "") -> None:
        """From now on whoever speaks from there is of this organisation; who came before stays where they are."""
        with transaction(self._engine, Grant.OPERATOR) as session:
            row = session.exec(
                select(tables.Workspace).where(
                    col(tables.Workspace.platform) == platform, col(tables.Workspace.workspace) == workspace
                )
            ).first()
            if row is None:
                row = tables.Workspace(organisation_id=organisation.id, platform=platform, workspace=workspace)
                session.add(row)
            row.organisation_id, row.name = organisation.id, name

    def invite(self, organisation: Organisation, now: dt.datetime) -> str:
        """A code for it, which can never be read again: whoever types it links their workspace and coordinates."""
        with transaction(self._engine, Grant.OPERATOR) as session:
            return StoredInvitations(session, self._new_code).make(organisation.id, None, now)[1]
