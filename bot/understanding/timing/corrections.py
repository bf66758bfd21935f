"""Lengths that put right what was said before: "no, two hours", "sorry, make that an hour and a half", "make it 45"."""

from typing import Final

from bot.understanding.timing.said import Found, Said
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.vocabulary import words_of

_RIGHTED: Final = words_of("no nope sorry rather actually correction wait mean meant scrap")
_MARKS: Final = frozenset(",-–—:(.!")
_IN_MINUTES: Final = frozenset({15, 20, 25, 30, 40, 45, 50, 60, 75, 90})
"""After "make it", minutes without the word."""


def puts_right(words: Words, i: int) -> bool:
    """ "…, no, two hours", "sorry, make that an hour and a half": what was said before does not count."""
    k = i - 1
    while words[k].kind == "mark" and words[k].word in _MARKS and k > 0:
        k -= 1
    if words[k].word in ("it", "that") and words[k - 1].word in ("make", "made", "scrap"):
        return True
    return words[k].word in _RIGHTED


def made(words: Words, i: int) -> Found:
    """ "make it 45" """
    token = words[i]
    told = words[i - 2].word == "make" and words[i - 1].word in ("it", "that") and token.kind == "number"
    fits = told and token.whole in _IN_MINUTES and words[i + 1].kind in ("mark", "end")
    return (Said(minutes=token.whole), i + 1) if fits and words.aim == "ask" else None
