"""What may stand beside a word for it to be about time: the small tests that keep the traps out."""

from typing import Final

from bot.understanding.timing.tokens import Token, Words
from bot.understanding.timing.vocabulary import DOUBTFUL_DAYS, DOUBTFUL_MONTHS, REPEATS, words_of

# Words that may follow a bare figure and leave it a time of day: "at 11 via Teams", never "at 11 sites".
_CONTINUES: Final = words_of(
    """on in at to from via by for with and or but if please pls plz thanks thx ta onwards until over using the a an
    this next every each any teams zoom online remote remotely virtual virtually phone sharp prompt ish then instead
    works suits would is was are ok okay cheers so as because we i you it my our your when where who which both
    either not except every week today tomorrow tonight weekly fortnightly monthly only max approx approximately
    hybrid usually ideally preferably through though unless since subject anytime and/or w free good best fine x
    start starts starting sometime inclusive bring meet meeting session before after christmas all half webinar call
    f2f near somewhere rather insted send work if will can could may might should does do has have"""
)
_IS_NOT: Final = words_of("isn't isnt won't wont can't cant cannot doesn't aren't wasn't")
"""After the day of what is called off: "the one on the 30th isn't happening"."""
_MONTH_LEADS: Final = words_of(
    """in from by until before after during of mid early late end throughout through next this since to for every over
    around about last between across and or till start beginning sometime"""
)
_SUIT: Final = words_of("suits ideally preferably")
_WOULD: Final = words_of("would is looks sounds might could")
_BE_GOOD: Final = words_of("be suit best fine ideal work lovely perfect better good great ok okay")
"""After a month that could be somebody's name: "June would be lovely"."""
_NAME_LEADS: Final = words_of("with miss mr mrs ms dr cllr sir dame aunt")
_DAY_LEADS: Final = words_of(
    """on this next every each any by from until before after or and to not except either coming last between alternate
    other till most some for w/c prefer only first second third fourth fifth"""
)
_NOT_DAYS: Final = words_of(
    """prayers prayer league roast papers mass worship matinee market trading club choir journal kitchen child"""
)
_NOT_SUNDAYS: Final = words_of("school lunch lunches league roast service services times post best")


EVENTS: Final = words_of(
    """session sessions visit meeting call chat shadowing slot placement appointment booking one thing swap exchange
    training date desk day match"""
)
"""What is arranged for a time, so that "tomorrow's session" names one already in the diary."""


_HAPPENED: Final = words_of(
    """died retired left joined started moved launched finished resigned passed began arrived merged inherited qualified
    lost won took gave went came did was were ran broke graduated completed trained introduced published collapsed
    ended shut stopped dropped became founded changed appointed elected received promoted restructured attended visited
    posted failed fell flooded kicked"""
)
_LONG_HAPPENED: Final = words_of("died came went moved passed began fell retired joined lost merged resigned kicked")
_LEFT_OVER: Final = words_of("places spaces slots seats days desks sessions place slot be get is are being")


def is_past(words: Words, i: int) -> bool:
    """A verb of the past stands before: "our treasurer died in August" is no August to come."""
    before = words[i - 1]
    if before.word in _HAPPENED:
        return words[i - 2].word not in _LEFT_OVER
    return (
        any(words[k].word in _LONG_HAPPENED for k in (i - 2, i - 3))
        and before.kind == "word"
        and words[i - 2].kind == "word"
    )


def ends_phrase(words: Words, index: int) -> bool:
    """Nothing follows that a bare figure could be counting or numbering."""
    token = words[index]
    if token.kind in ("end", "clock", "date"):
        return True
    if token.kind == "mark":
        if token.word in "%/\\+*#_" or token.word in "£$€":
            return False
        return not token.dash or token.gap or words[index + 1].gap or words[index + 1].kind == "end"
    if token.kind in ("opaque", "slash"):
        return False
    if words.aim == "called off" and token.word in _IS_NOT:
        return True
    return token.word in _CONTINUES or is_time_word(token)


def is_time_word(token: Token) -> bool:
    return bool(token.day or token.month or token.part or token.meridiem or token.word in REPEATS)


def starts_phrase(words: Words, index: int) -> bool:
    """The token before is a mark, the start of the message or a word about time, not a name being numbered."""
    before = words[index - 1]
    if before.kind == "end":
        return True
    if before.kind == "mark":
        return (before.word not in "#£$€%_/+" and not before.dash) or before.gap
    return (
        is_time_word(before)
        or before.ordinal
        or (before.kind == "word" and before.word in _CONTINUES)
        or (before.kind == "number" and len(before.word) == 4)
        or before.kind == "date"
        or before.word in ("available", "open", "times", "hours", "hrs", "between", "around", "about", "weekdays", "w")
    )


def is_month(words: Words, index: int, dated: bool = False) -> bool:
    """The word here names a month, and is not "May I", "we march" or somebody called June. `dated`: beside a day."""
    token, before, after = words[index], words[index - 1], words[index + 1]
    if token.month is None:
        return False
    if token.word not in DOUBTFUL_MONTHS:
        return True
    if token.word in ("may", "march") and not token.capital and dated:
        return ends_phrase(words, index + 1) or after.kind == "number"
    if dated:
        return True
    if token.possessive or before.word in _NAME_LEADS:
        return False
    if before.word in _MONTH_LEADS or (after.kind == "number" and len(after.word) == 4 and after.word.startswith("20")):
        return token.word != "may" or token.capital or before.word not in ("or", "and", "to", "for", "this", "next")
    if after.word in ("next", "this") and words[index + 2].word == "year":
        return True
    if token.capital and (after.word in _SUIT or (after.word in _WOULD and words[index + 2].word in _BE_GOOD)):
        return True
    if before.dash or before.word == "/":
        return words[index - 2].month is not None or words[index - 2].word in ("mid", "early", "late")
    listed = after.dash or after.word in ("/", "or", "and", "to", ",", "until", "till", "&")
    if listed and words[index + 2].month is not None:
        return token.capital or token.word not in ("may", "march")
    stands_alone = before.kind in ("mark", "end") and after.kind in ("mark", "end")
    beside_a_day = (
        before.day is not None or before.part is not None or (before.word == "," and is_time_word(words[index - 2]))
    )
    return (stands_alone and after.word != "?" and before.kind == "mark") or (
        beside_a_day and (token.capital or token.word not in ("may", "march"))
    )


def is_day(words: Words, index: int) -> bool:
    """The word here names a weekday, and is not "sat in on", "the sun" or "Friday prayers"."""
    token, before, after = words[index], words[index - 1], words[index + 1]
    if token.day is None or after.word in _NOT_DAYS:
        return False
    if token.day == "SU" and after.word in _NOT_SUNDAYS and not token.plural:
        return False
    if (token.word == "friday" and before.word in ("good", "black")) or before.word in ("shrove", "pancake", "ash"):
        return False
    if token.word not in DOUBTFUL_DAYS:
        return True
    if token.capital and before.kind != "end" and before.word not in (".", "the"):
        return True
    listed = after.dash or after.word in ("/", "&", "or", "and", ",", "to", "until")
    return (
        before.word in _DAY_LEADS
        or any(is_time_word(near) or near.kind in _FIGURES for near in (before, after))
        or (listed and words[index + 2].day is not None)
        or ((before.dash or before.word in ("/", "&", ",")) and words[index - 2].day is not None)
        or (before.kind in ("mark", "end") and after.kind in ("mark", "end"))
        or after.word in ("only", "nights", "night", "week")
    )


_FIGURES: Final = frozenset({"number", "slash", "date", "clock"})
