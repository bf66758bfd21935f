"""What a message wants: `understand` is one pure function from words to `Understood` values, offline and bounded.

Nothing here looks a message up. Cues are in `tables/`, as patterns anybody can read; the modules beside them say
what is done with a cue.
"""

from bot.understanding.clean import plain
from bot.understanding.parse import understand
from bot.understanding.understood import Channel, Intent, ProfileField, Understood

__all__ = ["Channel", "Intent", "ProfileField", "Understood", "plain", "understand"]
