"""What Slack refuses, as far as it is published: the rules the fake Slack and the gallery hold every message to."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import Block

MOST_BLOCKS = 50
MOST_IN_A_VIEW = 100
MOST_BYTES_OF_A_VIEW = 250_000
MOST_CHARACTERS = 13_200
MOST_TEXT = 40_000
IN_RICH_TEXT = {"text", "link"}
"""Other rich text elements (user, usergroup, broadcast, channel, emoji) would notify or decorate: we send none."""


def faults(message: dict[str, Any]) -> list[str]:
    """Everything that is wrong with a message for chat.postMessage or chat.update; empty if Slack would take it."""
    return list(_faults(message))


def view_faults(view: dict[str, Any], kind: str) -> list[str]:
    """Everything that is wrong with a modal or a Home tab; empty if Slack would take it."""
    return list(_view_faults(view, kind))


def _view_faults(view: dict[str, Any], kind: str) -> Iterator[str]:
    if len(json.dumps(view).encode()) > MOST_BYTES_OF_A_VIEW:
        yield "the view is over 250 KB"
        return
    if view.get("type") != kind:
        yield f"a view of type {view.get('type')}"
    blocks = view["blocks"]
    if not 1 <= len(blocks) <= MOST_IN_A_VIEW:
        yield f"{len(blocks)} blocks in a view"
    if len(view.get("private_metadata", "")) > 3000 or len(view.get("callback_id", "")) > 255:
        yield "private metadata or callback id too long"
    for key, limit in (("title", 24), ("submit", 24), ("close", 24)):
        if kind == "home" and key in view:
            yield f"{key} of a Home tab"
        elif key in view:
            yield from _text(view[key], limit)
    has_inputs = any(block["type"] == "input" for block in blocks)
    if kind == "modal" and ("title" not in view or (has_inputs and "submit" not in view)):
        yield "a modal without a title or a way to submit it"
    if (
        kind == "modal"
        and has_inputs
        and not all(block.get("block_id") for block in blocks if block["type"] == "input")
    ):
        yield "an input without a block id"
    yield from _blocks(blocks)


def _faults(message: dict[str, Any]) -> Iterator[str]:
    text, blocks = message.get("text", ""), message.get("blocks", [])
    if not text.strip():
        yield "the notification is empty"
    if len(text) > MOST_TEXT:
        yield "the notification is too long"
    yield from _markup(text, "the notification")
    if message.get("link_names") or message.get("parse") == "full":
        yield "names in the text would become mentions"
    if len(blocks) > MOST_BLOCKS:
        yield f"{len(blocks)} blocks"
    if (total := sum(len(words) for words in shown(blocks))) > MOST_CHARACTERS:
        yield f"{total} characters in all blocks"
    yield from _blocks(blocks)


def _blocks(blocks: list[dict[str, Any]]) -> Iterator[str]:
    for kind in ("block_id", "action_id"):
        for value, times in Counter(_every(blocks, kind)).items():
            if times > 1:
                yield f"{kind} {value!r} {times} times"
            if not value or len(value) > 255:
                yield f"{kind} {value!r}"
    for number, block in enumerate(blocks):
        for fault in _block(block):
            yield f"block {number} ({block.get('type')}): {fault}"


def _block(block: dict[str, Any]) -> Iterator[str]:
    yield from _parsed(block)
    match block["type"]:
        case "section" | "context":
            texts = [block["text"]] if "text" in block else block["elements"]
            for text in texts:
                yield from _text(text, 3000)
            if not texts or len(texts) > 10:
                yield f"{len(texts)} texts"
        case "actions":
            if not 1 <= len(block["elements"]) <= 25:
                yield f"{len(block['elements'])} elements"
            for button in block["elements"]:
                yield from _button(button)
            if sum(button.get("style") == "primary" for button in block["elements"]) > 1:
                yield "two primary buttons"
        case "input":
            yield from _text(block["label"], 2000)
            if "hint" in block:
                yield from _text(block["hint"], 2000)
            yield from _element(block["element"])
        case "rich_text":
            yield from _rich(block)
        case "header":
            yield from _text(block["text"], 150)
        case "divider":
            pass
        case other:
            yield f"{other} is not in our repertoire"


def _parsed(block: dict[str, Any]) -> Iterator[str]:
    try:
        parsed = Block.parse(block)
        if parsed is None:
            yield "unknown to slack_sdk"
        else:
            parsed.to_dict()
    except Exception as error:
        yield f"slack_sdk: {error}"


def _text(text: dict[str, Any], limit: int) -> Iterator[str]:
    if not text["text"].strip() or len(text["text"]) > limit:
        yield f"a text of {len(text['text'])} characters"
    if text["type"] == "mrkdwn":
        yield from _markup(text["text"], "mrkdwn")
    elif text["type"] != "plain_text":
        yield f"a text of type {text['type']}"
    elif text.get("emoji", True):
        yield "what somebody typed would become emoji"


def _markup(text: str, where: str) -> Iterator[str]:
    if "<" in text or ">" in text:
        yield f"markup in {where}"


def _button(button: dict[str, Any]) -> Iterator[str]:
    if button["type"] != "button":
        yield f"a {button['type']} among buttons"
        return
    yield from _text(button["text"], 75)
    if len(button.get("value", "")) > 2000 or button.get("value") == "":
        yield "the value of a button"
    if button.get("style", "primary") not in ("primary", "danger"):
        yield f"style {button['style']!r}"
    if not button["action_id"].strip():
        yield "a button without an action id"


def _element(element: dict[str, Any]) -> Iterator[str]:
    match element["type"]:
        case "plain_text_input":
            if not 1 <= element.get("max_length", 3000) <= 3000:
                yield "max_length"
            if len(element.get("initial_value", "")) > element.get("max_length", 3000):
                yield "the initial value is longer than may be typed"
        case "static_select" | "radio_buttons":
            most = 100 if element["type"] == "static_select" else 10
            if not 1 <= len(element["options"]) <= most:
                yield f"{len(element['options'])} options"
            for option in element["options"]:
                yield from _text(option["text"], 75)
                if not 1 <= len(option["value"]) <= 150:
                    yield "the value of an option"
            if len({option["value"] for option in element["options"]}) < len(element["options"]):
                yield "two options have one value"
            if "initial_option" in element and element["initial_option"] not in element["options"]:
                yield "what is chosen is no option"
        case "datepicker":
            yield from _shaped(element, "initial_date", 10)
        case "timepicker":
            yield from _shaped(element, "initial_time", 5)
        case other:
            yield f"{other} is not in our repertoire"


def _shaped(element: dict[str, Any], key: str, length: int) -> Iterator[str]:
    if key in element and len(element[key]) != length:
        yield key


def _rich(block: dict[str, Any]) -> Iterator[str]:
    if not block["elements"]:
        yield "nothing in it"
    for part in block["elements"]:
        if part["type"] not in ("rich_text_section", "rich_text_quote", "rich_text_list", "rich_text_preformatted"):
            yield f"{part['type']} in rich text"
        if not part["elements"]:
            yield "an empty section"
        for run in part["elements"]:
            if run["type"] not in IN_RICH_TEXT:
                yield f"{run['type']} in rich text"
            elif not run.get("text"):
                yield "an empty run of text"
            if run["type"] == "link" and not run["url"].startswith(("https://", "http://")):
                yield "a link to nowhere"


def shown(blocks: Any) -> Iterator[str]:
    """Every text that people see, or that waits for them in a field."""
    if isinstance(blocks, dict):
        for key, value in blocks.items():
            if key in ("text", "initial_value") and isinstance(value, str):
                yield value
            else:
                yield from shown(value)
    elif isinstance(blocks, list):
        for block in blocks:
            yield from shown(block)


def _every(blocks: Any, key: str) -> Iterator[str]:
    if isinstance(blocks, dict):
        for name, value in blocks.items():
            if name == key:
                yield value
            else:
                yield from _every(value, key)
    elif isinstance(blocks, list):
        for block in blocks:
            yield from _every(block, key)
