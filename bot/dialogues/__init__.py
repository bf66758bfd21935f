"""Every conversation the bot can have, in the order in which help shows them."""

from pydantic import TypeAdapter, ValidationError

from bot.dialogue import Dialogue, Question
from bot.dialogues.about_me import ABOUT_ME
from bot.dialogues.arranging import ARRANGING, DatesAsked, NoteAsked, PlaceAsked
from bot.dialogues.basics import BASICS
from bot.dialogues.digest import DIGEST
from bot.dialogues.introduction import INTRODUCTION, ReasonAsked, WordsAsked
from bot.dialogues.listing import LISTING, DraftOpen, TopicAsked
from bot.dialogues.mine import MINE
from bot.dialogues.pausing import PAUSING
from bot.dialogues.reflecting import REFLECTING
from bot.dialogues.role import RoleAsked
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
    ABOUT_ME,
    BASICS,
)

AnyQuestion = DraftOpen | TopicAsked | WordsAsked | ReasonAsked | DatesAsked | PlaceAsked | NoteAsked | RoleAsked
_QUESTION: TypeAdapter[AnyQuestion] = TypeAdapter(AnyQuestion)

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


def written(question: Question) -> str:
    """The open question as JSON."""
    return _QUESTION.dump_json(question).decode()  # type: ignore[arg-type]


def read(question: str) -> Question | None:
    """The open question again, or None if another release wrote what this one cannot read."""
    try:
        return _QUESTION.validate_json(question)
    except ValidationError:
        return None
