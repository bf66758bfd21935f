"""The outbox, from both ends: the core queues, a dispatcher claims one message of each lane and settles it.

States: ready, sending, then sent, given up, or dropped (superseded before it was sent, or an update that found
nothing to update). A message that is sending when its lease has run out may be claimed again: whoever held it died, or
is too late. A message to somebody whose address does not work is waiting, and is ready when they are back.
"""

import datetime as dt
import functools
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.cards import Card
from bot.ports import Message, Parcel
from bot.turn import Address, Platform, parse_destination
from storage import tables
from storage.database import insert_once, transaction


class MessageState(StrEnum):
    """Where a message stands."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given up"
    DROPPED = "dropped"
    WAITING = "waiting"


UNSENT = (MessageState.READY, MessageState.SENDING)


class StoredOutbox:
    """Implements `bot.ports.Outbox`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def queue(self, message: Message) -> None:
        """Does nothing if the key was queued before. What it supersedes and has not been sent yet is never sent."""
        new = insert_once(
            self._session,
            tables.Message,
            key=message.key,
            lane=str(message.to),
            matter=message.card.matter,
            card=message.card.as_json(),
            replaces=message.replaces,
            supersedes=message.supersedes,
            state=(MessageState.WAITING if message.waits else MessageState.READY).value,
            due_at=message.due_at,
            try_at=message.due_at,
            attempts=0,
            message_id="",
            why="",
        )
        if new and message.card.matter and (message.supersedes or message.waits):
            self._drop_unsent(message)

    def hold(self, platform: Platform, workspace: str, user: str | None = None) -> None:
        """What is not sent yet to this person, or to everybody in this workspace, waits until they are back."""
        lane = col(tables.Message.lane)
        theirs = (
            lane.startswith(f"{platform}:{workspace}:", autoescape=True)
            if user is None
            else lane == f"{platform}:{workspace}:{user}"
        )
        self._session.exec(
            sa.update(tables.Message)
            .where(theirs, col(tables.Message.state) == MessageState.READY)
            .values(state=MessageState.WAITING.value)
        )

    def release(self, person_id: int, to: Address, now: dt.datetime) -> None:
        """What waited for somebody is sent, wherever they were before."""
        address = tables.Address
        rows = self._session.exec(select(address).where(col(address.person_id) == person_id)).all()
        lanes = [f"{row.platform}:{row.workspace}:{row.account}" for row in rows]
        waiting = (col(tables.Message.lane).in_(lanes), col(tables.Message.state) == MessageState.WAITING)
        self._session.exec(
            sa.update(tables.Message).where(*waiting, col(tables.Message.lane) != str(to)).values(replaces="")
        )
        self._session.exec(
            sa.update(tables.Message).where(*waiting).values(state=MessageState.READY.value, lane=str(to), try_at=now)
        )

    def _drop_unsent(self, message: Message) -> None:
        """Nobody has seen them, so that there is nothing to update: what comes after says how things stand now."""
        its = {"its_lane": str(message.to), "its_matter": message.card.matter, "its_key": message.key}
        self._session.exec(_DROP_UNSENT, params={**its, "now": message.due_at})


# Written once, as what is asked after every turn is below: to build it takes far longer than to carry it out.
_DROP_UNSENT: Final = (
    sa.update(tables.Message)
    .where(
        col(tables.Message.lane) == sa.bindparam("its_lane"),
        col(tables.Message.matter) == sa.bindparam("its_matter"),
        sa.or_(
            sa.and_(col(tables.Message.state) == MessageState.READY, col(tables.Message.attempts) == 0),
            col(tables.Message.state).in_([MessageState.WAITING, MessageState.GIVEN_UP]),
        ),
        col(tables.Message.key) != sa.bindparam("its_key"),
    )
    .values(state=MessageState.DROPPED.value, card="", settled_at=sa.bindparam("now"))
)


