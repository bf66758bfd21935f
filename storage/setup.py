"""Making organisations known and saying which workspaces are theirs: for operators, the demo and tests."""

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.model.organisations import Organisation, Sector
from bot.turn import Platform
from storage import tables, values
from storage.audit import OPERATOR, StoredAudit
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

    def link_workspace(
        self,
        organisation: Organisation,
        platform: Platform,
        workspace: str,
        name: str = "",
        *,
        at: dt.datetime | None = None,
    ) -> None:
        """From now on whoever speaks from there is of this organisation; who came before stays where they are.

        With `at` it stands in the audit log.
        """
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
            session.flush()
            if at is not None:
                _log(session, organisation, "workspace linked", f"workspace:{row.id}", at)

    def invite(self, organisation: Organisation, now: dt.datetime) -> str:
        """A code for it, which can never be read again: whoever types it links their workspace and coordinates."""
        with transaction(self._engine, Grant.OPERATOR) as session:
            number, code = StoredInvitations(session, self._new_code).make(organisation.id, None, now)
            _log(session, organisation, "invitation made", f"invitation:{number}", now)
            return code


def _log(session: Session, organisation: Organisation, what: str, about: str, at: dt.datetime) -> None:
    log = StoredAudit(session)
    log.add(organisation.id, what, about, OPERATOR, at)
    log.close()
