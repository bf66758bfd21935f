"""The one thing asked of a newcomer: what they do, because others see that before they see a name."""

from dataclasses import dataclass
from typing import Literal

from bot.cards import Card, Form, Text, TextField
from bot.dialogue import Step, say
from bot.language import t
from bot.turn import Pressed


@dataclass(frozen=True)
class RoleAsked:
    """The next words are the person's role; then the press that was waiting for it goes on."""

    verb: str
    value: str
    tag: Literal["role_asked"] = "role_asked"


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
