"""One weekday beside another date: "the Tuesday after the May bank holiday", "the Friday before 12 January"."""

import datetime as dt
from typing import Final

from bot.understanding.timing.calendar import next_weekday
from bot.understanding.timing.dates import dated
from bot.understanding.timing.feasts import feast
from bot.understanding.timing.said import FoundPeriod, one_day
from bot.understanding.timing.tokens import Words

_AFTER: Final = frozenset({"after", "following"})
_DAY: Final = dt.timedelta(days=1)
_WEEK: Final = dt.timedelta(days=7)


def weekday_beside(words: Words, i: int) -> FoundPeriod:
    """ "The Tuesday after" a date is one day; "any Tuesday after" it, and "Tuesdays after" it, are many."""
    token, relation = words[i + 1], words[i + 2].word
    if words[i].word != "the" or token.day is None or token.plural or relation not in _AFTER | {"before"}:
        return None
    k = i + 3
    if relation == "after" and words[k].word == "next":
        return one_day(next_weekday(token.day, words.today + _DAY) + _WEEK), k + 1
    found = dated(words, k) or feast(words, k)
    if found is None or not found[0].real:
        return None
    date, j = found
    if relation in _AFTER:
        return one_day(next_weekday(token.day, date.end + _DAY)), j
    earlier = next_weekday(token.day, date.start - _WEEK)
    return (one_day(earlier), j) if earlier >= words.today else None
