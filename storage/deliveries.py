"""The outbox as a dispatcher sees it: claim one message of each lane for a while, send it, settle it.

A claim is a lease, and every claim counts an attempt up: a settlement of an older attempt changes nothing, so that
whoever was too slow, or came back from the dead, is harmless here. What was being sent when its lease ran out may have
arrived. It is claimed again in doubt, and never simply sent.
"""

import datetime as dt
import functools
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.cards import Card
from bot.delivery import UNPACED, Paces
from bot.ports import Parcel
from bot.turn import Destination, parse_destination
from storage import pacing, tables
from storage.database import transaction
from storage.outbox import BEGUN, IN_DOUBT, UNSENT, MessageState


class StoredDeliveries:
    """Implements `bot.ports.Deliveries`: every method is a transaction of its own, safe beside other processes."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def claim(
        self, now: dt.datetime, lease: dt.timedelta, limit: int, paces: Paces = UNPACED, lane: str = ""
    ) -> tuple[Parcel, ...]:
        """The oldest unsent message of each lane, where it is due, nobody else holds it and the platform's pace allows
        it, the most urgent first, at most `limit`. Of one `lane` alone, if it is named."""
        claimed: list[Parcel] = []
        again = True
        while again and len(claimed) < limit:
            try:
                some, again = self._claim_some(now, lease, limit - len(claimed), paces, lane)
            except Exception:
                if claimed:  # the database went away after it gave us these
                    break
                raise
            claimed += some
        return tuple(claimed)

    def _claim_some(
        self, now: dt.datetime, lease: dt.timedelta, limit: int, paces: Paces, lane: str
    ) -> tuple[list[Parcel], bool]:
        """What one transaction claims, and whether another one would find something else."""
        claimed: list[Parcel] = []
        dropped = passed_over = False
        with transaction(self._engine) as session:
            heads = _heads(session, now, limit, lane)
            turns = pacing.Turns(session, paces, {row.workspace for row, _ in heads}, now)
            for row, lane_free_at in heads:
                row.replaces = row.replaces or (_newest(session, row) if row.supersedes else "")
                if row.supersedes and not row.replaces:
                    row.state, row.card, row.settled_at, row.leased_until = MessageState.DROPPED, "", now, None
                    dropped = True  # what waited behind it can be claimed now
                    continue
                try:
                    parcel = _parcel(row, now)
                except ValueError as unreadable:
                    # a card that another release wrote must not hold up everybody else's
                    row.state, row.settled_at, row.leased_until = MessageState.GIVEN_UP, now, None
                    row.why = f"unreadable: {type(unreadable).__name__}"
                    dropped = True
                    continue
                posts = not parcel.doubt and not parcel.replaces
                if posts and not turns.take(row.lane, row.workspace, lane_free_at):
                    passed_over = True  # its workspace is left out of the next look, and others come to the front
                    continue
                row.state = MessageState.CHECKING if parcel.doubt else MessageState.SENDING
                row.attempts, row.leased_until = parcel.attempts, now + lease
                row.first_try_at = parcel.first_try_at
                claimed.append(parcel)
            session.flush()
            turns.close()
        return claimed, dropped or (passed_over and len(heads) == limit)

    def delivered(self, parcel: Parcel, message_id: str, now: dt.datetime) -> None:
        """The platform has it; its words are removed here.

        This is also news to whoever wondered, however late it comes: it ends every doubt about the message.
        """
        self._settle(
            parcel, state=MessageState.SENT.value, card="", message_id=message_id or parcel.replaces, settled_at=now
        )

    def retry(self, parcel: Parcel, at: dt.datetime, why: str) -> None:
        """The platform does not have it. Its lane waits for it until `at`."""
        self._settle(parcel, state=MessageState.READY.value, try_at=at, why=why)

    def postpone(self, parcel: Parcel, until: dt.datetime, why: str) -> None:
        """It was not tried: it is due at `until`, and what its lane has for them meanwhile goes before it."""
        self._settle(parcel, state=MessageState.READY.value, due_at=until, try_at=until, first_try_at=None, why=why)

    def check(self, parcel: Parcel, at: dt.datetime, why: str) -> None:
        """The platform may have it: claimed again at `at`, it is in doubt. Its lane waits."""
        self._settle(parcel, state=MessageState.CHECKING.value, try_at=at, why=why)

    def hold(self, parcel: Parcel, why: str, now: dt.datetime) -> None:
        """The platform may have it, and nobody but a person can say. The rest of its lane goes on."""
        self._settle(parcel, state=MessageState.HELD.value, settled_at=now, why=why)

    def give_up(self, parcel: Parcel, why: str, now: dt.datetime) -> None:
        """The platform will not have it. The rest of its lane goes on. Its words stay, for whoever looks into it."""
        self._settle(parcel, state=MessageState.GIVEN_UP.value, settled_at=now, why=why)

    def pause(self, to: Destination, until: dt.datetime) -> None:
        """The platform wants nothing more for this workspace until then, from any dispatcher."""
        with transaction(self._engine) as session:
            pacing.pause(session, to, until)

    def _settle(self, parcel: Parcel, **changes: Any) -> None:
        """Only if this claim of it is still the newest: the fence."""
        with transaction(self._engine) as session:
            its = {"its_id": parcel.id, "mine": parcel.attempts}
            session.exec(
                _settled(tuple(changes)), params={**its, **{f"new_{name}": to for name, to in changes.items()}}
            )


@functools.cache
def _settled(changed: tuple[str, ...]) -> sa.Update:
    """Written once for each way in which a message can end."""
    state = col(tables.Message.state)
    mine = sa.and_(col(tables.Message.attempts) == sa.bindparam("mine"), state.in_(BEGUN))
    wondered = sa.and_(sa.bindparam("new_state") == MessageState.SENT, state.in_(IN_DOUBT))
    return (
        sa.update(tables.Message)
        .where(col(tables.Message.id) == sa.bindparam("its_id"), sa.or_(mine, wondered))
        .values(leased_until=None, **{name: sa.bindparam(f"new_{name}") for name in changed})
    )


def _heads(
    session: Session, now: dt.datetime, limit: int, lane: str
) -> list[tuple[tables.Message, dt.datetime | None]]:
    """The message of each lane whose turn it is, if it may go now, and since when its lane is free; the most urgent
    first, and of those the ones that have waited longest."""
    if lane:
        return list(session.exec(_HEAD_OF_ONE, params={"now": now, "most": limit, "its_lane": lane}).all())
    return list(session.exec(_HEADS, params={"now": now, "most": limit}).all())


def _built_heads(*, of_one: bool) -> Any:
    """Written once: it is asked after every turn, and to build it takes far longer than to answer it."""
    message, other = tables.Message, aliased(tables.Message)
    lane_pace, workspace_pace = aliased(tables.Pace), aliased(tables.Pace)
    now = sa.bindparam("now", type_=tables.Message.__table__.c.try_at.type)  # type: ignore[attr-defined]
    waits_behind = (
        sa.select(sa.literal(1))
        .where(
            col(other.lane) == col(message.lane),
            col(other.id) != col(message.id),
            sa.or_(
                col(other.state).in_(BEGUN),
                sa.and_(
                    col(other.state) == MessageState.READY,
                    sa.or_(
                        col(other.due_at) < col(message.due_at),
                        sa.and_(col(other.due_at) == col(message.due_at), col(other.id) < col(message.id)),
                    ),
                ),
            ),
        )
        .exists()
    )
    may_go = sa.or_(
        col(lane_pace.free_at).is_(None),
        col(lane_pace.free_at) <= now,
        col(message.replaces) != "",  # platforms count what is new, and let updates go
        col(message.supersedes),
    )
    paused = (
        sa.select(sa.literal(1))
        .where(col(workspace_pace.name) == col(message.workspace), col(workspace_pace.free_at) > now)
        .exists()
    )
    return (
        select(message, lane_pace.free_at)
        .outerjoin(lane_pace, col(lane_pace.name) == col(message.lane))
        .where(
            col(message.state).in_(UNSENT),
            col(message.try_at) <= now,
            sa.or_(
                sa.and_(col(message.state) == MessageState.READY, may_go, ~waits_behind),
                sa.and_(
                    col(message.state).in_(BEGUN),
                    sa.or_(col(message.leased_until).is_(None), col(message.leased_until) <= now),
                ),
            ),
            ~paused,
            *([col(message.lane) == sa.bindparam("its_lane")] if of_one else []),
        )
        .order_by(col(message.priority), col(message.try_at), col(message.id))
        .limit(sa.bindparam("most", type_=sa.Integer))
        .with_for_update(skip_locked=True, of=message)
    )


_HEADS: Final = _built_heads(of_one=False)
_HEAD_OF_ONE: Final = _built_heads(of_one=True)


def _newest(session: Session, row: tables.Message) -> str:
    """The platform's id of the newest message of this matter that was sent in this lane; "" if there is none."""
    if not row.matter:
        return ""
    found = session.exec(
        select(tables.Message.message_id)
        .where(
            col(tables.Message.lane) == row.lane,
            col(tables.Message.matter) == row.matter,
            col(tables.Message.message_id) != "",
        )
        .order_by(col(tables.Message.settled_at).desc(), col(tables.Message.id).desc())
        .limit(1)
    ).first()
    return found or ""


def _parcel(row: tables.Message, now: dt.datetime) -> Parcel:
    """As it is handed to a dispatcher: this attempt counted. Raises ValueError for a card this release cannot read."""
    return Parcel(
        id=row.id,
        key=row.key,
        to=parse_destination(row.lane),
        card=Card.from_json(row.card),
        replaces=row.replaces,
        attempts=row.attempts + 1,
        doubt=row.state != MessageState.READY,
        first_try_at=row.first_try_at or now,
        hours=row.hours,
    )
