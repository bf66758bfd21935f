"""How many messages a person, and a whole workspace, may write in a minute: beyond it they are asked to wait a moment.

Only words are counted. A button press, an arrival, a departure and words that get somebody out of something always get
through. Counted in memory, in each process by itself, before the database is asked for anything: so with several
replicas it is that many times as much, which still keeps one script from taking everybody's turn. Nothing is kept of
what was not heard, and the person is told so, once in a while rather than for every line.
"""

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.dialogues.basics import AFRESH_WORDS, STOP_WORDS
from bot.language import t
from bot.turn import Said, Spoken, Turn
from bot.understanding.clean import plain

TOLD_EVERY: Final = dt.timedelta(seconds=10)
MOST_KNOWN: Final = 100_000
"""Speakers remembered; whoever was quiet longest is forgotten first, which gives them a fresh minute."""
_LONGEST_WAY_OUT: Final = 8
_WAYS_OUT: Final = frozenset(
    {
        "stop",
        "cancel",
        "forget",
        "delete",
        "erase",
        "remove",
        "pause",
        "leave",
        "withdraw",
        "unsubscribe",
        "undo",
        "help",
    }
)


@dataclass
class _Bucket:
    """What is left of a minute's messages, filled up again bit by bit."""

    left: float
    at: dt.datetime
    told_at: dt.datetime | None = None


class TooFast:
    """Wraps the handling of turns. A limit is messages a minute, all of which may come at once; 0 is no limit."""

    def __init__(self, handle: Callable[[Turn], Spoken], *, person: int, workspace: int) -> None:
        self._handle, self._person, self._workspace = handle, person, workspace
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def handle(self, turn: Turn) -> Spoken:
        """The turn; or nothing but a word to whoever writes faster than anybody can."""
        if not isinstance(turn.act, Said) or _a_way_out(turn.act.text):
            return self._handle(turn)
        sender = turn.sender
        with self._lock:
            mine = self._filled(str(sender), self._person, turn.at)
            ours = self._filled(f"{sender.platform}:{sender.workspace}", self._workspace, turn.at)
            heard = all(bucket is None or bucket.left >= 1 for bucket in (mine, ours))
            for bucket in (mine, ours):
                if heard and bucket is not None:
                    bucket.left -= 1
            told = heard or not self._tell(mine or ours, turn.at)
        if heard:
            return self._handle(turn)
        return Spoken() if told else Spoken(refused=words(both=mine is None or mine.left >= 1))

    def _filled(self, name: str, limit: int, now: dt.datetime) -> _Bucket | None:
        if not limit:
            return None
        bucket = self._buckets.setdefault(name, _Bucket(limit, now))
        self._buckets.move_to_end(name)
        if len(self._buckets) > MOST_KNOWN:
            self._buckets.popitem(last=False)
        gone = max((now - bucket.at).total_seconds(), 0)
        bucket.left, bucket.at = min(limit, bucket.left + gone * limit / 60), max(now, bucket.at)
        return bucket

    def _tell(self, bucket: _Bucket | None, now: dt.datetime) -> bool:
        if bucket is None or (bucket.told_at is not None and now - bucket.told_at < TOLD_EVERY):
            return False
        bucket.told_at = now
        return True


def words(*, both: bool) -> str:
    """What is said instead of an answer; `both` if it is not this person alone who writes so much."""
    if both:
        return t("A moment, please: a great many people are writing to me just now. Send me that again in a minute.")
    return t("A moment, please: that was faster than I can read, and I didn’t take in your last line. Send it again?")


def _a_way_out(text: str) -> bool:
    said = plain(text).casefold().strip(" .!")
    few = said.split()
    return said in STOP_WORDS | AFRESH_WORDS or (len(few) <= _LONGEST_WAY_OUT and not _WAYS_OUT.isdisjoint(few))
