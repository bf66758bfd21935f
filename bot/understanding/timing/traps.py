"""Phrases passed over although their words could be about time, and phrases about time that no calendar can hold."""

from typing import Final

from bot.understanding.timing.phrases import one_of
from bot.understanding.timing.said import Found, Said
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.vocabulary import words_of

PASSED_OVER: Final = one_of(
    "day to day|day - to - day|one to one|one - to - one|day centre|day centres|day services|day service|day care"
    "|out of hours|day trip|day job|open day|away day|night shelter|night shelters|second hand|second - hand"
    "|minute taking|minute - taking|coffee morning|coffee mornings|good morning|good afternoon|good evening"
    "|afternoon tea|evening classes|evening class|black friday|pancake tuesday|one day i|one day we|some day"
    "|the other day|every day life|day one|24 hour|24 - hour|24 hours a day|week in week out|last minute"
    "|these days|nine to five|may i|may we|may be|day release|day nursery|day nurseries|day rate"
    "|at the end of the day|four day week|four - day week|4 day week|this time|next time|two minute silence"
    "|sunday school|sunday schools|sunday lunch|sunday lunches|5 a day|five a day|5 - a - day|five - a - day"
    "|in the meantime|all the time|morning after pill|first time|days of the week|day and night|night and day"
    "|day in day out|bin day|do all day|doing all day|does all day|do all week|half the time"
    "|year end accounts|year - end accounts|year end reporting|year end close"
)
SOON: Final = one_of(
    "as soon as possible|asap|a.s.a.p|as soon as you can|soon|soonish|any time|anytime|any day"
    "|any day of the week|any week|whenever|whenever suits|flexible on dates|flexible on times|at some point"
    "|sometime soon|some time soon|sometime|at a time that suits|at your convenience|any time that suits"
    "|anytime that suits|in the near future|at short notice|time flexible|flexible with dates|dates flexible"
    "|times flexible|flexible timing|in the next few days|any time of day|timing flexible|once in a while"
    "|now and then|from time to time|now and again|every so often|for the foreseeable"
)
UNHELD: Final = one_of(
    "half term|half - term|half terms|term time|term - time|in term time|school holidays|the school holidays"
    "|summer holidays|the summer holidays|easter holidays|the easter holidays|christmas holidays"
    "|the christmas holidays|in the new year"
    "|first thing in the new year|the new year|early in the new year|next term|this term"
    "|spring term|summer term|autumn term|next quarter|this quarter|year end|q1|q2|q3|q4|in the spring"
    "|in the summer|in the autumn|in the winter|this spring|this summer|this autumn|this winter|next spring"
    "|next summer|next autumn|next winter|over the summer|over the winter|over summer|in spring|in summer"
    "|in autumn|in winter|the end of term|end of term|midweek|mid - week|lunchtime|lunchtimes|lunch time"
    "|over lunch|at lunch|in the next few weeks|over the next few weeks|the next few weeks"
    "|in the coming weeks|over the coming weeks|in the coming months|over the next few months"
    "|in the next few months|the next few months|next few weeks|during the holidays|in the holidays"
    "|over the holidays|the following week|by spring|by summer|by autumn|by the summer|before the summer"
    "|after the summer|before summer|after summer|purdah|over year end|by year end|before year end|every day"
    "|most days|this financial year|next financial year|in a few weeks|in a few days|in a few months"
    "|before half term|after half term|over half term|during half term|in half term|over christmas"
    "|at christmas|until half term|early in the week|early in the day|in the next month or so"
    "|in a month or so|in a month or two|within a few weeks|over the next couple of months"
)
_SEASONS: Final = frozenset({"spring", "summer", "autumn", "winter"})
_OVER: Final = frozenset({"yesterday"})
_PAST_UNITS: Final = words_of("week month year night night's weekend autumn spring summer winter term")


def passed_over(words: Words, i: int) -> int | None:
    """The index after a phrase that is about something else."""
    return PASSED_OVER.after(words, i)


def vague(words: Words, i: int) -> Found:
    """A phrase that is about time and gives no date: soon, half term, yesterday, last week, two years ago."""
    if words[i].word in _OVER:
        return Said(), i + 1
    if words[i].word in ("last", "past") and words[i + 2].word not in ("of", "in"):
        after = words[i + 1]
        if after.word in _PAST_UNITS or (after.day is not None and not after.plural) or after.month is not None:
            return Said(), i + 2
    if words[i].word in _SEASONS and words[i + 1].word.startswith("20") and words[i + 1].kind == "number":
        return Said(unheld=True), i + 2
    if (j := UNHELD.after(words, i)) is not None:
        return Said(unheld=True), j
    if (j := SOON.after(words, i)) is not None:
        return Said(), j
    return None
