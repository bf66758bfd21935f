"""Every card is legal in Teams, says everything, lets nothing act that a person typed, and fits."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.cards import COMFORTABLE, SHORT, message, render
from adapters.teams.plain import inert, shortened, spoken, weight, written
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
    Part,
    Quote,
    Text,
    TextField,
    TimeField,
)
from tests.adapters.teams.legal import actions, card_faults, elements, faults, texts

NASTY = (
    "<at>everyone</at> <!channel> <@U123> [click me](https://evil.example) ![x](https://evil.example/x.png) **bold** "
    "_it_ `code` # heading {{DATE(2026-12-03T10:00:00Z, SHORT)}} <script>alert(1)</script> &lt;b&gt; ${name}"
)
RTL = "أستطيع أن أقدم ساعة في إعداد الميزانيات "
EVERYTHING: tuple[Part, ...] = (
    Text("Shown to nobody yet."),
    Text("Small print.", quiet=True),
    Facts((("When", "Thursday 3 December, 10:00"), ("Where", "Leeds"))),
    Quote("It opened my eyes.", by="a youth worker"),
    Entry(
        "Night shelter", ("a day · Leeds", "Thursdays suit both"), (Button("Ask", "suggestion.ask", "17", "primary"),)
    ),
    Link("Add to my diary", "https://shoes.example.org/calendar/abc.ics"),
    Form(
        "offer.publish",
        (
            TextField("topic", "Topic", "budgets", required=True, hint="in a few words"),
            TextField("more", "Anything else", long=True),
            ChoiceField("mode", "Where", (("remote", "Remote"), ("in_person", "In person")), "remote"),
            DateField("until", "Until", "2026-12-24"),
            TimeField("at", "At", "10:30", required=True),
        ),
        "Publish",
        value="17",
    ),
    Buttons((Button("Change", "offer.change", "17"), Button("Never mind", "offer.drop", "17", "danger"))),
)
BUTTONS = tuple(Button(f"Choose this one {n}", "suggestion.ask", str(n)) for n in range(5))


def entries(text: str) -> Card:
    """The worst that a digest or a list can be."""
    return Card(text[:200], tuple(Entry(text, (text, text), BUTTONS) for _ in range(10)), "digest:1")


GALLERY = {
    "nothing but a sentence": Card("You're welcome."),
    "everything": Card("Is this right?", EVERYTHING, "listing:17"),
    "nasty words everywhere": Card(
        NASTY,
        (
            Text(NASTY),
            Facts(((NASTY, NASTY),)),
            Quote(NASTY, NASTY),
            Entry(NASTY, (NASTY,), (Button(NASTY, "a.b", NASTY),)),
            Link(NASTY, "https://shoes.example.org/x"),
            Form("a.b", (TextField("x", NASTY, NASTY), ChoiceField("y", NASTY, ((NASTY, NASTY),), NASTY)), NASTY),
        ),
    ),
    "3,000 characters": Card("Long", (Text("word " * 600), Quote("word " * 600), Facts((("Why", "word " * 600),)))),
    "ten entries of 3,000 characters": entries("word " * 600),
    "ten entries from right to left": entries(RTL * 75),
    "ten entries of emoji": entries("🙂" * 3000),
    "ten entries of four-byte letters": entries("𠜎" * 3000),
    "one word of 3,000 letters": Card("x" * 3000, (Text("x" * 3000),)),
    "two forms with the same fields": Card("Twice", tuple(Form("a.b", EVERYTHING[6].fields, "Send") for _ in "ab")),  # type: ignore[union-attr]
    "more buttons than fit in a row": Card("Many", (Buttons(BUTTONS + BUTTONS),)),
    "control characters": Card("a\x00b\x07c\u202ed", (Text("line one\nline two\r\n\tline three \ud83d"),)),
    "a form with all it can hold": Card(
        "Reflect", (Form("r.send", tuple(TextField(f"q{n}", "Question", "語" * 1000) for n in range(6)), "Send"),)
    ),
    "500 paragraphs": Card("Long", tuple(Text("word " * 20) for _ in range(500))),
}


@pytest.mark.parametrize("name", GALLERY)
def test_every_card_is_legal(name: str) -> None:
    assert faults(_round_trip(message(GALLERY[name]))) == []
    short = render(GALLERY[name], SHORT)
    assert card_faults(_round_trip(short)) == []
    assert weight(short) <= SHORT


def test_everything_is_said_and_can_be_pressed() -> None:
    card = GALLERY["everything"]
    drawn = render(card)
    shown = json.dumps(drawn["body"], ensure_ascii=False)
    for line in ("Shown to nobody yet.", "Small print.", "Thursday 3 December, 10:00", "It opened my eyes.", "Leeds"):
        assert line in shown
    pressed = [(action["verb"], action["data"]["value"]) for action in actions(drawn) if "verb" in action]
    assert sorted(pressed) == sorted((button.verb, button.value) for button in card.buttons)
    assert drawn["fallbackText"] == card.plain
    assert [action.get("style") for action in actions(drawn)] == ["positive", None, "positive", None, "destructive"]


def test_the_inputs_of_a_form() -> None:
    inputs = {element["label"]: element for element in elements(render(GALLERY["everything"])) if "label" in element}
    assert {label: (it["type"], it.get("value"), it["isRequired"]) for label, it in inputs.items()} == {
        "Topic": ("Input.Text", "budgets", True),
        "Anything else": ("Input.Text", None, False),
        "Where": ("Input.ChoiceSet", "remote", False),
        "Until": ("Input.Date", "2026-12-24", False),
        "At": ("Input.Time", "10:30", True),
    }
    assert (inputs["Topic"]["maxLength"], inputs["Topic"]["placeholder"]) == (1000, "in a few words")
    assert inputs["Anything else"]["isMultiline"]


def test_the_words_stay_as_they_were_typed() -> None:
    drawn = render(Card("x", (Text("<at>Priya</at> **5 * 3** & <b>"),)))
    assert texts(drawn) == ["x", "<at>Priya</at> **5 * 3** & <b>"]


def test_nothing_that_was_typed_acts() -> None:
    sent = message(GALLERY["nasty words everywhere"])
    assert "entities" not in json.dumps(sent)
    assert "{{" not in json.dumps(sent["attachments"][0]["content"]["body"][:4])
    assert "](" not in sent["attachments"][0]["content"]["fallbackText"]
    assert "<" not in sent["summary"] + sent["attachments"][0]["content"]["speak"]


def test_what_was_typed_into_a_field_comes_back_whole() -> None:
    words = "every word of it " * 55
    crowded = Card("Change it", (*entries("word " * 600).parts, Form("a.b", (TextField("x", "Words", words),), "Send")))
    [field] = [element for element in elements(render(crowded)) if element["type"] == "Input.Text"]
    assert field["value"] == words


def test_a_link_that_is_not_to_the_web_is_only_words() -> None:
    drawn = render(Card("x", (Link("Press me", "javascript:alert(1)"),)))
    assert actions(drawn) == []
    assert texts(drawn) == ["x", "Press me: javascript:alert(1)"]


def test_texts_are_shortened_before_anything_is_left_out() -> None:
    drawn = render(GALLERY["ten entries of 3,000 characters"])
    assert sum(element["type"] == "Container" for element in elements(drawn)) == 10
    assert len(actions(drawn)) == 50
    assert 0.5 * COMFORTABLE < weight(drawn) <= COMFORTABLE


def test_what_is_left_out_is_said() -> None:
    assert texts(render(GALLERY["500 paragraphs"]))[-1] == "The rest is too long to show here."


@given(
    st.text(max_size=4000),
    st.text(min_size=1, max_size=4000),
    st.integers(0, 12),
    st.sampled_from([COMFORTABLE, SHORT]),
)
@settings(max_examples=25, deadline=None)
def test_any_words_fit(title: str, words: str, number: int, most: int) -> None:
    card = Card(title or "x", tuple(Entry(words, (words,), (Button(words, "a.b", "1"),)) for _ in range(number)))
    drawn = render(card, most)
    assert weight(drawn) <= most
    assert _round_trip(drawn)["body"][0]["inlines"]


@given(st.text(max_size=300))
@settings(deadline=None)
def test_inert_words_are_the_same_to_the_eye(words: str) -> None:
    made = inert(words)
    assert "{{" not in made
    assert "](" not in made
    assert not any(ord(sign) < 32 and sign != "\n" for sign in made)
    assert inert(made) == made


def test_shortening() -> None:
    assert shortened("twelve words", 12) == "twelve words"
    assert shortened("twelve words", 8) == "twelve…"
    assert spoken("<b> & 2 > 1") == "‹b› + 2 › 1"


def _round_trip(drawn: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(written(drawn))
    return read
