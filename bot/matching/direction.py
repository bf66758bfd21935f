"""Who goes where: somebody comes to us, or one of us comes to you.

"Come and spend a week with us" does not answer "lend us somebody for a week". Read from the words; a listing that
does not say stands in nobody's way.
"""

import re
from enum import StrEnum
from functools import lru_cache

from bot.matching.words import LONGEST
from bot.model.listings import Activity, Kind
from bot.patterns import Pattern


class Direction(StrEnum):
    """Whether the guest travels to the offerer (VISIT) or the offerer's person to the asker (LOAN)."""

    VISIT = "visit"
    LOAN = "loan"


_OFFER_LOAN = Pattern(
    r"\b(?:i|i'm|we|she|he|they|who)\b[^.!?]{0,60}?\b(?:(?:can|could|to) be (?:seconded|lent|loaned|released|placed)|"
    r"available (?:for|to)|(?:keen|hoping|want|like|love|free|able|happy|willing|offering|agreed|due|allowed) to "
    r"(?:spend|come and work|do|work (?:in|inside|at|with|for)|join|help out (?:in|at)))\b"
    r"|\bsecond(?:ed|ing)? (?:one|someone|somebody|a member|an? \w+|me|out|to)\b"
    r"|\b(?:lend|loan|release|spare|second) (?:you|a charity|an? \w+ (?:officer|analyst|accountant|manager)|one of)\b"
    r"|\b(?:looking|keen|want\w*|hoping|after|seeking)\b[^.!?]{0,30}\b(?:secondment|placement)\b[^.!?]{0,25}"
    r"\b(?:in|at|with|inside)\b"
    r"|\bsalary (?:is |being )?(?:paid|covered|met)\b|\bon loan\b|\bcome to you\b"
    r"|\bat your (?:office|place|charity|site)\b",
    re.IGNORECASE,
)
_OFFER_VISIT = Pattern(
    r"\b(?:host|(?:we|i)(?:'d| would| could| can|'ll)? (?:take|have|welcome|put up)|"
    r"come (?:and|to|for|along|in|out|with)|"
    r"with us|join us|join (?:our|the|my)|(?:in|at|with) our|follow (?:me|us)|could take|can take|a week in|days in|"
    r"spend (?:a|two|three|five|some)\b[^.!?]{0,20}(?:in|with|at) (?:our|us|a)|you do the|you'll do|"
    r"you'd (?:be|do|work)|space for|"
    r"placement (?:here|with us|available|on offer))\b",
    re.IGNORECASE,
)
_ASK_LOAN = Pattern(
    r"\b(?:lend|loan|second|spare|release|send|borrow|loaned|seconded|lent)\b[^.!?]{0,30}"
    r"\b(?:us|me|to us|someone|somebody|anyone|an?|your|one of)\b"
    r"|\b(?:we|i)(?:'d| would| could|'re| are)?\b[^.!?]{0,25}\b(?:need|use|take|have|borrow|after|host|do with)\b"
    r"[^.!?]{0,25}\b(?:someone|somebody|an? (?:\w+ ){0,3}"
    r"(?:person|officer|analyst|accountant|manager|developer|expert))\b"
    r"|\bcome (?:and |to )(?:work|spend|us|join|help)\b[^.!?]{0,25}\b(?:us|our|here)\b"
    r"|\bsecondee\b|\bwith us for\b|\bto join us\b",
    re.IGNORECASE,
)
_ASK_VISIT = Pattern(
    r"\b(?:i|i'd|i'm|we|we'd|my \w+|our \w+|one of (?:my|our)|me|she|he|they)\b[^.!?]{0,50}?"
    r"\b(?:spend|work|go|come (?:and|to|in|over)|be placed|do|get|join|have)\b[^.!?]{0,60}"
    r"\b(?:in|inside|with|at|alongside)\b(?! us| our)"
    r"|\b(?:take|have|host) (?:me|one of (?:my|our|us)|our|my|an? (?:officer|councillor|manager|director))\b"
    r"|\bplacement (?:in|with|at|inside)\b|\bsecondment (?:in|with|to|at|inside)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=20_000)
def of_listing(kind: Kind, activity: Activity, text: str) -> Direction | None:
    """The direction a listing speaks of, or None when it leaves it open.

    Shadowing and desks always mean a visit. A placement is told by its verbs; a skill has no direction.
    """
    if activity in (Activity.SHADOW, Activity.DESK):
        return Direction.VISIT
    if activity is Activity.SKILL:
        return None
    loan, visit = (_OFFER_LOAN, _OFFER_VISIT) if kind is Kind.OFFER else (_ASK_LOAN, _ASK_VISIT)
    lends, visits = loan.compiled.search(text[:LONGEST]), visit.compiled.search(text[:LONGEST])
    if lends and visits:
        return Direction.LOAN if lends.start() <= visits.start() else Direction.VISIT
    return Direction.LOAN if lends else Direction.VISIT if visits else None


def compatible(asked: Direction | None, offered: Direction | None) -> bool:
    """False only when both say and they say opposite things."""
    return asked is None or offered is None or asked is offered
