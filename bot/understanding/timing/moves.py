"""Which of the times in "move Tuesday's session to Thursday" is the new one."""

from dataclasses import replace

from bot.understanding.timing.clock import clocked
from bot.understanding.timing.context import EVENTS
from bot.understanding.timing.relations import after_wanted
from bot.understanding.timing.said import Found, longest
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.weekdays import weekdays


def moved(words: Words, i: int) -> Found:
    """A weekday or a time of day with the word before it that makes it the new time or the old one."""
    if words.aim != "new time":
        return None
    k = after_wanted(words, i)
    found = longest(rule(words, k) for rule in (weekdays, clocked)) if k is not None else None
    if found is not None:
        return replace(found[0], wanted=True), found[1]
    if words[i].word in ("from", "said"):
        found = longest(rule(words, i + 1) for rule in (weekdays, clocked))
        return (replace(found[0], existing=True), found[1]) if found is not None else None
    found = weekdays(words, i)
    if found is not None and words[found[1]].word in EVENTS:
        return replace(found[0], existing=True), found[1]
    return None
