"""Swaps: an offer and a request, each the other's price; and lists of two offers or two requests.

A frame of a swap has a place for what is given (`{give}`) and one for what is taken (`{take}`), one of a list a place
for each (`{one}`, `{other}`); what fills them is somebody's own subject. So few people wrote two wishes in one breath
that the network would otherwise hear only one of them, or a swap in every list.
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
    ("skill", "skill", "my {give} for your {take}?"),
    ("skill", "skill", "Anyone want {give} from me? I'd want {take} for it"),
    ("skill", "skill", "whoever explains {take} to us gets {give} from us"),
    ("skill", "skill", "Could anybody go through {take} with us? There's an hour of {give} in it for you."),
    ("skill", "skill", "To thank whoever teaches us {take} we'd put on {give} for them"),
    ("skill", "skill", "{give}, free to you. Only catch, we want {take} as payment"),
    ("skill", "skill", "Skills trade wanted. I bring: {give}. You bring: {take}."),
    ("skill", "skill", "a tutor for a tutor: I tutor your lot in {give}, you tutor us in {take}"),
    ("skill", "skill", "Like for like: {give} against {take}, an hour each"),
    ("skill", "skill", "Who is good at {take}? I will pay you in {give}."),
    ("placement", "placement", "trading jobs for three days? I do {give} here, I'd love to do {take}"),
    ("placement", "placement", "role exchange, four days: me ({give}) for a {take}"),
    ("placement", "placement", "I want a fortnight working with a {take}; they could send someone to our {give}"),
    ("shadow", "shadow", "I come along with your {take} one week, you come along with our {give} the next"),
    ("shadow", "shadow", "reciprocal visits please: yours to our {give}, mine to your {take}"),
    ("shadow", "shadow", "an observation for an observation. Ours, the {give}. Yours, the {take}."),
    ("shadow", "shadow", "You may watch our {give} so long as one of us may watch your {take}"),
    ("shadow", "shadow", "Would a {take} be open to a mutual visit? They come to our {give}, we go to them"),
    ("shadow", "skill", "any {take} type fancy half a day with our {give}? I'd want an hour of {take} for it"),
    ("desk", "desk", "Desk for a desk! We have one here, you have one there. Wednesdays."),
)
"""The activity given, the one taken, and how that is said."""

LISTS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("seek", "skill", "skill", "what we're short of is twofold: {one}, then {other}"),
    ("seek", "shadow", "skill", "Two requests: a day shadowing a {one}, and an hour on {other}"),
    ("seek", "skill", "shadow", "need help with {one}. Also, separately, could I follow a {other} for a day?"),
    ("seek", "skill", "skill", "we're after somebody for {one} and somebody else for {other}"),
    ("seek", "skill", "skill", "Ask 1: {one}. Ask 2: {other}."),
    ("seek", "skill", "skill", "May I ask for a pair of things? One is {one}. The other is {other}."),
    ("seek", "skill", "skill", "I do need two people: one who knows {one}, one who knows {other}"),
    ("seek", "shadow", "shadow", "I'd like to shadow a {one}, and my colleague a {other}"),
    ("offer", "skill", "shadow", "We can give a session on {one}, and somebody could shadow our {other}"),
    ("offer", "skill", "skill", "I can teach {one} and, on another day, {other}"),
    ("offer", "shadow", "skill", "come and watch our {one}. we'll also do anyone a session on {other}"),
    ("offer", "skill", "skill", "Offer 1: {one}. Offer 2: {other}. Take either."),
    ("offer", "skill", "skill", "There are a couple of things I could give: {one}, or {other}"),
)
"""The side of both, the activity of each, and how that is said."""

_COUNTS: Final = 0.5


def swaps(known: Known, count: int, rng: random.Random) -> list[Sample]:
    """So many swaps of known subjects, and a list of two for every three of them."""
    return [
        *(_swap(*rng.choice(FRAMES), known, rng) for _ in range(count - count // _LISTED)),
        *(_list(*rng.choice(LISTS), known, rng) for _ in range(count // _LISTED)),
    ]


_LISTED: Final = 4


def _swap(given: str, taken: str, frame: str, known: Known, rng: random.Random) -> Sample:
    activities = {"give": given, "take": taken}
    said, found = _filled(frame, activities, known, rng)
    order = sorted(activities, key=lambda side: found.get(side, (0, 0)))
    desks = [side for side in order if activities[side] == "desk"]
    if len(desks) == 1:
        at = next((n for n, word in enumerate(said) if word in ("desk", "workspace", "somewhere")), 0)
        (other,) = set(activities) - set(desks)
        order = [*desks, other] if at < found[other][0] else [other, *desks]
    return _sample(
        said,
        [_wanted("offer" if side == "give" else "seek", activities[side], found.get(side), "yes") for side in order],
    )


def _list(intent: str, one: str, other: str, frame: str, known: Known, rng: random.Random) -> Sample:
    said, found = _filled(frame, {"one": one, "other": other}, known, rng)
    return _sample(said, [_wanted(intent, one, found["one"], ""), _wanted(intent, other, found["other"], "")])


def _filled(
    frame: str, activities: dict[str, str], known: Known, rng: random.Random
) -> tuple[list[str], dict[str, Stretch]]:
    """The frame's words with somebody's subject in each place, and where each stands first."""
    said: list[str] = []
    found: dict[str, Stretch] = {}
    chosen: dict[str, tuple[str, ...]] = {}
    rest = frame
    for _ in range(frame.count("{")):
        before, _, after = rest.partition("{")
        name, _, rest = after.partition("}")
        said += [word.text for word in words(before)]
        subject = chosen.setdefault(name, rng.choice(known["topic", activities[name]]))
        found.setdefault(name, (len(said), len(said) + len(subject) - 1))
        said += subject
    return [*said, *(word.text for word in words(rest))], found


def _wanted(intent: str, activity: str, subject: Stretch | None, reciprocal: str) -> Wanted:
    answers = {"intent": intent, "activity": activity, "reciprocal": reciprocal}
    return Wanted(answers, {} if subject is None else {"topic": (subject,)}, ())


def _sample(said: list[str], items: list[Wanted]) -> Sample:
    return Sample(tuple(said), (-1,) * len(said), "dm", tuple(items), _COUNTS)
