"""How long: "an hour and a half", "2 days a week", "half a day", "for a morning", "1.5 hrs", "90 min".

A working day is 420 minutes, half of one 210, a week five days. A month or longer has no length in minutes, and
an amount that is not one amount ("a few hours", "1-2 days") has none either.
"""

from dataclasses import replace
from typing import Final

from bot.understanding.timing.alternatives import between_two, or_another
from bot.understanding.timing.amounts import EXTRAS, measured, minutes_in
from bot.understanding.timing.context import ends_phrase
from bot.understanding.timing.corrections import made, puts_right
from bot.understanding.timing.halfdays import half_days
from bot.understanding.timing.phrases import Phrases, one_of
from bot.understanding.timing.portions import WHOLES, half, with_work
from bot.understanding.timing.repeats import per_time
from bot.understanding.timing.said import Found, Said
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.unspent import after_notice, not_spent
from bot.understanding.timing.vocabulary import UNITS, words_of

HEDGES: Final = one_of(
    "up to|at least|no more than|not more than|about|around|approx|approximately|roughly|max|maximum|maximum of"
    "|a maximum of|max of|min|minimum|say|circa|lasting|lasts|takes|for|for about|for around|for up to|over"
    "|just|only|maybe|for just|~|the best part of|best part of|the better part of|duration|length|probably"
    "|for maybe|a minimum of|for approx|for roughly|for at least|spare"
)
# Words after a length that add nothing to it, but may say that it is the length each time.
_TRAILS: Final = Phrases(
    {
        "each": True, "each time": True, "at a time": True, "a time": True, "per session": True, "a session": True,
        "max": False, "maximum": False, "total": False, "or less": False,
        "in total": False, "tops": False, "each way": False,
    }
)  # fmt: skip
_TIMED_AFTER: Final = frozenset({"before", "later", "earlier", "ahead"})
"""In "two weeks before the event" nobody spends two weeks, but in "for two weeks before Easter" they do."""
_TOO_LONG: Final = frozenset({"month", "year", "term", "quarter"})
_POSTS: Final = words_of("placement secondment attachment posting project mentoring block")
_MONTHS: Final = {"month": 1, "year": 12}
# Before and after a unit without its "a": "Hour with a planner", "Need day at the tip".
_BEGINS_AFTER: Final = frozenset(["for", "placement", "shadow", "need", "want"])
_SPENT_WITH: Final = words_of("with w at on in shadowing watching alongside beside behind inside out")
_SPENDING: Final = words_of("spend spending spent spends")
_NAMED_HOURS: Final = words_of(
    "rush happy half witching core office opening visiting zero man staff working the of per and other last"
)
"""Before "hour", not a kind of hour that anybody gives."""
_SPENT_OF: Final = words_of("with on of for about")
_SOMEBODYS: Final = words_of("my your our their her his another free spare")
_NO_LENGTH: Final = words_of("every each per a the next this last once twice")


def length(words: Words, i: int) -> Found:
    """A length, with what it repeats by if that follows."""
    start, i = i, _after_hedges(words, i)
    led = any(words[k].word in ("for", "part") for k in range(start, i)) or words[start - 1].word in _SPENDING
    found = (
        WHOLES.at(words, i)
        or _bare_unit(words, i)
        or half(words, i)
        or between_two(words, i)
        or _compound(words, i)
        or half_days(words, i, led)
        or _kind_of_hour(words, i)
        or made(words, i)
    )
    if found is None:
        return None
    said, j = found
    if words[i - 1].word == "in" and i == start and words[j - 1].unit in ("week", "fortnight", "month", "year"):
        return Said(unheld=True), words.phrase(j, "or", "so") or j
    j = words.phrase(j, "or", "so") or j
    if (unspent := _beside_the_point(words, i, j)) is not None:
        return unspent
    if words[i - 1].word == "within" and words[j - 1].unit in ("hour", "minute", "min"):  # "within an hour of Stirling"
        return None
    counted = said.minutes is not None or said.part is None
    if counted and (other := or_another(words, j)) is not None:
        return Said(part=said.part, vague=True), other
    said = replace(said, instead=puts_right(words, start))
    if counted and not (led and words[j].word in _TIMED_AFTER) and not_spent(words, i, j):
        repeated = per_time(words, j)
        return Said(vague=True), after_notice(words, j) or (repeated[1] if repeated else j)
    if words[j].word == "here" and words[j + 1].word in ("or", "and") and words[j + 2].word == "there":
        return Said(vague=True), j + 3
    return _each_time(words, said, j)


def _beside_the_point(words: Words, i: int, j: int) -> Found:
    """ "within five working days", "every two hours", "the last three weeks", "one page a week": nobody's length."""
    before, unit = words[i - 1].word, words[j - 1].unit
    if words[i].word == "a" and j == i + 2 and _so_many(words, i - 1):
        return Said(), j
    if (before == "within" and unit in ("day", "week")) or (before == "every" and unit in ("hour", "minute", "min")):
        return Said(unheld=True), j
    past = before in ("last", "past", "previous") and words[j].word not in ("of", "before")
    return (Said(), j) if past and words[i].number is not None else None


