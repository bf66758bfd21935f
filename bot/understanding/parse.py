"""From a message to what it wants: the one way in, pure and bounded.

Order: make it plain, drop orders to the bot, read it once, cut it into clauses, ask each clause what it wants, gather
the offers and requests with their details, and let only what is left over be `unknown`.
"""

import datetime as dt
import re
from dataclasses import replace
from functools import cache

from bot.model.listings import Activity
from bot.understanding.clauses import clauses
from bot.understanding.clean import plain
from bot.understanding.direction import possible_sides
from bot.understanding.intents import other_business, possible
from bot.understanding.language import is_english
from bot.understanding.listings import gather
from bot.understanding.mode import find_mode
from bot.understanding.orders import without_orders
from bot.understanding.others import detail, profile_possible, subject
from bot.understanding.reading import read
from bot.understanding.selves import antecedent, own_role
from bot.understanding.times import timing
from bot.understanding.topic import find_topic
from bot.understanding.understood import Channel, Intent, Understood

LONGEST = 800
"""Characters of a message that are read; a longer one is a paste, and what it wants is said at its start."""

_SHORT = 6
"""Tokens: a courtesy in another language is plain when it is all that was said."""

_CIVIL = frozenset({Intent.GREET, Intent.THANKS})


@cache
def _compiled() -> None:
    """Compile every cue before the first message is read, so that no later one waits for it."""
    possible("", "")
    possible_sides("")
    profile_possible("")
    for activity in Activity:
        for hosting in (False, True):
            find_topic(read("about that"), activity, hosting=hosting)
    own_role(read("i am a planner"))
    antecedent(read("our website is a mess"))
    subject(read("my offer"), Intent.WITHDRAW)


def understand(text: str, *, channel: Channel, today: dt.date) -> tuple[Understood, ...]:
    """What `text`, typed on `today` in `channel`, wants; in the text's order, never empty, never an exception."""
    _compiled()
    raw = text[: 4 * LONGEST]
    words = without_orders(plain(raw, mention=""), raw)[:LONGEST]
    reading = read(words)
    if not reading.tokens or other_business(reading.norm):
        return (Understood(Intent.UNKNOWN),)
    times = timing(words, today).spans
    reading = reading.joined(times)
    timed = reading.masked(times)
    masked = timed.masked(find_mode(timed).spans)
    found = clauses(reading, masked, channel)
    if not is_english(words):
        found = (
            tuple(c if c.intent in _CIVIL else replace(c, intent=None) for c in found)
            if len(reading.tokens) < 6
            else ()
        )
    if not is_english(words):
        short = len(reading.tokens) < _SHORT
        found = tuple(replace(c, intent=c.intent if short and c.intent in _CIVIL else None) for c in found)
    wants: list[Understood] = []
    listings = [c for c in found if c.intent in (Intent.OFFER, Intent.SEEK)]
    if listings:
        wants.extend(gather(reading, masked, found, channel, today))
    others = [c for c in found if c.intent not in (None, Intent.OFFER, Intent.SEEK)]
    alone = len(others) == 1 and not listings
    wants.extend(detail(clause, reading, masked, today, alone=alone) for clause in others)
    return _settled(wants, reading.norm)


def _settled(wants: list[Understood], norm: str) -> tuple[Understood, ...]:
    """In the text's order, one of each intent that carries nothing, courtesies only when nothing else was said."""
    kept: list[Understood] = []
    for want in wants:
        if want.intent is Intent.UNKNOWN:
            continue
        if want.intent not in (Intent.OFFER, Intent.SEEK):
            twin = next((k for k in kept if k.intent is want.intent), None)
            if twin is not None and want.intent is not Intent.PROFILE:
                if twin.when is None and want.when is not None:
                    kept[kept.index(twin)] = replace(twin, when=want.when)
                if twin.topic is None and want.topic is not None:
                    kept[kept.index(twin)] = replace(twin, topic=want.topic)
                continue
        kept.append(want)
    if any(k.intent is Intent.RESCHEDULE for k in kept) and not re.search(r"cancel|call\w* off", norm):
        kept = [k for k in kept if k.intent is not Intent.CANCEL]
    if kept and kept[-1].intent is Intent.UNDO and len(kept) > 1 and kept[0].intent in (Intent.ACCEPT, Intent.DECLINE):
        kept = [k for k in kept if k.intent not in (Intent.ACCEPT, Intent.DECLINE)]  # "Ah no, I hit yes. Undo"
    if any(k.intent not in _CIVIL for k in kept):
        kept = [k for k in kept if k.intent not in _CIVIL]
    elif len(kept) > 1:
        kept = [next((k for k in kept if k.intent is Intent.THANKS), kept[0])]
    return tuple(kept) or (Understood(Intent.UNKNOWN),)
