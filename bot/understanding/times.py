"""Times as the rest of the parser asks for them: the stretches that mention one, and what a part of a message says."""

import datetime as dt
from functools import lru_cache

from bot.understanding.timing import Timing, find_timing

timing = lru_cache(maxsize=64)(find_timing)
"""`find_timing`, remembered: one message is asked about several times while it is being understood."""


def timing_within(text: str, parts: tuple[tuple[int, int], ...], today: dt.date) -> Timing:
    """What only those parts of the text say; positions stay those of the whole text."""
    if "".join(text[start:end] for start, end in parts).split() == text.split():
        return timing(text, today)
    view = [" "] * len(text)
    for start, end in parts:
        view[start:end] = text[start:end]
        if end < len(text) and view[end] == " ":
            view[end] = "\n"
    return timing("".join(view), today)
