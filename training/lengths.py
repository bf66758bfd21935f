"""Lengths as people say them: another in place of one that was said, and beside a wish one that is not its own.

Few messages say "half a day", and fewer still hold a length that nobody would spend together ("been on hold three
hours, could somebody give me ten minutes on …"); from these the network learns whose a length is.
"""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from bot.understanding.learned.labels import LISTING
from bot.understanding.learned.pieces import words
from bot.understanding.timing.find import find_timing
from training.augment import together
from training.samples import Sample, Wanted

SAID: Final[dict[int, tuple[str, ...]]] = {
    15: ("15 mins", "a quarter of an hour", "quarter of an hour", "fifteen minutes", "15m"),
    20: ("20 mins", "twenty minutes", "20 min"),
    30: ("half an hour", "30 mins", "half hour", "thirty minutes", "30m", "half an hr"),
    40: ("40 mins", "forty minutes"),
    45: ("45 mins", "three quarters of an hour", "forty five minutes", "45m", "3/4 of an hour"),
    60: ("an hour", "1 hour", "one hour", "1hr", "1h", "60 mins", "an hr", "an hour or so", "a good hour"),
    90: ("an hour and a half", "1.5 hours", "90 mins", "ninety minutes", "1.5h", "one and a half hours", "90m"),
    120: ("a couple of hours", "2 hours", "two hours", "2hrs", "2h", "couple of hrs", "couple of hours", "120 mins"),
    150: ("two and a half hours", "2.5 hrs", "2 and a half hours", "2.5h"),
    180: ("three hours", "3 hrs", "3h", "3 hours"),
    210: ("half a day", "half day", "a half day", "0.5 days", "3.5 hours"),
    240: ("four hours", "4 hrs", "4h"),
    300: ("five hours", "5 hrs"),
    420: ("a day", "one day", "a full day", "1 day", "a whole day", "all day", "7 hours", "the whole day"),
    840: ("two days", "2 days", "a couple of days", "couple of days"),
    1260: ("three days", "3 days"),
    2100: ("a week", "one week", "5 days", "five days", "1 week"),
    4200: ("a fortnight", "two weeks", "2 weeks", "ten days", "a couple of weeks"),
}
"""Phrases for each length in minutes."""

BEFORE: Final = (
    "I've been doing this for {years}",
    "{years} in the job now",
    "After {years} in adult social care",
    "been at it {years}",
    "We open in {soon}",
    "Our AGM is in {soon}",
    "Our funding ends in {soon}",
    "We have a {week} week waiting list",
    "I only work {days} a week",
    "I do {days} a week at the hospice",
    "We're open {days} a week",
    "it's a {drive} drive for us",
    "we're {drive}s from Hexham",
    "I'm {drive}s down the road",
    "been on hold {hours}",
    "it has taken me {hours} so far",
    "spent {hours} on this already",
    "after {hours} of meetings today",
    "Our complaints take {days} to answer",
    "replies take {soon}",
    "Our project lasts {months}",
    "{months} into the post",
    "I was off for {soon}",
    "I'm back from {soon} of leave",
    "we lost our treasurer {soon} ago",
    "I asked about this {soon} ago",
    "I've got {drive}s before my next meeting",
    "back in {drive}s",
    "our rota is every {week} weeks",
    "payments run every {week} weeks",
    "the SLA is {hours}",
    "our team have been here under {months}",
    "I have {soon} to learn it all",
    "the course is {days} and far too dear",
    "We run a {week} week programme",
    "No time, a {drive} commute and a caseload of forty",
    "It used to take {hours}",
)
AFTER: Final = (
    "I've done it for {years}",
    "been at it {years}",
    "{years} experience",
    "we're {drive}s from the station",
    "it's a {drive} walk from the bus",
    "I'm {drive}s away",
    "needs {soon} notice",
    "please give me {hours} notice",
    "deadline is in {soon}",
    "we go live in {soon}",
    "our last one was {months} ago",
    "I've tried three people in {soon}",
    "it has taken us {months} to get this far",
    "the queue is {soon}",
    "a reply within {soon} would be great",
    "we've had nobody for {months}",
    "no {days} courses please",
    "my manager has done it for {years}",
    "we only get {hours} of funded help a year",
)
_FILLED: Final[dict[str, tuple[str, ...]]] = {
    "years": ("ten years", "12 years", "5 yrs", "twenty years", "9 yrs", "30 years", "a year", "two years", "15 years"),
    "soon": ("two weeks", "3 weeks", "10 days", "a fortnight", "six weeks", "5 days", "a week", "a couple of weeks"),
    "week": ("six", "8", "10", "twelve", "two", "three", "4"),
    "days": ("three days", "2 days", "4 days", "two days", "five days", "3 day", "20 hours", "two day"),
    "drive": ("20 minute", "ten minute", "forty minute", "two hour", "15 minute", "half hour", "5 minute"),
    "hours": ("3 hours", "2 hrs", "six hours", "four hours", "48 hours", "24 hours", "an hour", "half a day"),
    "months": ("six months", "a year", "18 months", "3 months", "nine months", "a few months"),
}
JOINTS: Final = (", ", ". ", " - ", " so ", " and ", "; ", ". ", ", but ", "\n", " but ")
_DAY: Final = 420
"""What takes longer is often a placement, so that another length would be another thing to ask for."""
_MONDAY: Final = dt.date(2026, 11, 23)


