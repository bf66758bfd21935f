"""What a message wants: `understand` is one pure function from words to `Understood` values, offline and bounded.

`clean` makes the words plain, `orders` drops what tries to command the bot, `learned` reads the rest with a small
network taught by labelled messages, and `timing` reads dates and lengths by a grammar. Nothing here looks a message up.
"""

from bot.understanding.clean import plain
from bot.understanding.learned import understand
from bot.understanding.understood import Channel, Intent, ProfileField, Understood

__all__ = ["Channel", "Intent", "ProfileField", "Understood", "plain", "understand"]
