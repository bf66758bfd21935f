# ruff: noqa: E501  (a pattern reads best on one line)
"""Offers and requests are gathered from a message's clauses, each with the sentences that belong to it.

A sentence that wants nothing belongs to the listing before it, or to the first one when it comes before any. Two
listings that are each other's price are reciprocal and share what was said after both.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Final

from bot.model.listings import Activity, Mode
from bot.understanding.activity import Kind, find_activity
from bot.understanding.clauses import Clause, names_something
from bot.understanding.direction import is_exchange
from bot.understanding.mode import find_mode
from bot.understanding.place import find_place
from bot.understanding.reading import Reading
from bot.understanding.selves import antecedent, bare_beginning, hosts, own_role
from bot.understanding.swaps import paired
from bot.understanding.times import timing_within
from bot.understanding.topic import find_topic, labelled, phrase
from bot.understanding.understood import Channel, Intent, Understood

_SEPARATE: Final = re.compile(
    r"(?<!\S)(?:also|another|second|secondly|separately|unrelated|different (?:question|thing|one)|as well|in addition|plus|on top of that|finally|lastly|next|\d\)|1|2|either|alternatively)(?!\S)"
)
_EACH: Final = re.compile(r"(?<!\S)(?:each|each way|both|either way|apiece|same (?:day|time|place|deal))(?!\S)")


@dataclass(frozen=True)
class Draft:
    """A listing being gathered: its clauses' token ranges, the first of them its head."""

    intent: Intent
    parts: tuple[tuple[int, int], ...]
    head: tuple[int, int]
    weight: int


def gather(
    reading: Reading, masked: Reading, found: tuple[Clause, ...], channel: Channel, today: dt.date
) -> tuple[Understood, ...]:
    """Every offer and request of the message, in its order."""
    swap = paired(masked)
    drafts = [Draft(s.intent, s.parts, s.parts[0], 3) for s in swap] if swap else _drafts(masked, found)
    exchange = bool(swap) or is_exchange(masked.norm)
    if not swap:
        drafts = _merged(drafts, masked, exchange=exchange)
    sides = {d.intent for d in drafts}
    made = [_listing(d, reading, today, channel) for d in drafts]
    made = [m for m, d in zip(made, drafts, strict=True) if d.weight > 2 or m.topic or "activity" not in m.unsure]
    if swap:
        made = [
            m if m.topic or m.activity is Activity.DESK else replace(m, topic=find_topic(masked, Activity.SKILL))
            for m in made
        ]
    if exchange and (len(sides) == 2 or len(made) == 1):
        made = [replace(m, reciprocal=True) for m in made]
        if len(made) == 2 and (_EACH.search(masked.norm) or swap):
            made = _shared(made)
    return tuple(made)


def _drafts(masked: Reading, found: tuple[Clause, ...]) -> list[Draft]:
    """One draft a listing clause, with the idle clauses around it."""
    drafts: list[Draft] = []
    before: list[tuple[int, int]] = []
    interrupted = False
    for clause in found:
        span = (clause.first, clause.last)
        if clause.intent in (Intent.OFFER, Intent.SEEK):
            drafts.append(Draft(clause.intent, (*before, span) if not drafts else (span,), span, clause.weight))
            before, interrupted = [], False
        elif clause.intent in (None, Intent.GREET, Intent.THANKS):
            if not drafts:
                before.append(span)
            elif not interrupted:
                drafts[-1] = replace(drafts[-1], parts=(*drafts[-1].parts, span))
        else:
            interrupted = True
    del masked
    return drafts


