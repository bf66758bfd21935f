# ruff: noqa: E501  (a pattern reads best on one line)
"""A message is cut where one want ends and another begins: at sentence ends, and inside a sentence at a joining word
only when both sides want something, and not the same thing.

Clauses that want nothing (stories, details) stay in the list; the listings gather what belongs to them.
"""

import itertools
import re
from dataclasses import dataclass, replace
from typing import Final

from bot.model.listings import Activity
from bot.understanding.activity import find_activity
from bot.understanding.direction import Sides, direction, is_exchange, possible_sides
from bot.understanding.intents import IntentCue, chatter, possible, weights
from bot.understanding.others import profile_of, profile_possible
from bot.understanding.reading import Reading
from bot.understanding.swaps import paired
from bot.understanding.topic import find_topic
from bot.understanding.understood import Channel, Intent

_JOIN: Final = re.compile(
    r"(?<!\S)(?:, (?:and|but|so|then|also|plus|or|if)|; |and|but|so|then|also|plus|, |- |\( |if|in return|in exchange|while|because|provided|providing|whereas|& )(?!\S)|(?<=\S) (?=(?:i|we) (?:would|will|can|could) )|(?<!\S)[,;(-](?!\S)"
)
_LISTING = (Intent.OFFER, Intent.SEEK)
_COURTESY = (Intent.GREET, Intent.THANKS)
_FILLER: Final = re.compile(
    r"^(?:(?:wave|thumbsup|and|but|so|then|also|plus|or|please|well|oh|[,;:(.!-]|hi|hello|hey|thanks|thank you|ok|right|anyway|btw|sorry|yes|no|actually|totally different question|unrelated|separately|in addition|on another note|one more thing|second thing|ps|p s|cheers)(?!\S) ?)+"
)


@dataclass(frozen=True)
class Clause:
    """Tokens `first` up to `last` and what they want, if anything; `weight` says how plainly."""

    first: int
    last: int
    intent: Intent | None
    weight: int


@dataclass(frozen=True)
class Cues:
    """The cues that the message holds somewhere."""

    intents: tuple[IntentCue, ...]
    sides: Sides
    profile: bool


def clauses(reading: Reading, masked: Reading, channel: Channel) -> tuple[Clause, ...]:
    """The message's clauses in order, each with at most one intent."""
    cues = Cues(possible(masked.norm, masked.spoken), possible_sides(masked.norm), profile_possible(masked.norm))
    found: list[Clause] = []
    for first, last in _sentences(masked):
        if len(found) >= _MOST:
            break
        found.extend(_split(masked, first, last, cues))
    found = _by_channel(found, masked, channel)
    return tuple(_tidy(found, masked))


def _sentences(reading: Reading) -> list[tuple[int, int]]:
    """Token ranges between full stops; a stop belongs to the sentence it ends."""
    ranges, first = [], 0
    for n, token in enumerate(reading.tokens):
        if token.kind == "stop":
            if n + 1 > first:
                ranges.append((first, n + 1))
            first = n + 1
    if first < len(reading.tokens):
        ranges.append((first, len(reading.tokens)))
    return ranges


_MOST: Final = 12
"""Clauses of a message that are read; nobody asks for more at once."""

_JOINS: Final = 9
"""Joins of one sentence at which a second want is looked for."""


def _split(reading: Reading, first: int, last: int, cues: Cues) -> list[Clause]:
    """One sentence as one clause, or two (and their parts) at the first join with a want on either side."""
    whole = _judge(reading, first, last, cues)
    if whole.weight == 6 and paired(reading.part(first, last)):
        return [whole]
    part = reading.part(first, last)
    for join in itertools.islice(_JOIN.finditer(part.norm), _JOINS):
        at = first + part.index(join.start())
        begin = first + part.index(join.end() - 1) + (0 if part.norm[join.end() - 1 :].startswith(" ") else 1)
        begin = min(begin, last)
        if not join.group().strip():
            at = begin = first + part.index(join.end())
        if at <= first or begin >= last:
            continue
        rest_of = reading.part(at, last).norm
        if not (_BEGIN.match(_FILLER.sub("", rest_of)) or is_exchange(rest_of)):
            continue
        left = _judge(reading, first, at, cues)
        if not left.intent or (join.group() in ("if", ", if") and left.intent not in _LISTING):
            continue
        right = _desk_too(left, _price(left, _judge(reading, at, last, cues), reading), reading)
        if right.intent and _differ(left, right, reading):
            rest = [right] if is_exchange(rest_of) else _split(reading, at, last, cues)
            return [*_split(reading, first, at, cues), *rest]
    return [whole]


def _desk_too(left: Clause, right: Clause, reading: Reading) -> Clause:
    """A desk named after something else is wanted, or offered, as that was: "... and somewhere to work in Ely"."""
    if left.intent in _LISTING and _adds_desk(left, right, reading):
        return replace(right, intent=left.intent, weight=max(right.weight, 3))
    return right


