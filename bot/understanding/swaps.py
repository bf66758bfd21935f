# ruff: noqa: E501  (a pattern reads best on one line)
"""Two sides named in one breath: "swap an hour of Excel for an hour of bid writing" is an offer and a request."""

import re
from dataclasses import dataclass, replace
from typing import Final

from bot.understanding.reading import MASK, Reading
from bot.understanding.understood import Intent

_FOR: Final = re.compile(
    r"(?:^|(?<= )(?:will|would|to|could|can|like|anyone|happily|gladly|[,.:?!-]) )(?:(?:skills? )?(?:swap|trade|exchange|barter)(?:ping)?|i will swap|we will swap|i would swap)(?! (?:places|jobs|roles|shoes|lives|desks|staff|days|shop|a day with|it|that)\b)(?: (?:you|with you|:|-|someone|our|my|an?|some))* (?P<give>.+?) (?:for|in return for|in exchange for|with|<>) (?P<take>[^.?!]+)"
)
_FOLLOW: Final = re.compile(
    r"(?<!\S)(?P<give>(?:they|you) (?:can|could|would be welcome to|are welcome to|may) (?:also )?(?:follow|shadow|visit|sit with|come (?:to|and see|and sit with)|see|watch) (?:me|us|mine|ours|my [\w' ]{2,30}|our [\w' ]{2,30}))(?!\S)"
)


_WORD: Final = re.compile(r"(?<!\S)(?:swap|swapping|trade|exchange|barter)(?!\S)")


_ASKED: Final = re.compile(r"(?<!\S)(?:anyone|anybody|someone|somebody|you)(?: [\w']+){0,2} ?$")


@dataclass(frozen=True)
class Side:
    """One side of a swap and the tokens that tell of it, its head first."""

    intent: Intent
    parts: tuple[tuple[int, int], ...]


def paired(masked: Reading) -> tuple[Side, ...]:
    """The two sides of a swap said as one; empty when it is not said so."""
    if not _WORD.search(masked.norm):
        return ()
    # "for an hour of X" hides the "for" that parts the sides: it is said again before the mask.
    masked = Reading(
        masked.text, tuple(replace(t, norm=f"for {MASK}") if t.heard.startswith("for ") else t for t in masked.tokens)
    )
    norm = masked.norm
    found = _FOR.search(norm)
    if found:
        theirs = _ASKED.search(norm[: found.end()].split("swap")[0])
        sides = [
            Side(Intent.OFFER, (_tokens(masked, *found.span("give")),)),
            Side(Intent.SEEK, (_tokens(masked, *found.span("take")),)),
        ]
        if theirs:  # "would anyone swap X for Y": they give X
            sides = [Side(s.intent, o.parts) for s, o in zip(sides, reversed(sides), strict=True)][::-1]
        if all(b > a for side in sides for a, b in side.parts):
            return tuple(sides)
    return ()


def _tokens(masked: Reading, start: int, end: int) -> tuple[int, int]:
    return masked.index(start), masked.index(end - 1) + 1
