"""More messages from those there are: two put together, another subject or place, slips of the keyboard, lost marks.

Everything is chosen by the random numbers that are passed in, so the same seed gives the same messages.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.understanding.learned.labels import CIVIL, ITEMS, LISTING, PHRASES
from bot.understanding.learned.pieces import HIDDEN, words
from training.samples import Sample, Stretch, Wanted

JOINTS: Final = (
    *(". Also ", " and ", ". Separately, ", "; ", " - ", ". ", ", but ", "\n", ", ", ". Oh and ", ". Plus ", " also "),
)
AFTER_CHATTER: Final = (". ", " ", "! ", "\n", ", ", " - ")
SHORT: Final = 16
"""Words and marks of a message that may stand beside another."""
_MADE_UP: Final = 0.5
"""What a message put together counts for beside one that somebody wrote."""

Known = dict[tuple[str, str], list[tuple[str, ...]]]


def known_phrases(samples: Sequence[Sample]) -> Known:
    """All subjects by activity, and all places."""
    found: Known = {}
    for sample in samples:
        for item in sample.items:
            for name in ("topic", "place"):
                for first, last in item.phrases.get(name, ())[:1]:
                    found.setdefault(_kind(name, item), []).append(sample.words[first : last + 1])
    return found


def _kind(name: str, item: Wanted) -> tuple[str, str]:
    return name, item.answers.get("activity", "") if name == "topic" else ""


def pairs(samples: Sequence[Sample], count: int, rng: random.Random) -> list[Sample]:
    """Messages put together in twos, because few people wrote two wishes in one; a courtesy adds nothing."""
    spoken = [s for s in samples if s.channel in ("dm", "mention")]
    short = [s for s in spoken if len(s.items) == 1 and len(s.words) <= SHORT]
    listings = [s for s in short if s.items[0].intent in LISTING]
    chatter = [s for s in short if s.items[0].intent in CIVIL]
    others = [s for s in short if s.items[0].intent not in (*LISTING, *CIVIL)]
    anything = [s for s in spoken if len(s.words) <= 2 * SHORT]
    kinds = ((listings, listings), (others, others), (listings, others), (others, listings))
    found = []
    while len(found) < count:
        if rng.random() < 0.75:
            one, other = (rng.choice(side) for side in rng.choices(kinds, (6, 4, 3, 2))[0])
            joints = JOINTS
        else:
            one, other = rng.choice(chatter), rng.choice(anything)
            one, other = (one, other) if rng.random() < 0.6 else (other, one)
            joints = AFTER_CHATTER
        shared = {i.intent for i in one.items} & {i.intent for i in other.items}
        if not shared - set(LISTING) and (not shared or rng.random() < 0.5):
            found.append(together(one, other, rng.choice(joints), rng))
    return found


def together(one: Sample, other: Sample, joint: str, rng: random.Random) -> Sample:
    """Two messages as one."""
    between = tuple(word.text for word in words(joint))
    first = list(one.words)
    while len(first) > 1 and first[-1] in ".!?":
        first.pop()
    second = list(other.words)
    if rng.random() < 0.5 and second[0] != "I":
        second[0] = second[0].lower()
    offset = len(first) + len(between)
    times = [max((*s.about_time, -1)) + 1 for s in (one, other)]
    items = [
        *(_beside(item, 0, (), (0,) * times[1], times[0]) for item in one.items),
        *(_beside(item, offset, (0,) * times[0], (), times[1]) for item in other.items),
    ]
    real = [item for item in items if item.intent not in CIVIL]
    if not real:
        real = sorted(items, key=lambda item: ("thanks", "greet", "unknown").index(item.intent))[:1]
    about = (
        *one.about_time[: len(first)],
        *(-1 for _ in between),
        *(n + times[0] if n >= 0 else -1 for n in other.about_time),
    )
    return Sample((*first, *between, *second), about, one.channel, tuple(real[:ITEMS]), _MADE_UP)


def _beside(item: Wanted, offset: int, before: tuple[int, ...], after: tuple[int, ...], own: int) -> Wanted:
    phrases = {name: tuple((a + offset, b + offset) for a, b in places) for name, places in item.phrases.items()}
    times = item.times if len(item.times) == own else (None,) * own
    return replace(item, phrases=phrases, times=(*before, *times, *after))


def altered(sample: Sample, known: Known, rng: random.Random, share: float) -> Sample:
    """The message as somebody else might have typed it; `share` of them about something else or somewhere else."""
    if rng.random() < share:
        sample = _about_something_else(sample, known, rng)
    chance = rng.random()
    said = list(sample.words)
    if chance < 0.15:
        said = [word.lower() for word in said]
    elif chance < 0.17:
        said = [word.upper() for word in said]
    if rng.random() < 0.25:
        said = [_mistyped(word, rng) if rng.random() < 0.06 else word for word in said]
    sample = replace(sample, words=tuple(said))
    if rng.random() < 0.12:
        sample = _without_marks(sample, rng)
    if rng.random() < 0.3:
        sample = replace(sample, words=tuple(word if rng.random() > 0.05 else HIDDEN for word in sample.words))
    return sample


def _about_something_else(sample: Sample, known: Known, rng: random.Random) -> Sample:
    for name in ("topic", "place"):
        able = [n for n, item in enumerate(sample.items) if len(item.phrases.get(name, ())) == 1]
        if not able or rng.random() < 0.4:
            continue
        n = rng.choice(able)
        item = sample.items[n]
        first, last = item.phrases[name][0]
        taken = [
            place
            for m, one in enumerate(sample.items)
            for other, places in one.phrases.items()
            for place in places
            if (m, other) != (n, name)
        ]
        fits = known.get(_kind(name, item))
        if (
            not fits
            or any(a <= last and first <= b for a, b in taken)
            or any(about >= 0 for about in sample.about_time[first : last + 1])
        ):
            continue
        sample = _replaced(sample, (first, last), rng.choice(fits))
    return sample


def _replaced(sample: Sample, old: Stretch, new: tuple[str, ...]) -> Sample:
    first, last = old
    more = len(new) - (last - first + 1)

    def moved(place: Stretch) -> Stretch:
        return place[0] + (more if place[0] > last else 0), place[1] + (more if place[1] >= last else 0)

    items = tuple(
        replace(item, phrases={name: tuple(map(moved, places)) for name, places in item.phrases.items()})
        for item in sample.items
    )
    said = (*sample.words[:first], *new, *sample.words[last + 1 :])
    about = (*sample.about_time[:first], *(-1 for _ in new), *sample.about_time[last + 1 :])
    return replace(sample, words=said, about_time=about, items=items)


def _without_marks(sample: Sample, rng: random.Random) -> Sample:
    pointed = {
        n
        for item in sample.items
        for name in PHRASES
        for first, last in item.phrases.get(name, ())
        for n in range(first, last + 1)
    }
    kept = [
        n
        for n, word in enumerate(sample.words)
        if word[0].isalnum() or word in "\n'’-" or n in pointed or rng.random() < 0.2
    ]
    if not kept:
        return sample
    place = {old: new for new, old in enumerate(kept)}
    items = tuple(
        replace(
            item,
            phrases={name: tuple((place[a], place[b]) for a, b in places) for name, places in item.phrases.items()},
        )
        for item in sample.items
    )
    said, about = (tuple(row[n] for n in kept) for row in (sample.words, sample.about_time))
    return replace(sample, words=said, about_time=about, items=items)


def _mistyped(word: str, rng: random.Random) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    n = rng.randrange(1, len(word) - 1)
    slip = rng.random()
    if slip < 0.4:
        return word[:n] + word[n + 1] + word[n] + word[n + 2 :]
    return word[:n] + word[n + 1 :] if slip < 0.7 else word[:n] + word[n] + word[n:]
