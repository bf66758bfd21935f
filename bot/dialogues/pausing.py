"""A rest from being matched, until a date."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from bot.cards import Button, Buttons, Card, DateField, Form, Text
from bot.commands.people import Pause, Resume
from bot.dialogue import Dialogue, Do, Heard, Question, Replace, Step, say
from bot.dialogues import basics, plain_answers
from bot.dialogues.yes_or_no import YesOrNo
from bot.events import Event, Paused, Resumed
from bot.language import t
from bot.model.refusal import Refusal
from bot.model.when import When
from bot.phrases import short_date
from bot.ports.person_view import PersonView
from bot.turn import Pressed
from bot.understanding.clean import plain
from bot.understanding.timing import find_spell, find_timing
from bot.understanding.understood import Intent, Understood
from bot.working_time import local_date


@dataclass(frozen=True)
class RestAsked:
    """Until when, with a day (ISO) that was put to them; `paused` when that is done, and another word puts it right."""

    until: str
    paused: bool = False
    tag: Literal["rest_asked"] = "rest_asked"


_PUTS_RIGHT = re.compile(r"\b(?:actually|sorry|no|oops|meant|make it|rather|instead|until|till?)\b", re.IGNORECASE)


def wished(wish: Understood, heard: Heard, view: PersonView) -> Step:
    """Until when they said; asked for if they did not."""
    if wish.intent is Intent.RESUME:
        return _resume(view, sure=not wish.unsure and not plain_answers.hedges(heard.said.text))
    if wish.when and wish.when.end:
        back = _back(wish.when, plain(heard.said.text))
        # a guess is asked about, because whoever pauses by mistake hears of nobody
        return say(*asked_until(view, back)) if wish.unsure else Step((Do(Pause(back)),))
    return say(*asked_until(view))


def answered(question: Question, heard: Heard, view: PersonView) -> Step | None:
    """Until when, in words: a yes to the day that was put, or another day."""
    assert isinstance(question, RestAsked)
    words, today = plain(heard.said.text), local_date(view.now, view.me.time_zone)
    if question.paused and (view.me.paused_until is None or not _PUTS_RIGHT.search(words)):
        return None
    if not question.paused and plain_answers.means_yes_beyond_doubt(heard, today):
        return Step((Do(Pause(dt.date.fromisoformat(question.until))),), None)
    named = find_timing(words, today).when
    of_day = named is not None and named.time is not None  # nobody rests until half past one
    only_when = heard.alone and not of_day and plain_answers.says_only_when(words, today)
    spell = find_spell(words, today) if only_when else None
    if spell is None or spell.end is None or spell.end <= today:
        return None
    return Step((Do(Pause(_back(spell, words))),), None)


def _back(away: When, words: str) -> dt.date:
    """ "Until January" names the day they are back; "21 December to 4 January" the last day away."""
    assert away.end is not None
    until = away.start is None and re.search(r"\b(?:until|till?)\b", words, re.IGNORECASE)
    return away.end if until else away.end + dt.timedelta(days=1)


def pressed(press: Pressed, view: PersonView) -> Step:
    """The form, or a button to start again."""
    if press.verb == "resume":
        return _resume(view)
    if press.verb == "pause":
        return say(*asked_until(view))
    try:
        return Step((Do(Pause(dt.date.fromisoformat(press.field("until") or press.value))),), None)
    except ValueError as wrong:
        raise Refusal(t("I can't read that as a date. Pick one from the calendar.")) from wrong


def told(event: Event, view: PersonView) -> Step:
    """What the person who did it hears."""
    match event:
        case Paused(until=until):
            note = Text(t("Nobody new is sent to you till then. What you have arranged stays arranged."))
            buttons = Buttons((Button(t("Start again"), "resume"),))
            card = Card(t("Paused. You're back on {day}.", day=short_date(until)), (note, buttons), "pause")
            return Step((Replace(card),), RestAsked(until.isoformat(), paused=True))
        case Resumed():
            return Step((Replace(Card(t("Welcome back. You're in the pool again."), matter="pause")),))
        case _:
            return Step()


def asked_until(view: PersonView, back: dt.date | None = None) -> tuple[Card, Question]:
    """One field, and what is open then: a yes means the day that stands in it, and another day means that one.

    `back` is a day that may have been meant as the end of a rest, so that nothing is paused yet.
    """
    until = back or local_date(view.now, view.me.time_zone) + dt.timedelta(days=30)
    return _form(until, guessed=back is not None), RestAsked(until.isoformat())


def _form(back: dt.date, *, guessed: bool) -> Card:
    field = DateField("until", t("Back on"), back.isoformat(), required=True)
    form = Form("pause.save", (field,), t("Pause"))
    if not guessed:
        return Card(t("Of course. Until when shall I leave you in peace?"), (form,), "pause")
    note = Text(
        t("If you meant something else, say it in a few more words, or “mine” to see what is open."), quiet=True
    )
    return Card(t("Would you like a rest from me until {day}?", day=short_date(back)), (form, note), "pause")


def _resume(view: PersonView, *, sure: bool = True) -> Step:
    if not sure and view.me.paused_until is not None:
        title = t("You're paused until {day}. Shall I start again now?", day=short_date(view.me.paused_until))
        buttons = Buttons((Button(t("Start again"), "resume"),))
        return say(Card(title, (buttons,), "pause"), YesOrNo("resume", "", ""))
    if not sure:
        return say(basics.not_understood())
    if view.me.paused_until is None:
        return Step((Replace(Card(t("You're not paused: I'll bring you whoever fits."), matter="pause")),))
    return Step((Do(Resume()),))


PAUSING = Dialogue(
    name="pausing",
    intents=(Intent.PAUSE, Intent.RESUME),
    wished=wished,
    verbs=("pause", "pause.save", "resume"),
    pressed=pressed,
    questions=(RestAsked,),
    answered=answered,
    events=(Paused, Resumed),
    told=told,
)
