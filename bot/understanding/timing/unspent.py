"""Lengths that nobody spends: notice, wages, an age, a drive, a distance, a rule, a backlog."""

from typing import Final

from bot.understanding.timing.tokens import Words
from bot.understanding.timing.vocabulary import words_of

# What a number of days or hours may describe without anybody spending it.
_NOT_SPENT: Final = words_of(
    """notice advance ago old olds wages wage pay salary leave drive walk stroll away journey commute delay behind late
    older turnaround helpline line deadline retention experience warning cooling delivery response wait waiting backlog
    clock target service services crisis rule limit guarantee before earlier later week rota shifts away
    suspension tariff absence holiday sickness parking festival festivals conference carnival gala fete exhibition
    ahead upfront"""
)
_OF_A_LENGTH: Final = words_of(
    """notice wages wage pay salary leave drive walk stroll journey commute delay wait absence holiday sickness warning
    experience retention turnaround backlog deadline"""
)
"""After "an hour's": not what fills it."""
_NOT_A_DAY: Final = words_of(
    """centre centers centres center service services care nursery nurseries trip trips off job rate release school
    hospital case cases patient patients opportunities to one"""
)
_NOT_WORKED: Final = words_of("pattern patterns rota rotas system systems work allowance premium")
"""After "shift": somebody's conditions, not a shift to come along to."""
_SOMEBODYS_PLACE: Final = words_of("the a an my your our their her his him them")
_ARE: Final = words_of("are is am be being we're they're i'm it's live based office base site")
_WAITED: Final = words_of("turnaround hold waits waited waiting queued wasted lost taken")
_REPLIED: Final = words_of("reply respond hear")
_STATUTORY: Final[dict[str, int]] = {"day": 7, "week": 5}
"""From so many on, "a 28 day notice" and "the eight week target" are rules; what is held is shorter."""
_HELD: Final = words_of(
    """placement secondment attachment posting project mentoring block long course programme training visit stint stay
    spell swap exchange internship shadowing residency or and max"""
)
_ROUND_THE_CLOCK: Final = frozenset({24, 48, 72})
_LONGEST_A_DAY: Final = 7
"""Hours a day beyond this are when something is open."""
_ALLOWING: Final = words_of("allow allowing")
"""Before a length: how long an answer takes to come."""
_LONGEST_HOURS: Final = 29
"""Hours beyond this in one breath are somebody's contract or a statute, not a session."""


def after_notice(words: Words, j: int) -> int | None:
    """The index after "notice" or "in advance": about time, but nobody's topic."""
    k = j + 1 if words[j].word in ("'", "clear", "in", "or") else j
    return k + 1 if words[k].word in ("notice", "advance") else None


def not_spent(words: Words, first: int, j: int) -> bool:
    """What follows shows that the length is notice, wages, a drive, an age: nobody's session."""
    last, after = words[j - 1], words[j]
    if (after.dash and not after.gap) or after.word == "'":
        after = words[j + 1]
    number = words[first].whole
    if _is_a_rule(words, first, j) or _is_a_distance(words, first, j) or _is_a_job(words, first, j):
        return True
    if _is_open_for(words, first, j) or any(words[first - k].word in _ALLOWING for k in (1, 2)):
        return True
    if _was_waited(words, first) or (after.word == "to" and words[j + 1].word in _REPLIED):
        return True
    if after.word == "behind" and words[j + 1].word in _SOMEBODYS_PLACE:  # "behind the counter", not behind with it
        return False
    if after.word == "shift":
        return last.unit != "hour" or words[j + 1].word in _NOT_WORKED
    if last.unit == "hour" and number is not None and (number in _ROUND_THE_CLOCK or number > _LONGEST_HOURS):
        return True
    if after.word in ("in", "or", "clear") and words[j + 1].word in ("advance", "older", "notice"):
        return True
    if last.unit == "day" and not last.possessive and after.word in _NOT_A_DAY:
        return after.word != "to" or words[j + 1].word == "day"
    if after.word == "experience" and words[j - 1].word == "work":  # "a fortnight's work experience"
        return False
    if last.possessive and after.word not in _OF_A_LENGTH:  # "half a day's crisis planning"
        return False
    if after.word == "beforehand" and last.unit not in ("hour", "minute", "min"):
        return True
    return after.word in _NOT_SPENT or (last.unit == "minute" and words[first].word == "a")


def _was_waited(words: Words, first: int) -> bool:
    """ "on hold for an hour", "our panel waits six weeks", "it's taken me six hours", "wasted a day": over, or lost."""
    k = first - 2 if words[first - 1].word in ("for", "me", "us", "about") else first - 1
    if k == first - 2 and any(words.phrase(n, "on", "hold", "to") for n in (first - 4, first - 5, first - 6)):
        return True
    return words[k].word in _WAITED and (words[k].word != "taken" or k == first - 2)


def _is_a_rule(words: Words, first: int, j: int) -> bool:
    """ "the 28 day notice", "an eight-week determination period": a number too large for the unit in front of a noun"""
    unit, number, after = words[j - 1].word, words[first].whole, words[j]
    named = after.kind == "word" and not after.possessive and after.word not in _HELD
    return named and number is not None and number >= _STATUTORY.get(unit, number + 1)


def _is_a_distance(words: Words, first: int, j: int) -> bool:
    """ "we're fifteen minutes from Durham" """
    near = words[j - 1].unit in ("minute", "min", "hour") and words[j].word in ("from", "by", "outside", "up", "down")
    return near and any(words[k].word in _ARE for k in (first - 1, first - 2))


def _is_open_for(words: Words, first: int, j: int) -> bool:
    """ "open 12 hours a day, 7 days" """
    if words[j - 1].unit == "day" and words[first].whole == 7 and words[first - 1].word == ",":
        return words[first - 2].unit == "day"
    daily = words[j].word in ("a", "per") and words[j + 1].unit == "day"
    return daily and words[j - 1].unit == "hour" and (words[first].whole or 0) > _LONGEST_A_DAY


def _is_a_job(words: Words, first: int, j: int) -> bool:
    """ "I work three days a week", "part time (2 days a week)", "two days a week in post": somebody's post."""
    weekly = words[j].word in ("a", "per") and words[j + 1].unit == "week"
    if not weekly or words[j - 1].unit not in ("day", "hour"):
        return False
    if words[j + 2].word == "in" and words[j + 3].word == "post":
        return True
    before = first - 1 if words[first - 1].kind == "word" else first - 2
    if words[before].word == "time":
        return words[before - 1].word in ("part", "-")
    k = before - 1 if words[before - 1].word != "only" else before - 2
    return words[before].word in ("work", "works") and words[k].word in ("i", "she", "he", "we", "they", "who", "only")
