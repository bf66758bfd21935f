"""Words that others may read, without the names of the two people they are about.

A name is replaced wherever it stands as a word, whole or in part, in whatever capitals. A part that is an everyday
word too ("will", "may") is taken for a name only where it has its capital.
"""

import re
from collections.abc import Mapping

_EVERYDAY = """
    art baker bell bill black brook brown carter cook dale dean drew faith field frank gene glen grace grant gray green
    guy hall hill hope jack joy king lane long love mark may miles moss pat penny price rob rose sky smith sue summer
    wade ward way west white will wood young
"""
_SHORTEST = 2
"""Characters below which a part is an initial."""


def without_names(words: str, stand_ins: Mapping[str, str]) -> str:
    """`words` with each whole name of `stand_ins`, and each part of it, replaced by what it stands for."""
    instead: dict[str, str] = {}
    spelt: set[str] = set()
    for name, stand_in in stand_ins.items():
        for part in (" ".join(name.split()), *re.split(r"[\s\-]+", name), *name.split()):
            if len(part.strip(".,'’")) >= _SHORTEST:
                instead.setdefault(_folded(part), stand_in)
                spelt |= {part.replace("’", "'"), _folded(part)}  # "Weiß" is no "weiss" to a pattern
    if not instead:
        return words
    longest_first = sorted(spelt, key=lambda one: (-len(one), one))
    pattern = "|".join(re.escape(one).replace(r"\ ", r"\s+").replace("'", "['’]") for one in longest_first)

    def replaced(found: re.Match[str]) -> str:
        known = _folded(" ".join(found[0].split()))
        if known in _EVERYDAY.split() and found[0].islower():
            return found[0]
        stand_in = instead[known]
        return stand_in[0].upper() + stand_in[1:] if _begins(words[: found.start()]) else stand_in

    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", replaced, words, flags=re.IGNORECASE)


def _folded(name: str) -> str:
    """The same for all spellings that a pattern takes for one; a Turkish i has a dot, or none, in either case."""
    return name.casefold().replace("i\u0307", "i").replace("ı", "i").replace("’", "'")


def _begins(before: str) -> bool:
    """Whether the next word begins a sentence."""
    return re.search(r"(?:^|[.!?]\s)[\s“\"'(]*$", before) is not None
