"""A letter that was forwarded: what it says counts, and not when it was sent, by whom or to whom.

Only where there is the head of a letter: one "To:" or "Date:" alone is somebody's own words.
"""

import re

_HEADED = re.compile(r"(?:^|\n|[->*:] ?)(?:From|Sent|Date): .{0,300}?(?:\n| )(?:Sent|Date|To|Subject): ", re.DOTALL)
_LINE = re.compile(
    r"^[ >*]*(?:-{2,} ?(?:original|forwarded) message ?-{2,}|begin forwarded message:|(?:fwd?|fw|re):(?=\s*$))\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD = re.compile(
    r"\b(?:From|Sent|Date|To|Cc|Bcc|Importance|Reply-To):[^\n]{0,200}?"
    r"(?=\s*(?:\n|$|\b(?:From|Sent|Date|To|Cc|Bcc|Subject): ))"
)
_SUBJECT = re.compile(r"\bSubject: (?:(?:re|fwd?|fw): ?){0,5}(?P<words>[^\n]{0,200}\n)?", re.IGNORECASE)
_WROTE = re.compile(r"^[ >]*On [^\n]{5,120}\bwrote:\s*$", re.MULTILINE)
_QUOTED = re.compile(r"^(?:> ?)+", re.MULTILINE)
_LEAST = 4
"""Words that must be left for a letter's subject to be no more than its title."""


def without_heads(text: str) -> str:
    """The words of `text`, which is plain, without the head of a letter in it; as they are if there is none."""
    quoted = _WROTE.search(text) is not None
    headed = _HEADED.search(text) is not None
    if not quoted and not headed:
        return text
    kept = _QUOTED.sub("", _WROTE.sub("", text)) if quoted else text
    if headed:
        kept = _FIELD.sub("", _LINE.sub("", kept))
        body = _SUBJECT.sub("", kept)
        kept = body if len(body.split()) >= _LEAST else _SUBJECT.sub(lambda found: found["words"] or "", kept)
    return re.sub(r"[^\S\n]+", " ", re.sub(r"\s*\n\s*", "\n", kept)).strip() or text
