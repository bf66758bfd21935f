"""Cue patterns become regular expressions in one way: macros filled in, whole words only."""

import re
from collections.abc import Mapping
from functools import lru_cache

from bot.understanding.tables.cues import MACROS

_MACRO = re.compile(r"\{([A-Z_]+)\}")


def filled(pattern: str, extra: Mapping[str, str] | None = None) -> str:
    """`pattern` with every `{NAME}` replaced by its macro, macros inside macros too."""
    names = MACROS | dict(extra or {})
    while _MACRO.search(pattern):
        pattern = _MACRO.sub(lambda found: names[found.group(1)], pattern)
    return pattern


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    """A cue over `Reading.norm`: whole words, macros filled."""
    return re.compile(rf"(?<!\S)(?:{filled(pattern).replace('$', _END).replace('it is ', '(?:it is|its) ')})(?!\S)")


_END = r"(?:(?: ?[?!.,])*$)"
"""A clause's end, whatever marks it ends with."""
