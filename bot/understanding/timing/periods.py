"""Any stretch of the calendar said in words, without the small word before it."""

from typing import Final

from bot.understanding.timing.ahead import chosen_weekday, counted_ahead, day_by_name, span_of_days
from bot.understanding.timing.beside import weekday_beside
from bot.understanding.timing.dates import dated
from bot.understanding.timing.feasts import feast
from bot.understanding.timing.months import (
    financial_year,
    part_of_longer,
    week_in_month,
    weekday_in_month,
    whole_month,
    whole_year,
)
from bot.understanding.timing.said import FoundPeriod
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.weeks import week_of, weeks


def period_at(words: Words, i: int) -> FoundPeriod:
    """The longest stretch of the calendar that begins at this word, without the word before it ("from", "by")."""
    best: FoundPeriod = None
    for rule in _RULES:
        found = rule(words, i)
        if found is not None and (best is None or found[1] > best[1]):
            best = found
    return best


_RULES: Final = (
    dated, day_by_name, chosen_weekday, counted_ahead, span_of_days, weeks, week_of, whole_month, part_of_longer,
    week_in_month, weekday_in_month, whole_year, financial_year, feast, weekday_beside,
)  # fmt: skip
