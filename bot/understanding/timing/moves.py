"""Which of the times in "move Tuesday's session to Thursday" is the new one."""

from dataclasses import replace
from typing import Final

from bot.understanding.timing.clock import clocked
from bot.understanding.timing.context import EVENTS
from bot.understanding.timing.parts import parts
from bot.understanding.timing.relations import after_wanted
from bot.understanding.timing.said import Found, longest
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.vocabulary import words_of
from bot.understanding.timing.weekdays import weekdays


def moved(words: Words, i: int) -> Found:
    """A weekday or a time of day with the word before it that makes it the new time or the old one."""
    if words.aim != "new time":
        return None
    k = after_wanted(words, i) or (i + 1 if words[i].word == "for" and _swapped(words, i) else None)
    found = longest(rule(words, k) for rule in (weekdays, clocked, parts)) if k is not None else None
    if found is not None:
        return replace(found[0], wanted=True), found[1]
    if words[i].word in ("from", "said"):
        found = longest(rule(words, i + 1) for rule in (weekdays, clocked, parts))
        return (replace(found[0], existing=True), found[1]) if found is not None else None
    found = weekdays(words, i)
    if found is not None and words[found[1]].word in EVENTS:
        return replace(found[0], existing=True), found[1]
    return None


def _swapped(words: Words, i: int) -> bool:
    """ "swap Tuesday morning for Thursday afternoon" """
    return any(words[k].word in _SWAP for k in range(max(i - _FAR, 0), i))


_SWAP: Final = words_of("swap swop switch change exchange trade")
_FAR: Final = 6
