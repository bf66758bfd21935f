"""A morning or an afternoon as a length: "for a morning", "an afternoon with …", "two mornings a week"."""

from typing import Final

from bot.model.when import Part
from bot.understanding.timing.amounts import ADJECTIVES, amount
from bot.understanding.timing.context import EVENTS
from bot.understanding.timing.repeats import per_time
from bot.understanding.timing.said import Found, Said
from bot.understanding.timing.tokens import Words
from bot.understanding.timing.vocabulary import words_of

HALF_DAY: Final = 210
"""Minutes in half a working day."""
_HALF_DAYS: Final[dict[str, Part]] = {
    "morning": "morning", "mornings": "morning", "afternoon": "afternoon", "afternoons": "afternoon",
}  # fmt: skip
OCCASIONS: Final = (EVENTS - {"shadowing"}) | words_of(
    """after before best break briefing calls chats class classes clinic club coffee could course drop economy event
    events group he i is last lecture market matinee meetings off only paper papers people performance person prayer
    prayers ride rides rota round rounds routine run school seminar service services sessions she shift shifts slots
    slotted suits surgery talk talks tea team that they visits walk walks was we webinar when works workshop
    workshops would"""
)
"""After "a morning", what makes it the time of something and no length: "a morning session", "one morning we found"."""
_NOT_SPENT_AFTER: Final = frozenset(["on", "in", "of", "or", "per", "every", "each"])


def half_days(words: Words, i: int, led: bool) -> Found:
    """Mornings or afternoons that are counted. `led`: "for" stood before them, so they are a length."""
    if led and words[i].word == "the":
        return _the_whole(words, i + 1)
    many = amount(words, i)
    if many is None:
        return None
    number, k = many
    k = k + 1 if words[k].word in ADJECTIVES else k
    part = _HALF_DAYS.get(words[k].word)
    if part is None:
        evening = words[k].part == "evening" and number is not None and words[k + 1].word not in OCCASIONS
        return (Said(part="evening", vague=True), k + 1) if evening else None
    if number is None:
        return Said(part=part, vague=True), k + 1
    each_time = per_time(words, k + 1) is not None
    spent = led or each_time or number >= 2 or _spent(words, i, k + 1)
    minutes = (round(number * HALF_DAY) or None) if spent else None
    if (other := _either(words, k + 1, part)) is not None:
        return Said(minutes=minutes), other
    return Said(minutes=minutes, part=part), k + 1


def _the_whole(words: Words, k: int) -> Found:
    """ "for the day", "for the morning" """
    if words[k + 1].word in ("of", "after", "centre", "before"):
        return None
    if (part := _HALF_DAYS.get(words[k].word)) is not None:
        return Said(minutes=HALF_DAY, part=part), k + 1
    whole = {"day": 420, "week": 2100}.get(words[k].word)
    return (Said(minutes=whole), k + 1) if whole is not None else None


def _either(words: Words, k: int, part: Part) -> int | None:
    """The index after "or an afternoon", which leaves the part of the day open."""
    if words[k].word not in ("or", "/"):
        return None
    k = k + 2 if words[k + 1].word in ("a", "an") else k + 1
    return k + 1 if _HALF_DAYS.get(words[k].word, part) != part else None


def _spent(words: Words, first: int, j: int) -> bool:
    """ "a morning with the team" and "one afternoon" take all of it; "on a morning" and "a morning session" do not."""
    after = words[j + 1] if words[j].dash and not words[j].gap else words[j]
    return words[first - 1].word not in _NOT_SPENT_AFTER and after.word not in OCCASIONS
