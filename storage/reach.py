"""How far a statement may reach: into one organisation, and beyond it only as far as a named grant opens.

Every session has one `Reach`. A turn acts for the organisation of whoever acts, and everything that crosses to another
one stands here by name. `storage/guard.py` holds statements to it on every database; on PostgreSQL the policies of
migration 0010 hold them to it once more, from what `settings` says.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from storage.tables import METADATA


class CrossedLine(Exception):
    """A statement was about to read or write what belongs to an organisation that it does not act for, under no grant
    that opens it. That is a mistake in a program, never something a person did."""


class Grant(StrEnum):
    """Why a statement may look beyond the organisation it acts for. What each opens is in `OPENS`."""

    OWN = ""
    """It may not."""
    ARRIVAL = "arrival"
    """Who is speaking, whose workspace that is, whose code they have typed; and whether they can be reached there."""
    VIEW = "view"
    """`storage/person_view.py`: what one person may see of another at each stage of consent."""
    POOL = "pool"
    """`storage/pool.py` and what `storage/search.py` remembers: everybody's offers and requests, and how busy their
    owners are."""
    OTHER_SIDE = "other side"
    """Whom somebody asks, answers or meets: the row, the address and the open question of the person they meet, and the
    listing that is asked about. What is shown to whom is written down, also when a turn tells two others of each other:
    somebody calls off, and a third hears that there is room again."""
    POST = "post"
    """What others wrote for the two organisations of a visit, for the regular post of one of them."""
    DEPARTURE = "departure"
    """Who is stranded where the app was removed."""
    TOKEN = "token"  # noqa: S105
    """A visit's diary file, for whoever has its address."""
    AUDIT = "audit"
    """Adding a line to the log of each organisation that something concerns."""
    ERASURE = "erasure"
    """What goes when somebody is forgotten, wherever it stands."""
    RETENTION = "retention"
    """What is removed when its time is over."""
    CLOCK = "clock"
    """The scheduler: what is due, whomever it concerns."""
    OPERATOR = "operator"
    """The command line, and migrations."""


OWNED: Final[dict[str, tuple[str, ...]]] = {
    table.name: names
    for table in METADATA.tables.values()
    if (
        names := tuple(
            column.name
            for column in table.columns
            if any(key.column.table.name == "organisation" for key in column.foreign_keys)
        )
    )
}
"""The columns that say whose a row is; a row with two belongs to both. Which organisations there are is known."""

_THROUGH_OTHERS: Final = ("exchange", "proposal")
"""Tables whose rows belong to whoever the suggestion or the visit belongs to that they name."""

_EVERYTHING: Final = frozenset({*OWNED, *_THROUGH_OTHERS})

OPENS: Final[dict[Grant, frozenset[str]]] = {
    Grant.OWN: frozenset(),
    Grant.ARRIVAL: frozenset({"workspace", "person", "address", "invitation"}),
    Grant.VIEW: frozenset({"person", "address", "suggestion"}),
    Grant.POOL: frozenset({"listing", "person", "address", "suggestion", "exchange", "leg"}),
    Grant.OTHER_SIDE: frozenset({"person", "address", "listing", "conversation", "disclosure"}),
    Grant.POST: frozenset({"person", "reflection"}),
    Grant.DEPARTURE: frozenset({"address", "leg"}),
    Grant.TOKEN: frozenset({"leg"}),
    Grant.AUDIT: frozenset({"audit"}),
    Grant.ERASURE: _EVERYTHING - {"workspace", "invitation", "digest", "audit"},
    Grant.RETENTION: frozenset({"address", "invitation"}),
    Grant.CLOCK: _EVERYTHING,
    Grant.OPERATOR: _EVERYTHING,
}

_EVERYWHERE: Final = (Grant.CLOCK, Grant.OPERATOR)


