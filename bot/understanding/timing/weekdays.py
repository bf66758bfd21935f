"""Weekdays and parts of the day: "Tues or Thurs", "Mon-Wed", "any weekday", "every other Tuesday", "Weds mornings"."""

from typing import Final

from bot.model.when import DAYS, Day, Every, Part
from bot.understanding.timing.context import EVENTS, is_day, is_past
from bot.understanding.timing.parts import is_name
from bot.understanding.timing.repeats import per_time
from bot.understanding.timing.said import Found, Said
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.vocabulary import EVERY_UNIT, ORDINAL_WORDS, WEEKEND, WORKING_DAYS, words_of

_MOST_IN_A_LIST: Final = 10


_EVERY: Final = frozenset({"every", "each"})


_FILLERS: Final = words_of("any every each on most either some a the all both alternate")


_BETWEEN: Final = words_of("or and & / , + and/or")


_THROUGH: Final = frozenset({"to", "until", "till", "through", "thru"})


def weekdays(words: Words, i: int) -> Found:
    """Days of the week in a list or range, with what repeats them and the part of the day after them."""
    start = i
    days: list[Day] = []
    parts: list[Part | None] = []
    repeated = alternate = lost = False
    last = i
    for _ in range(_MOST_IN_A_LIST):
        k, how = _fillers(words, i)
        one = _days_here(words, k)
        if one is None:
            break
        repeated, alternate = repeated or how == "every", alternate or how == "alternate"
        found, j = one
        days.extend(found)
        part, j, both = _part_after(words, j)
        parts.append(part)
        lost = lost or both
        last, i = j, j
        while words[i].word in _BETWEEN and i < j + 2:
            i += 1
        if i == j:
            break
    if not days:
        return None
    if words[start].word == "on" and words.aim != "spell" and is_past(words, start):
        return Said(), last
    part, mixed = _one_part(parts)
    single = len(days) == 1 and not words[last - 1].plural and not _says_any(words, start, last)
    every: Every | None = "fortnightly" if alternate else "weekly" if repeated else None
    ordered = tuple(day for day in DAYS if day in days)
    existing = words[last - 1].possessive and words[last].word in EVENTS
    if (per := per_time(words, last)) is not None and every is None:
        every, last = per[0].every, per[1]
    last = last + 1 if words[last].word == "only" else last
    return Said(
        days=ordered,
        part=part,
        every=every,
        one_day=single,
        existing=existing,
        run=_is_run(words, start, last, days),
        unsure=mixed and not lost,
    ), last


def _is_run(words: Words, start: int, last: int, days: list[Day]) -> bool:
    return len(days) > 1 and any(words[k].dash or words[k].word in _THROUGH for k in range(start, last))


def _says_any(words: Words, start: int, last: int) -> bool:
    return any(
        words[k].plural or words[k].word in ("any", "every", "each", "most", "alternate") for k in range(start, last)
    )


def _fillers(words: Words, i: int) -> tuple[int, str]:
    """The index after "on any", "every other" and the like, and which of them it was."""
    how = ""
    for _ in range(4):
        word = words[i].word
        if word not in _FILLERS:
            break
        how = "alternate" if word == "alternate" else "every" if word in _EVERY else how
        i += 1
        if how == "every" and (
            words[i].word in ("other", "second", "alternate") or (words[i].whole == 2 and words[i].ordinal)
        ):
            how, i = "alternate", i + 1
        if words[i].word == "single":
            i += 1
    return i, how


def _days_here(words: Words, i: int) -> tuple[list[Day], int] | None:
    """One weekday, a range of them, "weekdays", "weekends"."""
    token = words[i]
    if (special := _named_sets(words, i)) is not None:
        return special
    if token.day is None or not is_day(words, i):
        return None
    j = i + 1
    j = j + 1 if words[j].word == "." and words[j + 1].dash else j
    through = words[j].dash or (words[j].word in _THROUGH and words.aim != "new time") or _between(words, i)
    if through and words[j + 1].day is not None and words[j + 1].day != token.day:
        first, last = DAYS.index(token.day), DAYS.index(words[j + 1].day or "MO")
        length = (last - first) % 7 + 1
        return [DAYS[(first + n) % 7] for n in range(length)], j + 2
    return [token.day], j


