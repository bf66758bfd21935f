"""The open listings in memory, by what they are about: loaded in a thread, kept in step by every save.

What another process changes is noticed by `keep`, which runs now and then and also reads what has not been read with
the model yet. Nothing rests on it: whatever is chosen here is looked up again, and only what the rows say counts.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np
import sqlalchemy as sa
from sqlmodel import Session

from bot.matching import Relevance
from bot.matching.columns import Standing
from bot.matching.narrowing import Narrowing, Worded
from bot.model.listings import Kind, ListingState
from storage import details as written
from storage import tables
from storage.database import reading, transaction
from storage.reach import Grant

_AT_ONCE = 50
"""Listings read with the model before they are written to their rows: half a second's work."""
_READERS = 2
"""Threads that read: the one finds words and writes rows while the other is in the model, which lets go of Python."""
_ROWS = 1_000
"""Rows fetched at a time while loading."""


class Narrowed:
    """One `Narrowing` of offers and one of requests. Shared by all threads."""

    def __init__(self, relevance: Callable[[], Relevance]) -> None:
        self._relevance = relevance
        self._sides: dict[Kind, Narrowing] = {}
        self._loaded = False

    def side(self, kind: Kind) -> Narrowing | None:
        """The open listings of one kind; None until `keep` has loaded them."""
        return self._sides[kind] if self._loaded else None

    def changed(self, session: Session, row: tables.Listing) -> None:
        """A listing was written: know what it says now, and keep with it what it is compared by if it is open."""
        row.revision = (row.revision or 0) + 1
        if not self._sides:  # nobody has begun to load them, and `keep` will find it as it is
            return
        if row.state != ListingState.OPEN:
            self._sides[Kind(row.kind)].remove(row.id)
            return
        person = session.get(tables.Person, row.person_id)
        organisation = session.get(tables.Organisation, row.organisation_id)
        assert person is not None
        assert organisation is not None
        said, role, relevance = written.from_columns(row), told(row.kind, person.role), self._relevance()
        if relevance.of_stored(row.prepared, said, role) is None:
            row.prepared = relevance.stored(said, role) or None
        standing = Standing(row.organisation_id, row.expires_on, organisation.place, row.revision)
        self._sides[Kind(row.kind)].put(row.id, said, role, row.prepared or b"", standing)

    def keep(self, engine: sa.Engine, until: Callable[[], bool]) -> int:
        """Come into step with the rows, then read what is unread while `until` says to go on; how many were read.

        The first reading of a hundred thousand takes minutes; later starts find it in their rows.
        """
        if not self._sides:
            relevance = self._relevance()
            self._sides = {kind: Narrowing(relevance) for kind in Kind}
        for kind, side in self._sides.items():
            self._come_into_step(engine, kind, side)
        self._loaded = True
        if not self._relevance().reads:
            return 0
        unread = [(kind, some) for kind, side in self._sides.items() for some in _in_batches(side.unread())]

        def read(kind: Kind, ids: Sequence[int]) -> int:
            return self._read_some(engine, kind, ids) if until() else 0

        with ThreadPoolExecutor(_READERS, thread_name_prefix="reading") as readers:
            return sum(readers.map(read, *zip(*unread, strict=True))) if unread else 0

    def _come_into_step(self, engine: sa.Engine, kind: Kind, side: Narrowing) -> None:
        """Most times nothing was changed elsewhere, which three sums tell."""
        ids, revisions = side.revisions()
        with reading(engine, Grant.POOL) as session:
            sums = session.execute(_SUMS, {"kind": kind.value}).one()
            if tuple(sums) == (len(ids), int(ids.sum()), int(revisions.sum())):
                return
            rows = session.execute(_REVISIONS, {"kind": kind.value}).all()
        theirs, newest = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 2).T
        for listing_id in np.setdiff1d(ids, theirs).tolist():
            side.remove(listing_id)
        known = dict(zip(ids.tolist(), revisions.tolist(), strict=True))
        behind = [
            one for one, revision in zip(theirs.tolist(), newest.tolist(), strict=True) if known.get(one) != revision
        ]
        for row in _with_owners(engine, behind):
            standing = Standing(row.organisation_id, row.expires_on, row.home, row.revision)
            said = written.from_columns(row)
            side.put(row.id, said, told(row.kind, row.role), row.prepared or b"", standing)

    def _read_some(self, engine: sa.Engine, kind: Kind, ids: Sequence[int]) -> int:
        """Nothing is locked while they are read; what somebody changed meanwhile is told by the words in the bytes."""
        found = [Worded(row.id, row, told(kind, row.role), row.revision) for row in _with_owners(engine, ids)]
        made = self._sides[kind].read(found)
        kept = [{"number": one.listing_id, "made": stored} for one, stored in zip(found, made, strict=False)]
        if kept:
            with transaction(engine, Grant.POOL, can_wait=True) as session:
                session.execute(_KEEP, kept)
        return len(kept)


def _in_batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def told(kind: str, role: str) -> str:
    """A role says what an offer is about; of whoever requests it says who asks, not what for."""
    return role if kind == Kind.OFFER else ""


_LISTING: Final = tables.METADATA.tables["listing"]
_PERSON, _ORGANISATION = tables.METADATA.tables["person"], tables.METADATA.tables["organisation"]
_OPEN: Final = _LISTING.c.state == ListingState.OPEN
_OF_KIND: Final = _LISTING.c.kind == sa.bindparam("kind")
_SUMS: Final = sa.select(
    sa.func.count(),
    sa.func.coalesce(sa.func.sum(_LISTING.c.id), 0),
    sa.func.coalesce(sa.func.sum(_LISTING.c.revision), 0),
).where(_OF_KIND, _OPEN)
_REVISIONS: Final = sa.select(_LISTING.c.id, _LISTING.c.revision).where(_OF_KIND, _OPEN)
_WITH_OWNERS: Final = (
    sa.select(_LISTING, _PERSON.c.role, _ORGANISATION.c.place.label("home"))
    .join(_PERSON, _LISTING.c.person_id == _PERSON.c.id)
    .join(_ORGANISATION, _LISTING.c.organisation_id == _ORGANISATION.c.id)
    .where(_LISTING.c.id.in_(sa.bindparam("ids", expanding=True)))
)
_KEEP: Final = (
    sa.update(_LISTING).where(_LISTING.c.id == sa.bindparam("number"), _OPEN).values(prepared=sa.bindparam("made"))
)


def _with_owners(engine: sa.Engine, ids: Iterable[int]) -> Iterator[Any]:
    """The rows, each with its owner's role and organisation's place; no transaction is open while they are used."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), _ROWS):
        with transaction(engine, Grant.POOL, can_wait=True) as session:
            rows = session.execute(_WITH_OWNERS, {"ids": wanted[start : start + _ROWS]}).all()
        yield from rows
