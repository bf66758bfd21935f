"""Where the bot is installed in Slack, and with which tokens; begun installations too. Tokens are sealed before they
are written.

A workspace has an installation of its own, or belongs to a grid that installed the bot for all its workspaces. Nothing
else ever gives a workspace a token.
"""

import datetime as dt
import hashlib
import json
import secrets
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage import tables
from storage.audit import INSTALLATION, OPERATOR, StoredAudit
from storage.database import insert_once, transaction
from storage.sealing import Sealing

STATE_LIVES = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class SlackInstallation:
    """The bot in workspace `team`, or with an empty `team` in all of the grid `enterprise`.

    `expires_at` is when the token ends, if it does; `refresh` then gets the next one, once.
    """

    enterprise: str
    team: str
    bot_user: str
    bot_id: str
    installer: str
    token: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    expires_at: dt.datetime | None = None
    id: int = 0


class StoredSlackInstallations:
    """Each method is a transaction of its own."""

    def __init__(self, engine: sa.Engine, sealing: Sealing) -> None:
        self._engine = engine
        self._sealing = sealing

    def save(self, installed: SlackInstallation, now: dt.datetime) -> None:
        """Remember it, in the place of an earlier one for the same workspace or grid."""
        row = tables.SlackInstallation
        same_team = sa.and_(col(row.team) == installed.team, col(row.team) != "")
        same_grid = sa.and_(col(row.team) == installed.team, col(row.enterprise) == installed.enterprise)
        with transaction(self._engine) as session:
            session.exec(sa.delete(row).where(sa.or_(same_team, same_grid)))
            session.add(
                row(
                    enterprise=installed.enterprise,
                    team=installed.team,
                    bot_user=installed.bot_user,
                    bot_id=installed.bot_id,
                    installer=installed.installer,
                    sealed=self._sealed(installed.token, installed.refresh),
                    expires_at=installed.expires_at,
                    installed_at=now,
                )
            )

    def find(self, team: str) -> SlackInstallation | None:
        """The workspace's own installation, or the one of the grid that it belongs to. Raises NoKeyFits."""
        with transaction(self._engine) as session:
            row = session.exec(_of_team(team)).first()
            return self._value(row) if row else None

    def heard_from(self, team: str, enterprise: str) -> None:
        """Slack said that this workspace belongs to that grid."""
        with transaction(self._engine) as session:
            if not insert_once(session, tables.SlackGridTeam, team=team, enterprise=enterprise):
                session.get_one(tables.SlackGridTeam, team).enterprise = enterprise

    def forget(self, team: str, enterprise: str = "") -> tuple[str, ...]:
        """Remove the workspace's installation, or with an empty `team` the grid's. The workspaces this silences."""
        with transaction(self._engine) as session:
            if team:
                session.exec(sa.delete(tables.SlackInstallation).where(col(tables.SlackInstallation.team) == team))
                session.exec(sa.delete(tables.SlackGridTeam).where(col(tables.SlackGridTeam.team) == team))
                return (team,)
            of_grid = col(tables.SlackGridTeam.enterprise) == enterprise
            teams = session.exec(select(tables.SlackGridTeam.team).where(of_grid)).all()
            own = set(session.exec(select(tables.SlackInstallation.team)).all())
            session.exec(sa.delete(tables.SlackGridTeam).where(of_grid))
            session.exec(
                sa.delete(tables.SlackInstallation).where(
                    col(tables.SlackInstallation.enterprise) == enterprise, col(tables.SlackInstallation.team) == ""
                )
            )
            return tuple(sorted(one for one in teams if one not in own))

    def out_of_grid(self, team: str) -> tuple[str, ...]:
        """The grid's installation does not reach this workspace any more. The workspaces this silences: it, or none."""
        with transaction(self._engine) as session:
            session.exec(sa.delete(tables.SlackGridTeam).where(col(tables.SlackGridTeam.team) == team))
            return () if session.exec(_of_team(team)).first() else (team,)

    def claim_refresh(self, installation_id: int, now: dt.datetime, lease: dt.timedelta) -> bool:
        """Whether the caller, and nobody else until the lease is over, renews its tokens."""
        row = tables.SlackInstallation
        with transaction(self._engine) as session:
            claimed = session.connection().execute(
                sa.update(row)
                .where(
                    col(row.id) == installation_id,
                    sa.or_(col(row.refreshing_until).is_(None), col(row.refreshing_until) <= now),
                )
                .values(refreshing_until=now + lease)
            )
            return claimed.rowcount == 1

    def refreshed(self, installation_id: int, token: str, refresh: str, expires_at: dt.datetime) -> None:
        """The new tokens; whoever waits for them may go on. Nothing happens if it was uninstalled meanwhile."""
        self._settle(installation_id, sealed=self._sealed(token, refresh), expires_at=expires_at)

    def not_refreshed(self, installation_id: int) -> None:
        """Somebody else may try."""
        self._settle(installation_id)

    def reseal(self, at: dt.datetime | None = None) -> int:
        """Put everything under the first key; how many there were. Raises NoKeyFits, and then nothing is changed.

        With `at` it stands in the audit log.
        """
        with transaction(self._engine) as session:
            rows = session.exec(select(tables.SlackInstallation)).all()
            for row in rows:
                row.sealed = self._sealing.reseal(row.sealed)
            if at is not None:
                log = StoredAudit(session)
                log.add(INSTALLATION, "keys rotated", f"installations:{len(rows)}", OPERATOR, at)
                log.close()
            return len(rows)

    def _settle(self, installation_id: int, **changes: object) -> None:
        with transaction(self._engine) as session:
            session.exec(
                sa.update(tables.SlackInstallation)
                .where(col(tables.SlackInstallation.id) == installation_id)
                .values(refreshing_until=None, **changes)
            )

    def _sealed(self, token: str, refresh: str) -> str:
        return self._sealing.seal(json.dumps([token, refresh]))

    def _value(self, row: tables.SlackInstallation) -> SlackInstallation:
        token, refresh = json.loads(self._sealing.open(row.sealed))
        return SlackInstallation(
            row.enterprise, row.team, row.bot_user, row.bot_id, row.installer, token, refresh, row.expires_at, row.id
        )


class StoredInstallStates:
    """Marks of installations that were begun: each counts once, for ten minutes."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def issue(self, now: dt.datetime) -> str:
        """A new one that nobody can guess. Those that are over are removed."""
        state = secrets.token_urlsafe(32)
        with transaction(self._engine) as session:
            session.exec(sa.delete(tables.SlackInstallState).where(col(tables.SlackInstallState.expires_at) <= now))
            session.add(tables.SlackInstallState(state=_hash(state), expires_at=now + STATE_LIVES))
        return state

    def consume(self, state: str, now: dt.datetime) -> bool:
        """True once for what was issued less than ten minutes ago."""
        with transaction(self._engine) as session:
            gone = session.connection().execute(
                sa.delete(tables.SlackInstallState).where(
                    col(tables.SlackInstallState.state) == _hash(state), col(tables.SlackInstallState.expires_at) > now
                )
            )
            return gone.rowcount == 1


def _of_team(team: str) -> SelectOfScalar[tables.SlackInstallation]:
    """Its own first, then its grid's."""
    row, grid = tables.SlackInstallation, tables.SlackGridTeam
    belongs = select(grid.enterprise).where(col(grid.team) == team).scalar_subquery()
    return (
        select(row)
        .where(sa.or_(col(row.team) == team, sa.and_(col(row.team) == "", col(row.enterprise) == belongs)))
        .order_by(col(row.team).desc())
        .limit(1)
    )


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
