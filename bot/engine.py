"""One turn, one transaction."""

import datetime as dt

from bot.ports import Spoken, Store
from bot.turn import Turn


class Engine:
    """Carries out turns and rings reminders. Safe to call from several threads; holds no state of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def handle(self, turn: Turn) -> Spoken:
        """Do everything that one act leads to, or nothing. Raises what is a bug, after telling the person plainly."""
        raise NotImplementedError(turn)

    def ring(self, now: dt.datetime) -> Spoken:
        """Do everything that is due at `now`, each reminder in a transaction of its own."""
        raise NotImplementedError(now)
