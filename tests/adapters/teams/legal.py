"""What Teams takes, and what we promise beyond that: every fault of an activity that we sent, in words."""

import json
from collections.abc import Iterator
from typing import Any

MOST_BYTES = 80_000
COMFORTABLE_BYTES = 28_000
ELEMENTS = {"RichTextBlock", "Container", "ActionSet", "Input.Text", "Input.ChoiceSet", "Input.Date", "Input.Time"}
"""No TextBlock and no FactSet: they read Markdown."""
ACTIONS = {"Action.Execute", "Action.Submit", "Action.OpenUrl"}
STYLES = {None, "positive", "destructive"}


def faults(activity: dict[str, Any]) -> list[str]:
    """Empty if there is nothing to object to."""
    found = []
    if activity.get("type") != "message":
        found.append("not a message")
    size = _bytes(activity)
    if size > MOST_BYTES:
        found.append(f"{size} bytes")
    if activity.get("entities"):
        found.append("entities: a mention")
    if "text" in activity:
        return found + ([] if activity.get("textFormat") == "plain" else ["text that is not plain"])
    if not activity.get("summary"):
        found.append("no summary")
    if len(activity.get("attachments") or []) != 1:
        return [*found, "not one attachment"]
    attachment = activity["attachments"][0]
    if attachment["contentType"] != "application/vnd.microsoft.card.adaptive":
        found.append("another attachment")
    return found + card_faults(attachment["content"])


def card_faults(card: dict[str, Any]) -> list[str]:
    """Of an Adaptive Card alone."""
    found = list(_card(card))
    size = _bytes(card)
    if size > COMFORTABLE_BYTES:
        found.append(f"a card of {size} bytes")
    ids = [element["id"] for element in elements(card) if "id" in element]
    if len(ids) != len(set(ids)):
        found.append("two inputs with one id")
    return found


def elements(card: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Everything in the body, containers and what is in them."""
    waiting = list(card["body"])
    while waiting:
        element = waiting.pop(0)
        yield element
        waiting = element.get("items", []) + waiting


def texts(card: dict[str, Any]) -> list[str]:
    """Every piece of text that a person reads in the body, in order."""
    return [run["text"] for element in elements(card) for run in element.get("inlines", [])]


def actions(card: dict[str, Any]) -> list[dict[str, Any]]:
    """Every button, in order."""
    return [action for element in elements(card) for action in element.get("actions", [])]


def _card(card: dict[str, Any]) -> Iterator[str]:
    if (card.get("type"), card.get("version")) != ("AdaptiveCard", "1.5"):
        yield "not an Adaptive Card 1.5"
    refresh = card.get("refresh")
    if refresh and (refresh["action"]["type"] != "Action.Execute" or len(refresh.get("userIds", ())) > 60):
        yield "a refresh that Teams does not make"
    if refresh and any(element["type"].startswith("Input.") for element in elements(card)):
        yield "a refresh that undoes what is being typed"
    for key in ("fallbackText", "speak"):
        if not card.get(key):
            yield f"no {key}"
    for element in elements(card):
        yield from _element(element)


def _element(element: dict[str, Any]) -> Iterator[str]:
    kind = element["type"]
    if kind not in ELEMENTS:
        yield f"{kind} is not known here"
    if kind.startswith("Input."):
        if not element.get("label") or not element.get("errorMessage") or "isRequired" not in element:
            yield "an input without label, errorMessage or isRequired"
        if kind == "Input.ChoiceSet" and (element.get("style") != "compact" or not element["choices"]):
            yield "a choice that reads Markdown, or of nothing"
    for run in element.get("inlines", []):
        if run["type"] != "TextRun" or not isinstance(run["text"], str):
            yield "an inline that is not a TextRun"
        if "{{" in run["text"]:
            yield "text that is a function"
    if kind == "ActionSet":
        if not 1 <= len(element["actions"]) <= 6:
            yield f"{len(element['actions'])} actions in a set"
        for action in element["actions"]:
            yield from _action(action)


def _action(action: dict[str, Any]) -> Iterator[str]:
    if action["type"] not in ACTIONS or not action.get("title"):
        yield f"an action {action['type']} without a title, or unknown"
    if action.get("style") not in STYLES:
        yield f"style {action['style']}"
    if action["type"] == "Action.OpenUrl" and not action["url"].startswith(("https://", "http://")):
        yield "a link that is not to the web"
    if action["type"] == "Action.Execute":
        fallback = action.get("fallback") or {}
        if not action.get("verb") or fallback.get("type") != "Action.Submit":
            yield "Action.Execute without a verb or a fallback"
        if fallback.get("data", {}).get("verb") != action.get("verb") or fallback["data"] != action["data"]:
            yield "a fallback that does something else"


def _bytes(sent: dict[str, Any]) -> int:
    return len(json.dumps(sent, ensure_ascii=False, separators=(",", ":")).encode())
