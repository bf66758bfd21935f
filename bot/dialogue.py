"""The contract of a dialogue: pure functions from what somebody did to what is said and done about it.

A dialogue reads through a `PersonView`, which sees what that person may see, and speaks only to that person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from bot.cards import Card
from bot.commands import Command
from bot.events import Event
from bot.ports.person_view import PersonView
from bot.turn import ChannelAddress, Pressed, Said
from bot.understanding.understood import Intent, Understood


@dataclass(frozen=True)
class Say:
    """A new message."""

    card: Card


@dataclass(frozen=True)
class Replace:
    """The pressed card says this now; if nothing was pressed, it is said as a new message."""

    card: Card


@dataclass(frozen=True)
class Do:
    """A change to carry out. What is said about it comes from the dialogue that tells its events."""

    command: Command


Effect = Say | Replace | Do


class Question(Protocol):
    """What a person was asked and may answer in words: a frozen dataclass, stored as JSON by its tag."""

    @property
    def tag(self) -> str: ...


class Stay(Enum):
    """The open question, if there is one, stays open."""

    STAY = "stay"


STAY = Stay.STAY


@dataclass(frozen=True)
class Step:
    """What follows. `question` is the one open from now on: None closes whatever was open, STAY leaves it.

    `then` is a press that had to wait for this step and goes on after it.
    """

    effects: tuple[Effect, ...] = ()
    question: Question | None | Stay = STAY
    then: Pressed | None = None


def say(card: Card, question: Question | None | Stay = STAY) -> Step:
    """The commonest step: one new message."""
    return Step((Say(card),), question)


@dataclass(frozen=True)
class Heard:
    """Words with what was understood by them; `place` is the channel they were said in, None one-to-one.

    `second_opinion` tells whether unclear words are read by a service outside: people who ask are told.
    """

    said: Said
    wishes: tuple[Understood, ...]
    place: ChannelAddress | None = None
    second_opinion: bool = False

    @property
    def alone(self) -> bool:
        """Whether the message wanted one thing only."""
        return len(self.wishes) == 1


@dataclass(frozen=True)
class Dialogue:
    """One conversation. What it does not take part in, it leaves out.

    `wished` opens it by an intent; `pressed` by a button, weeks later too; `answered` takes words in reply to its
    open question, or returns None if they were not meant for it; `told` says what has just become true.
    """

    name: str
    intents: tuple[Intent, ...] = ()
    wished: Callable[[Understood, Heard, PersonView], Step] | None = None
    verbs: tuple[str, ...] = ()
    pressed: Callable[[Pressed, PersonView], Step] | None = None
    questions: tuple[type, ...] = ()
    answered: Callable[[Question, Heard, PersonView], Step | None] | None = None
    events: tuple[type, ...] = ()
    told: Callable[[Event, PersonView], Step] | None = None
