"""What a person typed, made harmless for Slack: never a mention, a link, markup, or a character that breaks a line."""

import unicodedata

_KEPT = "\n\t"
_TURNING = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
"""Characters that change the direction of all that follows them; Arabic and Hebrew need none of them."""


def tidy(words: str) -> str:
    """Without control characters, halves of characters, and marks that turn the rest of the line round."""
    return "".join(
        each
        for each in words.replace("\r\n", "\n").replace("\r", "\n")
        if each in _KEPT or (unicodedata.category(each) not in ("Cc", "Cs") and each not in _TURNING)
    )


def escaped(words: str) -> str:
    """For a place where Slack reads markup: `<!channel>` comes out as those ten characters, and notifies nobody."""
    return tidy(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shortened(words: str, limit: int) -> str:
    """At most `limit` characters, the last of them "…" if anything was left out."""
    if len(words) <= limit:
        return words
    return words[: limit - 1].rstrip() + "…"
