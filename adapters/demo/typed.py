"""Words as a chat platform would hand them to the bot, from words as they were typed into a phone."""

import re
from html import escape

from bot.turn import ChannelAddress, Platform

_CALL = re.compile(r"@(?:shoes|in ?your ?shoes)\b", re.IGNORECASE)
_MENTION: dict[Platform, str] = {"slack": "<@U0SHOES>", "teams": "<at>In Your Shoes</at>", "web": "@shoes"}


def as_delivered(typed: str, platform: Platform, place: ChannelAddress | None) -> str | None:
    """What the platform delivers, or None if it would deliver nothing.

    In a channel the bot only hears what calls it by name. Slack and Teams escape the three characters of markup, and
    write the call in a form of their own.
    """
    if place is not None and not typed.startswith("/") and not _CALL.search(typed):
        return None
    words = typed if platform == "web" else escape(typed, quote=False)
    return _CALL.sub(_MENTION[platform], words)
