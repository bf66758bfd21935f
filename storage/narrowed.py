"""The open listings in memory, by what they are about: loaded at the first search, kept in step by every save.

What another process changes is noticed by `keep`, which runs now and then and also reads what has not been read with
the model yet. Nothing rests on it: whatever is chosen here is looked up again, and only what the rows say counts.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import RLock
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.matching import Relevance
from bot.matching.narrowing import Narrowing
from bot.model.listings import Details, Kind, ListingState
from storage import details as written
from storage import tables
from storage.database import transaction
from storage.reach import Grant, reach_of

_ALIVE = (ListingState.DRAFT, ListingState.OPEN)
_AT_ONCE = 100
"""Listings read with the model before they are written to their rows: half a second's work."""
_READERS = 2
"""Threads that read; the model lets go of the interpreter while it works."""
_ROWS = 2_000
"""Rows fetched at a time while loading."""


class Narrowed:
    """One `Narrowing` of offers and one of requests. Shared by all threads."""

    def __init__(self, relevance: Callable[[], Relevance]) -> None:
        self._relevance = relevance
        self._sides: dict[Kind, Narrowing] | None = None
        self._complete = False
        self._missed: set[int] = set()
        self._lock = RLock()

    def side(self, session: Session, kind: Kind) -> Narrowing | None:
        """The listings of one kind, loaded the first time; None while another thread is loading them."""
        if not self._lock.acquire(blocking=self._complete):
            return None
        try:
            return self._loaded(session)[kind]
        finally:
            self._lock.release()

    def changed(self, session: Session, row: tables.Listing) -> None:
        """A listing was written: know what it says now, and keep with it what it is compared by if it is open."""
        if self._sides is None:
            return
        if not self._complete:  # no writer waits for the loading: `keep` looks at it again
            self._missed.add(row.id)
            return
        with self._lock:
            if row.state not in _ALIVE:
                self._sides[Kind(row.kind)].remove(row.id)
                return
            person, organisation = (
                session.get(tables.Person, row.person_id),
                session.get(tables.Organisation, row.organisation_id),
            )
            assert person is not None
            assert organisation is not None
            self._put(row, person.role, organisation.place)
            if row.state == ListingState.OPEN:
                row.prepared = self._read(row.id, row.kind, written.from_columns(row), person.role) or row.prepared

    def keep(self, engine: sa.Engine, until: Callable[[], bool]) -> int:
        """Come into step with the rows, then read what is unread while `until` says to go on; how many were read.

        The first reading of a hundred thousand takes minutes; later starts find it in their rows.
        """
        with Session(engine) as session:
            reach_of(session).grant = Grant.POOL
            sides = self._loaded(session)
            missed, self._missed = self._missed, set()
            rows = session.exec(select(tables.Listing.id, tables.Listing.kind).where(_alive())).all()
            here = {kind: {number for number, of in rows if of == kind} for kind in Kind}
            for kind, side in sides.items():
                for listing_id in side.ids() - here[kind]:
                    side.remove(listing_id)
                self._load(session, (here[kind] - side.ids()) | (here[kind] & missed))
        done = 0
        with ThreadPoolExecutor(_READERS) as readers:
            for side in sides.values():
                unread = side.unread()
                for start in range(0, len(unread), _AT_ONCE):
                    if not until():
                        return done
                    read = self._read_some(engine, readers, unread[start : start + _AT_ONCE])
                    if not read:
                        return done  # there is no model, or none yet
                    done += read
        return done

    def _read_some(self, engine: sa.Engine, readers: ThreadPoolExecutor, ids: Iterable[int]) -> int:
        """Nothing is locked while they are read; what somebody changed meanwhile is told by the words in the bytes."""
        with Session(engine) as session:
            reach_of(session).grant = Grant.POOL
            found = [(row.id, row.kind, written.from_columns(row), role) for row, role, _ in _with_owners(session, ids)]
        made = readers.map(lambda one: self._read(*one), found)
        kept = [{"number": number, "made": stored} for (number, *_), stored in zip(found, made, strict=True) if stored]
        if kept:
            listing = tables.Listing
            with transaction(engine, Grant.POOL) as session:
                session.connection().execute(
                    sa.update(listing)
                    .where(col(listing.id) == sa.bindparam("number"), _alive())
                    .values(prepared=sa.bindparam("made")),
                    kept,
                )
        return len(kept)

    def _loaded(self, session: Session) -> dict[Kind, Narrowing]:
        with self._lock:
            if self._sides is None:
                relevance = self._relevance()
                self._sides = {kind: Narrowing(relevance) for kind in Kind}
                self._load(session, None)
                self._complete = True
            return self._sides

    def _load(self, session: Session, ids: Iterable[int] | None) -> None:
        for row, role, place in _with_owners(session, ids):
            self._put(row, role, place)

    def _put(self, row: tables.Listing, role: str, place: str) -> None:
        assert self._sides is not None
        side, said = self._sides[Kind(row.kind)], written.from_columns(row)
        side.put(row.id, said, _told(row.kind, role), row.prepared or b"", place)

    def _read(self, listing_id: int, kind: str, details: Details, role: str) -> bytes:
        assert self._sides is not None
        return self._sides[Kind(kind)].read(listing_id, details, _told(kind, role))


def _told(kind: str, role: str) -> str:
    """A role says what an offer is about; of whoever requests it says who asks, not what for."""
    return role if kind == Kind.OFFER else ""


def _alive() -> sa.ColumnElement[bool]:
    # not `in_`, whose list cannot be part of a statement that is run for many rows
    return sa.or_(*(col(tables.Listing.state) == state for state in _ALIVE))


def _with_owners(session: Session, ids: Iterable[int] | None) -> Iterator[tuple[tables.Listing, str, str]]:
    query: Any = (
        select(tables.Listing, tables.Person.role, tables.Organisation.place)
        .join(tables.Person, col(tables.Listing.person_id) == col(tables.Person.id))
        .join(tables.Organisation, col(tables.Listing.organisation_id) == col(tables.Organisation.id))
        .where(_alive())
    )
    if ids is None:
        yield from session.exec(query.execution_options(yield_per=_ROWS))
        return
    wanted = sorted(ids)
    for start in range(0, len(wanted), _ROWS):
        yield from session.exec(query.where(col(tables.Listing.id).in_(wanted[start : start + _ROWS]))).all()
