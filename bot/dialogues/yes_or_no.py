"""The last thing said had buttons that words can mean: a plain yes or no, or "the second one", presses the right one.

It is open only until something else is said, so that a yes never answers what was asked last week.
"""

from dataclasses import dataclass
from typing import Literal

from bot.cards import Card
from bot.dialogue import Dialogue, Heard, Question, Step, say
from bot.dialogues.plain_answers import means_no, means_yes, means_yes_beyond_doubt, position, words_of
from bot.language import t
from bot.ports.person_view import PersonView
from bot.turn import Pressed
from bot.working_time import local_date


@dataclass(frozen=True)
class YesOrNo:
    """The verb and value of the button that yes means, and of the one that no means; empty for none.

    `for_good` is for what cannot be taken back: "ok" is no yes to that.
    """

    yes: str
    no: str
    value: str
    for_good: bool = False
    tag: Literal["yes_or_no"] = "yes_or_no"


@dataclass(frozen=True)
class OneOf:
    """The verbs and values of the buttons of a list, in the order in which it is shown."""

    choices: tuple[tuple[str, str], ...]
    tag: Literal["one_of"] = "one_of"


def answered(question: Question, heard: Heard, view: PersonView) -> Step | None:
    """Only a plain yes or no, or a place in the list, is an answer; the rest is left to whoever understands it."""
    if isinstance(question, OneOf):
        place = position(words_of(heard), len(question.choices)) if heard.alone else None
        return None if place is None else Step(question=None, then=Pressed(*question.choices[place]))
    assert isinstance(question, YesOrNo)
    today = local_date(view.now, view.me.time_zone)
    agreed = means_yes_beyond_doubt(heard, today) if question.for_good else means_yes(heard)
    if question.for_good and means_yes(heard) and not agreed:
        return say(Card(t("That can't be taken back, so I'd rather have a plain yes or no.")), question)
    verb = question.yes if agreed else question.no if means_no(heard) else ""
    return Step(question=None, then=Pressed(verb, question.value)) if verb else None


YES_OR_NO = Dialogue(name="yes or no", questions=(YesOrNo, OneOf), answered=answered)
