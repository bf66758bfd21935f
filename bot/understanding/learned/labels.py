"""What the network is asked about each thing that a message wants, and the answers that it chooses between."""

from typing import Final

ITEMS: Final = 3
"""The most things that one message is understood to want: a fourth was never asked for in one breath."""

NOTHING: Final = "nothing"
"""The intent of an item that is not there: the message wants fewer."""

CHANNELS: Final = ("dm", "mention", "slash:/offer", "slash:/shadow", "slash:/exchange")
LISTING: Final = ("offer", "seek")
CIVIL: Final = ("greet", "thanks", "unknown")
TIMED: Final = (*LISTING, "cancel", "reschedule", "digest_on", "pause")
"""Intents whose words about time matter."""
NARROWED: Final = ("withdraw", "cancel", "reschedule", "pause")
"""Intents that may name the subject of what they are about."""

CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "intent": (
        "offer",
        "seek",
        "browse",
        "list_mine",
        "accept",
        "decline",
        "reschedule",
        "cancel",
        "withdraw",
        "pause",
        "resume",
        "help",
        "undo",
        "reflect",
        "digest_on",
        "digest_off",
        "export_data",
        "erase_data",
        "profile",
        "progress",
        "greet",
        "thanks",
        "unknown",
        NOTHING,
    ),
    "activity": ("skill", "shadow", "placement", "desk"),
    "mode": ("", "remote", "in_person"),
    "reciprocal": ("", "yes"),
    "field": ("", "role", "organisation", "location", "name", "pronouns", "timezone"),
    "duration": (
        "",
        *("15", "20", "30", "40", "45", "60", "90", "120", "150", "180", "210", "240", "300"),
        *("420", "840", "1260", "2100", "4200"),
        "other",
    ),
    "part": ("", "morning", "afternoon", "evening"),
    "every": ("", "weekly", "fortnightly", "monthly"),
}
"""Each question's answers; "" is "not said"."""

PHRASES: Final = ("topic", "place", "value")
"""What the network points at in the text."""

LONGEST_PHRASE: Final = 22
"""Word pieces in the longest phrase that is pointed at."""
