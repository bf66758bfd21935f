"""Where a message that wants two things might be cut in two: after a sentence, a mark, or before a joining word."""

import math
from collections.abc import Sequence
from typing import Final

from bot.understanding.learned.features import Features
from bot.understanding.learned.words import Token

_STOPS: Final = frozenset(".!?;\n")
_MARKS: Final = frozenset(",-–—(:/|•+&")
_JOINS: Final = frozenset(
    ("and", "but", "also", "then", "so", "if", "while", "plus", "or", "for", "in", "with", "i", "we", "can", "could")
)
MOST: Final = 7
"""Places considered in one message, so that a long one costs no more than a few milliseconds."""

FEW: Final = 0.015
"""Below this chance of wanting several things a message is not considered for cutting at all."""


def places(tokens: Sequence[Token]) -> list[int]:
    """Indices at which a second part could begin, the ends of sentences first when there are too many."""
    strong, weak = [], []
    for n in range(2, len(tokens) - 1):
        last = tokens[n - 1].norm
        if last in _STOPS and tokens[n].norm not in _STOPS:
            strong.append(n)
        elif last in _MARKS or (tokens[n].norm in _JOINS and not tokens[n].time):
            weak.append(n)
    return sorted((strong + weak)[:MOST])


def cut_features(
    tokens: Sequence[Token],
    at: int,
    whole: dict[str, float],
    left: dict[str, float],
    right: dict[str, float],
    several: float,
) -> Features:
    """What speaks for a cut before token `at`, given how likely each intent is of the whole and of both sides.

    `several` is how likely the whole is to want more than one thing.
    """
    forms = [t.time or t.norm for t in tokens]
    after = [*forms[at : at + 4], ">", ">", ">", ">"]
    before = ["<", "<", *forms[max(0, at - 3) : at]]
    top_left, top_right, top = (max(c, key=c.__getitem__) for c in (left, right, whole))
    gained = max(whole[top], 1e-6)
    names = [
        "<cut>", f"after {after[0]}", f"after {after[0]} {after[1]}", f"after2 {after[1]}",
        f"after3 {after[0]} {after[1]} {after[2]}",
        f"after {' '.join(after[1:3])}", f"before {before[-1]}", f"before {before[-2]} {before[-1]}",
        f"{before[-1]} | {after[0]}", f"{top_left} / {top_right}", f"whole {top}",
        f"{before[-1]} {top_left} / {top_right}",
        f"same {top_left == top_right}", f"{before[-1]} same {top_left == top_right}",
        f"{after[0]} {top_left} / {top_right}",
        f"right size {min(len(tokens) - at, 8)}", f"left size {min(at, 8)}", f"words {len(tokens) // 8}",
    ]  # fmt: skip
    names += [
        f"seen {f}" for f in ("return", "exchange", "swap", "also", "separately", "unrelated", "favour") if f in forms
    ]
    both = 0.0
    for one, p in left.items():
        other = max((q for name, q in right.items() if name != one), default=0.0)
        both = max(both, p * other)
    found = dict.fromkeys(names, 1.0)
    return found | {
        "sure of the left": left[top_left], "sure of the right": right[top_right], "sure of the whole": gained,
        "two different": both, "offer then seek": left.get("offer", 0) * right.get("seek", 0) * 2,
        "seek then offer": left.get("seek", 0) * right.get("offer", 0) * 2,
        "several": several * 2, f"several {int(several * 10)}": 1.0,
        "odds": math.log((several + 0.01) / (1.01 - several)),
        "several of two": several * both * 3,
        "left unknown": left.get("unknown", 0), "right unknown": right.get("unknown", 0),
    }  # fmt: skip
