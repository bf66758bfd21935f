"""The outbox as the core sees it: what is to be sent is queued, once for each key. `deliveries.py` is its other end.

States: ready, then sending, then sent. What may have arrived (the platform's answer was lost, or whoever sent it died)
is checking: it is asked for, and is then sent or ready again; where nobody can be asked it is held, until a
coordinator decides. Given up is what a platform will not take. Dropped is what was superseded before it was sent, or an
update that found nothing to update. A message to somebody whose address does not work is waiting, and is ready when
they are back.
"""

import datetime as dt
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.ports.outbox import POST, Message, Urgency
from bot.turn import Address, ChannelAddress, Platform, workspace_of
from storage import tables
from storage.database import insert_once


class MessageState(StrEnum):
    """Where a message stands."""

    READY = "ready"
    SENDING = "sending"
    CHECKING = "checking"
    SENT = "sent"
    HELD = "held"
    GIVEN_UP = "given up"
    DROPPED = "dropped"
    WAITING = "waiting"


BEGUN = (MessageState.SENDING, MessageState.CHECKING)
"""Tried, and not settled yet."""
UNSENT = (MessageState.READY, *BEGUN)
"""What its lane waits for."""
IN_DOUBT = (MessageState.CHECKING, MessageState.HELD)
"""Perhaps there."""
UNDELIVERED = (MessageState.GIVEN_UP, MessageState.HELD)
"""What a coordinator decides about. Its lane goes on: one message must not cut somebody off from all the others."""


class StoredOutbox:
    """Implements `bot.ports.outbox.Outbox`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def queue(self, message: Message) -> None:
        """Does nothing if the key was queued before. What it supersedes and has not been sent yet is never sent."""
        pointless = message.supersedes and not message.replaces and not self._said(message)
        new = insert_once(
            self._session,
            tables.Message,
            key=message.key,
            lane=str(message.to),
            workspace=workspace_of(message.to),
            priority=message.urgency.value,
            matter=message.card.matter,
            card="" if pointless else message.card.as_json(),
            replaces=message.replaces,
            supersedes=message.supersedes,
            state=_state(message, pointless).value,
            due_at=message.due_at,
            try_at=message.due_at,
            attempts=0,
            message_id="",
            why="",
            hours=message.hours,
            settled_at=message.due_at if pointless else None,
        )
        if pointless:
            return  # its key is known all the same
        if new and message.card.matter and (message.supersedes or message.waits):
            self._drop_unsent(message)
        if new and message.urgency is Urgency.ANSWER:
            self._session.exec(_HURRY, params={"its_lane": str(message.to)})

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
        """What waited for somebody is sent, wherever they were before, and at whatever hour they are back."""
        address = tables.Address
        rows = self._session.exec(select(address).where(col(address.person_id) == person_id)).all()
        lanes = [f"{row.platform}:{row.workspace}:{row.account}" for row in rows]
        waiting = (col(tables.Message.lane).in_(lanes), col(tables.Message.state) == MessageState.WAITING)
        self._session.exec(
            sa.update(tables.Message).where(*waiting, col(tables.Message.lane) != str(to)).values(replaces="")
        )
        self._session.exec(
            sa.update(tables.Message)
            .where(*waiting)
            .values(state=MessageState.READY.value, lane=str(to), workspace=workspace_of(to), try_at=now, hours="")
        )

    def post(self, platform: Platform, workspace: str, now: dt.datetime) -> None:
        """The app is back: each channel gets the newest regular post that waited, and nothing else that did.

        What else is said in a channel answers somebody at that moment, and nobody expects it weeks later.
        """
        message = tables.Message
        channels = col(message.lane).startswith(f"{platform}:{workspace}:#", autoescape=True)
        waiting = self._session.exec(
            select(message)
            .where(channels, col(message.state) == MessageState.WAITING)
            .order_by(col(message.due_at).desc(), col(message.id).desc())
        ).all()
        posted = set()
        for row in waiting:
            if row.key.startswith(POST) and row.lane not in posted:
                row.state, row.try_at = MessageState.READY.value, now
                posted.add(row.lane)
            else:
                row.state, row.card, row.settled_at = MessageState.DROPPED.value, "", now
        self._session.flush()

    def unpost(self, place: ChannelAddress, now: dt.datetime) -> None:
        """What is not posted in this place yet never is: nobody is there to read it, or it is out of date."""
        there = col(tables.Message.lane) == str(place)
        unsent = col(tables.Message.state).in_([MessageState.READY, MessageState.WAITING])
        self._session.exec(
            sa.update(tables.Message)
            .where(there, unsent)
            .values(state=MessageState.DROPPED.value, card="", settled_at=now)
        )

    def _said(self, message: Message) -> bool:
        """Whether its lane has a card of this matter, seen or on its way."""
        its = {"its_lane": str(message.to), "its_matter": message.card.matter}
        return bool(message.card.matter) and self._session.exec(_SAID, params=its).first() is not None

    def _drop_unsent(self, message: Message) -> None:
        """Nobody has seen them, so that there is nothing to update: what comes after says how things stand now."""
        its = {"its_lane": str(message.to), "its_matter": message.card.matter, "its_key": message.key}
        self._session.exec(_DROP_UNSENT, params={**its, "now": message.due_at})


def _state(message: Message, pointless: bool) -> MessageState:
    if pointless:
        return MessageState.DROPPED
    return MessageState.WAITING if message.waits else MessageState.READY


# Written once: to build them takes far longer than to carry them out. No turn holds messages as rows whose copies would
# have to be changed too, which to look for takes longer still.
_NO_COPIES: Final = {"synchronize_session": False}
_SAID: Final = (
    select(tables.Message.id)
    .where(
        col(tables.Message.lane) == sa.bindparam("its_lane"),
        col(tables.Message.matter) == sa.bindparam("its_matter"),
        col(tables.Message.state) != MessageState.DROPPED,
    )
    .limit(1)
)
_DROP_UNSENT: Final = (
    sa.update(tables.Message)
    .where(
        col(tables.Message.lane) == sa.bindparam("its_lane"),
        col(tables.Message.matter) == sa.bindparam("its_matter"),
        sa.or_(
            sa.and_(
                col(tables.Message.state) == MessageState.READY,
                sa.or_(col(tables.Message.attempts) == 0, col(tables.Message.first_try_at).is_(None)),
            ),
            col(tables.Message.state).in_([MessageState.WAITING, *UNDELIVERED]),
        ),
        col(tables.Message.key) != sa.bindparam("its_key"),
    )
    .values(state=MessageState.DROPPED.value, card="", settled_at=sa.bindparam("now"))
    .execution_options(**_NO_COPIES)
)
_HURRY: Final = (
    sa.update(tables.Message)
    .where(
        col(tables.Message.lane) == sa.bindparam("its_lane"),
        col(tables.Message.state).in_(UNSENT),
        col(tables.Message.priority) > Urgency.ANSWER.value,
    )
    .values(priority=Urgency.ANSWER.value)
    .execution_options(**_NO_COPIES)
)
"""An answer keeps its place in its lane, so that whatever is before it has to be as quick."""
