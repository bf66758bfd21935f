"""What must hold of a listing before it is compared with anything, as columns of numbers: a hundred thousand are looked
through in a millisecond.

They let pass whoever could fit, and some who do not: what was written by others meanwhile, who is paused or full, how
far apart two places are, is told by the rows and by `constraints`.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.matching.constraints import FALLBACK
from bot.model.listings import Activity, Details, Kind, Mode
from bot.model.when import ANY_TIME, DAYS, When

Number = TypeVar("Number", bound=np.generic)

_EVER = np.iinfo(np.int32).max
_FORM: Final = {activity: 1 << number for number, activity in enumerate(Activity)}
_MODE: Final = {mode: 1 << number for number, mode in enumerate(Mode)}
_ANY: Final = 255


@dataclass(frozen=True)
class Limits:
    """What somebody could be put to at all: nothing of their own organisation, nothing that has lapsed by `today`, and
    of these activities, ways and times. The defaults limit nothing."""

    organisation_id: int = -1
    today: dt.date = dt.date.min
    activities: tuple[Activity, ...] = tuple(Activity)
    mode: Mode | None = None
    when: When = ANY_TIME

    @property
    def earliest(self) -> dt.date:
        """The first day on which they could meet."""
        return max(self.today, self.when.start or self.today)

    @property
    def latest(self) -> dt.date:
        """The last one."""
        return self.when.end or dt.date.max


def limits_of(wanted: Kind, details: Details, organisation_id: int, today: dt.date) -> Limits:
    """Those of whoever looks for listings of the `wanted` kind with these details."""
    asked = details.activity
    if wanted is Kind.OFFER:
        would_do = set(FALLBACK[asked])
    else:
        would_do = {form for form, instead in FALLBACK.items() if asked in instead}
    return Limits(organisation_id, today, tuple(sorted(would_do)), details.mode, details.when)


@dataclass(frozen=True)
class Standing:
    """Whose a listing is, until when it stands, where its organisation is, and how often its row was written."""

    organisation_id: int = 0
    expires_on: dt.date = dt.date.max
    home: str = ""
    revision: int = 0


class Columns:
    """One number a listing and condition. A listing is known here by its row, which its owner gives it."""

    def __init__(self) -> None:
        self._numbers = np.zeros((5, 0), dtype=np.int32)
        self._bits = np.zeros((3, 0), dtype=np.uint8)
        self._here = np.zeros(0, dtype=np.bool_)

    def grow(self, capacity: int) -> None:
        """Make room for so many rows."""
        self._numbers, self._bits = widened(self._numbers, capacity), widened(self._bits, capacity)
        self._here = widened(self._here, capacity)

    def keep(self, rows: NDArray[np.int64]) -> None:
        """Forget all rows but these, which move together."""
        self._numbers, self._bits, self._here = self._numbers[:, rows], self._bits[:, rows], self._here[rows]

    def put(self, row: int, details: Details, standing: Standing) -> None:
        """What holds of a listing now."""
        when = details.when
        starts, ends = when.start.toordinal() if when.start else 0, when.end.toordinal() if when.end else _EVER
        expires = standing.expires_on.toordinal()
        self._numbers[:, row] = standing.organisation_id, expires, starts, ends, standing.revision
        days = sum(1 << DAYS.index(day) for day in when.days) or _ANY
        self._bits[:, row] = _FORM[details.activity], _MODE[details.mode] if details.mode else _ANY, days
        self._here[row] = True

    def remove(self, row: int) -> None:
        """It is not there any more."""
        self._here[row] = False

    def present(self, count: int) -> NDArray[np.int64]:
        """Of the first `count` rows those that are there, in rising order."""
        return np.flatnonzero(self._here[:count])

    def revisions(self, rows: NDArray[np.int64]) -> NDArray[np.int32]:
        """How often each of these had been written when it was put here."""
        written: NDArray[np.int32] = self._numbers[4, rows]
        return written

    def allowed(self, limits: Limits, count: int) -> NDArray[np.int64]:
        """Of the first `count` rows those that the limits let pass, in rising order."""
        organisation, expires, starts, ends, _ = self._numbers[:, :count]
        form, mode, days = self._bits[:, :count]
        passed = self._here[:count] & (organisation != limits.organisation_id)
        passed &= (expires >= limits.today.toordinal()) & (ends >= limits.earliest.toordinal())
        passed &= starts <= limits.latest.toordinal()
        passed &= (form & sum(_FORM[activity] for activity in limits.activities)) != 0
        if limits.mode is not None:
            passed &= (mode & _MODE[limits.mode]) != 0
        if limits.when.days:
            passed &= (days & sum(1 << DAYS.index(day) for day in limits.when.days)) != 0
        return np.flatnonzero(passed)


def widened(array: NDArray[Number], capacity: int, axis: int = -1) -> NDArray[Number]:
    """The same array with room for so many along one axis; what is new is nought."""
    more = [(0, 0)] * array.ndim
    more[axis] = (0, capacity - array.shape[axis])
    return np.pad(array, more)
