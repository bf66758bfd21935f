"""What is known about a person: shown, put right, handed over, forgotten."""

import datetime as dt
import re

from bot.cards import Button, Buttons, Card, Facts, Form, Text, TextField
from bot.commands.people import Erase, SetProfile
from bot.dialogue import Dialogue, Do, Heard, Question, Replace, Say, Step, say
from bot.dialogues.basics import not_understood, second_opinion_note
from bot.dialogues.listing_cards import contact_in, safe_words
from bot.dialogues.role import RoleAsked, role_in
from bot.dialogues.yes_or_no import YesOrNo
from bot.events import Erased, Event, ProfileChanged
from bot.language import t
from bot.phrases import short_date
from bot.ports.person_view import PersonView
from bot.turn import Pressed
from bot.understanding.clean import legible, plain
from bot.understanding.understood import Intent, Understood
from bot.working_time import local_date

MOST_SHOWN = 20


def wished(wish: Understood, heard: Heard, view: PersonView) -> Step:
    """See, change, take away or remove."""
    match wish.intent:
        case Intent.EXPORT_DATA:
            return say(_held(view, second_opinion=heard.second_opinion))
        case Intent.ERASE_DATA:
            return say(_sure(), YesOrNo("erase.yes", "erase.no", "", for_good=True))
        case _:
            return _profile(wish, plain(heard.said.text), view)


def pressed(press: Pressed, view: PersonView) -> Step:
    """The form, and the last question before forgetting."""
    match press.verb:
        case "role.save":
            verb, _, value = press.value.partition(" ")
            then = Pressed(verb, value) if verb else None
            role = role_in(legible(press.field("role"))) or legible(press.field("role"))
            return Step((Do(SetProfile(role=safe_words(role, view.me, 80))),), None, then)
        case "profile.change":
            return say(_form(view))
        case "profile.save":
            change = SetProfile(
                role=legible(press.field("role")),
                name=legible(press.field("name")),
                contact=legible(press.field("contact")),
            )
            return Step((Do(change),))
        case "about.held":
            return say(_held(view))
        case "about.shown":
            return say(shown(view))
        case "erase.yes":
            return Step((Do(Erase()),), None)
        case "erase.no":
            return Step((Replace(Card(t("Nothing was removed. Glad you're staying."), matter="erase")),))
        case _:
            return say(_sure(), YesOrNo("erase.yes", "erase.no", "", for_good=True))


def answered(question: Question, heard: Heard, view: PersonView) -> Step | None:
    """A role, in a few words."""
    assert isinstance(question, RoleAsked)
    wish = heard.wishes[0]
    role = role_in(wish.value or plain(heard.said.text))
    if role is None:
        return None
    return Step((Do(SetProfile(role=safe_words(role, view.me, 80))),), None, Pressed(question.verb, question.value))


def told(event: Event, view: PersonView) -> Step:
    """What the person who did it hears."""
    match event:
        case ProfileChanged():
            return Step((Replace(_shown(view, t("Noted. This is how you appear"))),))
        case Erased():
            title = t("Done. I've forgotten you: your offers, requests, words and details are gone.")
            note = Text(t("If you ever want to come back, just say hello. Thank you for taking part."))
            return Step((Say(Card(title, (note,))),), None)
        case _:
            return Step()


def shown(view: PersonView) -> Card:
    """Who has been shown what of somebody: which organisation, and when."""
    own = t("What you have posted can be found by people in other organisations, with your role and without your name.")
    rows = tuple(
        (_day(one.at, view), t("{organisation} was shown {what}", organisation=one.organisation, what=_what(one.what)))
        for one in view.shown()[:MOST_SHOWN]
    )
    if not rows:
        return Card(t("Nobody has been shown anything about you yet"), (Text(own),))
    return Card(t("Who has been shown what about you"), (Facts(rows), Text(own, quiet=True)))


def _what(what: str) -> str:
    return {
        "listing": t("something you posted"),
        "role": t("your role and organisation"),
        "contact": t("your name and contact details"),
    }.get(what, what)


def _day(at: dt.datetime, view: PersonView) -> str:
    return short_date(local_date(at, view.me.time_zone))


def _held(view: PersonView, *, second_opinion: bool = False) -> Card:
    note = (second_opinion_note(),) if second_opinion else ()
    ask = Buttons((Button(t("Who has been shown what"), "about.shown"), Button(t("Forget me"), "erase")))
    return Card(t("Everything I hold about you"), (Facts(view.held()), *note, ask))


_OF_ONESELF = re.compile(r"\b(?:i|i['’]?m|i['’]?ve|my|me|we|our|us|organisation|employer)\b", re.IGNORECASE)
""" "She works at Cardiff Council" is about somebody else."""


def _profile(wish: Understood, words: str, view: PersonView) -> Step:
    value, contact = plain(wish.value or ""), contact_in(words)
    if contact:  # whatever else it was taken for
        return Step((Do(SetProfile(contact=contact)),))
    match wish.field:
        case "role" if value:
            return Step((Do(SetProfile(role=value)),))
        case "name" if value:
            return Step((Do(SetProfile(name=value)),))
        case "timezone" if value:
            return Step((Do(SetProfile(time_zone=value)),))
        case "organisation" if value and _OF_ONESELF.search(words):
            title = t("Thank you for telling me, and good luck at {organisation}.", organisation=value)
            note = t(
                "I can't move you there myself: say hello to me from their Slack or Teams, or ask their coordinator. Here you can leave with “forget me”."
            )
            return say(Card(title, (Text(note),)))
        case "organisation" if value:
            return say(not_understood())
        case "pronouns" | "location" if value:
            return say(_shown(view, t("I don't keep that, so nothing has changed. This is how you appear")))
        case _:
            return say(_shown(view, t("This is how you appear")))


def _shown(view: PersonView, title: str) -> Card:
    me = view.me
    rows = (
        (t("Role"), me.role or t("not said yet")),
        (t("Organisation"), me.organisation.name),
        (t("Name, once you've both said yes"), me.name or t("not said yet")),
        (t("Contact, once you've both said yes"), me.contact or t("none: you'd agree on that between you")),
        (t("Your clock"), me.time_zone),
    )
    return Card(title, (Facts(rows), Buttons((Button(t("Change"), "profile.change"),))), "profile")


def _form(view: PersonView) -> Card:
    me = view.me
    fields = (
        TextField("role", t("Your job"), me.role, required=True, limit=80),
        TextField("name", t("Your name"), me.name, required=True, limit=80),
        TextField(
            "contact",
            t("Contact"),
            me.contact,
            limit=200,
            hint=t("e-mail or telephone; shown only once you've both said yes"),
        ),
    )
    return Card(t("Change what you like"), (Form("profile.save", fields, t("Save")),), "profile")


def _sure() -> Card:
    return Card(
        t("Shall I forget everything about you?"),
        (
            Text(
                t(
                    "Your offers, requests, details and reflections are removed for good, and anything you have arranged is called off. This can't be undone."
                )
            ),
            Buttons((Button(t("Forget me"), "erase.yes", style="danger"), Button(t("Keep me"), "erase.no"))),
        ),
        "erase",
    )


ABOUT_ME = Dialogue(
    name="about me",
    intents=(Intent.PROFILE, Intent.EXPORT_DATA, Intent.ERASE_DATA),
    wished=wished,
    verbs=(
        "role.save",
        "profile.change",
        "profile.save",
        "about.held",
        "about.shown",
        "erase",
        "erase.yes",
        "erase.no",
    ),
    pressed=pressed,
    questions=(RoleAsked,),
    answered=answered,
    events=(ProfileChanged, Erased),
    told=told,
)
