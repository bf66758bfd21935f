"""Swaps: an offer and a request, each the other's price, said in as many ways as people say it.

A frame has a place for what is given (`{give}`) and one for what is taken (`{take}`); what fills them is somebody's own
subject. So few people wrote swaps that the network would otherwise hear only one side of them.
"""

import random
from typing import Final

from bot.understanding.learned.pieces import words
from training.augment import Known
from training.samples import Sample, Stretch, Wanted

FRAMES: Final[tuple[tuple[str, str, str], ...]] = (
    ("skill", "skill", "I'll teach your team {give} if you teach mine {take}"),
    ("skill", "skill", "happy to swap {give} for {take}"),
    ("skill", "skill", "{give} from us, {take} from you, deal?"),
    ("skill", "skill", "would trade an hour of {give} for an hour of {take}"),
    ("skill", "skill", "In exchange for help with {take} I could do your {give}"),
    ("skill", "skill", "You: {take}. Us: {give}. Anyone?"),
    ("skill", "skill", "we're good at {give} and hopeless at {take}. swap?"),
    ("skill", "skill", "Could somebody show us {take}? We'd pay in {give}."),
    ("skill", "skill", "need {take}, can give {give} back"),
    ("skill", "skill", "Fair exchange: {give} against {take}, by phone"),
    ("skill", "skill", "if one of you explained {take} to us, we would run a session on {give} for you"),
    ("skill", "skill", "I do {give} for a living. I'd part with some of it for {take}."),
    ("skill", "skill", "What I have: {give}. What I lack: {take}."),
    ("skill", "skill", "can run {give} 4 u if u teach us {take}"),
    ("skill", "skill", "our person for {give}, yours for {take}, an hour each"),
    ("skill", "skill", "Will do {give} in return for a bit of {take}"),
    ("skill", "skill", "Weak on {take}, strong on {give}: who is the other way round?"),
    ("skill", "skill", "You'd get {give} out of us and we would get {take} out of you"),
    ("shadow", "skill", "come and watch our {give} and in return teach us {take}"),
    ("shadow", "skill", "You can shadow our {give} if you help us with {take}"),
    ("shadow", "skill", "a day with our {give} in exchange for some {take}"),
    ("skill", "shadow", "If I could shadow a {take} I'd gladly do some {give} for you"),
    ("skill", "shadow", "Want to observe a {take}. Will give you {give} in return"),
    ("skill", "shadow", "let me follow your {take} for a day and I'll do a session on {give}"),
    ("skill", "shadow", "I'd offer {give} for the chance to watch a {take}"),
    ("shadow", "shadow", "I'd like to follow your {take}; your people could follow our {give}"),
    ("shadow", "shadow", "swap a day watching our {give} for a day watching your {take}"),
    ("shadow", "shadow", "mutual shadowing: I come and see your {take}, you come and see our {give}"),
    ("shadow", "shadow", "our {give} sits with your {take} for a morning, then the other way round"),
    ("placement", "placement", "Exchange of staff: our {give} to you for a week, your {take} to us for a week"),
    ("placement", "skill", "You get our {give} on secondment for a week, we get taught {take}"),
    ("desk", "skill", "We have a desk going and would like some {take} in exchange"),
    ("desk", "skill", "spare desk here, price = somebody helps with {take}"),
    ("desk", "skill", "free workspace for whoever teaches us {take}"),
    ("skill", "desk", "{give} from me for a desk with you, Mondays?"),
    ("skill", "desk", "In exchange for a desk I would do your {give}"),
    ("skill", "desk", "Need somewhere to work; happy to do {give} by way of rent"),
    ("skill", "desk", "I'll do {give} for free if there's a desk for me"),
)
"""The activity given, the one taken, and how that is said."""

_COUNTS: Final = 0.5


def swaps(known: Known, count: int, rng: random.Random) -> list[Sample]:
    """So many swaps of known subjects."""
    return [_swap(*rng.choice(FRAMES), known, rng) for _ in range(count)]


def _swap(given: str, taken: str, frame: str, known: Known, rng: random.Random) -> Sample:
    said: list[str] = []
    sides: list[tuple[str, str, tuple[Stretch, ...]]] = []
    rest = frame
    for _ in range(frame.count("{")):
        before, _, after = rest.partition("{")
        side, _, rest = after.partition("}")
        said += [word.text for word in words(before)]
        activity = given if side == "give" else taken
        subject = rng.choice(known["topic", activity])
        sides.append((side, activity, ((len(said), len(said) + len(subject) - 1),)))
        said += subject
    said += [word.text for word in words(rest)]
    if "desk" in (given, taken):
        desk = ("give" if given == "desk" else "take", "desk", ())
        at = next((n for n, word in enumerate(said) if word in ("desk", "workspace", "somewhere")), 0)
        sides.insert(0 if at < sides[0][2][0][0] else 1, desk)
    items = tuple(
        Wanted(
            {"intent": "offer" if side == "give" else "seek", "activity": activity, "reciprocal": "yes"},
            {} if activity == "desk" else {"topic": places},
            (),
        )
        for side, activity, places in sides
    )
    return Sample(tuple(said), (-1,) * len(said), "dm", items, _COUNTS)
