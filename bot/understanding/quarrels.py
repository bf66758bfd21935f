"""Where two intents claim the same words, which of them has the better right.

The table is read in order: where `winner` is there, and its condition holds, the losers give way.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from bot.understanding.patterns import compiled
from bot.understanding.reading import MASK
from bot.understanding.understood import Intent

Found = dict[Intent, int]


class Quarrel(NamedTuple):
    """`when` is given the words and what was found; None means always."""

    winner: Intent
    losers: frozenset[Intent]
    when: Callable[[str, Found], bool] | None = None


def settled(found: Found, norm: str) -> Found:
    """`found` without those that have to give way."""
    left = dict(found)
    for winner, losers, when in _QUARRELS:
        if winner in left and losers & left.keys() and (when is None or when(norm, left)):
            left = {intent: weight for intent, weight in left.items() if intent not in losers}
    return left


def _says(pattern: str) -> Callable[[str, Found], bool]:
    cue = compiled(pattern)
    return lambda norm, _: bool(cue.search(norm))


def _unless(pattern: str) -> Callable[[str, Found], bool]:
    cue = compiled(pattern)
    return lambda norm, _: not cue.search(norm)


_INSTEAD: Final = (
    r"(?:instead|rather|another (?:day|time|date|week)|different (?:day|time|date)|how about|what about"
    r"|(?:can|could|shall) {I} (?:do|make|have|try|move|say)|resched\w*|rearrange|move|push|postpone|rebook|meant"
    r"|new (?:date|time)|next (?:week|month)|later|earlier)"
)
_HOSTING: Final = (
    r"(?:host|hosting|offer|offering|take anyone|have anyone|visitors|be matched|match|matches|matching|anyone|anybody)"
)
_PAUSING: Final = (
    r"(?:pause|suspend|snooze|on hold|hold|freeze|hibernate|(?:cannot|not able to|unable to|will not be able to) "
    r"(?:host|do|offer)(?: {MANY})?(?:this|until|next|for|in|during|over|¦))"
)
_ASKING_HOW: Final = (
    r"(?:how (?:do|can|would|should|could)|what (?:do|happens|should|is)|is it|can (?:volunteers|anyone)|who can)"
)
_MINE: Final = compiled(r"(?:my|mine|our|i|we|am|me|us)")
_OTHERS: Final = compiled(r"(?:someone else|others?|other people)")


def _about_me(norm: str, _: Found) -> bool:
    return bool(_MINE.search(norm)) and not _OTHERS.search(norm)


_I = Intent
_DIGEST_FACES: Final = frozenset(
    {_I.CANCEL, _I.WITHDRAW, _I.PAUSE, _I.RESUME, _I.BROWSE, _I.LIST_MINE, _I.UNDO, _I.RESCHEDULE, _I.DECLINE}
    | {_I.PROGRESS, _I.ERASE_DATA, _I.ACCEPT, _I.REFLECT}
)
_HELP_FACES: Final = frozenset(
    {_I.LIST_MINE, _I.BROWSE, _I.PROGRESS, _I.WITHDRAW, _I.CANCEL, _I.PAUSE, _I.RESCHEDULE, _I.ACCEPT, _I.DIGEST_ON}
)
_QUARRELS: Final[tuple[Quarrel, ...]] = (
    Quarrel(_I.RESCHEDULE, frozenset({_I.UNDO}), lambda norm, _: MASK in norm),
    Quarrel(_I.UNDO, frozenset({_I.RESCHEDULE})),
    Quarrel(_I.RESCHEDULE, frozenset({_I.CANCEL}), _says(_INSTEAD)),
    Quarrel(_I.CANCEL, frozenset({_I.RESCHEDULE})),
    Quarrel(_I.DIGEST_OFF, frozenset({_I.DIGEST_ON})),
    Quarrel(_I.WITHDRAW, frozenset({_I.DIGEST_OFF, _I.DIGEST_ON}), _says(r"(?:offers?|requests?|asks?|listings?)")),
    Quarrel(_I.DIGEST_OFF, _DIGEST_FACES),
    Quarrel(_I.DIGEST_ON, _DIGEST_FACES),
    Quarrel(
        _I.RESUME,
        frozenset({_I.PAUSE, _I.CANCEL, _I.WITHDRAW, _I.UNDO, _I.DIGEST_ON, _I.RESCHEDULE, _I.ACCEPT}),
    ),
    Quarrel(
        _I.ERASE_DATA,
        frozenset({_I.EXPORT_DATA}),
        _unless(r"(?:copy|download|export|csv|spreadsheet|access request|send me)"),
    ),
    Quarrel(_I.ERASE_DATA, frozenset({_I.WITHDRAW, _I.CANCEL, _I.PROFILE, _I.UNDO, _I.DECLINE})),
    Quarrel(
        _I.EXPORT_DATA,
        frozenset({_I.LIST_MINE, _I.BROWSE, _I.PROFILE, _I.REFLECT, _I.PROGRESS, _I.HELP, _I.DIGEST_ON}),
    ),
    Quarrel(_I.PAUSE, frozenset({_I.WITHDRAW}), _says(_PAUSING)),
    Quarrel(
        _I.WITHDRAW,
        frozenset({_I.CANCEL, _I.UNDO, _I.DECLINE, _I.PAUSE, _I.LIST_MINE, _I.BROWSE, _I.RESCHEDULE, _I.ACCEPT}),
    ),
    Quarrel(_I.PAUSE, frozenset({_I.CANCEL}), lambda norm, left: left[_I.PAUSE] > left[_I.CANCEL]),
    Quarrel(_I.PAUSE, frozenset({_I.CANCEL}), _says(_HOSTING)),
    Quarrel(_I.CANCEL, frozenset({_I.PAUSE})),
    Quarrel(_I.PAUSE, frozenset({_I.DECLINE, _I.UNDO, _I.ACCEPT})),
    Quarrel(_I.UNDO, frozenset({_I.CANCEL}), _says(r"cancel (?:that|it|this)(?: last)?(?: please)?$")),
    Quarrel(_I.UNDO, frozenset({_I.CANCEL}), lambda norm, left: left[_I.UNDO] > left[_I.CANCEL]),
    Quarrel(_I.CANCEL, frozenset({_I.UNDO, _I.DECLINE, _I.ACCEPT})),
    Quarrel(_I.RESCHEDULE, frozenset({_I.DECLINE, _I.ACCEPT, _I.LIST_MINE})),
    Quarrel(_I.UNDO, frozenset({_I.DECLINE})),
    Quarrel(_I.DECLINE, frozenset({_I.ACCEPT, _I.THANKS})),
    Quarrel(_I.PROGRESS, frozenset({_I.LIST_MINE, _I.BROWSE, _I.REFLECT})),
    Quarrel(_I.LIST_MINE, frozenset({_I.BROWSE}), _about_me),
    Quarrel(_I.BROWSE, frozenset({_I.LIST_MINE})),
    Quarrel(_I.HELP, _HELP_FACES, _says(_ASKING_HOW)),
    Quarrel(_I.REFLECT, frozenset({_I.THANKS, _I.PROGRESS, _I.ACCEPT, _I.HELP, _I.LIST_MINE, _I.PAUSE})),
    Quarrel(_I.PROFILE, frozenset({_I.LIST_MINE})),
)
