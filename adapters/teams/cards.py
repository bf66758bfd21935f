"""Draws a card as an Adaptive Card 1.5. Every word is a TextRun: nothing that a person typed becomes markup.

A TextBlock and a FactSet read a subset of Markdown and turn `<at>` into a mention when an entity says so; the runs of
a RichTextBlock do neither, and no entity is ever sent. What is too long is shortened until the card fits, so that no
card can be refused for its size.
"""

from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any, assert_never

from adapters.teams.plain import inert, shortened, spoken, weight
from bot.cards import (
    Button,
    Buttons,
    Card,
    ChoiceField,
    DateField,
    Entry,
    Facts,
    Field,
    Form,
    Link,
    Part,
    Quote,
    Text,
    TextField,
    TimeField,
)
from bot.looking import OPENS_A_FORM

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
COMFORTABLE = 28_000
"""Bytes of a card as JSON. Teams takes a message of 80 KB, but a card in a message extension only of 28 KB."""
SHORT = 8_000
"""Bytes of the shorter card that is tried when Teams finds a message too large (413)."""
MOST_ACTIONS = 6
"""Teams shows no more actions than these in one set."""
LONGEST_TITLE = 75
"""Characters on a button: what Slack allows too."""

LOOK = "card.look"
"""The verb with which Teams asks for a card anew, by itself or because somebody said so."""
_LOOK_BEFORE = "offer.look"
VERB, VALUE, FORM, SUBMITTED_FROM, OPENED_BY = "verb", "value", "form", "from", "opened"
"""The keys of a button's own data. The ids of inputs begin with their form's (`field_id`), so they never collide."""

_ALLOWANCES = (4_000, 2_000, 1_000, 500, 250, 120, 60)
"""Characters that each text may have, tried in this order until the card fits."""

_REST = Text("The rest is too long to show here.", quiet=True)

Element = dict[str, Any]
Cut = Callable[[str], str]


def render(card: Card, most: int = COMFORTABLE) -> Element:
    """The Adaptive Card, of at most `most` bytes as JSON (`SHORT` or more).

    Texts are shortened first, all to the same length, but never what stands in a field: it comes back when the form is
    sent. If that is not enough, parts are left out from the end, and the card says so.
    """
    for allowance in _ALLOWANCES:
        drawn = _card(card, card.parts, partial(shortened, most=allowance))
        if weight(drawn) <= most:
            return drawn
    fitting: Element | None = None
    fewest, most_parts = 0, len(card.parts)
    while fewest < most_parts:
        kept = (fewest + most_parts) // 2
        drawn = _card(card, (*card.parts[:kept], _REST), partial(shortened, most=_ALLOWANCES[-1]))
        if weight(drawn) <= most:
            fitting, fewest = drawn, kept + 1
        else:
            most_parts = kept
    if fitting is not None:
        return fitting
    raise ValueError(f"no card fits into {most} bytes")


def message(card: Card, most: int = COMFORTABLE) -> Element:
    """The activity that carries the card. Its `summary` is the notification, and what a list of chats shows."""
    return {
        "type": "message",
        "summary": spoken(shortened(card.title, 250)),
        "attachments": [{"contentType": CARD_TYPE, "content": render(card, most)}],
    }


def looking(at: tuple[str, str]) -> Element:
    """The action by which Teams asks for a card anew.

    No `userIds`: without them Teams asks for everybody by itself where at most 60 people are, as in every one-to-one
    chat, and offers it in the menu of the message where there are more.
    """
    return {"type": "Action.Execute", "verb": LOOK, "data": {VERB: at[0], VALUE: at[1]}}


def looked_at(action: Element) -> tuple[str, str] | None:
    """The press by which the card is shown anew; None for any other action. Raises KeyError, TypeError, AttributeError.

    Cards of before 1.2 know one such action, of an offer.
    """
    if action.get("verb") == _LOOK_BEFORE:
        return "show.offer", str(action["data"][VALUE])
    return (str(action["data"][VERB]), str(action["data"][VALUE])) if action.get("verb") == LOOK else None


def field_id(form: int, name: str) -> str:
    """The id of an input: two forms on one card may have fields of the same name."""
    return f"f{form}_{name}"


def _card(card: Card, parts: tuple[Part, ...], cut: Cut) -> Element:
    forms = count()
    # A card without parts is a sentence in a conversation, not a heading.
    body = [_words(cut(card.title), weight="Bolder", size="Medium") if parts else _words(cut(card.title))]
    for part in parts:
        body += _part(part, cut, forms)
    plain = cut(card.plain)
    # where somebody may be typing, being drawn anew would undo it
    typing = any(isinstance(part, Form) for part in parts)
    refresh = {} if card.anew is None or typing else {"refresh": {"action": looking(card.anew)}}
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.5",
        "msteams": {"width": "full"},
        "fallbackText": inert(plain),
        "speak": spoken(plain),
        **refresh,
        "body": body,
    }


