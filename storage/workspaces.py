"""Workspaces: whose they are, and whether the app is installed there. People of one that it left cannot be reached."""

import datetime as dt
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.model.exchanges import LegState
from bot.model.organisations import Organisation
from bot.ports.workspaces import Workspace
from bot.turn import Platform
from storage import tables, values
from storage.database import insert_once
from storage.reach import Grant, under


class StoredWorkspaces:
    """Implements `bot.ports.workspaces.Workspaces`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def link(self, organisation_id: int, platform: Platform, workspace: str) -> bool:
        """False, and nothing changed, if it is linked already, to whatever organisation."""
        return insert_once(
            self._session,
            tables.Workspace,
            organisation_id=organisation_id,
            platform=platform,
            workspace=workspace,
            name="",
        )

    @under(Grant.ARRIVAL)
    def left(self, platform: Platform, workspace: str, now: dt.datetime) -> tuple[Organisation, Workspace] | None:
        """The app was removed: no address there works any more. None if that was known, or nobody linked it."""
        row = self._session.exec(select(tables.Workspace).where(*_named(platform, workspace)).with_for_update()).first()
        if row is None or row.left_at is not None:
            return None
        row.left_at = now
        address = tables.Address
        self._session.exec(
            sa.update(address)
            .where(col(address.platform) == platform, col(address.workspace) == workspace)
            .values(works=False)
        )
        owner = self._session.get_one(tables.Organisation, row.organisation_id)
        return values.organisation(owner), as_value(row)

    @under(Grant.ARRIVAL)
    def back(self, platform: Platform, workspace: str) -> bool:
        """The app is there again. False if it never was away."""
        away = (*_named(platform, workspace), col(tables.Workspace.left_at).is_not(None))
        return self._session.exec(sa.update(tables.Workspace).where(*away).values(left_at=None)).rowcount > 0

    @under(Grant.ARRIVAL)
    def has_left(self, platform: Platform, workspace: str) -> bool:
        """Whether the app was removed from there and has not come back."""
        gone = select(tables.Workspace.id).where(
            *_named(platform, workspace), col(tables.Workspace.left_at).is_not(None)
        )
        return self._session.exec(gone).first() is not None

    @under(Grant.DEPARTURE)
    def stranded(self, platform: Platform, workspace: str) -> tuple[int, ...]:
        """Ids of those from there who cannot be reached anywhere and have a visit booked or being arranged."""
        address, leg, elsewhere = tables.Address, tables.Leg, aliased(tables.Address)
        visit = (
            sa.select(sa.literal(1))
            .where(
                sa.or_(col(leg.host_id) == col(address.person_id), col(leg.guest_id) == col(address.person_id)),
                col(leg.state).in_([LegState.ARRANGING, LegState.BOOKED]),
            )
            .exists()
        )
        reached = (
            sa.select(sa.literal(1))
            .where(col(elsewhere.person_id) == col(address.person_id), col(elsewhere.works).is_(True))
            .exists()
        )
        there = (col(address.platform) == platform, col(address.workspace) == workspace)
        people = select(address.person_id).distinct().where(*there, visit, ~reached).order_by(col(address.person_id))
        return tuple(self._session.exec(people).all())


def as_value(row: tables.Workspace) -> Workspace:
    """The workspace that a row holds."""
    return Workspace(cast(Platform, row.platform), row.workspace, row.name, row.left_at)


def _named(platform: Platform, workspace: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (col(tables.Workspace.platform) == platform, col(tables.Workspace.workspace) == workspace)
