"""Any card of the closed union, with any words in it, is a legal message everywhere and lets nothing typed act.

Cards are built from the dataclasses themselves: a part that joins the union is tried without a line here.
"""

import dataclasses
import json
from html.parser import HTMLParser
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

import adapters.slack.cards
import adapters.teams.cards
import adapters.web.cards
from bot.cards import Button, Buttons, Card, ChoiceField, DateField, Entry, Form, Link, TextField, TimeField
from tests.adapters.slack import legal as slack
from tests.adapters.teams import legal as teams
from tests.fuzz.words import words

verbs = st.from_regex(r"[a-z]{1,10}\.[a-z_]{1,10}", fullmatch=True)
values = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)
names = st.from_regex(r"[a-z_]{1,20}", fullmatch=True)
urls = st.sampled_from(
    (
        "https://shoes.example.org/calendar/abc.ics",
        "http://127.0.0.1:8080/x?a=1&b=2",
        "/calendar/abc.ics",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>x</script>",
        "//elsewhere.example",
        'https://x.example/"><b>',
    )
)

OURS: dict[tuple[type, str], st.SearchStrategy[Any]] = {
    (Card, "title"): words.map("About {}".format),
    (Card, "anew"): st.none() | st.tuples(verbs, values),
    (Form, "submit"): words.map("Send {}".format),
    **{
        (kind, "label"): words.map("See {}".format)
        for kind in (Button, Link, TextField, ChoiceField, DateField, TimeField)
    },
    (Button, "verb"): verbs,
    (Button, "value"): values,
    (Form, "verb"): verbs,
    (Form, "value"): values,
    (Link, "url"): urls | words,
    (TextField, "limit"): st.integers(1, 3000),
    (ChoiceField, "options"): st.lists(
        st.tuples(st.text("abc123:-", min_size=1, max_size=75), words),
        min_size=1,
        max_size=12,
        unique_by=lambda option: option[0],
    ).map(tuple),
    (DateField, "value"): words | st.dates().map(str),
    (TimeField, "value"): words | st.times().map("{:%H:%M}".format),
    **{(kind, "name"): names for kind in (TextField, ChoiceField, DateField, TimeField)},
}
"""What dialogues promise about the parts that are theirs, not anybody's words."""


def of(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type that cards are made of."""
    if hint is str:
        return words
    if hint is bool:
        return st.booleans()
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) in (Union, UnionType):
        return st.one_of(*map(of, get_args(hint)))
    if get_origin(hint) is tuple:
        first, *rest = get_args(hint)
        return st.lists(of(first), max_size=5).map(tuple) if rest == [...] else st.tuples(*map(of, get_args(hint)))
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        own = [one.name for one in dataclasses.fields(hint)]
        built = {name: OURS[hint, name] if (hint, name) in OURS else of(hints[name]) for name in own}
        return st.builds(hint, **built).map(_as_promised)
    raise TypeError(f"no card holds a {hint}")


def _as_promised(part: Any) -> Any:
    """One primary button in a row, and no two fields of a form with one name: the dialogues' own promises."""
    if isinstance(part, Buttons | Entry):
        plain = tuple(dataclasses.replace(button, style="plain") for button in part.buttons[1:])
        return dataclasses.replace(part, buttons=(*part.buttons[:1], *plain))
    if isinstance(part, Form):
        return dataclasses.replace(part, fields=tuple({field.name: field for field in part.fields}.values()))
    return part


cards: st.SearchStrategy[Card] = of(Card)


def check_slack(card: Card) -> None:
    """Raises AssertionError with everything that Slack would object to or act on."""
    message = adapters.slack.cards.render(card)
    json.dumps(message, ensure_ascii=False).encode()
    found = slack.faults(message)
    assert not found, found


def check_teams(card: Card) -> None:
    """Raises AssertionError with everything that Teams would object to or act on."""
    for most in (adapters.teams.cards.COMFORTABLE, adapters.teams.cards.SHORT):
        message = adapters.teams.cards.message(card, most)
        json.dumps(message, ensure_ascii=False).encode()
        found = teams.faults(message)
        assert not found, found


def check_web(card: Card) -> None:
    """Raises AssertionError for any element, attribute or address that is not the renderer's own."""
    drawn = str(adapters.web.cards.render(card, "web:T1:U1", "m1"))
    page = _Page()
    page.feed(drawn)
    page.close()
    assert not page.strange, page.strange


class _Page(HTMLParser):
    """Collects what the renderer never writes itself."""

    def __init__(self) -> None:
        super().__init__()
        self.strange: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.strange.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.strange.append(f"{name} of <{tag}>")
            if name in ("href", "action") and not adapters.web.cards.is_web_address(value or ""):
                self.strange.append(f"{name}={value}")

    def handle_decl(self, decl: str) -> None:
        self.strange.append(decl)

    def handle_comment(self, data: str) -> None:
        self.strange.append(data)


ELEMENTS = frozenset(
    "p dl div dt dd blockquote footer form input button section a label span textarea select option".split()  # noqa: SIM905
)
ATTRIBUTES = frozenset(
    "class type name value method action href rel target rows maxlength required selected".split()  # noqa: SIM905
)


def check_stored(card: Card) -> None:
    """Raises AssertionError if a card does not come back from the outbox as it went in."""
    if repr(card).isprintable() and "\\ud" not in repr(card):  # half a character is nothing that can be stored
        assert Card.from_json(card.as_json()) == card