def _part(part: Part, cut: Cut, forms: "count[int]") -> list[Element]:
    match part:
        case Text():
            return [_words(cut(part.text), **_quiet(part.quiet))]
        case Facts():
            return [
                _words_in_runs(_run(f"{cut(label)}: ", weight="Bolder"), _run(cut(value)), tight=row > 0)
                for row, (label, value) in enumerate(part.rows)
            ]
        case Quote():
            by = [_words(f"— {cut(part.by)}", tight=True, **_quiet(True))] if part.by else []
            return [_container([_words(f"“{cut(part.text)}”", italic=True), *by], style="emphasis")]
        case Buttons():
            return _actions(part.buttons, cut)
        case Entry():
            lines = [_words(cut(line), tight=True) for line in part.lines]
            return [
                _container(
                    [_words(cut(part.title), weight="Bolder"), *lines, *_actions(part.buttons, cut)], separator=True
                )
            ]
        case Link():
            return [_link(part, cut)]
        case Form():
            return _form(part, cut, next(forms))
        case _:
            assert_never(part)


def _form(form: Form, cut: Cut, number: int) -> list[Element]:
    inputs = [_field(field, field_id(number, field.name), cut) for field in form.fields]
    submit = _action(Button(form.submit, form.verb, form.value, "primary"), cut, form=number)
    return [*inputs, {"type": "ActionSet", "actions": [submit]}]


def _field(field: Field, name: str, cut: Cut) -> Element:
    label = cut(field.label)
    shared: Element = {
        "id": name,
        "label": label,
        "isRequired": field.required,
        "errorMessage": f"Please fill in “{label}”." if field.required else f"Please check “{label}”.",
    }
    match field:
        case TextField():
            text = {"type": "Input.Text", "maxLength": field.limit, "isMultiline": field.long}
            return {**text, **shared, **_given("value", field.value), **_given("placeholder", cut(field.hint))}
        case ChoiceField():
            # A compact set is a native drop-down: its titles are plain text, where an expanded one reads Markdown.
            choices = [{"title": inert(cut(title)), "value": value} for value, title in field.options]
            choice = {"type": "Input.ChoiceSet", "style": "compact", "choices": choices}
            return {**choice, **shared, **_given("value", field.value)}
        case DateField():
            return {"type": "Input.Date", **shared, **_given("value", field.value)}
        case TimeField():
            return {"type": "Input.Time", **shared, **_given("value", field.value)}
        case _:
            assert_never(field)


def _actions(buttons: tuple[Button, ...], cut: Cut) -> list[Element]:
    drawn = [_action(button, cut) for button in buttons]
    return [
        {"type": "ActionSet", "actions": drawn[first : first + MOST_ACTIONS]}
        for first in range(0, len(drawn), MOST_ACTIONS)
    ]


def _action(button: Button, cut: Cut, form: int | None = None) -> Element:
    """`Action.Execute` is answered in place; a client that does not know it sends the same as a message.

    A button that shows a form opens it in a dialog; where there are none, it too is sent as a message.
    """
    data: Element = {VERB: button.verb, VALUE: button.value}
    if form is not None:
        data[FORM] = form
    shared: Element = {
        "title": inert(shortened(cut(button.label), LONGEST_TITLE)),
        "data": data,
        "associatedInputs": "none" if form is None else "auto",
    }
    match button.style:
        case "plain":
            pass
        case "primary":
            shared["style"] = "positive"
        case "danger":
            shared["style"] = "destructive"
        case _:
            assert_never(button.style)
    submit = {"type": "Action.Submit", **shared}
    if form is None and button.verb in OPENS_A_FORM:
        return submit | {"data": data | {"msteams": {"type": "task/fetch"}}}
    return {"type": "Action.Execute", "verb": button.verb, **shared, "fallback": submit}


def _link(link: Link, cut: Cut) -> Element:
    """A button that opens the address. One that is not a web address is only shown: never "javascript:"."""
    if len(link.url) > max(_ALLOWANCES) or not link.url.lower().startswith(("https://", "http://")):
        return _words(f"{cut(link.label)}: {cut(link.url)}")
    opening = {"type": "Action.OpenUrl", "title": inert(shortened(link.label, LONGEST_TITLE)), "url": link.url}
    return {"type": "ActionSet", "actions": [opening]}


def _words(text: str, *, tight: bool = False, **look: Any) -> Element:
    return _words_in_runs(_run(text, **look), tight=tight)


def _words_in_runs(*runs: Element, tight: bool = False) -> Element:
    return {"type": "RichTextBlock", **({"spacing": "None"} if tight else {}), "inlines": list(runs)}


def _run(text: str, **look: Any) -> Element:
    return {"type": "TextRun", "text": inert(text), **look}


def _container(items: list[Element], **look: Any) -> Element:
    return {"type": "Container", **look, "items": items}


def _quiet(quiet: bool) -> Element:
    return {"isSubtle": True, "size": "Small"} if quiet else {}


def _given(name: str, text: str) -> Element:
    return {name: text} if text else {}
