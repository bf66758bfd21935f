"""Understanding learned from labelled sentences: linear models with named weights, offline, loaded on first use.

`understand_learned` keeps the contract of `bot.understanding.understand`. `python -m bot.understanding.learned.train`
makes the weights from the sentences in `data/sentences`; more and better sentences are how this gets better.
"""

import datetime as dt

from bot.understanding.learned.reader import read_with
from bot.understanding.learned.stored import learned
from bot.understanding.understood import Channel, Understood

__all__ = ["understand_learned"]


def understand_learned(text: str, *, channel: Channel, today: dt.date) -> tuple[Understood, ...]:
    """What `text`, typed on `today` in `channel`, wants; in the text's order, never empty, never an exception."""
    return read_with(learned(), text, channel=channel, today=today)
