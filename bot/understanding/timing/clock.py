"""Times of day: "10-1", "2-4pm", "half ten", "from 9.30", "noon", "at 11", "18:00".

A bare figure is a time only where a word before asks for one and nothing after could be counted by it.
"""

import datetime as dt
import re
from typing import Final, Literal

from bot.model.when import Part
from bot.understanding.timing.context import ends_phrase, is_month, is_time_word, starts_phrase
from bot.understanding.timing.said import Clock, Found, Said
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.vocabulary import words_of

Half = Literal["am", "pm"]
_HALVES: Final[dict[str, Half]] = {"am": "am", "pm": "pm", "a.m": "am", "p.m": "pm"}
_STARTS: Final = words_of("at @ from starting starts start after begins beginning kicks")
_ROUGHLY: Final = words_of("around about approx approximately say roughly circa")
_NOT_BEFORE_SPELT: Final = words_of("from starting starts start after begins beginning before until by")
_MOVED: Final = words_of("to so meant make say")
_PUT_RIGHT: Final = words_of("be meant it's")
"""Before the new time: "should be half eleven"."""
_UNTIL: Final = frozenset(["to", "until", "till"])
_BEFORE_DAYS: Final = words_of("on most every each any this next")
_ENDS: Final = frozenset(["until", "by", "before"])
_SPENT: Final = words_of(
    "shadow shadowing watch watching observe observing sit sitting visiting help helping working teaching weekdays come"
)
"""What may follow a range of bare figures and leave it one of hours: "9-5 shadowing our ward manager"."""
_PAST: Final = {"quarter": 15, "half": 30, "ten": 10, "twenty": 20, "five": 5}
_NUMBERED: Final = words_of(
    """age aged ages year years page pages section sections grade grades band level ks room unit part score scores stage
    key step steps chapter para schedule figure article phase question questions item items no number zone tier
    between"""
)
_DOTTED: Final = re.compile(r"(\d{1,2})\.([0-5]\d)")
_LONGEST_SPELL: Final = 12 * 60
"""A bare pair of figures further apart than this, in minutes, is not taken for a clock range."""


def clocked(words: Words, i: int) -> Found:
    """A start time, or a start and an end."""
    start, between = i, False
    asked = words.aim == "new time" and words[i - 1].word in _PUT_RIGHT
    moved = words.aim == "new time" and words[i].word in _MOVED
    if words[i].word in ("between", "from") or words[i].word in _STARTS or words[i].word in _ENDS or moved:
        asked, between = True, words[i].word == "between"
        i += 1
        i = i + 1 if moved and words[i - 1].word == "make" and words[i].word in ("it", "that") else i
    deadline = words[start].word in _ENDS
    if words[i].word in _ROUGHLY and (asked or words[i + 1].kind in ("number", "clock")):
        asked, i = True, i + 1
    i = i + 1 if asked and words[i].word in ("at", "the", "off", "from", "about", "around") else i
    first = clock_at(words, i, asked)
    opened = asked or starts_phrase(words, i)
    span = _range(words, i, opened, between)
    if span is not None and not deadline:
        return span
    if first is None or between:
        return None
    clock, j = first
    j = words.phrase(j, "onwards") or words.phrase(j, "on") or words.phrase(j, "or", "later") or j
    if words[j - 1].word == "on" and words[j].kind not in ("end", "mark"):
        j -= 1  # "at 11 on 3 Dec"
    return (Said(), j) if deadline else (Said(clock=clock), j)


def clock_at(words: Words, i: int, asked: bool) -> tuple[Clock, int] | None:
    """One time of day. `asked`: a word before it ("at", "from") lets a bare figure be one."""
    token = words[i]
    if token.word in ("noon", "midnight"):
        return Clock(12 if token.word == "noon" else 0, exact=True), i + 1
    if token.whole == 12 and words[i + 1].word in ("noon", "midnight"):
        return Clock(12 if words[i + 1].word == "noon" else 0, exact=True), i + 2
    if token.kind == "clock":
        hour, minute = (int(part) for part in token.word.split(":"))
        return _halved(words, i + 1, hour, minute, exact=len(token.word) == 5 and (hour > 12 or token.word[0] == "0"))
    figured = token.whole in (5, 10, 20, 25) and words[i + 1].word in ("past", "to")
    if (figured or token.word in _PAST) and (spoken := _spoken(words, i, asked)) is not None:
        return spoken
    if (token.kind != "number" and token.number is None) or token.ordinal:
        return None
    return _figures(words, i, asked)