class StoredDeliveries:
    """Implements `bot.ports.Deliveries`: every method is a transaction of its own, safe beside other processes."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def claim(self, now: dt.datetime, lease: dt.timedelta, limit: int) -> tuple[Parcel, ...]:
        """The oldest unsent message of each lane, where it is due and nobody else holds it, at most `limit`."""
        claimed: list[Parcel] = []
        with transaction(self._engine) as session:
            dropped = True
            while dropped and len(claimed) < limit:
                dropped = False
                for row in _heads(session, now, limit - len(claimed)):
                    row.replaces = row.replaces or (_newest(session, row) if row.supersedes else "")
                    if row.supersedes and not row.replaces:
                        row.state, row.card, row.settled_at, row.leased_until = MessageState.DROPPED, "", now, None
                        dropped = True  # what waited behind it can be claimed now
                        continue
                    try:
                        parcel = _parcel(row)
                    except ValueError as unreadable:
                        # a card that another release wrote must not hold up everybody else's
                        row.state, row.settled_at, row.leased_until = MessageState.GIVEN_UP, now, None
                        row.why = f"unreadable: {type(unreadable).__name__}"
                        dropped = True
                        continue
                    row.state, row.attempts, row.leased_until = MessageState.SENDING, parcel.attempts, now + lease
                    claimed.append(parcel)
                session.flush()
        return tuple(claimed)

    def delivered(self, parcel: Parcel, message_id: str, now: dt.datetime) -> None:
        """The platform has it; its words are removed here. Nothing happens if the lease ran out and another has it."""
        self._settle(
            parcel, state=MessageState.SENT.value, card="", message_id=message_id or parcel.replaces, settled_at=now
        )

    def retry(self, parcel: Parcel, at: dt.datetime, why: str) -> None:
        """Its lane waits for it until `at`."""
        self._settle(parcel, state=MessageState.READY.value, try_at=at, why=why)

    def give_up(self, parcel: Parcel, why: str, now: dt.datetime) -> None:
        """The rest of its lane goes on. Its words stay, for whoever looks into it."""
        self._settle(parcel, state=MessageState.GIVEN_UP.value, settled_at=now, why=why)

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
    return (
        sa.update(tables.Message)
        .where(
            col(tables.Message.id) == sa.bindparam("its_id"),
            col(tables.Message.attempts) == sa.bindparam("mine"),
            col(tables.Message.state) == MessageState.SENDING,
        )
        .values(leased_until=None, **{name: sa.bindparam(f"new_{name}") for name in changed})
    )


def _heads(session: Session, now: dt.datetime, limit: int) -> list[tables.Message]:
    """The first unsent message of each lane that may be claimed now, those that have waited longest first."""
    return list(session.exec(_HEADS, params={"now": now, "most": limit}).all())


def _built_heads() -> SelectOfScalar[tables.Message]:
    """Written once: it is asked after every turn, and to build it takes far longer than to answer it."""
    message, older = tables.Message, aliased(tables.Message)
    now = sa.bindparam("now", type_=tables.Message.__table__.c.try_at.type)  # type: ignore[attr-defined]
    waits_behind = (
        sa.select(sa.literal(1))
        .where(
            col(older.lane) == col(message.lane),
            col(older.state).in_(UNSENT),
            sa.or_(
                col(older.due_at) < col(message.due_at),
                sa.and_(col(older.due_at) == col(message.due_at), col(older.id) < col(message.id)),
            ),
        )
        .exists()
    )
    return (
        select(message)
        .where(
            col(message.state).in_(UNSENT),
            col(message.try_at) <= now,
            sa.or_(col(message.leased_until).is_(None), col(message.leased_until) <= now),
            ~waits_behind,
        )
        .order_by(col(message.try_at), col(message.id))
        .limit(sa.bindparam("most", type_=sa.Integer))
        .with_for_update(skip_locked=True)
    )


_HEADS: Final = _built_heads()


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


def _parcel(row: tables.Message) -> Parcel:
    """As it is handed to a dispatcher: this attempt counted. Raises ValueError for a card this release cannot read."""
    card = Card.from_json(row.card)
    return Parcel(row.id, row.key, parse_destination(row.lane), card, row.replaces, row.attempts + 1)
