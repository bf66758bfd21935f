"""Dialogs and the message extension: what Teams shows in a window of its own, before anything is done.

Only looks; what a window collects comes back as the press of a form and goes the way of every other turn.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any, TypeVar

from adapters.clock import Clock
from adapters.teams.cards import CARD_TYPE, OPENED_BY, SUBMITTED_FROM, VALUE, VERB, field_id, render
from adapters.teams.plain import inert, shortened, spoken
from adapters.teams.turns import FETCH, Malformed, sender_of
from bot.cards import Card, Facts, Form, Quote, Text
from bot.dialogues import sharing
from bot.language import t
from bot.looking import Looking, NotLinked
from bot.model.listings import Kind
from bot.model.refusal import Refusal
from bot.phrases import capital, headline, when_in_words, where_in_words, who_in_words
from bot.ports.seen import Found
from bot.turn import Pressed, Turn

QUERY, FETCH_MESSAGE = "composeExtension/query", "composeExtension/fetchTask"
LOOKS = (FETCH, QUERY, FETCH_MESSAGE)
"""The invokes that only look."""
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"
MESSAGE_COMMANDS = {"turn_into_offer": Kind.OFFER, "turn_into_request": Kind.REQUEST}
"""The commands in the menu of a message, as the app package names them."""
SEARCH = "search"
"""The command that searches from the compose box."""

Body = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Windows:
    """Answers what Teams asks before it shows a window. Raises Malformed for what it would not ask."""

    looking: Looking
    clock: Clock
    stranger: Callable[[], str]

    async def answer(self, raw: dict[str, Any]) -> Body:
        """The body for one of `LOOKS`."""
        try:
            match raw["name"]:
                case "task/fetch":
                    return await self._form(raw)
                case "composeExtension/query":
                    return await self._offers(raw)
                case _:
                    return await self._message(raw)
        except NotLinked:
            words = self.stranger()
        except Refusal as no:
            words = str(no)
        return _found_nothing(words) if raw["name"] == QUERY else said(words)

    async def anew(self, raw: dict[str, Any], press: tuple[str, str]) -> Body | str:
        """The Adaptive Card that somebody looks at, as it is now; or words, where there is none to be shown to them."""
        try:
            card = await self._thread(self.looking.anew, raw, press)
        except NotLinked:
            return self.stranger()
        except Refusal as no:
            return str(no)
        return t("That has changed meanwhile. Say “mine” to see where things stand.") if card is None else render(card)

    async def again(self, turn: Turn, raw: dict[str, Any]) -> Body | None:
        """The same window once more, if what was filled in would be refused: as it was filled in, and with why."""
        press = turn.act
        if not isinstance(press, Pressed):
            return None
        try:
            objection = await self._thread(self.looking.objection, raw, press)
            opened_by = str(_object(_object(raw.get("value")).get("data")).get(OPENED_BY) or "")
            if objection is None or not opened_by:
                return None
            card = await self._thread(self.looking.form, raw, Pressed(opened_by, press.value))
        except (NotLinked, Refusal):
            return None
        return (
            None if card is None else dialog(filled(card, press), opened_by, press.card.rpartition("|")[2], objection)
        )

    async def _form(self, raw: dict[str, Any]) -> Body:
        data = _object(_object(raw.get("value")).get("data"))
        verb, value = data.get(VERB), data.get(VALUE) or ""
        if not isinstance(verb, str) or not isinstance(value, str):
            raise Malformed("a dialog without a verb")
        card = await self._thread(self.looking.form, raw, Pressed(verb, value))
        if card is None:
            return said(t("That has changed meanwhile. Say “mine” to see where things stand."))
        return dialog(card, verb, str(raw.get("replyToId") or ""))

    async def _offers(self, raw: dict[str, Any]) -> Body:
        asked = [_object(one) for one in _object(raw.get("value")).get("parameters") or ()]
        typed = [str(one.get("value") or "") for one in asked if one.get("name") != "initialRun"]
        words = typed[0][:200] if typed else ""  # the command has one parameter
        found = await self._thread(self.looking.offers, raw, words)
        if not found:
            return _found_nothing(t("Nothing on offer for that just now."))
        results = [
            {
                "contentType": CARD_TYPE,
                "content": render(sharing.offer_card(one)),
                "preview": {"contentType": THUMBNAIL, "content": _preview(one)},
            }
            for one in found
        ]
        return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": results}}

    async def _message(self, raw: dict[str, Any]) -> Body:
        asked = _object(raw.get("value"))
        kind = MESSAGE_COMMANDS.get(str(asked.get("commandId")))
        if kind is None:
            raise Malformed("another command")
        about = asked.get("messagePayload")
        words = words_of(_object(_object(about).get("body")))
        if about and not words:
            return said(t("There are no words in that message that I could make something of."))
        return dialog(await self._thread(self.looking.message, raw, kind, words), "", "")

    async def _thread(self, look: Callable[..., T], raw: dict[str, Any], *about: object) -> T:
        return await asyncio.to_thread(look, sender_of(raw), *about, self.clock.now())


def dialog(card: Card, opened_by: str, message: str, objection: Refusal | None = None) -> Body:
    """The window with this card's form. `opened_by` is the verb that opened it, `message` the card it came from.

    An objection stands above the field that it is about, or above them all.
    """
    kept = tuple(part for part in card.parts if isinstance(part, Text | Facts | Quote | Form))
    drawn = render(replace(card, parts=kept, anew=None))
    if objection is not None:
        run = {"type": "TextRun", "text": inert(str(objection)), "color": "Attention", "weight": "Bolder"}
        ids = [element.get("id") for element in drawn["body"]]
        wanted = field_id(0, objection.field)
        at = ids.index(wanted) if wanted in ids else 1
        drawn["body"].insert(at, {"type": "RichTextBlock", "inlines": [run]})
    for element in drawn["body"]:
        for number, action in enumerate(element.get("actions", [])):
            submit = action["fallback"]  # a window knows Action.Submit alone
            data = submit["data"] | {SUBMITTED_FROM: message, OPENED_BY: opened_by}
            element["actions"][number] = submit | {"data": data}
    attachment = {"contentType": CARD_TYPE, "content": drawn}
    shown = {"title": shortened(spoken(card.title), 60), "height": "large", "width": "medium", "card": attachment}
    return {"task": {"type": "continue", "value": shown}}


def filled(card: Card, press: Pressed) -> Card:
    """The same form with what was typed into it."""
    typed = dict(press.fields)

    def again(form: Form) -> Form:
        return replace(form, fields=tuple(replace(one, value=typed.get(one.name, one.value)) for one in form.fields))

    return replace(card, parts=tuple(again(part) if isinstance(part, Form) else part for part in card.parts))


def said(words: str) -> Body:
    """A window with nothing but a sentence."""
    return {"task": {"type": "message", "value": spoken(words)}}


def words_of(body: dict[str, Any]) -> str:
    """The plain words of a message that Teams handed over, which is HTML as a rule."""
    content = str(body.get("content") or "")
    if body.get("contentType") != "html":
        return content.strip()[: sharing.LONGEST_MESSAGE]
    reader = _Words()
    reader.feed(content)
    reader.close()
    return " ".join("".join(reader.words).split())[: sharing.LONGEST_MESSAGE]


class _Words(HTMLParser):
    """Words alone: paragraphs become sentences of their own, pictures and attachments nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data.replace("\xa0", " "))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "div", "br", "li"):
            self.words.append(" ")


def _object(value: Any) -> Body:
    """Raises Malformed unless it is one; nothing at all is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Malformed("not an object")
    return value


def _found_nothing(words: str) -> Body:
    return {"composeExtension": {"type": "message", "text": spoken(words)}}


def _preview(found: Found) -> Body:
    where_and_when = f"{capital(when_in_words(found.details.when))} · {where_in_words(found.details)}"
    text = f"{capital(who_in_words(found.by))}. {where_and_when}"
    return {
        "title": spoken(shortened(headline(found.kind, found.details), 80)),
        "text": spoken(shortened(text, 160)),
    }
