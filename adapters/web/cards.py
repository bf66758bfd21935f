"""Draws a card as HTML. Jinja2 escapes every word in it: nothing that a person typed becomes markup.

A press is an ordinary form post: the button's verb and value, and whatever the form around it holds. How the markup
looks is the page's own affair; here are only elements, classes and labels.
"""

from typing import assert_never

from markupsafe import Markup

from adapters.web.macros import Macros, environment
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

PRESS = "press"
"""The name under which a button posts what `press_value` made of it."""
FIELD = "field."
"""What the name of every field of a form begins with in the post, so that it cannot collide with ours."""
LANE, MESSAGE = "lane", "message"
"""The hidden inputs that say on which message, in which conversation, the button was."""


def press_value(button: Button) -> str:
    """Verb and value as one button posts them. A verb has no colon, so the first one divides."""
    return f"{button.verb}:{button.value}"


def pressed_value(written: str) -> tuple[str, str]:
    """The verb and value that `press_value` wrote."""
    verb, _, value = written.partition(":")
    return verb, value


def render(card: Card, lane: str, message_id: str, action: str = "/press") -> Markup:
    """The card as HTML, without the frame around it.

    `lane` and `message_id` come back with every press; `action` is where presses are posted.
    """
    about = {LANE: lane, MESSAGE: message_id}
    body = Markup().join(_part(part, action, about) for part in card.parts)
    return _MACROS.draw("card", card.title, body)


def _part(part: Part, action: str, about: dict[str, str]) -> Markup:
    match part:
        case Text():
            return _MACROS.draw("text", part)
        case Facts():
            return _MACROS.draw("facts", part)
        case Quote():
            return _MACROS.draw("quote", part)
        case Buttons():
            return _MACROS.draw("buttons", part.buttons, action, about)
        case Entry():
            return _MACROS.draw(
                "entry", part, _MACROS.draw("buttons", part.buttons, action, about) if part.buttons else ""
            )
        case Link():
            return _MACROS.draw("link", part, is_web_address(part.url))
        case Form():
            return _MACROS.draw("form", part, Markup().join(_field(field) for field in part.fields), action, about)
        case _:
            assert_never(part)


def _field(field: Field) -> Markup:
    match field:
        case TextField():
            return _MACROS.draw("text_field", field)
        case ChoiceField():
            return _MACROS.draw("choice_field", field)
        case DateField():
            return _MACROS.draw("dated_field", field, "date")
        case TimeField():
            return _MACROS.draw("dated_field", field, "time")
        case _:
            assert_never(field)


def is_web_address(url: str) -> bool:
    """Whether a link may be followed: on the web or within this site, never "javascript:", "data:" or "//elsewhere"."""
    return url.lower().startswith(("https://", "http://")) or (url.startswith("/") and url[1:2] not in ("/", "\\"))


_MACROS = Macros(environment("adapters.web", press_value=press_value, PRESS=PRESS, FIELD=FIELD), "card.html")
