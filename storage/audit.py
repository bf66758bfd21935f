"""The audit log: ids alone, only ever added to, and each line's hash is over the line before it.

Every organisation has a chain of its own, and so has the installation. A turn's lines are written at its very end, so
that the chain is locked for a moment only; of two turns that write to one chain at once, the second begins again.
`verify` finds whatever was changed, removed, put in between or put in another order. A tail that was cut off, or a
chain that somebody wrote anew from its beginning, is found by comparing with a head that was kept elsewhere.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.ports.audit import Noted
from storage import tables
from storage.database import insert_once, transaction
from storage.reach import Grant, under

INSTALLATION: Final = 0
"""The chain of what concerns no organisation, such as keys."""
CLOCK, OPERATOR = "clock", "operator"
_BEGINNING: Final = ""


@dataclass(frozen=True)
class Line:
    """One line of the log. `actor` is "person:17", "clock" or "operator"; `turn` finds the turn in the bot's log."""

    chain: int
    number: int
    at: dt.datetime
    actor: str
    what: str
    about: str
    turn: str
    hash: str


@dataclass(frozen=True)
class Head:
    """The end of a chain: whoever keeps its hash elsewhere will notice if the chain before it is ever written anew."""

    chain: int
    number: int
    hash: str


@dataclass(frozen=True)
class Broken:
    """A line, or the place of one, that is not as it was written."""

    chain: int
    number: int
    why: str


class StoredAudit:
    """Implements `bot.ports.audit.Audit`: lines are gathered, and written by `close` at the end of the unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._gathered: list[tuple[int, dt.datetime, str, str, str]] = []
        self.turn = ""

    @under(Grant.OTHER_SIDE)
    def note(self, noted: Noted, by: int | None, at: dt.datetime) -> None:
        """Into the chain of each organisation whose people it concerns. `by` nobody is the clock."""
        people = (self._session.get_one(tables.Person, one) for one in noted.concerns)
        actor = f"person:{by}" if by is not None else CLOCK
        for chain in sorted({person.organisation_id for person in people}):
            self.add(chain, noted.what, noted.about, actor, at)

    def add(self, chain: int, what: str, about: str, actor: str, at: dt.datetime) -> None:
        """One line into one chain."""
        self._gathered.append((chain, at, actor, what, about))

    @under(Grant.AUDIT)
    def close(self) -> None:
        """Write what was gathered. In the order of the chains, so that no two wait for each other."""
        for chain in sorted({chain for chain, *_ in self._gathered}):
            head = self._locked(chain)
            for _, at, actor, what, about in (one for one in self._gathered if one[0] == chain):
                head.number += 1
                head.hash = _hash(head.hash, chain, head.number, at, actor, what, about, self.turn)
                self._session.add(
                    tables.Audit(
                        chain=chain,
                        number=head.number,
                        organisation_id=chain or None,
                        at=at,
                        actor=actor,
                        what=what,
                        about=about,
                        turn=self.turn,
                        hash=head.hash,
                    )
                )
        self._gathered.clear()

    def _locked(self, chain: int) -> tables.AuditHead:
        head = select(tables.AuditHead).where(col(tables.AuditHead.chain) == chain).with_for_update()
        found = self._session.exec(head).first()
        if found is None:
            insert_once(self._session, tables.AuditHead, chain=chain, number=0, hash=_BEGINNING)
            found = self._session.exec(head).one()
        return found


def lines(session: Session, chain: int | None = None) -> Iterator[Line]:
    """The log, chain by chain, in its order; of one chain alone, if it is named."""
    rows = select(tables.Audit).order_by(col(tables.Audit.chain), col(tables.Audit.number))
    if chain is not None:
        rows = rows.where(col(tables.Audit.chain) == chain)
    for row in session.exec(rows.execution_options(yield_per=2_000)):
        yield Line(row.chain, row.number, row.at, row.actor, row.what, row.about, row.turn, row.hash)


def verify(engine: sa.Engine, kept: Mapping[int, tuple[int, str]] | None = None) -> tuple[list[Head], list[Broken]]:
    """Where each chain ends, and whatever is wrong with them. `kept` is number and hash of heads by chain, from before.

    Of a chain the first fault is told: after it nothing can be trusted.
    """
    kept = dict(kept or {})
    with transaction(engine, Grant.OPERATOR) as session:
        ends = {row.chain: Head(row.chain, row.number, row.hash) for row in session.exec(select(tables.AuditHead))}
        reached: dict[int, Head] = {}
        broken: dict[int, Broken] = {}
        for line in lines(session):
            before = reached.get(line.chain, Head(line.chain, 0, _BEGINNING))
            if line.chain not in broken and (why := _fault(line, before, kept.get(line.chain))):
                broken[line.chain] = Broken(line.chain, line.number, why)
            reached[line.chain] = Head(line.chain, line.number, line.hash)
    for chain in sorted({*ends, *reached, *kept} - set(broken)):
        last = reached.get(chain, Head(chain, 0, _BEGINNING))
        if last != ends.get(chain, Head(chain, 0, _BEGINNING)):
            broken[chain] = Broken(chain, last.number + 1, "the chain ends before its head, or has another one")
        elif chain in kept and kept[chain][0] > last.number:
            broken[chain] = Broken(chain, last.number + 1, "the chain ends before the head that was kept")
    return [reached[chain] for chain in sorted(reached)], [broken[chain] for chain in sorted(broken)]


def _fault(line: Line, before: Head, kept: tuple[int, str] | None) -> str:
    if line.number != before.number + 1:
        return f"line {before.number + 1} is missing"
    rest = (line.at, line.actor, line.what, line.about, line.turn)
    if line.hash != _hash(before.hash, line.chain, line.number, *rest):
        return "it is not as it was written"
    if kept is not None and kept[0] == line.number and kept[1] != line.hash:
        return "it is not what it was when its head was kept"
    return ""


def _hash(before: str, chain: int, number: int, at: dt.datetime, actor: str, what: str, about: str, turn: str) -> str:
    moment = at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(json.dumps([before, chain, number, moment, actor, what, about, turn]).encode()).hexdigest()
