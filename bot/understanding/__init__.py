"""What a message wants: `understand` is one pure function from words to `Understood` values, offline and bounded.

Two readers work together (`both`): `learned` by small linear models trained on labelled sentences, `parse` by patterns
that anybody can read in `tables/`. Nothing here looks a message up.
"""

from bot.understanding.both import understand
from bot.understanding.clean import plain
from bot.understanding.understood import Channel, Intent, ProfileField, Understood

__all__ = ["Channel", "Intent", "ProfileField", "Understood", "plain", "understand"]
