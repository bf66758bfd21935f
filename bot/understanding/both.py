"""Two readers of one message: models trained on labelled sentences, and patterns written by hand.

What a message wants is settled by the trained models, which are right more often on messages nobody has seen, unless
they see nothing in it and the patterns do. Where both agree, each gives what it reads better: the models subject and
activity, the patterns length, time, way of meeting, place and whether something is given in return. Measured by
`benchmarks/understanding.py`.
"""

import datetime as dt
import re
from dataclasses import replace

from bot.understanding.learned import understand_learned
from bot.understanding.parse import understand as understand_by_patterns
from bot.understanding.understood import Channel, Intent, Understood

_GREETING = re.compile(
    r"^\s*(?::wave:|(?:hi|hiya|hello|helo|hey|heya|morning|afternoon|evening|good (?:morning|afternoon|evening))"
    r"(?: (?:there|all|everyone|folks|team|both))?)\s*(?:[!,.👋]+\s*|\n+|(?<=:)\s*)",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?<=[.!?,\n])\s*(?:many thanks|thanks(?: (?:in advance|so much|very much|a lot))?|thank you(?: so much)?|thx"
    r"|cheers|ta|diolch)\s*[.! ]*$",
    re.IGNORECASE,
)
_A_FEW_WORDS = 3
_NO_TOPIC = frozenset(
    (
        "a",
        "an",
        "the",
        "i",
        "we",
        "you",
        "it",
        "offer",
        "offers",
        "offering",
        "help",
        "time",
        "hour",
        "hours",
        "day",
        "days",
        "session",
        "someone",
        "somebody",
        "something",
        "anyone",
        "anybody",
        "anything",
        "teams",
        "zoom",
        "phone",
        "call",
        "visit",
        "swap",
        "placement",
        "shadowing",
        "desk",
        "this",
        "that",
    )
)
"""Words that name no subject by themselves."""


def understand(text: str, *, channel: Channel, today: dt.date) -> tuple[Understood, ...]:
    """What `text`, typed on `today` in `channel`, wants; in the text's order, never empty, never an exception."""
    text = _without_courtesies(text)
    learned = understand_learned(text, channel=channel, today=today)
    patterns = understand_by_patterns(text, channel=channel, today=today)
    if [one.intent for one in learned] == [one.intent for one in patterns]:
        return tuple(_joined(model, pattern) for model, pattern in zip(learned, patterns, strict=True))
    blank = all(one.intent is Intent.UNKNOWN for one in learned)
    if blank and not any(one.unsure for one in patterns):
        return patterns
    return tuple(one if not one.topic or _names_something(one.topic) else replace(one, topic=None) for one in learned)


def _without_courtesies(text: str) -> str:
    """The text without a hello before and a thank you after it, if anything else is said."""
    bare = _THANKS.sub("", _GREETING.sub("", text, count=1)) if len(text) < 5000 else text
    return bare if len(bare.split()) >= _A_FEW_WORDS else text


def _names_something(topic: str) -> bool:
    return not _NO_TOPIC.issuperset(topic.casefold().split())


def _joined(model: Understood, pattern: Understood) -> Understood:
    return replace(
        pattern,
        activity=model.activity,
        topic=model.topic if model.topic is not None and _names_something(model.topic) else pattern.topic,
        field=pattern.field or model.field,
        value=pattern.value or model.value,
        unsure=tuple(name for name in pattern.unsure if name in model.unsure or getattr(model, name, None) is None),
    )