def _between(words: Words, i: int) -> bool:
    return words[i - 1].word == "between" and words[i + 1].word == "and"


def _named_sets(words: Words, i: int) -> tuple[list[Day], int] | None:
    word, before = words[i].word, words[i - 1].word
    if word == "week" and words[i + 1].word in ("day", "days") and words[i + 1].gap:
        return list(WORKING_DAYS), i + 2
    if word in ("weekday", "weekdays"):
        return list(WORKING_DAYS), i + 1
    if word in ("working", "work") and words[i + 1].word == "day" and before in ("any", "every", "each"):
        return list(WORKING_DAYS), i + 2
    if word in ("day", "days") and before in ("any", "every", "each") and _except_follows(words, i + 1):
        return list(WORKING_DAYS), i + 1
    alone = before in _BEFORE_WEEKEND and words[i + 1].kind in ("end", "mark")
    if word == "weekends" or (word == "weekend" and (alone or before in ("any", "every", "each", "at"))):
        return list(WEEKEND), i + 1
    return None


_BEFORE_WEEKEND: Final = words_of("on the a or and some over alternate most one ,")
"""Before "weekend" at the end of a clause these make it a time; "weekend rota" is somebody's topic."""


def _except_follows(words: Words, i: int) -> bool:
    i = i + 1 if words[i].word in (",", "(", "-") else i
    return words[i].word in ("but", "except", "excluding", "bar", "apart", "other", "save", "excl")


def _part_after(words: Words, i: int) -> tuple[Part | None, int, bool]:
    """The part of the day after a weekday, the index after it, and whether two were given."""
    k = i
    while words[k].word in ("in", "the", "'") and k < i + 2:
        k += 1
    token = words[k]
    part = token.part or token.meridiem
    if token.word in ("night", "nights") and words[k + 1].word not in ("shelter", "shelters"):
        part = "evening"
    if part is None or is_name(words, k) or (token.word == "am" and words[k + 1].word in ("i", "free", "available")):
        return None, i, False
    j = k + 1
    if (
        words[j].word in _BETWEEN
        and (other := words[j + 1].part or words[j + 1].meridiem) is not None
        and words[j].word != ","
    ):
        return (part, j + 2, False) if other == part else (None, j + 2, True)
    return part, j, False


def _one_part(parts: list[Part | None]) -> tuple[Part | None, bool]:
    """The one part for the whole list: "Weds & Fri mornings". Two different ones cannot be held."""
    said = {part for part in parts if part is not None}
    if len(said) == 1:
        return (next(iter(said)), False) if parts[-1] is not None else (None, True)
    return None, len(said) > 1


def nth_of_month(words: Words, i: int) -> Found:
    """the last Weds of the month, first and third Tuesdays, the second Monday of each month"""
    i = words.phrase(i, "on", "the") or words.phrase(i, "the") or words.phrase(i, "on") or i
    each = words.phrase(i, "every") or words.phrase(i, "each")
    nth, i = _nth(words, each or i)
    each = None if nth == 2 else each  # "every second Tuesday" is every other one
    if not nth:
        return None
    several = False
    while words[i].word in ("and", "&", "or", "/") and _nth(words, i + 1)[0]:
        several, i = True, _nth(words, i + 1)[1]
    day = words[i].day
    if day is None or not is_day(words, i):
        return None
    part, j, _ = _part_after(words, i + 1)
    for filler in (
        ("of", "the"),
        ("of", "every"),
        ("of", "each"),
        ("of", "a"),
        ("in", "the"),
        ("in", "each"),
        ("each",),
        ("every",),
        ("in", "every"),
        ("of",),
    ):
        k = words.phrase(j, *filler)
        if k is not None and EVERY_UNIT.get(words[k].unit or "") == "monthly":
            part_after, k, _ = _part_after(words, k + 1)
            return Said(days=(day,), part=part or part_after, every="monthly"), k
    if words[j].word == "monthly" or several or each is not None or words[i].plural:
        return Said(days=(day,), part=part, every="monthly"), j + (words[j].word == "monthly")
    return None


def _nth(words: Words, i: int) -> tuple[int, int]:
    token = words[i]
    nth = ORDINAL_WORDS.get(token.word) or (token.whole if token.ordinal and token.whole in range(1, 6) else 0)
    return nth or 0, i + 1