@dataclass
class Reach:
    """How far the statements of one session may reach now."""

    organisation: int | None = None
    grant: Grant = Grant.OWN
    told: tuple[str, str] | None = None
    """What PostgreSQL was told of it in this transaction."""
    quiet: bool = False
    """While a row is fetched by its id, which anybody may have chosen: then it is not there, and nobody errs."""

    @property
    def everywhere(self) -> bool:
        """Whether nothing is out of reach."""
        return self.grant in _EVERYWHERE

    def opens(self, table: str) -> bool:
        """Whether rows of any organisation may be read in this table."""
        return table not in OWNED or table in OPENS[self.grant]

    def allows(self, row: object) -> bool:
        """Whether this row is within reach."""
        table: str = row.__tablename__  # type: ignore[attr-defined]
        return self.opens(table) or (
            self.organisation is not None and any(getattr(row, name) == self.organisation for name in OWNED[table])
        )

    @property
    def settings(self) -> tuple[str, str]:
        """For PostgreSQL: the organisation, and the grant with the tables it opens."""
        return str(self.organisation or ""), f"{self.grant}:,{','.join(sorted(OPENS[self.grant]))},"


def reach_of(session: Session) -> Reach:
    """The session's; of one that was told nothing it is nothing at all."""
    found: Reach = session.info.setdefault("reach", Reach())
    return found


@contextmanager
def beyond(session: Session, grant: Grant, organisation_id: int | None = None) -> Iterator[None]:
    """Within the block statements may reach as far as `grant`; for another organisation, if one is named.

    What was changed is written before the reach changes. A grant for everything is never narrowed by this.
    """
    reach = reach_of(session)
    if reach.everywhere:
        yield
        return
    before = reach.organisation, reach.grant
    if organisation_id not in (None, reach.organisation):
        session.flush()
    reach.organisation, reach.grant = organisation_id or reach.organisation, grant
    try:
        yield
        if session.new or session.dirty or session.deleted:
            session.flush()
    finally:
        reach.organisation, reach.grant = before


_P = ParamSpec("_P")
_R = TypeVar("_R")
_C = TypeVar("_C", bound=type)


def under(grant: Grant) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """For a function that is given a session, or a method of what has one: all of it runs under this grant."""

    def decorate(method: Callable[_P, _R]) -> Callable[_P, _R]:
        @functools.wraps(method)
        def run(*args: _P.args, **more: _P.kwargs) -> _R:
            given = next((one for one in args if isinstance(one, Session)), None)
            owner: Any = args[0]
            with beyond(given or owner._session, grant):
                return method(*args, **more)

        return run

    return decorate


def through_eyes(view: _C) -> _C:
    """For the privacy filter alone: every public method reaches as far as the person whose view it is may look."""
    for name, method in list(vars(view).items()):
        if callable(method) and not name.startswith("_"):
            setattr(view, name, _through_eyes(method))
    return view


def _through_eyes(method: Callable[..., _R]) -> Callable[..., _R]:
    @functools.wraps(method)
    def look(self: Any, *args: Any, **more: Any) -> _R:
        with beyond(self._session, Grant.VIEW, self._me.organisation.id):
            return method(self, *args, **more)

    return look


_Row = TypeVar("_Row", bound=SQLModel)


def fetch(session: Session, table: type[_Row], row_id: int) -> _Row | None:
    """The row with this id, if there is one within reach."""
    reach = reach_of(session)
    before, reach.quiet = reach.quiet, True
    try:
        row = session.get(table, row_id)
    finally:
        reach.quiet = before
    return row if row is not None and reach.allows(row) else None


def ours(session: Session, table: type[SQLModel]) -> sa.ColumnElement[bool]:
    """A condition: the row belongs to the organisation that this session acts for, or the reach has no bounds."""
    reach, columns = reach_of(session), table.__table__.c  # type: ignore[attr-defined]
    if reach.everywhere:
        return sa.true()
    return sa.or_(*(columns[name] == reach.organisation for name in OWNED[str(table.__tablename__)]))
