"""Understanding learned from labelled messages: one small network asked about each thing that a message wants.

`training` teaches it from the sentences there; more and better sentences are how this gets better.
"""

import datetime as dt

from bot.understanding.understood import Channel, Understood

__all__ = ["understand"]


def understand(text: str, *, channel: Channel, today: dt.date) -> tuple[Understood, ...]:
    """What `text`, typed on `today` in `channel`, wants; in the text's order, never empty, never an exception.

    The first call loads the network and all that reads with it, which takes a fraction of a second.
    """
    from bot.understanding.learned.network import packaged
    from bot.understanding.learned.reader import read_with

    return read_with(packaged(), text, channel=channel, today=today)
