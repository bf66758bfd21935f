"""Parts of the day: "mornings only", "in the afternoon", "tonight", "first thing", "tomorrow pm"."""

from typing import Final

from bot.understanding.timing.context import ends_phrase
from bot.understanding.timing.said import Found, Said
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.vocabulary import words_of

_BETWEEN: Final = words_of("or and & / , + and/or")


_GREETED: Final = words_of(
    """all everyone everybody team folks both there bot colleagues guys ladies gents hi hello hey lovely people friends
    to from"""
)


# "coffee morning", "afternoon tea", "evening meal": a name, not a time.
_NAMED_AFTER: Final = words_of(
    """tea teas prayers prayer meal meals dress standard class classes economy primrose post news coat"""
)


_NAMED_BEFORE: Final = words_of("coffee good bingo film quiz guid")


def parts(words: Words, i: int) -> Found:
    """mornings, in the afternoon, evenings only, this evening, tonight, after work, first thing"""
    k = i
    while (
        words[k].word
        in ("in", "the", "any", "during", "on", "every", "each", "a", "some", "most", "an", "late", "early", "one")
        and k < i + 3
    ):
        k += 1
    token = words[k]
    if (named := _named_part(words, k)) is not None:
        return named
    part = token.part
    if part is None and token.meridiem and _after_a_day(words, k):
        part = token.meridiem
    if part is None or is_name(words, k) or _is_greeting(words, k):
        return None
    j = k + 1
    if words[j].word in _BETWEEN and words[j].word != "," and words[j + 1].part is not None:
        other = words[j + 1].part
        j += 2
        part = part if other == part else None
    unsure = words[j].word in _BETWEEN and words[j + 1].word in ("weekends", "weekend")  # not at weekend evenings alone
    j = j + 1 if words[j].word == "only" else j
    return Said(part=part, unsure=unsure), j


def _after_a_day(words: Words, i: int) -> bool:
    """ "tomorrow pm", "3 Dec am", or between marks: not "I am" nor the prime minister."""
    before = words[i - 1]
    if before.kind in ("mark", "end"):
        return words[i + 1].kind in ("end", "mark") or words[i + 1].word in ("only", "best")
    return bool(before.day or before.month or before.ordinal) or (
        before.word in ("tomorrow", "today", "any") and ends_phrase(words, i + 1)
    )


def _named_part(words: Words, i: int) -> Found:
    today = words.today
    word, which = words[i + 1], words[i].word
    if which == "this" and word.part is not None and words[i + 1].word not in ("mornings", "evenings"):
        return Said(part=word.part, start=today, end=today), i + 2
    if which == "tonight":
        return Said(part="evening", start=today, end=today), i + 1
    if (j := words.phrase(i, "after", "work")) is not None and words[j].word not in ("club", "in", "on", "with"):
        return Said(part="evening"), j
    if which == "first" and word.word == "thing" and words[i - 1].word != "the":
        j = words.phrase(i + 2, "in", "the", "morning") or i + 2
        return Said(part="morning"), j
    return None


def is_name(words: Words, i: int) -> bool:
    return words[i + 1].word in _NAMED_AFTER or words[i - 1].word in _NAMED_BEFORE


def _is_greeting(words: Words, i: int) -> bool:
    """ "Morning all", "Afternoon!": how people begin, when more follows."""
    if words[i].plural or words[i - 1].kind != "end":
        return False
    after = words[i + 1]
    if after.kind == "end":
        return False
    return (after.kind == "mark" and not after.dash) or after.word in _GREETED or after.kind == "opaque"