def _so_many(words: Words, i: int) -> bool:
    """A number of something that is no time: "one page", "two letters"."""
    thing, number = words[i], words[i - 1]
    return thing.kind == "word" and thing.unit is None and thing.part is None and number.whole is not None


def _each_time(words: Words, said: Said, j: int) -> Found:
    """The length with "a week", "each" or "max" after it."""
    if (per := per_time(words, j)) is not None:
        every, j = per
        return replace(said, every=every.every, unheld=every.unheld, each_time=True), j
    if (trail := _TRAILS.at(words, j)) is not None and words[trail[1]].day is None:
        each_time, j = trail
        return replace(said, each_time=said.each_time or each_time), j
    return said, j


def _after_hedges(words: Words, i: int) -> int:
    for _ in range(3):
        after = HEDGES.after(words, i)
        if after is None:
            break
        i = after
    return i


def _bare_unit(words: Words, i: int) -> Found:
    """ "hour and a half", "hour a month"; or beginning a phrase, "hour with a planner", "fortnight placement" """
    token, after = words[i], words[i + 1]
    minutes = UNITS.get("hour" if token.word == "hr" else token.word)
    if minutes is None or token.word == "minute":
        return None
    extra = EXTRAS.at(words, i + 1)
    if extra is not None and (after.word in ("and", "&") or after.dash):
        return Said(minutes=round(minutes * (1 + extra[0]))), extra[1]
    if per_time(words, i + 1) is not None:
        return Said(minutes=minutes), i + 1
    before = words[i - 1]
    begins = before.kind in ("mark", "end") or before.word in _BEGINS_AFTER
    if token.word == "hour" and token.unit == "hour":
        each = words.phrase(i, token.word, "each") or words.phrase(i, token.word, "or", "so")
        spent = (begins and after.word == "of") or (before.word in _SOMEBODYS and after.word in _SPENT_OF)
        return (Said(minutes=minutes), i + 1) if spent or each or (begins and after.word in _SPENT_WITH) else None
    if token.word == "fortnight" and before.word not in _NO_LENGTH and after.word in ("from", "starting", "beginning"):
        return Said(minutes=minutes), i + 1
    if begins and (token.word == "fortnight" or after.word in _SPENT_WITH):
        return Said(minutes=minutes), i + 1
    return None


def _kind_of_hour(words: Words, i: int) -> Found:
    """ "a patient hour", "a supervision hour" """
    kind, named = words[i + 1], words[i + 2]
    if words[i].word not in ("a", "an") or kind.kind != "word" or named.word != "hour" or named.plural:
        return None
    return (Said(minutes=60), i + 3) if kind.word not in _NAMED_HOURS and kind.number is None else None


def _compound(words: Words, i: int) -> Found:
    """2 hours, 2 hrs 30 mins, 1h30, an hour and a half, a day's work"""
    first = measured(words, i)
    if first is None:
        return None
    number, name, j = first
    if (
        name in _TOO_LONG
        and words.aim != "spell"
        and words[i - 1].word not in ("for", "of", "over")
        and not _posted(words, j)
    ):
        return None  # "two year checks", "a six month moratorium"
    minutes = minutes_in(number, name)
    if minutes is not None:
        minutes, j = _and_more(words, minutes, name, j)
    months = _MONTHS.get(name, 0) * int(number or 0)
    past = name == "year" and not _posted(words, j)  # "for thirty years" says nothing of how long anything takes
    vague = not minutes and not past
    return Said(minutes=minutes or None, months=months, vague=vague), with_work(words, j)


def _posted(words: Words, j: int) -> bool:
    """A secondment or a placement is what lasts so long."""
    k = j + 2 if words[j].dash else j
    return words[j].word in ("long", "or") or any(words[n].word in _POSTS for n in (j, j + 1, k, k + 1))


def _and_more(words: Words, minutes: int, name: str, j: int) -> tuple[int, int]:
    """What is added after the unit: "and a half", "30 mins", "15"."""
    if (extra := EXTRAS.at(words, j)) is not None and words[extra[1]].unit is None:
        return minutes + round((UNITS[name] or 0) * extra[0]), extra[1]
    if name != "hour":
        return minutes, j
    more = measured(words, j + 1 if words[j].word == "and" else j)
    if more is not None and more[1] in ("minute", "min") and (added := minutes_in(more[0], more[1])):
        return minutes + added, more[2]
    k = j + 1 if words[j].word == "and" and ends_phrase(words, j + 2) else j  # "an hour and twenty"
    token = words[k]
    quarters = token.whole in (15, 20, 30, 40, 45, 50) and (token.kind == "number" or ends_phrase(words, k + 1))
    if quarters and not words[k + 1].dash and words[k + 1].unit is None:
        return minutes + (token.whole or 0), k + 1
    return minutes, j
