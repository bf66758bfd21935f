"""The one thing asked of a newcomer: what they do, because others see that before they see a name."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.cards import Card, Form, Text, TextField
from bot.dialogue import Step, say
from bot.language import t
from bot.turn import Pressed

MOST_WORDS = 8
_BEFORE = re.compile(
    r"^(?:(?:i am|i'm|i’m|im|we are|my (?:job|role)(?: title)? is|it's|it’s)\s+)?(?:(?:a|an|the)\s+)?", re.IGNORECASE
)
_SENTENCE = re.compile(
    r"(?:why|what|who|whom|how|when|where|which|can|could|would|will|do|does|did|is|are|am|i|we|you|they|need|looking|want|please|no|not|yes)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class RoleAsked:
    """The next words are the person's role; then the press that was waiting for it goes on."""

    verb: str
    value: str
    tag: Literal["role_asked"] = "role_asked"


def role_in(words: str) -> str | None:
    """A job title, without "I'm a"; None for words that are more likely a question or a sentence."""
    role = _BEFORE.sub("", words.strip().rstrip(".!"))
    if not role or "?" in words or len(role.split()) > MOST_WORDS or _SENTENCE.match(role):
        return None
    return role


def ask_role(waiting: Pressed) -> Step:
    """Asked once, when it is first needed."""
    field = TextField(
        "role", t("Your job"), required=True, limit=80, hint=t("such as “youth worker” or “commissioning manager”")
    )
    card = Card(
        t("One thing first: what's your job, in a few words?"),
        (
            Text(
                t(
                    "People see your role and organisation before they see your name, so that they can tell who is asking."
                )
            ),
            Form("role.save", (field,), t("Save"), f"{waiting.verb} {waiting.value}"),
        ),
        matter="profile",
    )
    return say(card, RoleAsked(waiting.verb, waiting.value))
