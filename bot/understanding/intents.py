"""What a clause wants of the bot: cues weighed for every intent, then the few quarrels between intents settled."""

import re
from functools import cache
from typing import Final

from bot.understanding.ideas import ideas
from bot.understanding.patterns import compiled
from bot.understanding.reading import MASK
from bot.understanding.tables.business import CHATTER, OTHER_BUSINESS, SAFEGUARDING
from bot.understanding.tables.cues import CUES
from bot.understanding.understood import Intent

_COURTESY: Final = frozenset({Intent.GREET, Intent.THANKS})

IntentCue = tuple[Intent, int, re.Pattern[str]]


def possible(norm: str, spoken: str) -> tuple[IntentCue, ...]:
    """The cues that can match a part of the message at all.

    A cue found in a part is found in the whole too, unless it asks for the part's beginning or end: those are
    always kept. Each part of a message then tries some tens of cues and not hundreds.
    """
    return tuple(
        cue for cue in _cues() if _anchored(cue[2]) or cue[2].search(norm) or (spoken != norm and cue[2].search(spoken))
    )


def weights(norm: str, spoken: str, cues: tuple[IntentCue, ...]) -> dict[Intent, int]:
    """Each intent whose cues the words hold, with the weight of its strongest cue.

    `norm` has its times hidden, `spoken` has not: "on leave until" is a cue as well as a time.
    """
    found: dict[Intent, int] = {}
    for intent, weight, cue in cues:
        if weight > found.get(intent, 0) and (cue.search(norm) or (spoken != norm and cue.search(spoken))):
            found[intent] = weight
    if not found.keys() - _COURTESY:
        found |= ideas(norm, spoken)
    return _settled(found, norm)


@cache
def _anchored(cue: re.Pattern[str]) -> bool:
    return "^" in cue.pattern.replace("[^", "[") or "$" in cue.pattern


def other_business(norm: str) -> bool:
    """Whether the message is a worry about somebody's safety or another service's business: never the bot's to act on."""
    return bool(compiled(SAFEGUARDING).search(norm) or compiled(OTHER_BUSINESS).search(norm))


def chatter(norm: str) -> bool:
    """Whether the words are talk that wants nothing."""
    return bool(compiled(CHATTER).search(norm))


@cache
def _cues() -> tuple[IntentCue, ...]:
    """Every cue, the strongest of each intent first."""
    return tuple(
        (Intent(name), weight, compiled(pattern))
        for name, cues in CUES.items()
        for weight, pattern in sorted(cues, key=lambda cue: -cue[0])
    )


_COPY = compiled(r"(?:copy|download|export|csv|spreadsheet|access request|send me)")
_LISTING = compiled(r"(?:offers?|requests?|asks?|listings?)")
_CANCEL_THAT = compiled(r"cancel (?:that|it|this)(?: last)?(?: please)?$")
_INSTEAD = compiled(
    r"(?:instead|rather|another (?:day|time|date|week)|different (?:day|time|date)|how about|what about|(?:can|could|shall) {I} (?:do|make|have|try|move|say)|resched\w*|rearrange|move|push|postpone|rebook|meant|new (?:date|time)|next (?:week|month)|later|earlier)"
)
_HOST = compiled(
    r"(?:host|hosting|offer|offering|take anyone|have anyone|visitors|be matched|match|matches|matching|anyone|anybody)"
)


