"""Reads a message from left to right, taking at each word the longest phrase about time, and puts them together."""

import datetime as dt
import functools
from dataclasses import dataclass, replace
from typing import Final

from bot.model.when import When
from bot.understanding.timing.beginnings import BEGINNINGS
from bot.understanding.timing.calendar import months_on
from bot.understanding.timing.clock import clocked
from bot.understanding.timing.context import ends_phrase, is_day
from bot.understanding.timing.exclusions import excluded
from bot.understanding.timing.lengths import length
from bot.understanding.timing.merge import Whole, merge
from bot.understanding.timing.moves import moved
from bot.understanding.timing.parts import parts
from bot.understanding.timing.relations import related
from bot.understanding.timing.repeats import detached, every, repeated
from bot.understanding.timing.said import Found, Said, longest
from bot.understanding.timing.tokens import Aim, Words
from bot.understanding.timing.traps import passed_over, vague
from bot.understanding.timing.vocabulary import DOUBTFUL_MONTHS, words_of
from bot.understanding.timing.weekdays import nth_of_month, weekdays

_RULES: Final = (
    moved,
    related,
    nth_of_month,
    weekdays,
    excluded,
    clocked,
    detached,
    length,
    every,
    repeated,
    parts,
    vague,
)

MOST_TRIES: Final = 75
"""Words of one message at which a phrase is looked for: prose needs one in seven words. A message that needs more is no
request, and reading on would cost more than a message may."""


@dataclass(frozen=True)
class Timing:
    """What a message said about when and how long.

    `spans` are the character ranges of the text that were about time, sorted and not overlapping, exclusions
    included, so that the rest is the topic. `unsure`: words about time were seen that could not all be used. `vague`:
    lengths were said and none is how long it takes ("an hour or two", "a week's notice"), so nobody need guess.
    `lengths` are all in minutes that were said, of which `duration_minutes` is the likeliest by their words alone.
    """

    when: When | None
    duration_minutes: int | None
    spans: tuple[tuple[int, int], ...]
    unsure: bool
    vague: bool = False
    lengths: tuple[int, ...] = ()


def find_timing(text: str, today: dt.date) -> Timing:
    """When something could happen and how long it would take, as far as the text says so."""
    return _timing(text, today, "ask")


def find_new_time(text: str, today: dt.date) -> Timing:
    """The time that something is moved to: "from Tuesday to Thursday" is Thursday."""
    return _timing(text, today, "new time")


def find_digest_time(text: str, today: dt.date) -> Timing:
    """How often and when to send a summary: here "weekly bulletin" is a repetition, not somebody's topic."""
    return _timing(text, today, "digest")


def find_called_off(text: str, today: dt.date) -> Timing:
    """The time of what is called off: "can't make Wednesday" names it."""
    return _timing(text, today, "called off")


def find_spell(text: str, today: dt.date) -> When | None:
    """How long to pause for: `end` is the date named after "until", or the last day of the spell."""
    whole, _ = _read(text, today, "spell")
    when = whole.when
    if when.end is None and (whole.minutes or whole.months):
        last = months_on(when.start or today, whole.months)
        when = replace(when, end=last + dt.timedelta(days=_calendar_days(whole.minutes or 0)))
    if when.end is not None and when.start == today:
        when = replace(when, start=None)
    return when or None


def _calendar_days(minutes: int) -> int:
    """A length said in working days, in days of the calendar: a week of five is seven."""
    weeks, rest = divmod(minutes, 2100)
    return weeks * 7 + -(-rest // 420)


@functools.lru_cache(maxsize=8)  # a message that wants one thing is read whole and then once more as that thing
def _timing(text: str, today: dt.date, aim: Aim) -> Timing:
    whole, spans = _read(text, today, aim)
    return Timing(whole.when or None, whole.minutes, spans, whole.unsure, whole.vague, whole.lengths)


def _read(text: str, today: dt.date, aim: Aim) -> tuple[Whole, tuple[tuple[int, int], ...]]:
    words = Words(text, today, aim)
    said: list[Said] = []
    spans: list[tuple[int, int]] = []
    left_over = False
    i = tried = 0
    while i < len(words):
        if not (words.promising(i) and (words[i].timely or words[i].word in BEGINNINGS)):
            i += 1
            continue
        trap = passed_over(words, i)
        if trap is not None:
            i = trap
            continue
        tried += 1
        if tried > MOST_TRIES:
            left_over = True
            break
        found = said_at(words, i)
        if found is None:
            left_over = left_over or _about_time(words, i)
            i += 1
            continue
        said.append(found[0])
        _add(spans, words[i].start, words[found[1] - 1].end, words.text)
        i = found[1]
    whole = merge(said, today, early=aim == "digest")
    return replace(whole, unsure=whole.unsure or left_over), tuple(spans)


_MARKS_THAT_BEGIN: Final = words_of("@ ~ q1 q2 q3 q4")


def said_at(words: Words, i: int) -> Found:
    """The longest phrase about time that begins at this word."""
    token = words[i]
    if token.kind in ("mark", "opaque", "end") and token.word not in _MARKS_THAT_BEGIN:
        return None
    return longest(rule(words, i) for rule in _RULES)


def _about_time(words: Words, i: int) -> bool:
    """No rule could use this word, and it is about nothing but time."""
    token = words[i]
    belongs = words[i - 1].word in ("the", "our", "your", "their", "last") and not ends_phrase(words, i + 1)
    named = is_day(words, i) or (token.month and token.word not in DOUBTFUL_MONTHS and not belongs)  # "the May list"
    return bool(named) or token.word in ("tomorrow", "tonight", "fortnight", "noon")


def _add(spans: list[tuple[int, int]], start: int, end: int, text: str) -> None:
    """One more range, run together with the last if only spaces part them."""
    if spans and not text[spans[-1][1] : start].strip():
        spans[-1] = (spans[-1][0], end)
    else:
        spans.append((start, end))
