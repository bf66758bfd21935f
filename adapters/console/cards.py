"""Draws a card for a terminal. Words go into Rich as plain text, without the control characters a terminal obeys."""

from collections.abc import Callable, Iterable
from typing import assert_never

from rich.console import Group, RenderableType
from rich.text import Text as Words

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

Number = Callable[[Button], int]
"""The number by which a button can be pressed."""

_STYLES = {"plain": "bold", "primary": "bold green", "danger": "bold red"}


def render(card: Card, number: Number) -> RenderableType:
    """The card, each button with the number that `number` gives it."""
    return Group(_words(card.title, "bold" if card.parts else ""), *(_part(part, number) for part in card.parts))


def printable(text: str) -> str:
    """The text without what would move a cursor, ring a bell or change a colour."""
    return "".join(letter for letter in text if letter.isprintable() or letter == "\n")


def _part(part: Part, number: Number) -> RenderableType:
    match part:
        case Text():
            return _words(part.text, "dim" if part.quiet else "")
        case Facts():
            return Words("\n").join([_fact(label, value) for label, value in part.rows])
        case Quote():
            return _words(f"  “{part.text}”" + (f" ({part.by})" if part.by else ""), "italic")
        case Buttons():
            return _buttons(part.buttons, number)
        case Entry():
            lines = [_words(f"• {part.title}", "bold"), *(_words(f"  {line}") for line in part.lines)]
            return Group(*lines, *([_buttons(part.buttons, number)] if part.buttons else []))
        case Link():
            return _words(f"{part.label}: {part.url}", "blue")
        case Form():
            send = Button(part.submit, part.verb, part.value, "primary")
            return Group(*(_field(field) for field in part.fields), _buttons((send,), number))
        case _:
            assert_never(part)


def _field(field: Field) -> Words:
    match field:
        case TextField() | DateField() | TimeField():
            shown = field.value
        case ChoiceField():
            shown = f"{field.value}   ({', '.join(value for value, _ in field.options)})"
        case _:
            assert_never(field)
    return _fact(field.label, shown) + _words(f"   {field.name}=", "dim")


def _buttons(buttons: Iterable[Button], number: Number) -> Words:
    return Words("  ").join([_words(f"[{number(button)}] {button.label}", _STYLES[button.style]) for button in buttons])


def _fact(label: str, value: str) -> Words:
    return _words(f"{label}: ", "dim") + _words(value)


def _words(text: str, style: str = "") -> Words:
    return Words(printable(text), style=style)
