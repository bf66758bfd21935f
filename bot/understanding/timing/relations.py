"""Periods with the small word before them: "from April", "by 11 Dec", "between January and March"."""

import datetime as dt
from typing import Final, Literal

from bot.understanding.timing.calendar import next_weekday, settle_range
from bot.understanding.timing.context import EVENTS, is_day, is_past
from bot.understanding.timing.periods import period_at
from bot.understanding.timing.phrases import Phrases, one_of
from bot.understanding.timing.said import DayOfYear, Found, FoundPeriod, Period, Said
from bot.understanding.timing.tokens import Words

Relation = Literal["in", "from", "by", "until", "past", "before", "after", "between", "back", "to"]
_DAY: Final = dt.timedelta(days=1)

_LEADS_OF: Final[dict[Relation, str]] = {
    "in": (
        "in|on|at|during|over|for|throughout|within|across|around|about|of|sometime in|some time in"
        "|any time in|anytime in|sometime|anytime|any time|some time|any day|any day in|later in|through"
        "|in about|over the course of|on or around|any week in|some point in|at some point in|at any point in"
        "|sometime during|some time during|any time during|anytime during|in or around|either|on either"
        "|for all of|every day|most days|all"
    ),
    "from": (
        "from|starting|starting from|starting on|starting in|starts|start from|beginning|as of|as from"
        "|any time from|anytime from|not before|not until"
        "|nothing before|none before|nothing until|no earlier than|not earlier than|from about"
        "|from around|on or after|any time after the|available from|onwards from|commencing|from the start of"
        "|any time on or after|in or after"
    ),
    "by": (
        "by|by end of play|by close of play|by close of business|by end of day|by cob|cob|by close|eod"
        "|by eod|no later than|not later than|not after|on or before|due|due by|deadline|to be done by|in by"
        "|up to and including|in time for"
    ),
    "past": "until after|till after",
    "until": "until|up to|up until|through to|right up to|through until",
    "before": (
        "before|before our|before my|before their"
        "|in the run up to|run up to|the run up to|any time before|anytime before|ahead of|prior to"
        "|in advance of|sometime before|some time before|well before|just before"
    ),
    "after": (
        "after|not until after|any time after|anytime after|sometime after|some time after|just after|later than"
        "|once we are past|straight after"
    ),
    "between": "between|sometime between|any time between|anytime between|some time between|in between",
    "back": "back on|back in|back|return on|returning on|return in|returning in|returning",
}
LEADS: Final = Phrases({lead: relation for relation, leads in _LEADS_OF.items() for lead in leads.split("|")})
WANTED: Final = one_of(
    "to|meant|mean|make it|should be|should say|should have been|it's|meant to say|meant to be|until|do|into"
)
"""Words before the time that something is moved to."""


def related(words: Words, i: int) -> Found:
    """A period of the calendar, with or without a word before it and the words after that change it."""
    relation, k = _lead(words, i)
    if words[k].kind == "mark" and words[k].word in (":", "-"):
        k += 1
    if relation == "back" and words.aim != "spell":
        return None
    inner = _period_or_weekday(words, k, relation) or _day_of_an_event(words, k, relation)
    if inner is None:
        return None
    period, j = inner
    if relation == "from" and period.kind == "range":
        relation = "between"
    return _placed(words, i, relation, period, j)


def after_wanted(words: Words, i: int) -> int | None:
    """The index after a word that brings the time something is moved to."""
    return WANTED.after(words, i)


def _lead(words: Words, i: int) -> tuple[Relation, int]:
    if words.aim == "new time" and (k := after_wanted(words, i)) is not None:
        return "to", k
    return LEADS.at(words, i) or ("in", i)


def _period_or_weekday(words: Words, k: int, relation: Relation) -> FoundPeriod:
    """A period, or after "by", "from" and the like a bare weekday; with a second end if one follows."""
    first = period_at(words, k)
    if first is None and relation not in ("in", "between", "to"):
        first = _weekday(words, words.phrase(k, "the") or k)
    if first is None:
        return _half_open(words, k, relation)
    period, j = first
    if words.aim == "new time" and relation == "from":
        return first
    second = _second_end(words, j, relation)
    if second is None:
        return first
    last, end = second
    ranged = settle_range(period, last, words.today)
    apart = words[j].word in ("or", "and", "&") and relation != "between" and last.start - period.end > _DAY
    return Period(ranged.start, ranged.end, "range", ranged.real, period.sure and last.sure and not apart), end


_LONGEST_EVENT: Final = 4
"""Words that name what a day is for: "our big annual meeting"."""
_SOMEBODYS: Final = frozenset({"my", "our", "the", "your", "their", "his", "her", "a", "an", "its"})


