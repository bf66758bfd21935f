"""Invitation codes as hashes, and how many wrong ones were typed where.

A code has some 55 bits and lives for a fortnight, so that a hash that is slow to compute keeps whoever reads the
database from finding one that still opens anything. There is one salt for all, because a code is looked up by its hash.
"""

import datetime as dt
import functools
import hashlib
from collections.abc import Callable

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.model.invitations import MOST_WRONG, VALID_FOR, bare
from bot.model.organisations import Organisation
from bot.turn import Platform
from storage import tables, values
from storage.database import insert_once
from storage.reach import Grant, under

_SALT = b"in your shoes: invitation"


class StoredInvitations:
    """Implements `bot.ports.invitations.Invitations`. `new_code` gives codes that nobody can foresee."""

    def __init__(self, session: Session, new_code: Callable[[], str]) -> None:
        self._session, self._new_code = session, new_code

    def make(self, organisation_id: int, by: int | None, now: dt.datetime) -> tuple[int, str]:
        """A new one's id and its code, which nobody can ever be told again."""
        code = self._new_code()
        row = tables.Invitation(
            organisation_id=organisation_id,
            code_hash=_hash(bare(code)),
            made_by=by,
            made_at=now,
            expires_at=now + VALID_FOR,
        )
        self._session.add(row)
        self._session.flush()
        return row.id, code

    def unused(self, organisation_id: int, now: dt.datetime) -> int:
        """How many codes of this organisation could still be used."""
        its = select(sa.func.count()).select_from(tables.Invitation)
        return self._session.exec(
            its.where(col(tables.Invitation.organisation_id) == organisation_id, *_open(now))
        ).one()

    @under(Grant.ARRIVAL)
    def opens(self, code: str, now: dt.datetime) -> Organisation | None:
        """Whose it is; None for one that is wrong, used, withdrawn or expired."""
        row = self._session.exec(
            select(tables.Organisation)
            .join(tables.Invitation, col(tables.Invitation.organisation_id) == col(tables.Organisation.id))
            .where(col(tables.Invitation.code_hash) == _hash(bare(code)), *_open(now))
        ).first()
        return values.organisation(row) if row else None

    @under(Grant.ARRIVAL)
    def use(self, code: str, person_id: int, now: dt.datetime) -> bool:
        """False if it cannot be used, or not any more: of two people at the same instant one is told True."""
        mine = col(tables.Invitation.code_hash) == _hash(bare(code))
        used = self._session.exec(
            sa.update(tables.Invitation).where(mine, *_open(now)).values(used_at=now, used_by=person_id)
        )
        return used.rowcount == 1

    def withdraw(self, invitation_id: int, organisation_id: int, now: dt.datetime) -> bool:
        """False if it was used, withdrawn or expired before, or is not this organisation's."""
        its = (col(tables.Invitation.id) == invitation_id, col(tables.Invitation.organisation_id) == organisation_id)
        return (
            self._session.exec(sa.update(tables.Invitation).where(*its, *_open(now)).values(expires_at=now)).rowcount
            == 1
        )

    def wrong(self, platform: Platform, workspace: str, now: dt.datetime) -> None:
        """Count a wrong code from this workspace."""
        if insert_once(
            self._session, tables.WrongCode, platform=platform, workspace=workspace, hour=_hour(now), times=1
        ):
            return
        row = tables.WrongCode
        self._session.exec(sa.update(row).where(*_counted(platform, workspace, now)).values(times=col(row.times) + 1))

    def too_many(self, platform: Platform, workspace: str, now: dt.datetime) -> bool:
        """Whether this workspace has typed so many wrong codes this hour that none is looked at."""
        times = self._session.exec(select(tables.WrongCode.times).where(*_counted(platform, workspace, now))).first()
        return (times or 0) >= MOST_WRONG


def _open(now: dt.datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (col(tables.Invitation.used_at).is_(None), col(tables.Invitation.expires_at) > now)


def _counted(platform: Platform, workspace: str, now: dt.datetime) -> tuple[sa.ColumnElement[bool], ...]:
    row = tables.WrongCode
    return (col(row.platform) == platform, col(row.workspace) == workspace, col(row.hour) == _hour(now))


def _hour(now: dt.datetime) -> dt.datetime:
    return now.replace(minute=0, second=0, microsecond=0)


@functools.lru_cache(maxsize=8)  # one turn looks the same code up twice
def _hash(code: str) -> str:
    return hashlib.scrypt(code.encode(), salt=_SALT, n=2**12, r=8, p=1, dklen=32).hex()