def _figures(words: Words, i: int, asked: bool) -> tuple[Clock, int] | None:
    """9.30, 2pm, 1330, or a bare 11 after "at"."""
    token = words[i]
    figures = token.word
    after = words[i + 1]
    marked = after.word in _HALVES or (after.word == "o'clock") or (after.word == "ish" and not after.gap)
    if "." in figures:
        hour, minute = (int(part) for part in figures.split("."))
        if (
            len(figures.split(".")[1]) != 2
            or minute > 59
            or hour > 23
            or not (marked or asked or starts_phrase(words, i))
        ):
            return None
        if not marked and (not ends_phrase(words, i + 1) or after.word in ("x", "or") or (not asked and minute % 5)):
            return None
        return _halved(words, i + 1, hour, minute, exact=hour > 12)
    if token.whole is None:
        return None
    if (
        len(figures) == 4
        and figures.isdigit()
        and (after.word in ("hrs", "hours", "h") or (asked and ends_phrase(words, i + 1)))
    ):
        hour, minute = divmod(token.whole, 100)
        if (
            hour < 24
            and minute < 60
            and (figures[:2] != "20" or (minute in (0, 15, 30, 45) and minute not in (25, 26, 27)))
        ):
            return Clock(hour, minute, exact=True), i + (1 if after.unit is None else 2)
        return None
    if not 1 <= token.whole <= 12:
        return None
    spelt = token.kind == "word" and words[i - 1].word in _NOT_BEFORE_SPELT | _MOVED  # "how to start one"
    if not marked and is_month(words, i + 1, dated=True):  # "from 1 June"
        return None
    if marked or (asked and not spelt and ends_phrase(words, i + 1)):
        return _halved(words, i + 1, token.whole, 0)
    return None


def _halved(words: Words, j: int, hour: int, minute: int, exact: bool = False) -> tuple[Clock, int] | None:
    """The am or pm, "o'clock" and "ish" after a time."""
    if hour > 24 or minute > 59:
        return None
    j = j + 1 if words[j].word in ("o'clock", "ish") or (words[j].dash and words[j + 1].word == "ish") else j
    half = _HALVES.get(words[j].word)
    if half == "am" and words[j].gap and words[j + 1].word in ("i", "available", "free"):
        half = None
    if half is not None:
        j += 1
    return Clock(hour % 24, minute, half, exact and half is None), j


def _spoken(words: Words, i: int, asked: bool) -> tuple[Clock, int] | None:
    """half ten, half past two, quarter to four, ten past 3"""
    minute = _PAST.get(words[i].word) or words[i].whole or 0
    relation = words[i + 1].word
    k = i + 2 if relation in ("past", "to") else i + 1
    hour = words[k].whole
    if hour is None or not 1 <= hour <= 12 or (not ends_phrase(words, k + 1) and words[k + 1].word not in _HALVES):
        return None
    if relation == "to" and minute < 15 and words[i - 1].word != "at":  # "from 10 to 12" is a range
        return None
    if relation == "to" and words[i].word != "half":
        hour, minute = (hour - 1) or 12, 60 - minute
    elif (
        (relation not in ("past", "to") and not (words[i].word == "half" and words[k].kind in ("word", "number")))
        or relation == "to"
        or (relation != "past" and not asked and not starts_phrase(words, i))
    ):
        return None
    return _halved(words, k + 1, hour, minute)


