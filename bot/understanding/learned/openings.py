"""Words that settle who gives and who takes: "ISO …" asks, "Come and see …" offers, "… in return for …" turns round.

The network weighs all the words, and both can be said in the same ones; these mean one thing alone.
"""

import re
from typing import Final

_SAID: Final = r"^\W*(?:(?:hi|hello|hiya|morning|afternoon)(?: (?:all|everyone|both|team|there|folks))?[,!. -]+)?"
_TAKING_PART: Final = r"(?:an?|some|to (?:see|shadow|spend|come|visit|join|sit))\b"
_TREAT: Final = r"(?:(?:an?|some|free) (?!way|chance)|to (?:see|shadow|borrow|have|watch|follow|visit|sit in))"
_GIVES: Final = re.compile(
    _SAID + r"(?:come (?:and|&) (?!help|teach|show us|tell us)"
    rf"|who(?:'d| would) like {_TAKING_PART}"
    rf"|would (?:any(?:one|body)|some(?:one|body)) like (?:help\b|{_TAKING_PART}(?! us\b))"
    rf"|(?:would|does|do) (?:an?|any|your|some) (?:[\w'-]+ ){{1,4}}(?:like|want|fancy) {_TREAT}(?! us\b)"
    r"|(?:could|can) (?:u |you |anyone |anybody |your (?:[\w'-]+ ){1,3})use"
    r" (?:some|an? (?:extra|spare|free|hand)|a bit of|help)\b"
    r"|(?:would|does) (?:an?|some|our) (?:[\w'-]+ ){1,6}"
    r"(?:suit|appeal to|interest|be of (?:use|interest) to) (?:any|some|you)"
    r"|fancy (?:seeing|watching|coming|an? (?:hour|day|half|morning|afternoon|look|tour|go|ride)\b))",
    re.IGNORECASE,
)
_SEEKS: Final = re.compile(
    _SAID + r"(?:iso (?!\d)|(?:in search of|searching for|seeking|crying out for)\b)", re.IGNORECASE
)


def side(text: str) -> str | None:
    """ "offer" or "seek", as a message begins that has one wish; None where that leaves it open."""
    if _GIVES.search(text):
        return "offer"
    return "seek" if _SEEKS.search(text) else None


_TURN: Final = re.compile(r"(?<=\w)[,;.]?\s+in (?:exchange|return) for\b", re.IGNORECASE)


def halves(text: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Where the two halves of a bargain stand, what is given and what for; None where it is no such sentence."""
    turns = list(_TURN.finditer(text))
    if len(turns) != 1:
        return None
    return (0, turns[0].start()), (turns[0].end(), len(text))
