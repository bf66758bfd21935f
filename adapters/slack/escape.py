"""What a person typed, made harmless for Slack: never a mention, a link, markup, or a character that breaks a line."""

import re

_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
_HALVES = r"\ud800-\udfff"
_TURNING = r"\u202a-\u202e\u2066-\u2069"
"""They change the direction of all that follows; Arabic and Hebrew need none of them."""

_UNWANTED = re.compile(f"[{_CONTROLS}{_HALVES}{_TURNING}]")


def tidy(words: str) -> str:
    """Without control characters, halves of characters, and marks that turn the rest of the line round."""
    return _UNWANTED.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


def escaped(words: str) -> str:
    """For a place where Slack reads markup: `<!channel>` comes out as those ten characters, and notifies nobody."""
    return tidy(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shortened(words: str, limit: int) -> str:
    """At most `limit` characters, the last of them "…" if anything was left out."""
    if len(words) <= limit:
        return words
    return words[: limit - 1].rstrip() + "…"
