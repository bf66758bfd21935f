"""What people write around what they have to say: "Good afternoon", and "Kind regards" with a name and two telephones.

Others read the words of an offer without knowing who wrote them, so a greeting and a signature say nothing there.
"""

import re

_GREETING = re.compile(
    r"^\s*(?:hi|hello|hey|dear(?: \w+){1,3}|good (?:morning|afternoon|evening)|bore da|prynhawn da)"
    r"(?: (?:there|all|everyone|everybody|team|both|bot))?\s*(?:[,.!]+\s*|\n+)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:(?<=[.!?\n)])|^)\s*(?:(?:with |many )?(?:kind|kindest|best|warm|warmest)(?: (?:regards|wishes))?|regards|many thanks"
    r"|thanks|thank you|cheers|all the best|yours(?: (?:sincerely|faithfully|truly))?|cofion(?: gorau)?|diolch)"
    r"\s*[,.!\n-]+(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
MOST_WORDS = 25
"""After "Kind regards": whoever goes on for longer has more to say than a signature."""


def without(words: str) -> str:
    """The words between a greeting and a signature; as they are if there is nothing else in them."""
    kept, greeted = _GREETING.subn("", words, count=1)
    for found in _CLOSING.finditer(kept):
        if len(found["rest"].split()) <= MOST_WORDS:
            kept = kept[: found.start()]
            break
    kept = kept.strip()
    if not kept:
        return words
    return kept[:1].upper() + kept[1:] if greeted else kept