def _range(words: Words, i: int, opened: bool, between: bool) -> Found:
    """10-1, 2-4pm, 9.30 to 11.30, between 10 and 12, noon until 2"""
    first = clock_at(words, i, asked=False) or _bare(words, i)
    if first is None or words[i - 1].word in _NUMBERED - {"between"}:
        return None
    start, k = first
    until = words[k].word in _UNTIL or words[k].word == "while"  # as in Yorkshire
    joined = words[k].dash or until or (between and words[k].word == "and")
    if not joined or (words.aim == "new time" and words[k].word in _UNTIL):
        return None
    second = clock_at(words, k + 1, asked=True) or _bare(words, k + 1)
    if second is None:
        return None
    end, j = second
    if words[j].dash and not words[j].gap:  # "1-2-1"
        return None
    plain = start.half is None and end.half is None and not (start.minute or end.minute or start.exact or end.exact)
    figures = words[i].kind == words[k + 1].kind
    ended = ends_phrase(words, j) or words[j].word in _SPENT
    on_days = _names_days(words, j)
    ended = ended or on_days
    beside = opened or on_days or is_time_word(words[j])
    if plain and (not beside or not ended or not figures or words[j].unit is not None):
        return None
    written = words[i].kind == words[k + 1].kind == "clock"
    if start.half is None and end.half is None and not (ended or written):
        return None
    minutes = length_between(start, end, None)
    if minutes is None or (plain and not 30 <= minutes <= _LONGEST_SPELL):
        return None
    return Said(clock=start, clock_end=end), j


def _names_days(words: Words, j: int) -> bool:
    """After a range, "on a Thurs", "most Thursdays", "every Monday": it is one of hours."""
    return words[j].word in _BEFORE_DAYS and any(words[k].day is not None for k in (j + 1, j + 2))


def _bare(words: Words, i: int) -> tuple[Clock, int] | None:
    """A bare figure that could be an hour, for one end of a range."""
    token = words[i]
    if (dotted := _DOTTED.fullmatch(token.word)) is not None and token.kind == "number":
        hour, minute = int(dotted[1]), int(dotted[2])
        return (Clock(hour, minute, exact=hour > 12), i + 1) if hour < 24 else None
    if token.whole is None or token.ordinal or "." in token.word:
        return None
    if len(token.word) == 4 and token.word.isdigit():
        hour, minute = divmod(token.whole, 100)
        return (Clock(hour, minute, exact=True), i + 1) if hour < 24 and minute < 60 else None
    if words[i + 1].unit is not None and not words[i + 1].gap and words[i + 1].word != "m":
        return None
    return (Clock(token.whole), i + 1) if 1 <= token.whole <= 23 else None


def on_the_wall(clock: Clock, part: Part | None) -> tuple[dt.time, bool]:
    """The time of day meant, and whether nothing had to be guessed to know am from pm."""
    hour, sure = clock.hour, True
    if clock.half == "am":
        hour = hour % 12
    elif clock.half == "pm":
        hour = hour if hour >= 12 else hour + 12
    elif not clock.exact and hour < 12:
        if part == "morning":
            pass
        elif part == "evening" or (part == "afternoon" and hour <= 7):
            hour += 12
        elif hour <= 7:
            hour, sure = hour + 12, hour < 7
        else:
            sure = hour > 8
    return dt.time(hour % 24, clock.minute), sure


def range_on_the_wall(start: Clock, end: Clock, part: Part | None) -> tuple[dt.time, int]:
    """Start and length in minutes of a range, each end telling am from pm for the other."""
    minutes = length_between(start, end, part)
    assert minutes is not None
    return _range_start(start, end, part), minutes


def _range_start(start: Clock, end: Clock, part: Part | None) -> dt.time:
    if start.half or start.exact or start.hour > 12:
        return on_the_wall(start, part)[0]
    if end.half is not None:
        same = start.hour % 12 * 60 + start.minute < end.hour % 12 * 60 + end.minute
        half: Half = end.half if same else ("am" if end.half == "pm" else "pm")
        return on_the_wall(Clock(start.hour, start.minute, half), None)[0]
    if part is None and start.hour == 7 and (end.hour > 10 or end.hour < 7):
        part = "morning"
    return on_the_wall(start, part if part != "afternoon" or start.hour < 7 else None)[0]


def length_between(start: Clock, end: Clock, part: Part | None) -> int | None:
    """Minutes from start to end, or None if they are the same."""
    begins = _range_start(start, end, part)
    from_midnight = begins.hour * 60 + begins.minute
    if end.half or end.exact or end.hour > 12:
        closes = on_the_wall(end, None)[0]
        minutes = (closes.hour * 60 + closes.minute - from_midnight) % (24 * 60)
    else:
        minutes = (end.hour % 12 * 60 + end.minute - from_midnight) % (12 * 60)
    return minutes or None
