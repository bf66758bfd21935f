"""Two readers of one message: models trained on labelled sentences, and patterns written by hand.

What a message wants is settled by the trained models, which are right more often on messages nobody has seen. Where
the patterns agree on it, each gives what it reads better: the models subject and activity, the patterns length, time,
way of meeting, place and whether something is given in return. Measured by `benchmarks/understanding.py`.
"""

import datetime as dt
from dataclasses import replace

from bot.understanding.learned import understand_learned
from bot.understanding.parse import understand as understand_by_patterns
from bot.understanding.understood import Channel, Understood


def understand(text: str, *, channel: Channel, today: dt.date) -> tuple[Understood, ...]:
    """What `text`, typed on `today` in `channel`, wants; in the text's order, never empty, never an exception."""
    learned = understand_learned(text, channel=channel, today=today)
    patterns = understand_by_patterns(text, channel=channel, today=today)
    if [one.intent for one in learned] != [one.intent for one in patterns]:
        return learned
    return tuple(_joined(model, pattern) for model, pattern in zip(learned, patterns, strict=True))


def _joined(model: Understood, pattern: Understood) -> Understood:
    return replace(
        pattern,
        activity=model.activity,
        topic=model.topic if model.topic is not None else pattern.topic,
        field=pattern.field or model.field,
        value=pattern.value or model.value,
        unsure=tuple(name for name in pattern.unsure if name in model.unsure or getattr(model, name, None) is None),
    )
