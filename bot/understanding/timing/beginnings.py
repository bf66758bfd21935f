"""The words that a phrase about time can begin with. At any other word nothing is tried, which keeps prose cheap."""

from typing import Final

from bot.understanding.timing.amounts import COUPLE
from bot.understanding.timing.exclusions import NOES
from bot.understanding.timing.feasts import FEASTS
from bot.understanding.timing.lengths import HEDGES
from bot.understanding.timing.portions import WHOLES
from bot.understanding.timing.relations import LEADS, WANTED
from bot.understanding.timing.traps import PASSED_OVER, SOON, UNHELD
from bot.understanding.timing.vocabulary import words_of
from bot.understanding.timing.weeks import WEEK_OF

_TABLES: Final = (LEADS, WANTED, NOES, HEDGES, WHOLES, SOON, UNHELD, PASSED_OVER, WEEK_OF, FEASTS, COUPLE)
BEGINNINGS: Final = frozenset[str]().union(*(table.first_words for table in _TABLES)) | words_of(
    """the a an this that any some every each most all both either on in at of whole several many few @ ~ early late
    later mid middle start beginning end rest remainder first second third fourth fifth last final alternate
    alternating one working past said from between around about approx approximately say roughly circa until by before
    after begins begin starts starting three q1 q2 q3 q4 kicks coming following during very"""
)
"""Small words that a phrase about time can begin with, besides the words that are about time themselves."""