def _merged(drafts: list[Draft], masked: Reading, *, exchange: bool) -> list[Draft]:
    """Neighbouring drafts of one want said twice become one."""
    merged: list[Draft] = []
    for draft in drafts:
        last = merged[-1] if merged else None
        if last and _same_want(last, draft, masked, exchange=exchange):
            stronger = last if last.weight >= draft.weight else draft
            if (
                last.intent is not draft.intent
                and _names_something(draft, masked)
                and not _names_something(last, masked)
            ):
                stronger = draft
            merged[-1] = Draft(
                stronger.intent,
                (*last.parts, *draft.parts),
                last.head if stronger is last else draft.head,
                max(last.weight, draft.weight),
            )
        else:
            merged.append(draft)
    return merged


_THEIRS: Final = re.compile(r"^(?:(?:[,-]|and|but|so|oh) )*(?:she|he|they|it|its|her|his|their|that|this)(?!\S)")


def _same_want(last: Draft, draft: Draft, masked: Reading, *, exchange: bool) -> bool:
    norm = masked.part(*draft.head).norm
    kind, before = find_activity(norm), find_activity(masked.part(*last.head).norm)
    names = _names_something(draft, masked)
    if last.intent is draft.intent:
        if not names or not _names_something(last, masked):
            return True
        if _SEPARATE.search(norm):
            return False
        if kind.activity is Activity.DESK and before.activity is not Activity.DESK:
            return False
        return not (kind.named and before.named and kind.activity is not before.activity)
    if _THEIRS.match(norm) and not exchange:
        return True
    if (
        not exchange
        and last.intent is not draft.intent
        and min(draft.weight, last.weight) <= 3 < max(draft.weight, last.weight)
    ):
        return True
    if exchange:
        return not names and kind.activity is not Activity.DESK
    if kind.activity is Activity.DESK and before.activity is Activity.DESK:
        return True
    return not names or (not _names_something(last, masked) and draft.weight >= 3)


def _names_something(draft: Draft, masked: Reading) -> bool:
    return names_something(masked.part(*draft.head))


def _shared(made: list[Understood]) -> list[Understood]:
    """What one side says of length, time and place and the other leaves open holds for both."""
    first, second = made

    def fill(one: Understood, other: Understood) -> Understood:
        return replace(
            one,
            duration_minutes=one.duration_minutes or other.duration_minutes,
            place=one.place or other.place,
            mode=one.mode or other.mode,
            when=one.when or other.when,
        )

    return [fill(first, second), fill(second, first)]


def _listing(draft: Draft, reading: Reading, today: dt.date, channel: Channel) -> Understood:
    """A draft's details."""
    tokens = tuple(t for first, last in draft.parts for t in reading.tokens[first:last])
    part = Reading(reading.text, tokens)
    ranges = tuple((reading.tokens[a].start, reading.tokens[b - 1].end) for a, b in draft.parts)
    timing = timing_within(reading.text, ranges, today)
    head = reading.part(*draft.head)
    kind = _kind(part, head, channel, draft.intent)
    meeting = find_mode(part.masked(timing.spans))
    hosting = draft.intent is Intent.OFFER and kind.activity is not Activity.SKILL
    place = find_place(part.masked(timing.spans), hosting=hosting)
    hidden = (*timing.spans, *meeting.spans, *place.spans)
    topic = _topic(draft, reading, hidden, kind, channel)
    mode = meeting.mode
    if kind.activity is Activity.DESK or (place.place and mode is None and not meeting.spans):
        mode = Mode.IN_PERSON
    unsure = _unsure(kind, topic, timing.unsure, place_guessed=place.unsure, weight=draft.weight)
    return Understood(
        draft.intent,
        activity=kind.activity,
        topic=topic,
        duration_minutes=timing.duration_minutes,
        mode=mode,
        place=place.place,
        when=timing.when or None,
        unsure=unsure,
    )


def _kind(part: Reading, head: Reading, channel: Channel, intent: Intent) -> Kind:
    if channel == "slash:/shadow":
        kind = find_activity(part.norm)
        return (
            kind
            if kind.activity in (Activity.PLACEMENT, Activity.DESK) and kind.named and _SURE_OTHER.search(part.norm)
            else Kind(Activity.SHADOW, True)
        )
    own = find_activity(head.norm, asked=intent is Intent.SEEK)
    if own.named:
        return own
    whole = find_activity(part.norm, asked=intent is Intent.SEEK)
    return whole if whole.named else own