def with_bystanders(samples: Sequence[Sample], count: int, rng: random.Random) -> list[Sample]:
    """So many listings, each with a length beside it that is none of theirs."""
    listings = [s for s in samples if s.items and all(item.intent in LISTING for item in s.items) and len(s.words) < 40]
    spoken = [s for s in listings if s.channel in ("dm", "mention")]
    return [_with_bystander(rng.choice(spoken), rng) for _ in range(count)]


def _with_bystander(sample: Sample, rng: random.Random) -> Sample:
    before = rng.random() < 0.6
    frame = rng.choice(BEFORE if before else AFTER)
    said = frame.format(**{name: rng.choice(ways) for name, ways in _FILLED.items()}).replace("1 minutes", "1 minute")
    other = _said_by_nobody(said.lower() if rng.random() < 0.4 else said)
    joint = rng.choice(JOINTS)
    made = together(other, sample, joint, rng) if before else together(sample, other, joint, rng)
    return replace(made, channel=sample.channel)


def _said_by_nobody(text: str) -> Sample:
    seen = words(text)
    spans = find_timing(text, _MONDAY).spans
    about = tuple(
        next((n for n, (start, end) in enumerate(spans) if word.start < end and start < word.end), -1) for word in seen
    )
    return Sample(tuple(word.text for word in seen), about, "dm", ())


def another_length(sample: Sample, rng: random.Random) -> Sample:
    """The message with another length in place of the only one that it says, where that stands by itself."""
    item = sample.items[0]
    if len(sample.items) != 1 or not item.answers.get("duration", "").isdigit():
        return sample
    for span, own in enumerate(item.times):
        places = [n for n, about in enumerate(sample.about_time) if about == span]
        if own == 1 and places and _is_length(tuple(sample.words[places[0] : places[-1] + 1])):
            minutes = rng.choice([n for n in SAID if (n > _DAY) == (int(item.answers["duration"]) > _DAY)])
            return _replaced(sample, item, (places[0], places[-1]), minutes, rng)
    return sample


@lru_cache(maxsize=4096)
def _is_length(said: tuple[str, ...]) -> bool:
    """These words are a length and nothing else."""
    text = " ".join(said).replace(" ' ", "'").replace(" . ", ".")
    found = find_timing(text, _MONDAY)
    return found.duration_minutes is not None and found.when is None and "'" not in text and not found.unsure


def _replaced(sample: Sample, item: Wanted, old: tuple[int, int], minutes: int, rng: random.Random) -> Sample:
    first, last = old
    new = tuple(word.text for word in words(rng.choice(SAID[minutes])))
    more = len(new) - (last - first + 1)
    if any(a <= last and first <= b for places in item.phrases.values() for a, b in places):
        return sample
    phrases = {
        name: tuple((a + (more if a > last else 0), b + (more if b > last else 0)) for a, b in places)
        for name, places in item.phrases.items()
    }
    said = (*sample.words[:first], *new, *sample.words[last + 1 :])
    about = (*sample.about_time[:first], *(sample.about_time[first] for _ in new), *sample.about_time[last + 1 :])
    answers = item.answers | {"duration": str(minutes)}
    return replace(sample, words=said, about_time=about, items=(replace(item, answers=answers, phrases=phrases),))
