"""Whose turn it is: the first unsent message of each lane, if it may go now.

A lane whose message is under way waits for it, and so does everything in it that is due later or came later. Two
questions rather than one: each walks one index in the order of its answer, and stops when it has enough.
"""

import datetime as dt
import functools
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage import tables
from storage.outbox import BEGUN, MessageState


def heads(connection: sa.Connection, now: dt.datetime, limit: int, lane: str = "") -> list[Any]:
    """Those in doubt, whose turn it is to be asked for, and then those to be sent: the most urgent first, and of those
    the ones that have waited longest. Locked rows of `tables.Message`, and `lane_free_at`, None for long ago."""
    which = {"now": now, "its_lane": lane} if lane else {"now": now}
    found = list(connection.execute(_in_doubt(of_one=bool(lane)), {**which, "most": limit}))
    if len(found) < limit:
        found += connection.execute(_ready(of_one=bool(lane)), {**which, "most": limit - len(found)})
    return found


@functools.cache
def _in_doubt(*, of_one: bool) -> Any:
    """Whoever held it has let it go, or has died: their lease is over."""
    message = tables.Message
    return _in_order(
        col(message.state).in_(BEGUN),
        sa.or_(col(message.leased_until).is_(None), col(message.leased_until) <= _NOW),
        of_one=of_one,
    )


@functools.cache
def _ready(*, of_one: bool) -> Any:
    message, other = tables.Message, aliased(tables.Message)
    in_its_lane = col(other.lane) == col(message.lane)
    under_way = sa.select(sa.literal(1)).where(in_its_lane, col(other.state).in_(BEGUN)).exists()
    older = sa.or_(
        col(other.due_at) < col(message.due_at),
        sa.and_(col(other.due_at) == col(message.due_at), col(other.id) < col(message.id)),
    )
    before_it = sa.select(sa.literal(1)).where(in_its_lane, col(other.state) == MessageState.READY, older).exists()
    lane_is_free = sa.or_(
        col(_lane().free_at).is_(None),
        col(_lane().free_at) <= _NOW,
        col(message.replaces) != "",  # platforms count what is new, and let updates go
        col(message.supersedes),
    )
    return _in_order(col(message.state) == MessageState.READY, lane_is_free, ~under_way, ~before_it, of_one=of_one)


_MESSAGE: sa.Table = tables.Message.__table__  # type: ignore[attr-defined]
_NOW = sa.bindparam("now", type_=_MESSAGE.c.try_at.type)


@functools.cache
def _lane() -> type[tables.Pace]:
    """The pace of a message's lane. It cannot be named before all tables are connected, for which no start waits."""
    return aliased(tables.Pace)


def _in_order(*which: sa.ColumnElement[bool], of_one: bool) -> Any:
    """Built once each: it is asked after every turn, and to build it takes far longer than to answer it."""
    message, workspace = tables.Message, aliased(tables.Pace)
    paused = (
        sa.select(sa.literal(1))
        .where(col(workspace.name) == col(message.workspace), col(workspace.free_at) > _NOW)
        .exists()
    )
    return (
        sa.select(*_MESSAGE.c, col(_lane().free_at).label("lane_free_at"))
        .outerjoin(_lane(), col(_lane().name) == col(message.lane))
        .where(*which, col(message.try_at) <= _NOW, ~paused)
        .where(*([col(message.lane) == sa.bindparam("its_lane")] if of_one else []))
        .order_by(col(message.priority), col(message.try_at), col(message.id))
        .limit(sa.bindparam("most", type_=sa.Integer))
        .with_for_update(skip_locked=True, of=message)
    )
