"""Messages that were given up or held: whom they were for, until somebody sends them again or drops them. Never their
words."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.ports.failures import NOTICE, Undelivered
from bot.ports.outbox import Urgency
from bot.turn import Address, Destination, parse_destination, workspace_of
from storage import tables
from storage.database import insert_once
from storage.outbox import UNDELIVERED, MessageState
from storage.people import home_of
from storage.reach import Grant, reach_of, under


class StoredFailures:
    """Implements `bot.ports.failures.Failures`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next_untold(self) -> Undelivered | None:
        """The oldest that nobody was told of; what concerns nobody (they were forgotten) is passed over for good.

        Asked by the clock: what follows in this unit of work may be for anybody.
        """
        reach_of(self._session).grant = Grant.CLOCK
        untold = (
            _UNDELIVERED.where(col(tables.Message.told_at).is_(None)).order_by(col(tables.Message.id)).limit(1)
        ).with_for_update(skip_locked=True)
        while (row := self._session.exec(untold).first()) is not None:
            failure = self._read(row)
            if failure is not None:
                return failure
            row.told_at = row.settled_at
            self._session.flush()
        return None

    def mark_told(self, message_id: int, now: dt.datetime) -> None:
        """Whether or not there was anybody to tell."""
        self._session.exec(sa.update(tables.Message).where(col(tables.Message.id) == message_id).values(told_at=now))

    def get(self, message_id: int) -> Undelivered | None:
        """None if it is not there, was sent again, or was dropped."""
        row = self._session.exec(_UNDELIVERED.where(col(tables.Message.id) == message_id)).first()
        return self._read(row) if row else None

    def all(self) -> tuple[Undelivered, ...]:
        """Of every organisation, oldest first: for the operator."""
        rows = self._session.exec(_UNDELIVERED.order_by(col(tables.Message.id))).all()
        return tuple(failure for row in rows if (failure := self._read(row)) is not None)

    def of(self, organisation_id: int) -> tuple[Undelivered, ...]:
        """To people and channels of one organisation, oldest first, without the notices of it."""
        workspaces = self._session.exec(
            select(tables.Workspace).where(col(tables.Workspace.organisation_id) == organisation_id)
        ).all()
        lane = col(tables.Message.lane)
        there = [lane.startswith(f"{one.platform}:{one.workspace}:", autoescape=True) for one in workspaces]
        if not there:
            return ()
        rows = self._session.exec(
            _UNDELIVERED.where(sa.or_(*there), ~col(tables.Message.key).startswith(NOTICE)).order_by(
                col(tables.Message.id)
            )
        ).all()
        found = (self._read(row) for row in rows)
        return tuple(failure for failure in found if failure is not None and failure.organisation_id == organisation_id)

    def send_again(self, message_id: int, now: dt.datetime) -> Destination | None:
        """Queue it anew, to where the person is reached now. None if it is not there (any more) or has no words.

        It is a new message with a new key, so that a claim of the old one that comes late changes nothing.
        """
        row = self._session.exec(_UNDELIVERED.where(col(tables.Message.id) == message_id).with_for_update()).first()
        failure = self._read(row) if row else None
        if row is None or failure is None or not row.card:
            return None
        to = (home_of(self._session, failure.person_id) if failure.person_id else None) or failure.to
        again = f"{row.key}:again:{row.id}"
        insert_once(
            self._session,
            tables.Message,
            key=again,
            lane=str(to),
            workspace=workspace_of(to),
            priority=Urgency.NEWS.value,
            matter=row.matter,
            card=row.card,
            replaces=row.replaces if str(to) == row.lane else "",
            supersedes=False,
            state=MessageState.READY.value,
            due_at=now,
            try_at=now,
            attempts=0,
            message_id="",
            why="",
        )
        row.state, row.card = MessageState.DROPPED, ""
        return to

    def drop(self, message_id: int, now: dt.datetime) -> bool:
        """Never to be sent; its words go. False if it is not there, or not any more."""
        return (
            self._session.exec(
                sa.update(tables.Message)
                .where(col(tables.Message.id) == message_id, col(tables.Message.state).in_(UNDELIVERED))
                .values(state=MessageState.DROPPED.value, card="", settled_at=now)
            ).rowcount
            == 1
        )

    @under(Grant.ARRIVAL)
    def _read(self, row: tables.Message) -> Undelivered | None:
        """None if whoever it was for is not there any more."""
        to = parse_destination(row.lane)
        if isinstance(to, Address):
            address = tables.Address
            found = self._session.exec(
                select(tables.Person)
                .join(address, col(address.person_id) == col(tables.Person.id))
                .where(
                    col(address.platform) == to.platform,
                    col(address.workspace) == to.workspace,
                    col(address.account) == to.user,
                )
            ).first()
            if found is None:
                return None
            whose, person_id, name = found.organisation_id, found.id, found.name
        else:
            space = self._session.exec(
                select(tables.Workspace).where(
                    col(tables.Workspace.platform) == to.platform, col(tables.Workspace.workspace) == to.workspace
                )
            ).first()
            if space is None:
                return None
            whose, person_id, name = space.organisation_id, None, ""
        return Undelivered(
            id=row.id,
            to=to,
            organisation_id=whose,
            why=row.why,
            at=row.settled_at or row.due_at,
            person_id=person_id,
            name=name,
            sendable=bool(row.card),
            notice=row.key.startswith(NOTICE),
            doubt=row.state == MessageState.HELD,
        )


# an update that only took spent buttons away is missed by nobody
_UNDELIVERED = select(tables.Message).where(
    col(tables.Message.state).in_(UNDELIVERED), col(tables.Message.supersedes).is_(False)
)
