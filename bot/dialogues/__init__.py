"""Every conversation the bot can have."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from pydantic import TypeAdapter, ValidationError

from bot.dialogue import Dialogue, Question
from bot.dialogues.about_me import ABOUT_ME
from bot.dialogues.arranging import ARRANGING, NoteAsked, PlaceAsked
from bot.dialogues.basics import BASICS
from bot.dialogues.coordinating import COORDINATING
from bot.dialogues.dates_in_words import DatesAsked, DatesOffered
from bot.dialogues.digest import DIGEST
from bot.dialogues.drafts_in_words import DraftOpen, Standing, TopicAsked
from bot.dialogues.introduction import INTRODUCTION, ReasonAsked
from bot.dialogues.invited import Invited, WordsAsked
from bot.dialogues.listing import LISTING, SentenceAsked
from bot.dialogues.mine import MINE
from bot.dialogues.pausing import PAUSING, RestAsked
from bot.dialogues.reflecting import REFLECTING, Happened
from bot.dialogues.role import RoleAsked
from bot.dialogues.sharing import SHARING
from bot.dialogues.yes_or_no import YES_OR_NO, OneOf, YesOrNo
from bot.events import Event
from bot.understanding.understood import Intent

DIALOGUES: tuple[Dialogue, ...] = (
    LISTING,
    INTRODUCTION,
    ARRANGING,
    REFLECTING,
    MINE,
    PAUSING,
    DIGEST,
    SHARING,
    ABOUT_ME,
    COORDINATING,
    YES_OR_NO,
    BASICS,
)

AnyQuestion = (
    SentenceAsked
    | DraftOpen
    | TopicAsked
    | Standing
    | Invited
    | WordsAsked
    | ReasonAsked
    | DatesOffered
    | DatesAsked
    | PlaceAsked
    | NoteAsked
    | Happened
    | RestAsked
    | RoleAsked
    | YesOrNo
    | OneOf
)
OPEN_FOR = dt.timedelta(hours=2)


@dataclass(frozen=True)
class _Asked:
    question: AnyQuestion
    at: dt.datetime


@cache
def _asked() -> TypeAdapter[_Asked]:
    return TypeAdapter(_Asked)  # takes a hundredth of a second, for which no start waits


_BY_INTENT = {intent: dialogue for dialogue in DIALOGUES for intent in dialogue.intents}
_BY_VERB = {verb: dialogue for dialogue in DIALOGUES for verb in dialogue.verbs}
_BY_QUESTION = {question: dialogue for dialogue in DIALOGUES for question in dialogue.questions}
_BY_EVENT = {event: dialogue for dialogue in DIALOGUES for event in dialogue.events}


def for_intent(intent: Intent) -> Dialogue:
    """Who takes up what a message wants."""
    return _BY_INTENT[intent]


def for_verb(verb: str) -> Dialogue | None:
    """Whose button it is; None for one of another release."""
    return _BY_VERB.get(verb)


def for_question(question: Question) -> Dialogue:
    """Who asked."""
    return _BY_QUESTION[type(question)]


def for_event(event: Event) -> Dialogue | None:
    """Who tells the person who did it; None for what only the calendar does."""
    return _BY_EVENT.get(type(event))


def waited_for(question: Question | None) -> Question | None:
    """The question, if an answer to it is waited for: what is done already may be put right, but nobody asked."""
    done = isinstance(question, Standing) or (isinstance(question, RestAsked) and question.paused)
    return None if done else question


def written(question: Question, at: dt.datetime) -> str:
    """The open question as JSON, with when it was asked."""
    return _asked().dump_json(_Asked(question, at)).decode()  # type: ignore[arg-type]


def read(asked: str, now: dt.datetime) -> Question | None:
    """The open question again; None once it is too old to be what is meant now, or written by another release."""
    try:
        found = _asked().validate_json(asked)
    except ValidationError:
        return None
    return found.question if now - found.at <= OPEN_FOR else None
