"""From a message to what it wants, by what was learned: cut it, ask each part, and point at the words.

Rules stay where a rule is right: orders to the bot are dropped first, and times are read by `timing`.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, cast

from bot.model.listings import Activity, Mode
from bot.model.when import When
from bot.understanding.clean import plain
from bot.understanding.learned.cuts import cut_features, places
from bot.understanding.learned.features import stretch
from bot.understanding.learned.linear import best
from bot.understanding.learned.model import (
    LISTING,
    Model,
    Part,
    kind_features,
    kind_of,
    meeting_features,
    return_features,
)
from bot.understanding.learned.words import Token, tokens
from bot.understanding.orders import without_orders
from bot.understanding.times import timing, timing_within
from bot.understanding.timing import find_digest_time, find_new_time, find_spell
from bot.understanding.understood import Channel, Intent, ProfileField, Understood

LONGEST: Final = 1200
_UNKNOWN: Final = (Understood(Intent.UNKNOWN),)
_CIVIL: Final = ("greet", "thanks", "unknown")
_BOTH: Final = re.compile(r"\b(?:each|both|either way|apiece)\b")
Told = tuple[str, tuple[int, int], float]
"""An intent, the tokens that tell of it, and how sure that is."""

SURE: Final = 0.6
"""Below this chance a field is named in `unsure`, so that the bot asks."""

DOUBT: Final = 0.65
"""Below this chance of the intent the written patterns are asked too."""

BARE: Final = 3
"""Tokens of a bare command after "/offer" or "/shadow"."""

CUT: Final = 0.4
"""The chance of a cut from which a message is cut there; chosen, as the next, on authors left out of training."""

WORTH_CUTTING: Final = 0.04
"""Below this chance of wanting several things no cut is tried."""


def read_with(model: Model, text: str, *, channel: Channel, today: dt.date) -> tuple[Understood, ...]:
    """What the message wants, in the text's order; never empty."""
    raw = text[: 4 * LONGEST]
    words = without_orders(plain(raw, mention=""), raw)[:LONGEST]
    seen = tokens(words, today)
    if not seen:
        return _UNKNOWN
    told = _settled(_by_command(_parts(model, seen, channel), seen, channel))
    if len(told) == 1 and told[0][2] < DOUBT:
        told = _seconded(told, text, channel, today)
    wants = []
    intents = [intent for intent, _, _ in told]
    for intent, own, sure in told:
        part = Part(seen, channel, intent, own)
        if intent in LISTING:
            want = _listing(model, part, words, today, intents)
        else:
            want = _other(model, part, words, today, whole=len(told) == 1)
        wants.append(replace(want, unsure=("intent", *want.unsure)) if sure < SURE else want)
    return tuple(wants)


def _parts(model: Model, seen: tuple[Token, ...], channel: str) -> list[Told]:
    """Intent, tokens and sureness of each part."""
    parts = []
    begin = 0
    for _ in range(3):
        rest = seen[begin:]
        features = stretch(rest, channel)
        whole = model.intents.chances(features)
        several = model.several.chances(features)["several"]
        cut = None
        top = CUT
        for at in places(rest) if several >= WORTH_CUTTING else ():
            left = model.intents.chances(stretch(rest[:at], channel))
            right = model.intents.chances(stretch(rest[at:], channel))
            chance = model.cuts.chances(cut_features(rest, at, whole, left, right, several))["yes"]
            if chance > top:
                top, cut, kept = chance, at, left
        if cut is None:
            parts.append((*best(whole), (begin, len(seen))))
            break
        parts.append((*best(kept), (begin, begin + cut)))
        begin += cut
    else:
        parts.append((*best(model.intents.chances(stretch(seen[begin:], channel))), (begin, len(seen))))
    found: list[Told] = []
    for intent, sure, own in parts:
        found.extend((each, own, sure) for each in (LISTING if intent == "swap" else (intent,)))
    return found


def _by_command(parts: list[Told], seen: tuple[Token, ...], channel: str) -> list[Told]:
    """ "/offer" and "/shadow" say themselves what is wanted first; only a bare command ("help") is something else."""
    intent = {"slash:/offer": "offer", "slash:/shadow": "seek"}.get(channel)
    first, own, sure = parts[0]
    if intent is None or (first not in LISTING and len(seen) <= BARE and sure > DOUBT):
        return parts
    rest = [part for part in parts[1:] if part[0] in LISTING]
    whole = own if rest else (0, len(seen))
    return [(intent, whole, 1.0), *rest]


