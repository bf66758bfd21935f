"""From how a thing looks to who deals with it: a linear map of meanings, learned from the subjects file.

"They sent him home at ten in pyjamas" lies near other stories of that night, not near "hospital discharge
coordinator". The subjects file says of some six hundred pieces of work both how they look and who does them; ridge
regression from the one to the other carries over to stories and trades that the file does not have. It is solved
from the passages' vectors in some ten milliseconds whenever they are read, so that there are no weights to keep.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_RIDGE = 5.0
"""Between 3 and 30 the measure moves by less than its noise."""


@dataclass(frozen=True)
class Reach:
    """`asked` and `offered` turn unit vectors of a request and of an offer into ones that can be compared."""

    centre_asked: Floats
    centre_offered: Floats
    carried: Floats
    work: Floats

    def usual(self, row: Floats) -> tuple[float, float]:
        """How alike a text is to work of any kind: the mean and the spread of its cosines. Some texts sound like
        everything, and their likeness to one thing says less."""
        alike = self.work @ row
        return float(alike.mean()), float(alike.std()) or 1.0

    def asked(self, rows: Floats) -> Floats:
        """Float32 [n, width]: where the offers that would answer these passages of a request should lie."""
        moved: Floats = rows - self.centre_asked
        carried: Floats = moved @ self.carried
        return _unit(carried)

    def offered(self, rows: Floats) -> Floats:
        """Float32 [n, width]: where these passages of an offer lie."""
        moved: Floats = rows - self.centre_offered
        return _unit(moved)

    def back(self, row: Floats) -> Floats:
        """What a request is compared with so that the product grows as `asked` of it nears this offer's row."""
        carried: Floats = self.offered(row[None, :]) @ self.carried.T
        back: Floats = _unit(carried)[0]
        return back


def learned(situations: Floats, work: Floats) -> Reach:
    """From situations to the work that deals with them, row by row, both float32 [n, width]."""
    distinct = work[np.flatnonzero(np.any(np.diff(work, axis=0, prepend=work[:1] - 1), axis=1))]
    here, there = situations.mean(axis=0), work.mean(axis=0)
    inward, outward = (situations - here).astype(np.float64), (work - there).astype(np.float64)
    ridge = inward.T @ inward + _RIDGE * np.eye(inward.shape[1])
    return Reach(here, there, np.linalg.solve(ridge, inward.T @ outward).astype(np.float32), _unit(distinct))


def _unit(rows: Floats) -> Floats:
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    unit: Floats = rows / np.maximum(lengths, np.float32(1e-6))[:, None]
    return unit
