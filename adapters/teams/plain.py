"""Words on their way to Teams: nothing in them may act, and none of them may be too long."""

import json
import re
from typing import Any

_JOINER = "\u2060"
"""Takes no room and is not a letter: put between two signs, it stops them from meaning something together."""
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
"""Control characters, halves of an emoji that some client cut in two, and signs that turn round everything after
them, the words of other people included: right-to-left text needs none."""
_FUNCTION = re.compile(r"\{(?=\{)")
_MARKDOWN_LINK = re.compile(r"\](?=[(\[])")


def inert(text: str) -> str:
    """The same words, without what a card reads as an instruction: `{{DATE(…)}}`, a Markdown link, control signs."""
    text = _UNSEEN.sub("", text.replace("\t", " "))
    return _MARKDOWN_LINK.sub(f"]{_JOINER}", _FUNCTION.sub("{" + _JOINER, text))


def spoken(text: str) -> str:
    """The words as they are read aloud or shown in a notification, where angle brackets would be mark-up."""
    return inert(text).translate({ord("<"): "‹", ord(">"): "›", ord("&"): "+"})


def shortened(text: str, most: int) -> str:
    """At most `most` characters, ending in "…" if anything was left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def weight(drawn: dict[str, Any]) -> int:
    """Bytes of this as the JSON that is sent."""
    return len(written(drawn))


def written(drawn: dict[str, Any]) -> bytes:
    """The JSON that is sent: letters as themselves, because six bytes for each would fill the message.

    What cannot be sent at all, such as half an emoji in a value, becomes a question mark.
    """
    return json.dumps(drawn, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
