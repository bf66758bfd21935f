"""Whatever a person typed becomes safe plain words before anybody else reads it or anything tries to understand it.

Platform markup goes (mentions, broadcasts, links, tags, bold marks), HTML is unescaped once and never twice,
invisible and direction-changing characters are removed, and what is left is NFC.
"""

import html
import re
import unicodedata
from typing import Final

EMOJI_NAMES: Final = {
    "+1": "👍",
    "thumbsup": "👍",
    "ok_hand": "👌",
    "white_check_mark": "✅",
    "heavy_check_mark": "✅",
    "-1": "👎",
    "thumbsdown": "👎",
    "x": "❌",
    "wave": "👋",
    "pray": "🙏",
    "heart": "❤",
    "smile": "🙂",
    "tada": "🎉",
}
"""Slack's short names that carry a meaning the bot reads; every other `:name:` is dropped."""

_SLACK_MENTION = re.compile(r"<@[UWB][A-Z0-9]{2,}(?:\|[^<>]{0,80})?>")
_TEAMS_MENTION = re.compile(r"<at(?:\s[^<>]{0,80})?>[^<>]{0,80}</at>", re.IGNORECASE)
_BROADCAST = re.compile(r"<!(?:[^<>|]{0,80})(?:\|([^<>]{0,80}))?>")
_CHANNEL = re.compile(r"<#[A-Z0-9]+(?:\|([^<>]{0,80}))?>")
_LABELLED_LINK = re.compile(r"<(?:https?|mailto|tel):[^<>|\s]{1,2000}\|([^<>]{1,300})>", re.IGNORECASE)
_BARE_LINK = re.compile(r"<((?:https?|mailto|tel):[^<>|\s]{1,2000})>", re.IGNORECASE)
_SCRIPT = re.compile(r"<(script|style)\b[^<>]{0,200}>[^<]{0,5000}</\1\s{0,9}>", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"<(?:br|/?p|/?div|/?li|/?ul|/?ol|/?blockquote)\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,300}>")
_EMOJI_NAME = re.compile(r"(?<![\w:]):([a-z0-9_+\-]{1,40}):(?::skin-tone-\d:)?(?![\w:])")
_LITERAL_BROADCAST = re.compile(r"[@＠]+(?=(?:channel|here|everyone|group)(?![a-z]))", re.IGNORECASE | re.ASCII)
"""Whatever but a Latin letter may follow: a platform may end a word at another kind of letter, as Python does not."""
_BEFORE_A_SIGN = re.compile(r"(?=[!@#])")
_BOLD = re.compile(r"(?<![\w*])\*([^*\n]{1,300})\*(?![\w*])")
_ITALIC = re.compile(r"(?<!\w)_([^_\n]{1,300})_(?!\w)")
_STRIKE = re.compile(r"(?<![\w~])~([^~\n]{1,300})~(?![\w~])")
_CODE = re.compile(r"`+")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")

# Format (Cf) characters are invisible: zero-width spaces and joiners, bidi marks and overrides, soft hyphens,
# language tags. The joiner inside an emoji sequence goes too; the emoji then shows as its parts.
_INVISIBLE = {"Cf", "Cc", "Cs", "Co", "Cn"}


def plain(text: str, *, mention: str = "someone") -> str:
    """The words of `text`, safe to show to another person on any platform.

    A mention at the very beginning or end is dropped (it addresses the bot); elsewhere it becomes `mention`.
    """
    text = _LABELLED_LINK.sub(r"\1", _visible(text))
    text = _BARE_LINK.sub(r"\1", text)
    text = _replace_mentions(text, mention)
    text = _CHANNEL.sub(lambda m: m.group(1) or "", text)
    text = _BROADCAST.sub(lambda m: (m.group(1) or "").lstrip("@"), text)
    text = _SCRIPT.sub(" ", text)
    text = _TAG.sub(" ", _BLOCK_TAG.sub("\n", text))
    text = html.unescape(text)
    text = _visible(text)
    text = _EMOJI_NAME.sub(lambda m: EMOJI_NAMES.get(m.group(1), ""), text)
    for mark in (_BOLD, _ITALIC, _STRIKE):
        text = mark.sub(r"\1", text)
    text = _CODE.sub("", text)
    text = _unbracketed(_LITERAL_BROADCAST.sub("", text))  # last: taking marks away may bring one together
    return unicodedata.normalize("NFC", _LINES.sub("\n", _SPACES.sub(" ", text)).strip())


def legible(text: str) -> str:
    """What somebody filled into a form, where no platform marks anything up: only what cannot be seen is removed."""
    return _LINES.sub("\n", _SPACES.sub(" ", _visible(text))).strip()


def _replace_mentions(text: str, mention: str) -> str:
    """Each mention becomes a neutral word, except those that stand first or last."""
    marked = _TEAMS_MENTION.sub("\x00", _SLACK_MENTION.sub("\x00", text))
    marked = re.sub(r"^(?:\s|&nbsp;|\x00)+|(?:\s|&nbsp;|\x00)+$", " ", marked)
    return marked.replace("\x00", f" {mention} " if mention else " ")


def _unbracketed(text: str) -> str:
    """No `<` stands before a sign that would make a mention of it, whatever was typed between."""
    *pieces, last = _BEFORE_A_SIGN.split(text)
    kept = (piece.rstrip("< \n\t") if "<" in piece[len(piece.rstrip("< \n\t")) :] else piece for piece in pieces)
    return "".join((*kept, last))


def _visible(text: str) -> str:
    """NFC without anything that cannot be seen; newlines and tabs stay as white space."""
    if text.isprintable():
        return unicodedata.normalize("NFC", text)
    if text.isascii():
        return "".join(c if c.isprintable() else "\n" if c in "\n\r" else " " if c == "\t" else "" for c in text)
    kept = (
        c
        if c == "\n"
        else "\n"
        if c in "\r\u2028\u2029"
        else " "
        if c == "\t" or unicodedata.category(c) == "Zs"
        else ""
        if unicodedata.category(c) in _INVISIBLE
        else c
        for c in text
    )
    return unicodedata.normalize("NFC", "".join(kept))
