"""From a message to what it wants: the network is asked, and each of its answers becomes a detail.

Rules stay where a rule is right: orders to the bot are dropped first, a slash command says itself what is wanted, and
times are read by `timing`.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, cast

from bot.model.listings import Activity, Mode
from bot.understanding.clean import plain
from bot.understanding.learned.bargains import Wish, settled
from bot.understanding.learned.items import Item
from bot.understanding.learned.labels import CIVIL, LISTING, NARROWED, NOTHING
from bot.understanding.learned.network import Network
from bot.understanding.learned.openings import halves, side
from bot.understanding.learned.phrases import likeliest
from bot.understanding.learned.pieces import Word, words
from bot.understanding.learned.when import Spans, times_of
from bot.understanding.letters import without_heads
from bot.understanding.meeting import left_open, outright
from bot.understanding.orders import without_orders
from bot.understanding.timing.find import find_timing
from bot.understanding.understood import Channel, Intent, ProfileField, Understood

LONGEST: Final = 800
"""Characters of a message that are read; a longer one is a paste, and what it wants is said at its start."""

SURE: Final = 0.7
"""Below this chance an answer is named in `unsure`, so that the bot asks."""

SILENT: Final = {"topic": 0.7, "place": 0.5, "value": 0.5}
"""The chance of there being no such phrase from which none is pointed at: a subject half heard is better than none."""

_UNKNOWN: Final = (Understood(Intent.UNKNOWN),)
_COMMANDS: Final = {"slash:/offer": "offer", "slash:/shadow": "seek"}
"""What a slash command says itself, whatever its text sounds like; only a bare command ("help") is something else."""


def read_with(network: Network, text: str, *, channel: Channel, today: dt.date) -> tuple[Understood, ...]:
    """What the message wants, in the text's order; never empty."""
    raw = text[: 4 * LONGEST]
    whole = plain(raw, mention="")
    body = without_heads(whole)
    said = without_orders(body, raw)[:LONGEST]
    seen = words(said)
    if not seen:
        return _UNKNOWN
    told = settled(_told(network.read(seen, channel)), said, seen)
    if len(told) == 1:
        told = [_commanded(told[0], _COMMANDS.get(channel) or side(said))]
    spans = find_timing(said, today).spans
    bargain = halves(said) if [wish.intent in LISTING for wish in told] == [True, True] else None
    read = tuple(
        _Part(wish, said, seen, spans, today, half, alone=len(told) == 1).understood()
        for wish, half in zip(told, bargain or [None] * len(told), strict=True)
    )
    return _once(read) if whole != body else read


def _once(read: tuple[Understood, ...]) -> tuple[Understood, ...]:
    """Whoever passes a letter on says what it asks for, and the letter says it again."""
    return tuple({replace(one, unsure=()): one for one in reversed(read)}.values())[::-1]


def _told(items: Sequence[Item]) -> list[Wish]:
    """The items, each with its intent and how sure that is; courtesies and chatter only if nothing else is there."""
    told = [Wish(item, *item.best("intent")) for item in items]
    if told[0].intent == NOTHING:
        told[0] = Wish(told[0].item, Intent.UNKNOWN.value, 0.0)
    return [wish for wish in told if wish.intent not in CIVIL] or told[:1]


def _commanded(wish: Wish, command: str | None) -> Wish:
    """Of a single offer or request the channel says which, or else how the message begins."""
    return replace(wish, intent=command, sure=1.0) if command and wish.intent in LISTING else wish


class _Part:
    """One item and what its details are read from."""

    def __init__(
        self,
        wish: Wish,
        text: str,
        seen: tuple[Word, ...],
        spans: Spans,
        today: dt.date,
        half: tuple[int, int] | None,
        *,
        alone: bool,
    ) -> None:
        self._item, self._intent, self._sure, self._reciprocal = wish.item, wish.intent, wish.sure, wish.reciprocal
        self._text, self._seen = text, seen
        self._spans, self._today, self._half, self._alone = spans, today, half, alone

    def understood(self) -> Understood:
        unsure = ("intent",) if self._sure < SURE else ()
        if self._intent in LISTING:
            return self._listing(unsure)
        if self._intent == "profile":
            return self._profile(unsure)
        times = times_of(self._item, self._intent, self._text, self._seen, self._spans, self._today)
        topic = self._phrase("topic")[0] if self._intent in NARROWED else None
        return Understood(Intent(self._intent), topic=topic, when=times.when or None, unsure=unsure)

    def _listing(self, unsure: tuple[str, ...]) -> Understood:
        activity, sure = self._item.best("activity")
        topic, heard = (None, 1.0) if activity == "desk" else self._phrase("topic")
        place, found = self._phrase("place")
        mode = self._mode(activity, place)
        times = times_of(self._item, self._intent, self._text, self._seen, self._spans, self._today, self._half)
        doubts = (
            ("topic", activity != "desk" and (topic is None or heard < _HEARD)),
            ("activity", sure < SURE),
            ("when", times.unsure),
            ("place", place is not None and found < SURE),
        )
        return Understood(
            Intent(self._intent),
            activity=Activity(activity),
            topic=topic,
            reciprocal=self._reciprocal,
            duration_minutes=times.duration_minutes,
            mode=mode,
            place=place,
            when=times.when or None,
            unsure=(*unsure, *(name for name, doubtful in doubts if doubtful)),
        )

    def _mode(self, activity: str, place: str | None) -> Mode | None:
        """A desk and a place are somewhere; both ways named are neither."""
        if activity == "desk":
            return Mode.IN_PERSON
        if self._alone and left_open(self._text):
            return None
        mode, _ = self._item.best("mode")
        if mode:
            return Mode(mode)
        return Mode.IN_PERSON if place else (outright(self._text) if self._alone else None)

    def _profile(self, unsure: tuple[str, ...]) -> Understood:
        field, _ = self._item.best("field")
        if not field:
            return Understood(Intent.PROFILE, unsure=unsure)
        value, _ = self._phrase("value")
        return Understood(Intent.PROFILE, field=cast(ProfileField, field), value=value, unsure=unsure)

    def _phrase(self, name: str) -> tuple[str | None, float]:
        """The words pointed at, and the chance that there is such a phrase at all."""
        silence = self._item.absent[name]
        span = likeliest(self._item.phrases[name]) if silence < SILENT[name] else None
        if span is None:
            return None, silence
        start, end = self._seen[span[0]].start, self._seen[span[1]].end
        return " ".join(self._text[start:end].split()), 1 - silence


_HEARD: Final = 0.5
"""Below this chance of there being a subject at all the bot asks what it is."""
