"""What two wishes in one message settle about each other.

In a bargain one is given and the other taken, so the likeliest such pair counts, not each one's own likeliest side;
and what is given for something is given for it on both sides. A list of "two requests" is of requests. A return that
names nothing ("will repay in kind") is no wish of its own.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from bot.understanding.learned.items import Item
from bot.understanding.learned.labels import LISTING
from bot.understanding.learned.phrases import likeliest
from bot.understanding.learned.pieces import Word


@dataclass(frozen=True)
class Wish:
    """An item with its intent and how sure that is; `bargain`: whether another wish is its price, if both have told."""

    item: Item
    intent: str
    sure: float
    bargain: bool | None = None

    @property
    def reciprocal(self) -> bool:
        """Whether something is given in return."""
        return self.item.chance("reciprocal", "yes") > _HALF if self.bargain is None else self.bargain


_HALF: Final = 0.5
_LISTED: Final = re.compile(
    r"^\W*(?:(?:hi|hello)[^\w\n]+(?:all|everyone|folks)?\W*)?(?:(?:i|we)(?:'m|'re| am| are|'d)? )?"
    r"(?P<verb>(?:looking for|after|need|want|would like|like|seeking|can offer|offering) )?"
    r"(?:two|2|three|3|a couple of) (?:different |separate |more )?"
    r"(?P<noun>requests?|asks|offers|things|bits|wants|needs|wishes)\b[^\w\n]*[:,.-]",
    re.IGNORECASE,
)
_ITSELF: Final = frozenset({"requests", "asks", "offers", "wants", "needs"})
"""Nouns that say which side all are on; "two things" alone does not."""
_NOTHING_NAMED: Final = re.compile(
    r"\b(?:something|anything|whatever)(?: \w+)? (?:back|in (?:return|exchange)|for it)\b|\bin kind\b"
    r"|\b(?:repay|reciprocate)\b|\breturn the favou?r\b|\b(?:on|with) anything(?: really| at all| you)\b"
    r"|\bwhatever you(?:'d like| need| want)\b",
    re.IGNORECASE,
)


def settled(wishes: list[Wish], text: str, words: tuple[Word, ...]) -> list[Wish]:
    """The wishes as they stand together."""
    if len(wishes) != 2 or any(wish.intent not in LISTING for wish in wishes):
        return wishes
    first, second = wishes
    if _reciprocal(first, second):
        left_open = _NOTHING_NAMED.search(text)
        if left_open is None:
            return _bargain(first, second)
        named = _names(second.item, first.item, left_open, words)
        return [replace(wish, bargain=True) for wish in (wishes if named else [first])]
    listed = _LISTED.search(text)
    if listed is not None and (listed["verb"] or listed["noun"].lower() in _ITSELF):
        second = replace(second, intent=first.intent, sure=first.sure)
    return [replace(wish, bargain=False) for wish in (first, second)]


def _reciprocal(first: Wish, second: Wish) -> bool:
    """Whether each is the other's price: the two are heard together."""
    return sum(wish.item.chance("reciprocal", "yes") for wish in (first, second)) / 2 > _HALF


def _bargain(first: Wish, second: Wish) -> list[Wish]:
    """One given, one taken, whichever way round is likelier."""
    given = first.item.chance("intent", "offer") * second.item.chance("intent", "seek")
    taken = first.item.chance("intent", "seek") * second.item.chance("intent", "offer")
    sides = ("offer", "seek") if given > taken else ("seek", "offer")
    sure = max(given, taken) / (given + taken)
    return [
        replace(wish, intent=side, sure=sure, bargain=True) for wish, side in zip((first, second), sides, strict=True)
    ]


def _names(second: Item, first: Item, left_open: re.Match[str], words: tuple[Word, ...]) -> bool:
    """Whether the sentence that leaves the return open, or what follows, names it: not by the first's subject again."""
    if second.best("activity")[0] == "desk":
        return True
    one, other = (likeliest(item.phrases["topic"]) for item in (first, second))
    if one is None or other is None or (one[0] <= other[1] and other[0] <= one[1]):
        return False
    start, end = words[other[0]].start, words[other[1]].end
    begun = max(left_open.string.rfind(mark, 0, left_open.start()) for mark in ".!?\n")
    return begun < start and (end <= left_open.start() or left_open.end() <= start)