_SURE_OTHER: Final = re.compile(r"(?<!\S)(?:placement|secondment|hot desk|desk for)(?!\S)")


def _topic(
    draft: Draft,
    reading: Reading,
    hidden: tuple[tuple[int, int], ...],
    kind: Kind,
    channel: Channel,
) -> str | None:
    """From the head clause by frames, or by how it starts; then from the other sentences; then what a pronoun meant."""
    if kind.activity is Activity.DESK:
        return None
    head = reading.part(*draft.head).masked(hidden)
    labels = (labelled(reading.part(*p).masked(hidden), kind.activity) for p in draft.parts)
    if topic := next((label for label in labels if label), None):
        return topic
    commanded = channel in ("slash:/offer", "slash:/shadow")
    if commanded and _ANYBODY.match(head.norm):
        return None
    hosting = draft.intent is Intent.OFFER
    if commanded:
        topic = bare_beginning(head, kind.activity)
    elif hosting and kind.activity in (Activity.SHADOW, Activity.PLACEMENT):
        topic = hosts(head)
    topic = topic or find_topic(head, kind.activity, hosting=hosting)
    if (topic is None and channel in ("slash:/offer", "slash:/shadow")) or (topic is None and draft.weight <= 3):
        topic = phrase(head, 0, kind.activity)
    first = reading.part(*draft.parts[0]).masked(hidden)
    if topic is None and channel not in ("slash:/offer", "slash:/shadow"):
        topic = bare_beginning(first, kind.activity)
    others = [reading.part(*p).masked(hidden) for p in draft.parts if p != draft.head]
    if topic is None and draft.intent is Intent.OFFER and kind.activity in (Activity.SHADOW, Activity.PLACEMENT):
        topic = next((t for t in (own_role(p) for p in (head, *others)) if t), None)
    if topic is None:
        topic = next((t for t in (antecedent(p) for p in (*others, head)) if t), None)
    if topic is None:
        topic = next((t for t in (find_topic(p, kind.activity) for p in others) if t), None)
    if topic is None and hosting and kind.activity is Activity.SKILL:
        role = next((r for r in (own_role(p) for p in (head, *others)) if r), None)
        topic = _ROLE_TAIL.sub("", role) if role else None
    return topic


_ROLE_TAIL: Final = re.compile(
    r" (?:lead|officer|manager|adviser|advisor|specialist|worker|trainer|expert|coordinator)s?$", re.IGNORECASE
)
"""What a role is called after its subject: a safeguarding lead knows safeguarding."""


_ALONE: Final = re.compile(
    r"(?<!\S)(?:can|could|will|would|to|do some|do|offer|some|any) (?P<verb>proofread(?:ing)?|translat(?:e|ing|ion)|interpret(?:ing)?|mentor(?:ing)?|photograph(?:y)?|editing|minute taking|coaching|counselling)(?!\S)"
)


_ANYBODY: Final = re.compile(
    r"(?:anyone|anybody|nobody|no one|anything|whoever|whatever|(?:i )?do not mind|no preference|not fussy)(?! (?:in (?!particular)|who|that|from|on)\b)(?!\S)"
)


def _unsure(kind: Kind, topic: str | None, timing: bool, *, place_guessed: bool, weight: int) -> tuple[str, ...]:
    """What to ask about first: the side, the subject, the kind, the time, the place."""
    doubts = (
        ("intent", weight <= 2),
        ("topic", topic is None and kind.activity is not Activity.DESK),
        ("activity", not kind.named),
        ("when", timing),
        ("place", place_guessed),
    )
    return tuple(name for name, doubtful in doubts if doubtful)
