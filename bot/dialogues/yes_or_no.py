"""The last thing said was a yes-or-no question: a plain yes or no in words presses the button it means.

It is open only until something else is said, so that a yes never answers what was asked last week.
"""

from dataclasses import dataclass
from typing import Literal

from bot.dialogue import Dialogue, Heard, Question, Step
from bot.ports.person_view import PersonView
from bot.turn import Pressed
from bot.understanding.understood import Intent


@dataclass(frozen=True)
class YesOrNo:
    """The verb and value of the button that yes means, and of the one that no means; empty for none."""

    yes: str
    no: str
    value: str
    tag: Literal["yes_or_no"] = "yes_or_no"


def answered(question: Question, heard: Heard, view: PersonView) -> Step | None:
    """Only a plain yes or no is an answer; anything else is left to whoever understands it."""
    assert isinstance(question, YesOrNo)
    verb = {Intent.ACCEPT: question.yes, Intent.DECLINE: question.no}.get(heard.wishes[0].intent, "")
    if not verb or not heard.alone:
        return None
    return Step(question=None, then=Pressed(verb, question.value))


YES_OR_NO = Dialogue(name="yes or no", questions=(YesOrNo,), answered=answered)
