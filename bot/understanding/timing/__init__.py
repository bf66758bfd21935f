"""When and how long: reads dates, times, repetition and lengths out of British English, or says it is unsure.

A closed grammar: every word that is about time is used by a rule or reported. Four rules keep it honest: a date
without a year is the next to come, never a past one; a date that no calendar has is no date; what was ruled out
is never taken for what was wanted; and a figure is a time only where a word beside it says so.
"""

from bot.understanding.timing.find import (
    Timing,
    find_called_off,
    find_digest_time,
    find_new_time,
    find_spell,
    find_timing,
)

__all__ = ["Timing", "find_called_off", "find_digest_time", "find_new_time", "find_spell", "find_timing"]