def _day_of_an_event(words: Words, k: int, relation: Relation) -> FoundPeriod:
    """ "before my interview on 19 April", "by our open day on the 5th": the day of what comes next."""
    if relation not in ("before", "by") or words.aim != "ask":
        return None
    k = k if words[k - 1].word in _SOMEBODYS else k + 1  # "before our" is itself a lead
    if words[k - 1].word not in _SOMEBODYS:
        return None
    for n in range(k + 1, k + 1 + _LONGEST_EVENT):
        if words[n - 1].kind != "word" or words[n - 1].month:
            return None
        found = period_at(words, n + 1 if words[n].word in ("on", "(") else n)
        if found is not None and found[0].kind == "day":
            return found
    return None


def _weekday(words: Words, k: int) -> FoundPeriod:
    day = words[k].day
    if day is None or not is_day(words, k) or words[k].plural:
        return None
    j = k + 1
    follows = words[j].word in ("to", "-", "until", "and", "or", "/", "&") and words[j + 1].day is not None
    if follows or words[j].dash or words[j].word in ("mornings", "afternoons", "evenings"):
        return None
    date = next_weekday(day, words.today + _DAY)  # "by Monday", said on a Monday, is not today
    return Period(date, date), j


def _half_open(words: Words, k: int, relation: Relation) -> FoundPeriod:
    """ "from 3 to 5 March", "between 5 and 9 March" are read by the dates rule; "from now until March" here."""
    if relation in ("from", "between") and words[k].word == "now":
        second = _second_end(words, k + 1, relation)
        if second is not None:
            period, j = second
            return Period(words.today, period.end, "range", period.real), j
    return None


def _second_end(words: Words, j: int, relation: Relation) -> FoundPeriod:
    """What follows "to", a dash or (after "between") "and"."""
    k = None
    if words[j].dash or words[j].word == "/":
        k = j + 1
    elif words[j].word in ("to", "until", "till", "through") and words.aim != "new time":
        k = words.phrase(j + 1, "to") or j + 1
    elif (words[j].word == "and" and relation == "between") or (
        words[j].word in ("or", "and", "&") and words[j + 1].month is not None and words[j - 1].month is not None
    ):
        k = j + 1
    if k is None:
        return None
    until = words[j].word in ("until", "till")
    found = period_at(words, words.phrase(k, "the") or k)
    if found is None or (found[0].kind == "day" and words[j].word == "/"):
        return None
    period, end = found
    if (relation == "between" and words[k].word == "new") or period.kind == "feast":
        eve = period.start - _DAY  # "between now and Christmas" is before it
        every_year = DayOfYear(eve.month, eve.day) if eve.month == 12 else None
        period = Period(eve, eve, "feast", period.real and eve >= words.today, day_of_year=every_year)
    if until and period.kind == "month" and words[k].month is not None and words.aim == "spell":
        first = dt.date(period.end.year, period.end.month, 1)
        period = Period(first, first, "day", period.real)
    return period, end


_CHANGES: Final[Phrases[Relation | None]] = Phrases(
    {"onwards": "from", "onward": "from", "or later": "from", "or after": "from", "at the latest": "by", "latest": "by",
     "or before": "by", "or earlier": "by", "inclusive": None}
)  # fmt: skip


def _placed(words: Words, i: int, relation: Relation, period: Period, j: int) -> Found:
    if not period.real:
        return Said(unsure=True), j
    bare = period.kind == "day" and words[j].word == "on" and words[j + 1].kind in ("end", "mark")
    changed = _CHANGES.at(words, j)
    if changed is not None:
        relation, j = changed[0] or relation, changed[1]
    elif bare:
        relation, j = "from", j + 1
    last_token = words[j - 1]
    event = words[j].word in EVENTS or (words[j + 1].word in EVENTS and words[j].kind == "word")
    existing = last_token.possessive and event
    if relation == "in" and words.aim != "spell" and is_past(words, i):
        return Said(), j
    start, end = _ends(words, relation, period)
    return Said(
        start=start, end=end, days=period.days, existing=existing or (words.aim == "new time" and relation == "from"),
        wanted=relation == "to", unsure=not period.sure,
    ), j  # fmt: skip


def _ends(words: Words, relation: Relation, period: Period) -> tuple[dt.date | None, dt.date | None]:
    match relation:
        case "in" | "between" | "to":
            return period.start, period.end
        case "from":
            return _beginning(period), None
        case "by":
            return None, max(words.today, period.start - _DAY) if period.kind == "feast" else _deadline(period, words)
        case "past":
            return None, period.end
        case "until" | "back":
            return None, period.start if period.kind in ("week", "month", "feast") else _deadline(period, words)
        case "before":
            christmas_or_later = period.end if period.kind == "end" else period.start - _DAY
            return None, max(christmas_or_later, words.today)
        case "after":
            return period.end + _DAY, None


def _beginning(period: Period) -> dt.date:
    if period.kind == "mid":
        return max(period.start, period.start.replace(day=15))
    return period.end if period.kind == "end" else period.start


def _deadline(period: Period, words: Words) -> dt.date:
    """ "By March" and "until Jan" name the day it begins; "by the end of March" and "by next week" its last."""
    if period.kind == "mid":
        return max(period.start, period.end.replace(day=15))
    if period.kind == "month" and period.start > words.today:
        return period.start
    return period.end
