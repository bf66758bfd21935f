"""How often: "a week", "every fortnight", "monthly", "twice a month", "alternate weeks"."""

from typing import Final

from bot.model.when import Every
from bot.understanding.timing.context import is_time_word
from bot.understanding.timing.said import Found, Said
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.vocabulary import EVERY_UNIT, REPEATS, words_of

_PER: Final = words_of("a an per each every / p")
_ABBREVIATED: Final[dict[str, Every]] = {"pw": "weekly", "p/w": "weekly", "pcm": "monthly", "p/m": "monthly"}
# What may follow "weekly" and leave it a repetition of what is asked for; "weekly newsletter" is somebody's topic.
_REPEATED: Final = words_of(
    """session sessions call calls chat chats catch catchup catchups slot slots drop drop-in digest digests summary
    summaries round roundup roundups update updates email emails mentoring visit visits hour basis coffee check
    checkin one-to-one list mail mailing mailout and or for on at in with if please pls via over by from starting
    during until to teams zoom online remote remotely would is works thing message messages alert alerts post reminder
    reminders recap half one-to-ones slots mentor shadowing phone hours but not so ideally thanks thx cheers face
    instead then would meet meets meetup rather insted"""
)
# Repetitions that the three kept here cannot hold, or that mean two things to two people.
_RARELY: Final[dict[str, Every | None]] = {
    "biweekly": "fortnightly", "bimonthly": None, "quarterly": None,
    "termly": None, "annually": None, "yearly": None, "daily": None,
}  # fmt: skip
_TWO_WEEKS: Final = frozenset({"2", "two", "second", "other", "alternate"})


def per_time(words: Words, i: int) -> tuple[Said, int] | None:
    """ "a week", "per month", "each fortnight", "weekly", straight after a length or "twice"."""
    word = words[i].word
    if word in _ABBREVIATED:
        return Said(every=_ABBREVIATED[word]), i + 1
    if word in REPEATS:
        return Said(every=REPEATS[word]), i + 1
    if word not in _PER:
        return None
    unit = words[i + 1].unit
    if word in ("every", "each"):
        return every(words, i)  # "every two weeks"
    dated = words[i + 2].word in ("today", "ago", "tomorrow") or (
        words[i + 2].word in ("on", "from") and (words[i + 3].day or words[i + 3].word in ("today", "tomorrow", "now"))
    )
    if unit in EVERY_UNIT and not words[i + 1].possessive and not dated:
        return Said(every=EVERY_UNIT[unit or ""]), i + 2
    if unit in ("day", "year", "term", "quarter") and words[i + 2].word not in ("centre", "service"):
        return Said(unheld=True), i + 2
    return None


def every(words: Words, i: int) -> Found:
    """every week, each fortnight, every other week, every two weeks, alternate weeks, every 4 weeks"""
    word = words[i].word
    if word in ("alternate", "alternating") and words[i + 1].unit == "week":
        return Said(every="fortnightly"), i + 2
    if word not in ("every", "each"):
        return None
    k = i + 1
    single = words[k].word in ("single", "calendar")
    k += 1 if single else 0
    unit = words[k].unit
    if unit in EVERY_UNIT:
        return Said(every=EVERY_UNIT[unit or ""]), k + 1
    if words[k].word in _TWO_WEEKS or words[k].ordinal:
        if words[k + 1].unit == "week" and words[k].number in (None, 2.0):
            return Said(every="fortnightly"), k + 2
        return (Said(unheld=True), k + 2) if words[k + 1].unit in ("month", "day", "week") else None
    if words[k].whole in (3, 4, 6, 8) and words[k + 1].unit == "week":
        return Said(every="monthly" if words[k].whole == 4 else None, unheld=words[k].whole != 4), k + 2
    if unit in ("term", "quarter", "year"):
        return Said(unheld=True), k + 1
    return None


def detached(words: Words, i: int) -> Found:
    """ "an hour of supervision a month": how often, some words after the length."""
    unit = words[i + 1].unit
    if words[i].word not in ("a", "per") or unit not in EVERY_UNIT or words[i + 2].kind not in ("mark", "end"):
        return None
    if words[i - 1].word in _SPENT_BEFORE or words[i - 1].kind != "word" or words[i + 2].dash:
        return None
    for k in range(i - 2, max(i - _NEAR, -1), -1):
        if words[k].kind == "mark":
            return None
        if words[k].unit in _SPENT_IN_ONE:
            return Said(every=EVERY_UNIT[unit or ""]), i + 2
    return None


_SPENT_IN_ONE: Final = frozenset({"hour", "minute", "min", "day"})
_SPENT_BEFORE: Final = words_of(
    "for in within of over about take takes took spend spent lasts only than or and to be is was a after before during"
)
_NEAR: Final = 8


def repeated(words: Words, i: int) -> Found:
    """weekly, "once a fortnight", "twice a month", "three times a week", "once every two weeks" """
    times = words[i].word
    if times in ("once", "twice") or (words[i].whole and words[i + 1].word in ("times", "x", "sessions")):
        k = i + 1 if times in ("once", "twice") else i + 2
        return per_time(words, k)
    if times not in REPEATS and times not in _RARELY:
        return None
    j = i + 1
    after = words[j]
    adjective = (
        after.kind == "word" and after.word not in _REPEATED and not is_time_word(after) and after.number is None
    )
    if (adjective and words.aim != "digest") or (after.dash and not after.gap):
        return None
    if times in _RARELY:
        return Said(every=_RARELY[times], unheld=True), j
    return Said(every=REPEATS[times]), j + 1 if after.word == "basis" else j
