"""The gallery: every kind of card with the worst that people can put into it is a message that Slack takes."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.cards import MOST_BLOCKS, render
from adapters.slack.ids import ButtonId
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
from tests.adapters.slack.legal import faults, shown

WORDS = {
    "plain": "An hour on grant budgeting",
    "three thousand": "What surprised me was how many doors there are. " * 63,
    "no spaces": "x" * 4000,
    "mentions": "<!channel> <!here> <@U024BE7LH> <#C1|general> @channel @here",
    "markup": "*bold* _it_ ~no~ `code` ```pre``` > quote & <https://bad.example|click> <b>b</b> &lt;!channel&gt;",
    "right to left": "مرحبا، أستطيع استضافة شخص ليوم واحد \u202etxt.exe",
    "welsh": "Cysgodi gweithiwr cymdeithasol yng Nghaerdydd: tŷ, ŵyr, ffôn",
    "emoji": "👩🏽‍🦽👨‍👩‍👧‍👦🏴󠁧󠁢󠁷󠁬󠁳󠁿" * 60,
    "control": "a\x00b\x07c\ud800d\r\ne\u2028f",
    "blank": "   ",
    "nothing": "",
    "ampersands": "&<>" * 1000,
}


def worst(words: str) -> Card:
    """Every part there is, with `words` wherever words go."""
    buttons = (
        Button(words, "exchange.accept", "17", "primary"),
        Button(words, "exchange.accept", "18", "danger"),
        Button(words, "exchange.ask"),
    )
    return Card(
        words,
        (
            Text(words),
            Text(words, quiet=True),
            Facts(((words, words), ("When", words), (words, ""))),
            Quote(words, by=words),
            Buttons(buttons),
            *(Entry(words, (words, words), buttons) for _ in range(10)),
            Link(words, "https://shoes.example.org/calendar/abc.ics"),
            Form(
                "reflect.send",
                (
                    TextField("surprised", words, value=words, long=True, limit=3000, hint=words),
                    TextField("short", words, value=words, limit=80),
                    ChoiceField("sharing", words, (("a", words), ("b", words)), value="b"),
                    ChoiceField("many", words, tuple((str(n), words) for n in range(40)), value="39"),
                    ChoiceField("none", words, ()),
                    DateField("date", words, value=words),
                    TimeField("time", words, value=words),
                ),
                words,
                value="17",
            ),
        ),
        matter="suggestion:17",
    )


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
def test_the_worst_card_is_legal(words: str) -> None:
    message = render(worst(words))
    assert faults(message) == []
    json.dumps(message, ensure_ascii=False).encode()


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
def test_every_button_of_the_worst_card_is_there_and_comes_back_whole(words: str) -> None:
    card = worst(words)
    found = [
        (read.verb, element.get("value", ""), read.form)
        for element in _elements(render(card)["blocks"])
        if element["type"] == "button" and (read := ButtonId.read(element["action_id"]))
    ]
    expected = [(button.verb, button.value) for button in card.buttons]
    assert [(verb, value) for verb, value, _ in found] == expected
    assert [form for *_, form in found] == [None] * (len(expected) - 1) + [0]


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
def test_each_part_by_itself_is_legal(words: str) -> None:
    for part in worst(words).parts:
        assert faults(render(Card(words, (part,)))) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_words_at_all_are_legal(words: str) -> None:
    assert faults(render(worst(words))) == []


def test_what_somebody_typed_is_shown_and_nothing_more() -> None:
    typed = "<!channel> *bold* & <@U024BE7LH> :wave: https://bad.example"
    message = render(
        Card("Somebody wrote to you", (Quote(typed, by="Sam <b>"), Text(typed), Facts((("Note", typed),))))
    )
    assert [words for words in shown(message["blocks"]) if "<!channel>" in words] == [typed] * 3
    assert {element["type"] for element in _elements(message["blocks"])} <= {
        "text",
        "rich_text_section",
        "rich_text_quote",
        "plain_text",
    }
    assert "<" not in message["text"]
    assert "&lt;!channel&gt;" in message["text"]


def test_a_long_text_is_told_whole_in_several_pieces() -> None:
    words = " ".join(f"word{number}" for number in range(900))
    message = render(Card("A story", (Text(words),)))
    pieces = [block["text"]["text"] for block in message["blocks"] if block["type"] == "section"]
    assert len(pieces) > 1
    assert " ".join(pieces) == words


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    message = render(Card("Ten stories", tuple(Text("word " * 600) for _ in range(10))))
    assert faults(message) == []
    texts = [block["text"]["text"] for block in message["blocks"] if block["type"] == "section"]
    assert len(texts) == 10
    assert all(text.endswith("…") for text in texts)


def test_more_than_slack_can_show_says_so() -> None:
    message = render(Card("All", tuple(Entry(f"Offer {number}", ("a line",)) for number in range(80))))
    assert len(message["blocks"]) == MOST_BLOCKS
    assert faults(message) == []
    assert "more" in message["blocks"][-1]["elements"][0]["text"]


def test_direction_marks_cannot_turn_what_follows_round() -> None:
    shown_words = "".join(shown(render(Card("a", (Text("pay \u202e0001 to \u2066me"),)))["blocks"]))
    assert "\u202e" not in shown_words
    assert "\u2066" not in shown_words


def test_fields_hold_what_is_known() -> None:
    form = Form(
        "offer.publish",
        (
            TextField("topic", "Topic", value="grant <b> & budgets", required=True, limit=60),
            ChoiceField("mode", "Where", (("remote", "Remote"), ("in_person", "In person")), value="in_person"),
            DateField("until", "Until", value="2026-12-24"),
            TimeField("at", "At", value="10:30"),
            DateField("wrong", "Wrong", value="24/12"),
            TimeField("odd", "Odd", value="25:00"),
        ),
        "Publish",
    )
    inputs = [block for block in render(Card("Your offer", (form,)))["blocks"] if block["type"] == "input"]
    elements = [block["element"] for block in inputs]
    assert elements[0]["initial_value"] == "grant <b> & budgets"
    assert elements[1]["initial_option"]["value"] == "in_person"
    assert elements[2]["initial_date"] == "2026-12-24"
    assert elements[3]["initial_time"] == "10:30"
    assert "initial_date" not in elements[4]
    assert "initial_time" not in elements[5]
    assert [block["optional"] for block in inputs] == [False, True, True, True, True, True]


def test_an_updated_form_shows_its_new_values() -> None:
    """Slack keeps what was typed under a block id it has seen, so another content must have another id."""
    ids = [
        {
            block["block_id"]
            for block in render(Card("c", (Form("v", (TextField("f", "F", value=value),), "Go"),)))["blocks"]
            if "block_id" in block
        }
        for value in ("one", "one", "two")
    ]
    assert ids[0] == ids[1]
    assert not ids[0] & ids[2]


@pytest.mark.parametrize(
    "part",
    [
        Buttons((Button("Go", "v" * 300),)),
        Buttons((Button("Go", "v", "x" * 2001),)),
        Buttons((Button("Go", ""),)),
        Form("v", (ChoiceField("f", "F", (("x" * 76, "X"),)),), "Go"),
        Form("v", (ChoiceField("f", "F", tuple((str(n), "X") for n in range(101))),), "Go"),
    ],
    ids=["long verb", "long value", "no verb", "long option", "many options"],
)
def test_what_could_not_come_back_whole_is_a_fault_of_the_dialogue(part: Any) -> None:
    with pytest.raises(ValueError, match="come back whole"):
        render(Card("c", (part,)))


def _elements(blocks: Any) -> list[dict[str, Any]]:
    if isinstance(blocks, list):
        return [element for block in blocks for element in _elements(block)]
    if isinstance(blocks, dict):
        inner = [
            element for key in ("elements", "element", "text", "accessory") for element in _elements(blocks.get(key))
        ]
        own = [blocks] if blocks.get("type") in _LEAVES else []
        return own + inner
    return []


_LEAVES = (
    "button",
    "text",
    "rich_text_section",
    "rich_text_quote",
    "plain_text",
    "mrkdwn",
    "user",
    "broadcast",
    "link",
)
