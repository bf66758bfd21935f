"""All that was learned, and the features that each question is asked with, the same in training and in use."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.understanding.activity import find_activity
from bot.understanding.learned.features import Features, stretch
from bot.understanding.learned.linear import Chooser
from bot.understanding.learned.pointing import Pointer
from bot.understanding.learned.words import Token
from bot.understanding.mode import find_mode
from bot.understanding.reading import read

LISTING: Final = ("offer", "seek")


@dataclass(frozen=True)
class Part:
    """A part of a message that wants one thing: tokens `own` of all its tokens."""

    tokens: tuple[Token, ...]
    channel: str
    intent: str
    own: tuple[int, int]


@dataclass(frozen=True)
class Model:
    """Choosers for what is asked of every message or part of one; pointers for the words of topic, place and value."""

    intents: Chooser
    several: Chooser
    cuts: Chooser
    kinds: Chooser
    meetings: Chooser
    returns: Chooser
    fields: Chooser
    topics: Pointer
    sites: Pointer
    values: Pointer


def kind_of(intent: str, activity: str | None) -> str:
    """What a topic is the topic of."""
    return f"{intent} {activity}" if intent in LISTING else intent


def kind_features(part: Part, text: str) -> Features:
    """Skill, shadow, placement or desk? What the written patterns say is one feature among the others."""
    own = part.tokens[part.own[0] : part.own[1]]
    rule = find_activity(read(text[own[0].start : own[-1].end]).norm)
    said = rule.activity.value if rule.named and rule.activity else "nothing"
    return stretch(own, part.channel) | {f"intent {part.intent}": 0.5, f"rule {said}": 1.5}


def meeting_features(part: Part, text: str, activity: str, placed: bool) -> Features:
    """Remote, in person or not said?"""
    own = part.tokens[part.own[0] : part.own[1]]
    found = {k: v for k, v in stretch(own, part.channel).items() if not k.startswith(("meaning", "beginning"))}
    said = find_mode(read(text[own[0].start : own[-1].end])).mode
    return found | {
        f"rule {said}": 2.0,
        f"kind {activity}": 1.0,
        f"placed {placed}": 2.0,
        f"rule {said} placed {placed}": 2.0,
    }


def return_features(part: Part, intents: Sequence[str]) -> Features:
    """Is something wanted or offered in return?"""
    found = stretch(part.tokens, part.channel)
    both = ("offer" in intents and "seek" in intents) or "swap" in intents
    words = {f"both {both} {t.norm}" for t in part.tokens if not t.time}
    return found | dict.fromkeys(words, 0.3) | {f"both {both}": 1.0, f"parts {len(intents)}": 0.5}
