"""Fairness: among those that fit about equally, whoever has waited longest and been asked least comes first.

It shifts a score by a tenth at most, so that it settles near ties and never puts a poor match before a good one.
"""

import datetime as dt

from bot.matching.asks import Candidate

_LONGEST_WAIT_DAYS = 60
_WAIT = 0.03
_PUT = 0.02
_BUSY = 0.03
_MOST_OFF = 0.1

MOST = 1.0 + _WAIT
"""The largest weight."""


def weight(candidate: Candidate, now: dt.datetime) -> float:
    """What to multiply a score by: 0.9 to 1.03."""
    waited = 0.0
    if candidate.waiting_since is not None:
        waited = min(max((now - candidate.waiting_since).days, 0), _LONGEST_WAIT_DAYS) / _LONGEST_WAIT_DAYS
    burden = min(_MOST_OFF, _PUT * candidate.times_put + _BUSY * candidate.recent_exchanges)
    return 1.0 + _WAIT * waited - burden
