"""The outbox as a dispatcher sees it: claim one message of each lane for a while, send it, settle it.

A claim is a lease, and every claim counts an attempt up: a settlement of an older attempt changes nothing, so that
whoever was too slow, or came back from the dead, is harmless here. What was being sent when its lease ran out may have
arrived. It is claimed again in doubt, and never simply sent.
"""

import datetime as dt
import functools
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import col

from bot.cards import Card
from bot.pacing import UNPACED, Paces
from bot.ports.deliveries import Parcel
from bot.turn import Destination, parse_destination
from storage import pacing, tables
from storage.database import transaction
from storage.heads import heads
from storage.outbox import BEGUN, IN_DOUBT, MessageState


class StoredDeliveries:
    """Implements `bot.ports.deliveries.Deliveries`.

    Every method is a transaction of its own, safe beside other processes.
    """

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
        ended: list[dict[str, Any]] = []
        passed_over = False
        with transaction(self._engine, can_wait=True) as session:
            connection = session.connection()
            found = heads(connection, now, limit, lane)
            turns = pacing.Turns(session, paces, {row.workspace for row in found}, now)
            for row in found:
                replaces = row.replaces or (_newest(connection, row) if row.supersedes else "")
                if row.supersedes and not replaces:
                    ended.append(_end(row.id, MessageState.DROPPED, now))
                    continue
                try:
                    parcel = _parcel(row, replaces, now)
                except ValueError as unreadable:
                    # a card that another release wrote must not hold up everybody else's
                    why = f"unreadable: {type(unreadable).__name__}"
                    ended.append(_end(row.id, MessageState.GIVEN_UP, now, row.card, why))
                    continue
                posts = not parcel.doubt and not parcel.replaces
                if posts and not turns.take(row.lane, row.workspace, row.lane_free_at):
                    passed_over = True  # its workspace is left out of the next look, and others come to the front
                    continue
                claimed.append(parcel)
            if claimed:
                connection.execute(_CLAIMED, [_lease(parcel, now + lease) for parcel in claimed])
            if ended:
                connection.execute(_ENDED, ended)
            turns.close()
        # what waited behind one that has ended can be claimed now
        return claimed, bool(ended) or (passed_over and len(found) == limit)

    def lanes(self, now: dt.datetime, limit: int) -> tuple[str, ...]:
        """The lanes of which `claim` would give out a message now, in that order; nothing is claimed."""
        with transaction(self._engine, can_wait=True) as session:
            return tuple(row.lane for row in heads(session.connection(), now, limit))

    def delivered(self, parcel: Parcel, message_id: str, now: dt.datetime) -> None:
        """The platform has it; its words are removed here.

        This is also news to whoever wondered, however late it comes: it ends every doubt about the message.
        """
        self._settle(
            parcel, state=MessageState.SENT.value, card="", message_id=message_id or parcel.replaces, settled_at=now
        )

    def retry(self, parcel: Parcel, at: dt.datetime, why: str, failures: int) -> None:
        """The platform does not have it. Its lane waits for it until `at`. So often it has failed by now."""
        self._settle(parcel, state=MessageState.READY.value, try_at=at, why=why, failures=failures)

    def postpone(self, parcel: Parcel, until: dt.datetime, why: str) -> None:
        """It was not tried: it is due at `until`, and what its lane has for them meanwhile goes before it."""
        self._settle(parcel, state=MessageState.READY.value, due_at=until, try_at=until, first_try_at=None, why=why)

    def check(self, parcel: Parcel, at: dt.datetime, why: str, failures: int) -> None:
        """The platform may have it: claimed again at `at`, it is in doubt. Its lane waits. So often it has failed."""
        self._settle(parcel, state=MessageState.CHECKING.value, try_at=at, why=why, failures=failures)

    def hold(self, parcel: Parcel, why: str, now: dt.datetime) -> None:
        """The platform may have it, and nobody but a person can say. The rest of its lane goes on."""
        self._settle(parcel, state=MessageState.HELD.value, settled_at=now, why=why)

    def give_up(self, parcel: Parcel, why: str, now: dt.datetime) -> None:
        """The platform will not have it. The rest of its lane goes on. Its words stay, for whoever looks into it."""
        self._settle(parcel, state=MessageState.GIVEN_UP.value, settled_at=now, why=why)

    def pause(self, to: Destination, until: dt.datetime) -> None:
        """The platform wants nothing more for this workspace until then, from any dispatcher."""
        with transaction(self._engine, can_wait=True) as session:
            pacing.pause(session, to, until)

    def _settle(self, parcel: Parcel, **changes: Any) -> None:
        """Only if this claim of it is still the newest: the fence."""
        with transaction(self._engine, can_wait=True) as session:
            its = {"its_id": parcel.id, "mine": parcel.attempts}
            session.connection().execute(
                _settled(tuple(changes)), {**its, **{f"new_{name}": to for name, to in changes.items()}}
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


def _lease(parcel: Parcel, until: dt.datetime) -> dict[str, Any]:
    state = MessageState.CHECKING if parcel.doubt else MessageState.SENDING
    return {
        "its_id": parcel.id,
        "new_state": state.value,
        "counted": parcel.attempts,
        "failed": parcel.failures,
        "until": until,
        "since": parcel.first_try_at,
        "new_replaces": parcel.replaces,
    }


def _end(message_id: int, state: MessageState, now: dt.datetime, card: str = "", why: str = "") -> dict[str, Any]:
    return {"its_id": message_id, "new_state": state.value, "new_card": card, "said": why, "now": now}


_CLAIMED: Final = (
    sa.update(tables.Message)
    .where(col(tables.Message.id) == sa.bindparam("its_id"))
    .values(
        state=sa.bindparam("new_state"),
        attempts=sa.bindparam("counted"),
        failures=sa.bindparam("failed"),
        leased_until=sa.bindparam("until"),
        first_try_at=sa.bindparam("since"),
        replaces=sa.bindparam("new_replaces"),
    )
)
_ENDED: Final = (
    sa.update(tables.Message)
    .where(col(tables.Message.id) == sa.bindparam("its_id"))
    .values(
        state=sa.bindparam("new_state"),
        card=sa.bindparam("new_card"),
        why=sa.bindparam("said"),
        settled_at=sa.bindparam("now"),
        leased_until=None,
    )
)


def _newest(connection: sa.Connection, row: Any) -> str:
    """The platform's id of the newest message of this matter that was sent in this lane; "" if there is none."""
    if not row.matter:
        return ""
    found = connection.execute(_NEWEST, {"its_lane": row.lane, "its_matter": row.matter}).scalar()
    return str(found or "")


_NEWEST: Final = (
    sa.select(col(tables.Message.message_id))
    .where(
        col(tables.Message.lane) == sa.bindparam("its_lane"),
        col(tables.Message.matter) == sa.bindparam("its_matter"),
        col(tables.Message.message_id) != "",
    )
    .order_by(col(tables.Message.settled_at).desc(), col(tables.Message.id).desc())
    .limit(1)
)


def _parcel(row: Any, replaces: str, now: dt.datetime) -> Parcel:
    """As it is handed to a dispatcher: this attempt counted. Raises ValueError for a card this release cannot read."""
    return Parcel(
        id=row.id,
        key=row.key,
        to=parse_destination(row.lane),
        card=Card.from_json(row.card),
        replaces=replaces,
        attempts=row.attempts + 1,
        doubt=row.state != MessageState.READY,
        first_try_at=row.first_try_at or now,
        hours=row.hours,
        failures=row.failures + (row.leased_until is not None),  # whoever had it never said what became of it
    )
