"""What was ruled out: "not Fridays", "any weekday but not Mondays", "can't do the 14th", "not the week of 7 Dec"."""

from dataclasses import replace
from typing import Final

from bot.model.when import DAYS, Day
from bot.understanding.timing.clock import clocked
from bot.understanding.timing.lengths import length
from bot.understanding.timing.parts import parts
from bot.understanding.timing.phrases import one_of
from bot.understanding.timing.relations import related
from bot.understanding.timing.said import Found, Said, longest
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.traps import vague
from bot.understanding.timing.vocabulary import WEEKEND, WORKING_DAYS, words_of
from bot.understanding.timing.weekdays import weekdays

NOES: Final = one_of(
    "not|never|except|barring|excluding|excl|apart from|other than|no|bar|avoid|avoiding|instead of|rather than"
    "|but not|except for|save|unavailable|can't do|cant do|cannot do|can't make|cant make|cannot make"
    "|don't do|dont do|don't work|dont work|not available|but|not in|away|busy|closed|not including"
    "|not free|aside from|can't manage|cannot manage|cant manage|won't be in|not working|without"
    "|don't have|can't now do|can not do|can't now make|on leave|can't now manage|off"
)
_AM: Final = words_of("i'm im am be are we're is they're she's he's been being")


def excluded(words: Words, i: int) -> Found:
    """A phrase about time straight after a word that rules it out."""
    k = NOES.after(words, i)
    if k is None:
        return None
    if words[i].word == "off" and words[i - 1].word not in _AM:  # "call off Tuesday's visit"
        return None
    if words.aim in ("spell", "called off"):  # "can't host this month" is the spell itself
        return None
    found = _ruled_out(words, k)
    if found is None:
        return None
    said, j = found
    if words[i].word == "but" and k == i + 1 and not said.days:
        return None
    if said.days and words[i - 1].part and words[i - 2].word in ("any", "every"):
        return Said(days=_others(said.days)), j
    if said.existing or said.wanted:
        said = replace(said, existing=False, wanted=False)
    return replace(said, excluded=True), j


def _others(days: tuple[Day, ...]) -> tuple[Day, ...]:
    """The days that are left in "any afternoon but Friday" and "any evening bar Sunday"."""
    among = DAYS if set(days) & set(WEEKEND) else WORKING_DAYS
    return tuple(day for day in among if day not in days)


def _ruled_out(words: Words, k: int) -> Found:
    """The phrase ruled out. A comma ends "not Tuesday, Wednesday", but not "not Monday, Tuesday or Friday"."""
    k = k + 1 if words[k].word in _FILLERS and words[k + 1].word != "week" else k
    found = longest(rule(words, k) for rule in _RULES)
    if found is None:
        return None
    comma = _comma_that_ends(words, k, found[1])
    if comma is not None and (found[0].days or (found[0].dated and words.aim == "new time")):
        return longest(rule(words.upto(comma), k) for rule in _RULES)
    return found


def _comma_that_ends(words: Words, k: int, j: int) -> int | None:
    """The last comma of a list with no "or" after it: there what is ruled out ends."""
    joins = [n for n in range(k, j) if words[n].word in (",", "or", "and", "&", "/", "nor")]
    if not any(words[n].word == "," for n in joins):
        return None
    if all(words[n].word == "," for n in joins):
        return joins[0]
    return joins[-1] if words[joins[-1]].word == "," else None


_RULES: Final = (related, weekdays, parts, clocked, length, vague)
_FILLERS: Final = frozenset({"on", "in", "during", "for", "usually"})
