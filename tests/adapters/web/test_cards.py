"""Cards as HTML: every part drawn, every word escaped, every press readable again."""

from html.parser import HTMLParser

from adapters.web.cards import press_value, pressed_value, render
from bot.cards import (
    Button,
    Buttons,
    Card,
    ChoiceField,
    DateField,
    Entry,
    Facts,
    Form,
    Link,
    Quote,
    Text,
    TextField,
    TimeField,
)

NASTY = "<script>alert('x')</script> \"quoted\" & <b>bold</b> {{ 7 * 7 }}"

EVERYTHING = Card(
    NASTY,
    (
        Text(NASTY),
        Text(NASTY, quiet=True),
        Facts(((NASTY, NASTY),)),
        Quote(NASTY, NASTY),
        Buttons((Button(NASTY, "verb.one", NASTY, "primary"), Button("No", "verb.two", style="danger"))),
        Entry(NASTY, (NASTY,), (Button(NASTY, "verb.three", NASTY),)),
        Link(NASTY, "https://example.org/?a=1&b=2"),
        Form(
            "verb.four",
            (
                TextField("one", NASTY, NASTY, hint=NASTY, required=True, limit=200),
                TextField("two", NASTY, "\n" + NASTY, long=True),
                ChoiceField("three", NASTY, ((NASTY, NASTY), ("b", "B")), NASTY),
                DateField("four", NASTY, "2026-12-03"),
                TimeField("five", NASTY, "10:30"),
            ),
            NASTY,
            NASTY,
        ),
    ),
)


class Reader(HTMLParser):
    """Collects what a browser would make of the markup: elements, attributes and words."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def read(card: Card) -> Reader:
    reader = Reader()
    reader.feed(str(render(card, "slack:T0:U1", "m7")))
    return reader


def test_no_words_become_markup() -> None:
    page = read(EVERYTHING)
    assert not page.all("script")
    assert not page.all("b")
    assert "49" not in page.words
    # title, two texts, a fact twice, a quote twice, a button, an entry thrice, a link, five labels, a hint, a long
    # text, an option, and the button of the form
    assert page.words.count(NASTY) == 21


def test_what_stands_in_fields_comes_back_whole() -> None:
    page = read(EVERYTHING)
    values = {attributes["name"]: attributes.get("value") for attributes in page.all("input")}
    assert values["field.one"] == NASTY
    assert values["field.four"] == "2026-12-03"
    assert values["field.five"] == "10:30"
    assert [option["value"] for option in page.all("option") if "selected" in option] == [NASTY]


def test_a_press_says_on_which_message_of_which_conversation_it_was() -> None:
    page = read(EVERYTHING)
    hidden = {(field["name"], field["value"]) for field in page.all("input") if field.get("type") == "hidden"}
    assert hidden == {("lane", "slack:T0:U1"), ("message", "m7")}
    presses = [pressed_value(button["value"] or "") for button in page.all("button")]
    assert presses == [("verb.one", NASTY), ("verb.two", ""), ("verb.three", NASTY), ("verb.four", NASTY)]


def test_every_field_has_a_label_around_it() -> None:
    page = read(EVERYTHING)
    visible = [field for field in page.all("input") if field.get("type") != "hidden"]
    assert len(page.all("label")) == len(visible) + len(page.all("select")) + len(page.all("textarea")) == 5


def test_only_addresses_on_the_web_or_within_the_site_can_be_followed() -> None:
    followed = ["https://example.org/", "http://127.0.0.1:80/", "/calendar/abc.ics"]
    refused = ["javascript:alert(1)", "data:text/html,x", "//elsewhere.example", "/\\elsewhere.example", "JavaScript:x"]
    for url in followed:
        assert [link["href"] for link in read(Card("c", (Link("label", url),))).all("a")] == [url]
    for url in refused:
        page = read(Card("c", (Link("label", url),)))
        assert not page.all("a")
        assert url in page.words


def test_a_press_survives_values_with_colons() -> None:
    button = Button("Ask", "ask", "17:slack:T0:U1")
    assert pressed_value(press_value(button)) == ("ask", "17:slack:T0:U1")
