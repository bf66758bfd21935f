"""How two people would meet, where words alone say it: both ways ("Teams or in person"), or one outright ("f2f")."""

import re

from bot.model.listings import Mode

_AFAR = (
    r"(?:online|remote(?:ly)?|(?:ms )?teams|zoom|(?:tele)?phone|a call|video(?: call)?|virtual(?:ly)?|skype|facetime"
    r"|webex|email)"
)
_THERE = (
    r"(?:in[- ]person|in the flesh|face[- ]to[- ]face|f2f|on[- ]?site|at (?:ours|yours|our|your|my|the)"
    r"|(?:you|we|i|they) (?:can |could )?(?:come|visit|pop)|come (?:to|over|in|along|round)|office|not)"
)
_BETWEEN = r"[^.;!?\n]{0,20}\bor\b[^.;!?\n]{0,20}"
_TOWN = r"(?:in|at) (?!(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))(?-i:[A-Z][a-z]+)"
_OPEN = re.compile(
    rf"\b{_AFAR}\b{_BETWEEN}\b{_THERE}\b|\b{_THERE}\b{_BETWEEN}\b{_AFAR}\b"
    rf"|\b{_AFAR},? or {_TOWN}|\b{_TOWN},? or (?:on |via |over |by )?{_AFAR}\b"
    r"|\bhybrid\b(?= (?:is|works|ok|okay|fine|suits)\b|\s*(?:[.,;!)]|$))",
    re.IGNORECASE,
)


def left_open(words: str) -> bool:
    """True only where both ways are named, or neither matters."""
    return _OPEN.search(words) is not None


_OUTRIGHT = {
    Mode.IN_PERSON: re.compile(
        r"\b(?:face[- ]to[- ]face|f2f|in[- ]person|on[- ]site|(?:come|ride) along|go(?:ing)? out w(?:ith)?"
        r"|visit (?:an?|the|your|our|us|you))\b",
        re.IGNORECASE,
    ),
    Mode.REMOTE: re.compile(
        r"\b(?:virtual(?:ly)?|remotely|(?:by|over|on|via) (?:the )?(?:video|phone|zoom|skype)|video call"
        r"|screen ?shar(?:e|ing)|google meet|facetime|webex|whatsapp call|zoom call|teams call|phone call|webinar)\b",
        re.IGNORECASE,
    ),
}


def outright(words: str) -> Mode | None:
    """The one way that is named in words that mean nothing else; None if there is none, or both are."""
    named = [mode for mode, pattern in _OUTRIGHT.items() if pattern.search(words)]
    return named[0] if len(named) == 1 else None
