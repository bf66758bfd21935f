"""A rest from being matched, until a date."""

import datetime as dt

from bot.cards import Button, Buttons, Card, DateField, Form, Text
from bot.commands.people import Pause, Resume
from bot.dialogue import Dialogue, Do, Heard, Replace, Step, say
from bot.events import Event, Paused, Resumed
from bot.language import t
from bot.model.refusal import Refusal
from bot.phrases import short_date
from bot.ports.person_view import PersonView
from bot.turn import Pressed
from bot.understanding.understood import Intent, Understood
from bot.working_time import local_date


def wished(wish: Understood, heard: Heard, view: PersonView) -> Step:
    """Until when they said; asked for if they did not."""
    if wish.intent is Intent.RESUME:
        return _resume(view)
    if wish.when and wish.when.end:
        # "until January" names the day they are back; "21 December to 4 January" the last day away
        back = (
            wish.when.end + dt.timedelta(days=1)
            if wish.when.start or "until" not in heard.said.text.casefold()
            else wish.when.end
        )
        # a guess is asked about, because whoever pauses by mistake hears of nobody
        return say(ask_until(view, back)) if wish.unsure else Step((Do(Pause(back)),))
    return say(ask_until(view))


def pressed(press: Pressed, view: PersonView) -> Step:
    """The form, or a button to start again."""
    if press.verb == "resume":
        return _resume(view)
    if press.verb == "pause":
        return say(ask_until(view))
    try:
        return Step((Do(Pause(dt.date.fromisoformat(press.field("until")))),))
    except ValueError as wrong:
        raise Refusal(t("I can't read that as a date. Pick one from the calendar.")) from wrong


def told(event: Event, view: PersonView) -> Step:
    """What the person who did it hears."""
    match event:
        case Paused(until=until):
            note = Text(t("Nobody new is sent to you till then. What you have arranged stays arranged."))
            buttons = Buttons((Button(t("Start again"), "resume"),))
            return Step(
                (Replace(Card(t("Paused. You're back on {day}.", day=short_date(until)), (note, buttons), "pause")),)
            )
        case Resumed():
            return Step((Replace(Card(t("Welcome back. You're in the pool again."), matter="pause")),))
        case _:
            return Step()


def ask_until(view: PersonView, back: dt.date | None = None) -> Card:
    """One field; `back` is a day that may have been meant as the end of a rest, so that nothing is paused yet."""
    month_away = local_date(view.now, view.me.time_zone) + dt.timedelta(days=30)
    field = DateField("until", t("Back on"), (back or month_away).isoformat(), required=True)
    form = Form("pause.save", (field,), t("Pause"))
    if back is None:
        return Card(t("Of course. Until when shall I leave you in peace?"), (form,), "pause")
    note = Text(
        t("If you meant something else, say it in a few more words, or “mine” to see what is open."), quiet=True
    )
    return Card(t("Would you like a rest from me until {day}?", day=short_date(back)), (form, note), "pause")


def _resume(view: PersonView) -> Step:
    if view.me.paused_until is None:
        return Step((Replace(Card(t("You're not paused: I'll bring you whoever fits."), matter="pause")),))
    return Step((Do(Resume()),))


PAUSING = Dialogue(
    name="pausing",
    intents=(Intent.PAUSE, Intent.RESUME),
    wished=wished,
    verbs=("pause", "pause.save", "resume"),
    pressed=pressed,
    events=(Paused, Resumed),
    told=told,
)
