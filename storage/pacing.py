"""How fast messages may go, kept in the database, so that it holds across all replicas.

A claim takes its turns in the transaction in which it takes its messages. A lane's turn needs no lock of its own: only
who has locked its first message asks for it.
"""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.pacing import Paces
from bot.turn import Destination, workspace_of
from storage import tables
from storage.database import insert_or_raise, unheld


class Turns:
    """The turns that one claim takes, at one moment. `close` writes them down."""

    def __init__(self, session: Session, paces: Paces, workspaces: set[str], now: dt.datetime) -> None:
        self._session, self._now = session, now
        self._paces = {str(platform): pace for platform, pace in paces.items()}
        paced = sorted(name for name in workspaces if _platform(name) in self._paces)
        self._free_at: dict[str, dt.datetime] = _locked(session, paced) if paced else {}
        self._taken: dict[str, dt.datetime] = {}

    def take(self, lane: str, workspace: str, lane_free_at: dt.datetime | None) -> bool:
        """Whether a new message may go to this lane now, which counts as going. The lane itself is known to be free."""
        pace = self._paces.get(_platform(lane))
        if pace is None:
            return True
        free_at = self._taken.get(workspace) or self._free_at.get(workspace)
        if free_at is not None and free_at > self._now:
            return False
        self._taken[workspace] = pace.workspace.next(free_at, self._now)
        self._taken[lane] = pace.lane.next(lane_free_at, self._now)
        return True

    def close(self) -> None:
        """For whoever claims next. In one order, so that two claims never wait for each other."""
        _write(self._session, self._taken)


def pause(session: Session, to: Destination, until: dt.datetime) -> None:
    """Nobody sends anything to this workspace before that."""
    _write(session, {workspace_of(to): until})


def forget(session: Session, before: dt.datetime) -> None:
    """Remove what has been free since then: it says nothing any more."""
    session.exec(sa.delete(tables.Pace).where(unheld(col(tables.Pace.name), col(tables.Pace.free_at) < before)))


def _write(session: Session, free_at: dict[str, dt.datetime]) -> None:
    rows = [{"name": name, "free_at": free_at[name]} for name in sorted(free_at)]
    if rows:
        insert_or_raise(session, tables.Pace, "free_at", rows)


def _locked(session: Session, names: list[str]) -> dict[str, dt.datetime]:
    """A workspace that was never written to has no row to lock: of two first claims both may take its first turns."""
    locked = (
        sa.select(col(tables.Pace.name), col(tables.Pace.free_at))
        .where(col(tables.Pace.name).in_(names))
        .order_by(col(tables.Pace.name))
        .with_for_update()
    )
    return {row.name: row.free_at for row in session.connection().execute(locked)}


def _platform(name: str) -> str:
    return name.partition(":")[0]
