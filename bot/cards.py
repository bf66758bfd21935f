"""What the bot says, as values: a card and the closed union of parts that every platform can show.

Words in a card are plain text: a renderer escapes all of them, so nothing that a person typed becomes markup or a
mention on the other side. A part joins this union only when a dialogue needs it and every platform can show it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, assert_never

from pydantic import TypeAdapter


@dataclass(frozen=True)
class Text:
    """A paragraph. `quiet` is small print: it explains, and may be overlooked."""

    text: str
    quiet: bool = False
    tag: Literal["text"] = "text"


@dataclass(frozen=True)
class Facts:
    """Labelled facts, such as ("When", "Thursday 3 December at 10:00")."""

    rows: tuple[tuple[str, str], ...]
    tag: Literal["facts"] = "facts"


@dataclass(frozen=True)
class Quote:
    """Somebody's own words. `by` says whose, as far as the reader may know."""

    text: str
    by: str = ""
    tag: Literal["quote"] = "quote"


@dataclass(frozen=True)
class Button:
    """`verb` and `value` route the press to its dialogue weeks later; `label` is a verb, 75 characters at most."""

    label: str
    verb: str
    value: str = ""
    style: Literal["plain", "primary", "danger"] = "plain"


@dataclass(frozen=True)
class Buttons:
    """A row of at most five buttons; one primary at most."""

    buttons: tuple[Button, ...]
    tag: Literal["buttons"] = "buttons"


@dataclass(frozen=True)
class Entry:
    """One of several things in a list: a title, a few lines, and its own buttons."""

    title: str
    lines: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    tag: Literal["entry"] = "entry"


@dataclass(frozen=True)
class Link:
    """An address on the web (https, or http on this machine)."""

    label: str
    url: str
    tag: Literal["link"] = "link"


@dataclass(frozen=True)
class TextField:
    """Free text of at most `limit` characters; several lines if `long`."""

    name: str
    label: str
    value: str = ""
    long: bool = False
    required: bool = False
    limit: int = 1000
    hint: str = ""
    tag: Literal["text_field"] = "text_field"


@dataclass(frozen=True)
class ChoiceField:
    """One of several (value, label) options."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str = ""
    required: bool = False
    tag: Literal["choice_field"] = "choice_field"


@dataclass(frozen=True)
class DateField:
    """A calendar date, given and taken as "2026-12-03"."""

    name: str
    label: str
    value: str = ""
    required: bool = False
    tag: Literal["date_field"] = "date_field"


@dataclass(frozen=True)
class TimeField:
    """A time on the wall clock, given and taken as "10:30"."""

    name: str
    label: str
    value: str = ""
    required: bool = False
    tag: Literal["time_field"] = "time_field"


Field = TextField | ChoiceField | DateField | TimeField


@dataclass(frozen=True)
class Form:
    """Fields filled in as far as is known, and the button that sends them: `Pressed(verb, value, fields)`."""

    verb: str
    fields: tuple[Field, ...]
    submit: str
    value: str = ""
    tag: Literal["form"] = "form"


Part = Text | Facts | Quote | Buttons | Entry | Link | Form


@dataclass(frozen=True)
class Card:
    """One message. `title` alone must make sense as a notification, read aloud.

    `matter` names what the card is about ("suggestion:17"): when that changes, the card may be updated in place.
    `anew` is the press (verb and value) that shows this very card as it is by then, where a platform can ask for that
    whenever somebody looks; a card that says something of its moment has none.
    """

    title: str
    parts: tuple[Part, ...] = ()
    matter: str = ""
    anew: tuple[str, str] | None = None

    @property
    def plain(self) -> str:
        """The same card as plain text, for a notification, a terminal or a screen reader."""
        return "\n".join([self.title, *(line for part in self.parts for line in _lines(part))])

    @property
    def buttons(self) -> tuple[Button, ...]:
        """Every button on the card, a form's own among them, in reading order."""
        found: list[Button] = []
        for part in self.parts:
            if isinstance(part, Buttons | Entry):
                found += part.buttons
            elif isinstance(part, Form):
                found.append(Button(part.submit, part.verb, part.value, "primary"))
        return tuple(found)

    def as_json(self) -> str:
        """For the outbox; `from_json` reads it back."""
        return _card().dump_json(self, exclude_defaults=False).decode()

    @staticmethod
    def from_json(written: str) -> "Card":
        """Raises pydantic.ValidationError if `written` is no card of this release."""
        return _card().validate_json(written)


def _lines(part: Part) -> Iterator[str]:
    match part:
        case Text():
            yield part.text
        case Facts():
            yield from (f"{label}: {value}" for label, value in part.rows)
        case Quote():
            yield f"“{part.text}”" + (f" ({part.by})" if part.by else "")
        case Buttons():
            yield _row(part.buttons)
        case Entry():
            yield f"• {part.title}"
            yield from (f"  {line}" for line in part.lines)
            if part.buttons:
                yield "  " + _row(part.buttons)
        case Link():
            yield f"{part.label}: {part.url}"
        case Form():
            yield from (f"{field.label}: {_shown(field) or '…'}" for field in part.fields)
            yield f"[{part.submit}]"
        case _:
            assert_never(part)


def _row(buttons: tuple[Button, ...]) -> str:
    return " ".join(f"[{button.label}]" for button in buttons)


def _shown(field: Field) -> str:
    if isinstance(field, ChoiceField):
        return dict(field.options).get(field.value, field.value)
    return field.value


@cache
def _card() -> TypeAdapter[Card]:
    return TypeAdapter(Card)  # takes a hundredth of a second, for which no start waits