def _adds_desk(left: Clause, right: Clause, reading: Reading) -> bool:
    before, after = (reading.part(c.first, c.last) for c in (left, right))
    if not _DESK_NEXT.match(_FILLER.sub("", after.norm)) or find_activity(before.norm).activity is Activity.DESK:
        return False
    return find_activity(after.norm).activity is Activity.DESK and names_something(before)


_DESK_NEXT: Final = re.compile(r"(?:an? |some )?(?:[\w']+ )?(?:desks?|somewhere|hot desk|workspace|space)(?!\S)")


def _price(left: Clause, right: Clause, reading: Reading) -> Clause:
    """What follows "in return" is the other side of what came before, whatever its own words suggest."""
    norm = _FILLER.sub("", reading.part(right.first, right.last).norm)
    if left.intent in _LISTING and _RETURN.match(norm) and names_something(reading.part(right.first, right.last)):
        other = Intent.SEEK if left.intent is Intent.OFFER else Intent.OFFER
        return replace(right, intent=other, weight=4)
    return right


_RETURN: Final = re.compile(
    r"(?:if )?(?:in (?:return|exchange)|for|if you|if your|if someone|if somebody|provided|providing)(?!\S)"
)


def names_something(part: Reading) -> bool:
    """Whether a clause names a subject, or a desk."""
    kind = find_activity(part.norm)
    return kind.activity is Activity.DESK or find_topic(part, kind.activity) is not None


def _differ(left: Clause, right: Clause, reading: Reading) -> bool:
    """Whether two neighbouring wants are two, not one said in two breaths."""
    if left.intent in _COURTESY or right.intent in _COURTESY:
        return False
    if left.intent in _LISTING and right.intent in _LISTING:
        if left.intent is right.intent:
            return _adds_desk(left, right, reading)
        if not all(names_something(reading.part(c.first, c.last)) for c in (left, right)):
            return False
        return (
            left.weight >= 3
            and right.weight >= 3
            and (_begins(right, reading) or is_exchange(reading.part(right.first, right.last).norm))
        )
    return left.intent is not right.intent and left.weight >= 3 and right.weight >= 3 and _begins(right, reading)


_BEGIN: Final = re.compile(
    r"(?:i|we|our|my|can|could|would|will|want|need|looking|seeking|happy|also|please|show|tell|turn|switch|take|pause|stop|start|send|add|put|delete|remove|undo|cancel|move|resume|help|what|how|is|are|does|do|any|anyone|someone|somebody|in return|in exchange|your|you|they|if|after|withdraw|close|offering|keen|love|glad|willing|give|list|sign|subscribe|unsubscribe|download|export|erase|forget|change|update|set|browse|find|hoping|interested|accept|decline|reschedule|who|let|get|remind|swap|for|call|record|log|where|when|which|wanted|offer|seek|request|¦|scrap|ditch|pull|make|see|check|say|have|am|desperate|struggling|free|available|an|a|some|somewhere|desk|no|not|hold|bring|wipe|email|unpause|bin|drop|keep|push|rearrange|postpone|clear|mark)(?!\S)"
)


def _begins(clause: Clause, reading: Reading) -> bool:
    """Whether a clause opens like a new want and not in the middle of a phrase."""
    norm = reading.part(clause.first, clause.last).norm
    return bool(_BEGIN.match(_FILLER.sub("", norm)))


def _judge(reading: Reading, first: int, last: int, cues: Cues) -> Clause:
    """What these tokens want."""
    norm = reading.part(first, last).norm
    bare = _FILLER.sub("", norm)
    if chatter(norm):
        return Clause(first, last, None, 0)
    part = reading.part(first, last)
    found = dict(weights(norm, part.spoken, cues.intents))
    if bare and bare != norm:
        for intent, weight in weights(bare, bare, cues.intents).items():
            found.setdefault(intent, weight)
    if cues.profile and profile_of(part) is not None:
        found[Intent.PROFILE] = 6
        for loser in (Intent.LIST_MINE, Intent.UNDO, Intent.RESCHEDULE, Intent.WITHDRAW):
            found.pop(loser, None)
    best = max(found, key=lambda i: (found[i], i not in _COURTESY), default=None)
    if paired(reading.part(first, last)):
        return Clause(first, last, Intent.OFFER, 6)
    way = direction(bare or norm, cues.sides)
    if way.weight and (
        best is None or (best in _COURTESY and way.weight > 2) or _listing_wins(way.weight, best, found[best], norm)
    ):
        return Clause(first, last, way.intent, way.weight)
    if best is None and chatter_free(reading, first, last):
        return Clause(
            first,
            last,
            Intent.SEEK,
            3 if find_activity(reading.part(first, last).norm).activity is not Activity.SKILL else 2,
        )
    if best is None:
        return Clause(first, last, None, 0)
    return Clause(first, last, best, found[best])