def _settled(found: dict[Intent, int], norm: str) -> dict[Intent, int]:
    """Where two intents claim the same words, which of them has the better right."""

    def drop(*losers: Intent) -> None:
        for loser in losers:
            found.pop(loser, None)

    i = Intent
    if i.UNDO in found and i.RESCHEDULE in found:
        drop(i.UNDO if MASK in norm else i.RESCHEDULE)
    if i.RESCHEDULE in found and i.CANCEL in found:
        drop(i.CANCEL if _INSTEAD.search(norm) else i.RESCHEDULE)
    if i.DIGEST_OFF in found and i.DIGEST_ON in found:
        drop(i.DIGEST_ON)
    if i.WITHDRAW in found and i.DIGEST_OFF in found and _LISTING.search(norm):
        drop(i.DIGEST_OFF, i.DIGEST_ON)
    if i.DIGEST_OFF in found or i.DIGEST_ON in found:
        drop(
            i.CANCEL,
            i.WITHDRAW,
            i.PAUSE,
            i.RESUME,
            i.BROWSE,
            i.LIST_MINE,
            i.UNDO,
            i.RESCHEDULE,
            i.DECLINE,
            i.PROGRESS,
            i.ERASE_DATA,
            i.ACCEPT,
            i.REFLECT,
        )
    if i.RESUME in found:
        drop(i.PAUSE, i.CANCEL, i.WITHDRAW, i.UNDO, i.DIGEST_ON, i.RESCHEDULE, i.ACCEPT)
    if i.EXPORT_DATA in found and i.ERASE_DATA in found and not _COPY.search(norm):
        drop(i.EXPORT_DATA)
    if i.ERASE_DATA in found:
        drop(i.WITHDRAW, i.CANCEL, i.PROFILE, i.UNDO, i.DECLINE)
    elif i.EXPORT_DATA in found:
        drop(i.LIST_MINE, i.BROWSE, i.PROFILE, i.REFLECT, i.PROGRESS, i.HELP, i.DIGEST_ON)
    if i.WITHDRAW in found:
        drop(
            i.CANCEL,
            i.UNDO,
            i.DECLINE,
            i.PAUSE if not _strong_pause(norm) else i.WITHDRAW,
            i.LIST_MINE,
            i.BROWSE,
            i.RESCHEDULE,
            i.ACCEPT,
        )
    if i.PAUSE in found and i.CANCEL in found:
        drop(i.CANCEL if _HOST.search(norm) or found[i.PAUSE] > found[i.CANCEL] else i.PAUSE)
    if i.PAUSE in found:
        drop(i.DECLINE, i.UNDO, i.ACCEPT)
    if i.CANCEL in found:
        if i.UNDO in found:
            drop(i.CANCEL if _CANCEL_THAT.search(norm) or found[i.UNDO] > found[i.CANCEL] else i.UNDO)
        drop(i.DECLINE, i.ACCEPT)
    if i.RESCHEDULE in found:
        drop(i.CANCEL, i.DECLINE, i.ACCEPT, i.LIST_MINE, i.UNDO)
    if i.UNDO in found:
        drop(i.DECLINE)
    if i.DECLINE in found:
        drop(i.ACCEPT, i.THANKS)
    if i.PROGRESS in found:
        drop(i.LIST_MINE, i.BROWSE, i.REFLECT)
    if i.LIST_MINE in found and i.BROWSE in found:
        drop(
            i.BROWSE
            if re.search(r"(?<!\S)(?:my|mine|our|i|we|am)(?!\S)", norm)
            and not re.search(r"(?<!\S)(?:someone else|others?|other people)", norm)
            else i.LIST_MINE
        )
    if i.HELP in found and found[i.HELP] >= 3:
        drop(
            i.LIST_MINE, i.BROWSE, i.PROGRESS, i.WITHDRAW, i.CANCEL, i.PAUSE, i.RESCHEDULE, i.ACCEPT, i.DIGEST_ON
        ) if re.search(
            r"(?<!\S)(?:how (?:do|can|would|should|could)|what (?:do|happens|should|is)|is it|can (?:volunteers|anyone)|who can)(?!\S)",
            norm,
        ) else None
    if i.REFLECT in found:
        drop(i.THANKS, i.PROGRESS, i.ACCEPT, i.HELP, i.LIST_MINE, i.PAUSE)
    if i.PROFILE in found and i.LIST_MINE in found:
        drop(i.LIST_MINE)
    return found


def _strong_pause(norm: str) -> bool:
    return bool(compiled(r"(?:pause|suspend|snooze|on hold|hold|freeze|hibernate)(?: {FEW})?").search(norm)) or bool(
        compiled(
            r"(?:cannot|not able to|unable to|will not be able to) (?:host|do|offer)(?: {MANY})?(?:this|until|next|for|in|during|over|¦)"
        ).search(norm)
    )