def _seconded(told: list[Told], text: str, channel: Channel, today: dt.date) -> list[Told]:
    """What the written patterns say when the learned weights are in doubt: measured to be right more often then."""
    from bot.understanding.parse import understand as by_patterns

    other = by_patterns(text, channel=channel, today=today)
    if len(other) != 1 or other[0].intent is Intent.UNKNOWN or "intent" in other[0].unsure:
        return told
    intent, own, sure = told[0]
    return [(other[0].intent.value, own, DOUBT if other[0].intent == intent else sure)]


def _settled(parts: list[Told]) -> list[Told]:
    """Courtesies and chatter only when nothing else was said; one of each intent that carries no detail."""
    real = [p for p in parts if p[0] not in _CIVIL]
    if not real:
        thanks = [p for p in parts if p[0] != "unknown"] or parts
        return thanks[:1]
    kept: list[Told] = []
    for part in real:
        if part[0] in (*LISTING, "profile", "withdraw") or all(k[0] != part[0] for k in kept):
            kept.append(part)
    return kept


def _listing(model: Model, part: Part, text: str, today: dt.date, intents: Sequence[str]) -> Understood:
    own = part.tokens[part.own[0] : part.own[1]]
    activity, sure = best(model.kinds.chances(kind_features(part, text)))
    if part.channel == "slash:/shadow" and part.intent == "seek":
        activity, sure = "shadow", 1.0
    unsure = []
    topic = None
    if activity != "desk":
        span, likely = model.topics.point(part.tokens, kind_of(part.intent, activity), part.own, silence=0.75)
        topic = _words(text, part.tokens, span)
        if topic is None or likely < 0.3:
            unsure.append("topic")
    if sure < SURE:
        unsure.append("activity")
    span, likely = model.sites.point(part.tokens, part.intent, part.own)
    place = _words(text, part.tokens, span)
    mode, _ = best(model.meetings.chances(meeting_features(part, text, activity, place is not None)))
    returned, _ = best(model.returns.chances(return_features(part, intents)))
    shared = len(intents) == 1 or _BOTH.search(text.lower())
    times = timing(text, today) if shared else timing_within(text, ((own[0].start, own[-1].end),), today)
    if times.unsure:
        unsure.append("when")
    if place and likely < SURE:
        unsure.append("place")
    return Understood(
        Intent(part.intent),
        activity=Activity(activity),
        topic=topic,
        reciprocal=returned == "True",
        duration_minutes=times.duration_minutes,
        mode=None if mode == "None" else Mode(mode),
        place=place,
        when=times.when or None,
        unsure=tuple(unsure),
    )


def _other(model: Model, part: Part, text: str, today: dt.date, *, whole: bool) -> Understood:
    """The details of everything that is not a listing."""
    intent = Intent(part.intent)
    own = part.tokens[part.own[0] : part.own[1]]
    said = text if whole else text[own[0].start : own[-1].end]
    if intent is Intent.PROFILE:
        field, _ = best(model.fields.chances(stretch(own, part.channel)))
        if field == "None":
            return Understood(intent)
        span, _ = model.values.point(part.tokens, field, part.own)
        return Understood(intent, field=cast(ProfileField, field), value=_words(text, part.tokens, span))
    when: When | None = None
    topic = None
    if intent in (Intent.WITHDRAW, Intent.CANCEL, Intent.RESCHEDULE, Intent.PAUSE):
        topic = _words(text, part.tokens, model.topics.point(part.tokens, part.intent, part.own)[0])
    if intent is Intent.PAUSE:
        when = find_spell(said, today)
    elif intent is Intent.RESCHEDULE:
        when = find_new_time(said, today).when
    elif intent is Intent.CANCEL:
        when = timing(said, today).when
    elif intent is Intent.DIGEST_ON:
        when = find_digest_time(said, today).when
    return Understood(intent, topic=topic, when=when or None)


def _words(text: str, seen: tuple[Token, ...], span: tuple[int, int] | None) -> str | None:
    return " ".join(text[seen[span[0]].start : seen[span[1] - 1].end].split()) if span else None