def chatter_free(reading: Reading, first: int, last: int) -> bool:
    """Whether words without a verb name a kind of exchange: "just shadowing: revenues and benefits"."""
    return find_activity(reading.part(first, last).norm).named


_TIMID: Final = frozenset({Intent.ACCEPT, Intent.DECLINE, Intent.BROWSE, Intent.REFLECT, Intent.HELP, Intent.UNDO})


def _listing_wins(weight: int, intent: Intent, cue: int, norm: str) -> bool:
    """Whether an offer or request of that weight outdoes the other intent's cue."""
    if weight >= 6:
        return True
    if cue >= 4 or intent in _COURTESY:
        return False
    if intent in _TIMID:
        return weight > cue
    return weight > cue


_ASIDE = frozenset(
    {Intent.UNDO, Intent.ACCEPT, Intent.DECLINE, Intent.REFLECT, Intent.LIST_MINE, Intent.BROWSE, Intent.HELP}
)
_SETTLING = frozenset({Intent.WITHDRAW, Intent.CANCEL, Intent.RESCHEDULE})
_ANOTHER: Final = re.compile(r"(?<!\S)(?:instead|also|and|now (?:i|we)|but|another|new)(?!\S)")
_INTERJECTED = frozenset({Intent.ACCEPT, Intent.DECLINE, Intent.HELP})
_COMMAND: Final = re.compile(
    r"^(?:help|mine|my (?:list|offers?|requests?|stuff|bookings?|sessions?)|list|browse|undo|pause|resume|cancel|stop|digest|progress|stats|profile|accept|decline|unpause|withdraw|my data|instructions|how|what|show|hi|hello|thanks|thank you|cheers|forget me|delete|export|remove|unsubscribe|subscribe|take)(?!\S)"
)


def _by_channel(found: list[Clause], reading: Reading, channel: Channel) -> list[Clause]:
    """After "/offer" and "/shadow" the text is a listing unless it is plainly a command."""
    if channel not in ("slash:/offer", "slash:/shadow"):
        return found
    intent = Intent.OFFER if channel == "slash:/offer" else Intent.SEEK
    first = next((c for c in found if c.intent), None)
    if first and first.intent not in _LISTING and _COMMAND.match(reading.norm) and first.weight >= 2:
        return found
    changed = []
    for clause in found:
        if clause.intent in _LISTING and clause.intent is not intent and is_exchange(reading.norm):
            changed.append(clause)
        elif clause.intent is None or clause.intent in _LISTING:
            changed.append(
                replace(
                    clause, intent=intent if clause is found[0] or clause.intent else None, weight=max(clause.weight, 3)
                )
            )
        elif clause.weight >= 5:
            changed.append(clause)
        else:
            changed.append(replace(clause, intent=intent if clause is found[0] else None, weight=3))
    if not any(c.intent is intent for c in changed):
        changed[0] = replace(changed[0], intent=intent, weight=3)
    return changed


def _settles(neighbour: Clause | None, reading: Reading, earlier: Clause | None) -> bool:
    """Whether a neighbour in the same sentence takes something down or moves it: the rest is the reason."""
    if neighbour is None or earlier is None or neighbour.intent not in _SETTLING:
        return False
    return reading.tokens[earlier.last - 1].kind != "stop"


def _tidy(found: list[Clause], reading: Reading) -> list[Clause]:
    """Weak wants beside strong ones are part of the story."""
    strongest = max((c.weight for c in found if c.intent and c.intent not in _COURTESY), default=0)
    listing = max((c.weight for c in found if c.intent in _LISTING), default=0)
    managing = any(c.intent and c.intent not in _LISTING and c.intent not in _COURTESY and c.weight >= 4 for c in found)
    tidied: list[Clause] = []
    for n, clause in enumerate(found):
        intent = clause.intent
        weak = clause.weight < 3 and strongest >= 3
        short = clause.last - clause.first <= 4
        aside = intent in _ASIDE and clause.weight <= 3 and strongest >= 4
        talk = aside or (
            intent in _ASIDE and (clause.weight <= 3 or (short and intent in _INTERJECTED)) and listing >= 3
        )
        idle = (
            intent in _LISTING
            and clause.weight < 6
            and managing
            and not names_something(reading.part(clause.first, clause.last))
        )
        before = tidied[-1] if tidied else None
        following = found[n + 1] if n + 1 < len(found) else None
        reason = (
            intent in _LISTING
            and (_settles(before, reading, before) or _settles(following, reading, clause))
            and not _ANOTHER.search(reading.part(clause.first, clause.last).norm)
        )
        if intent and intent not in _COURTESY and (weak or talk or idle or reason):
            intent = None
        tidied.append(replace(clause, intent=intent))
    return tidied
