"""When and how long: reads dates, times, repetition and lengths out of British English, or says it is unsure.

A closed grammar: every word that is about time is used by a rule or reported. Four rules keep it honest: a date
without a year is the next to come, never a past one; a date that no calendar has is no date; what was ruled out
is never taken for what was wanted; and a figure is a time only where a word beside it says so.
"""

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.model.when import When
    from bot.understanding.timing.find import Timing

__all__ = ["find_new_time", "find_spell", "find_timing"]


def find_timing(text: str, today: dt.date) -> "Timing":
    """When something could happen and how long it would take, as far as the text says so.

    The first call loads the grammar, thirty files of it, which nobody needs before there is something to read.
    """
    from bot.understanding.timing.find import find_timing as found

    return found(text, today)


def find_new_time(text: str, today: dt.date) -> "Timing":
    """The time that something is moved to: "from Tuesday to Thursday" is Thursday."""
    from bot.understanding.timing.find import find_new_time as found

    return found(text, today)


def find_spell(text: str, today: dt.date) -> "When | None":
    """How long to pause for: `end` is the date named after "until", or the last day of the spell."""
    from bot.understanding.timing.find import find_spell as found

    return found(text, today)
