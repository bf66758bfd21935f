"""Afterwards: did it happen, and what did each side learn."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.cards import Button, Buttons, Card, ChoiceField, Facts, Form, Text, TextField
from bot.commands.visits import Reflect, TellOutcome, is_over
from bot.dialogue import Dialogue, Do, Heard, Question, Replace, Step, say
from bot.dialogues import plain_answers
from bot.events import Event, OutcomeTold, Reflected
from bot.language import t
from bot.model.exchanges import Leg, LegState, Sharing
from bot.phrases import capital, span_in_words, subject
from bot.ports.person_view import PersonView
from bot.ports.seen import LegSeen
from bot.turn import Pressed
from bot.understanding.clean import legible, plain
from bot.understanding.understood import Intent, Understood


@dataclass(frozen=True)
class Happened:
    """ "Did it happen?" was the last thing said: a yes, a no, "not yet", or what it was like answers it."""

    leg_id: int
    tag: Literal["happened"] = "happened"


LONGEST = 3000
A_REFLECTION = 4
"""Words; whoever says more about a visit has begun to write about it."""
_NOT_YET = re.compile(
    r"\bnot (?:yet|until|till|for another)\b|\bstill to come\b|\b(?:it['’]?s|that['’]?s|it is) (?:next|tomorrow)\b"
    r"|\b(?:postponed?|put it off|moved it|rescheduled|rearranged)\b",
    re.IGNORECASE,
)
_DID_NOT = re.compile(
    r"\b(?:did(?:n['’]?t| not)(?: \w+)? (?:happen|turn up|show|come|go ahead|take place|make it|manage)|it (?:did|was)(?:n['’]?t| not)$"
    r"|never (?:\w+ )?(?:happened|show(?:ed)?|turned|came|took place)|(?:no one|nobody) (?:was|came|showed|turned)|no[- ]show"
    r"|cancell?ed|called (?:it )?off|fell through|missed it|could(?:n['’]?t| not) (?:make|go|come|get)|had to (?:cancel|pull out))\b",
    re.IGNORECASE,
)
_WENT = re.compile(
    r"\b(?:great|good|brilliant|lovely|fantastic|useful|helpful|excellent|amazing|wonderful|interesting|enjoyed|loved|learn(?:ed|t)"
    r"|went (?:really |very |so )?well|it (?:did|happened)|all good|really worth)\b",
    re.IGNORECASE,
)


def matter(leg_id: int) -> str:
    """What the questions afterwards are about."""
    return f"afterwards:{leg_id}"


def wished(wish: Understood, heard: Heard, view: PersonView) -> Step:
    """They want to write something down: what they said already is in the form."""
    legs = [seen for seen in view.my_legs() if seen.leg.state is LegState.HAPPENED]
    waiting = [seen for seen in view.my_legs() if is_over(seen.leg, view.now)]
    if legs:
        return say(form(legs[-1], _begun(plain(heard.said.text))))
    if waiting:
        return say(did_it_happen(waiting[0], view), asked(waiting[0].leg))
    return say(
        Card(
            t("I'd love to hear it, once there is a visit to write about."),
            (Text(t("After each visit I ask both sides what surprised them and what they'll do differently.")),),
        )
    )


def answered(question: Question, heard: Heard, view: PersonView) -> Step | None:
    """Whether it happened, in words; what they say of it is kept for the form."""
    assert isinstance(question, Happened)
    seen, words = view.leg(question.leg_id), plain(heard.said.text)
    if seen is None or not is_over(seen.leg, view.now) or not heard.alone or words.endswith("?"):
        return None
    leg, intent = str(question.leg_id), heard.wishes[0].intent
    if _NOT_YET.search(words):
        return Step(question=None, then=Pressed("leg.not_yet", leg))
    if _DID_NOT.search(words):
        return Step(question=None, then=Pressed("leg.didnt", leg)) if intent in _ABOUT_IT else None
    if plain_answers.means_no(heard):
        return Step(question=None, then=Pressed("leg.didnt", leg))
    told = intent is Intent.REFLECT or (intent in _ABOUT_IT and _WENT.search(words) is not None)
    if told or plain_answers.means_yes(heard):
        return Step(question=None, then=Pressed("leg.happened", leg, (("begun", _begun(words)),)))
    return None


_ABOUT_IT = (
    Intent.UNKNOWN,
    Intent.ACCEPT,
    Intent.DECLINE,
    Intent.THANKS,
    Intent.GREET,
    Intent.REFLECT,
    Intent.CANCEL,
    Intent.UNDO,
    Intent.PROGRESS,
)
"""What words about a visit may sound like; anything else is said about something else."""


def _begun(words: str) -> str:
    return words if len(words.split()) > A_REFLECTION else ""


def pressed(press: Pressed, view: PersonView) -> Step:
    """Answers to "did it happen?", and the reflection itself."""
    leg_id = press.number
    seen = view.leg(leg_id)
    if seen is None:
        return say(Card(t("I can't find that one any more. Say “mine” to see where things stand.")))
    match press.verb:
        case "leg.happened":
            if seen.leg.state is LegState.HAPPENED:
                return Step((Replace(form(seen)),)) if seen.reflection is None else Step((Replace(kept(seen)),))
            write = Pressed("reflect.write", press.value, press.fields)
            return Step((Do(TellOutcome(leg_id, "happened")),), then=write)
        case "leg.not_yet":
            return Step((Do(TellOutcome(leg_id, "not yet")),))
        case "leg.didnt":
            return Step((Do(TellOutcome(leg_id, "not happened")),))
        case "reflect.write":
            return say(form(seen, press.field("begun")))
        case _:
            sharing = press.field("sharing")
            answers = [legible(press.field(name))[:LONGEST] for name in ("surprised", "differently", "tell")]
            chosen = Sharing(sharing) if sharing in set(Sharing) else Sharing.PRIVATE
            return Step((Do(Reflect(leg_id, answers[0], answers[1], answers[2], chosen)),))


def told(event: Event, view: PersonView) -> Step:
    """What the person who did it hears."""
    match event:
        case OutcomeTold(leg=leg, outcome=outcome):
            seen = view.leg(leg.id)
            assert seen is not None
            if outcome == "happened":
                return Step((Replace(Card(t("Glad it happened."), matter=matter(leg.id))),))
            if outcome == "not yet" and leg.state is LegState.NOT_HAPPENED:
                title = t("This one has been marked as off.")
                note = Text(
                    t("If it's still to come, suggest new dates to {name} and it stands again.", name=_name(seen))
                )
                buttons = Buttons((Button(t("Suggest dates"), "leg.dates", str(leg.id), "primary"),))
                return Step((Replace(Card(title, (note, buttons), matter(leg.id))),))
            if outcome == "not yet":
                title = t("Not yet, then. I'll ask again in a week.")
                buttons = Buttons((Button(t("Change the date"), "leg.dates", str(leg.id)),))
                return Step((Replace(Card(title, (buttons,), matter(leg.id))),))
            title = t("Thank you for telling me. No harm done.")
            note = Text(t("If you'd still like it, say what you're after and I'll look again."))
            return Step((Replace(Card(title, (note,), matter(leg.id))),))
        case Reflected(leg=leg):
            seen = view.leg(leg.id)
            assert seen is not None
            return Step((Replace(kept(seen)),))
        case _:
            return Step()


def did_it_happen(seen: LegSeen, view: PersonView, title: str = "") -> Card:
    """The first question afterwards."""
    leg = seen.leg
    rows = [(t("About"), capital(subject(leg.details)))]
    if leg.starts_at:
        rows.append((t("When"), span_in_words(leg.starts_at, leg.minutes, view.me.time_zone)))
    title = title or t("You and {name}: did it happen?", name=_name(seen))
    return Card(title, (Facts(tuple(rows)), Buttons(answers(leg))), matter(leg.id))


def answers(leg: Leg) -> tuple[Button, ...]:
    """What can be said to "did it happen?"."""
    value = str(leg.id)
    return (
        Button(t("Yes"), "leg.happened", value, "primary"),
        Button(t("Not yet"), "leg.not_yet", value),
        Button(t("It didn't"), "leg.didnt", value),
    )


def asked(leg: Leg) -> Happened:
    """What is open straight after that question."""
    return Happened(leg.id)


def _name(seen: LegSeen) -> str:
    return seen.other.name or t("somebody who has left")


def form(seen: LegSeen, begun: str = "") -> Card:
    """Three short questions and who may read the answers."""
    written = seen.reflection
    fields = (
        TextField(
            "surprised",
            t("What surprised you?"),
            written.surprised if written else begun[:LONGEST],
            long=True,
            limit=LONGEST,
        ),
        TextField(
            "differently",
            t("What will you do differently?"),
            written.differently if written else "",
            long=True,
            limit=LONGEST,
        ),
        TextField(
            "tell",
            t("What should {organisation} know?", organisation=seen.other.organisation.name),
            written.tell if written else "",
            long=True,
            limit=LONGEST,
        ),
        ChoiceField("sharing", t("Who may read it"), _sharing(), written.sharing if written else Sharing.PRIVATE),
    )
    title = (
        t("What did you take away from {what} with {name}?", what=subject(seen.leg.details), name=seen.other.name)
        if seen.other.name
        else t("What did you take away from your visit?")
    )
    note = Text(
        t(
            "A sentence under any one of them is plenty. Please leave out anything about the people you both work for. "
            "What you choose to share may be shown to others in a weekly post, without your names."
        ),
        quiet=True,
    )
    return Card(
        title, (note, Form("reflect.save", fields, t("Save"), str(seen.leg.id))), "reflection:" + matter(seen.leg.id)
    )


def kept(seen: LegSeen) -> Card:
    """A reflection that was written, to its writer."""
    written = seen.reflection
    assert written is not None
    rows = [
        (label, words)
        for label, words in (
            (t("What surprised you"), written.surprised),
            (t("What you'll do differently"), written.differently),
            (t("What {organisation} should know", organisation=seen.other.organisation.name), written.tell),
        )
        if words
    ]
    rows.append((t("Who may read it"), dict(_sharing())[written.sharing]))
    buttons = Buttons((Button(t("Change"), "reflect.write", str(seen.leg.id)),))
    return Card(t("Thank you. I've kept that."), (Facts(tuple(rows)), buttons), "reflection:" + matter(seen.leg.id))


def _sharing() -> tuple[tuple[str, str], ...]:
    return (
        (Sharing.PRIVATE.value, t("only me")),
        (Sharing.ORGANISATION.value, t("my organisation, without names")),
        (Sharing.PUBLIC.value, t("anybody: it may be published, without names")),
    )


REFLECTING = Dialogue(
    name="reflecting",
    intents=(Intent.REFLECT,),
    wished=wished,
    verbs=("leg.happened", "leg.not_yet", "leg.didnt", "reflect.write", "reflect.save"),
    pressed=pressed,
    questions=(Happened,),
    answered=answered,
    events=(OutcomeTold, Reflected),
    told=told,
)
