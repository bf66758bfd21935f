"""A card as Block Kit, legal by construction: whatever the words, Slack takes it.

Words are put where Slack reads no markup (plain text and rich text elements), so nothing that a person typed becomes
a mention, a link or formatting. The limits are Slack's published ones for messages.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal, assert_never

from adapters.slack.escape import escaped, shortened, tidy
from adapters.slack.ids import ButtonId, field_id
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

MOST_BLOCKS = 50
MOST_IN_A_VIEW = 100
MOST_CHARACTERS = 13_200
"""In all blocks together. Slack does not publish it; beyond it, messages are refused as too long."""
SECTION = 3000
HEADER = 150
NOTIFICATION = 3000
BUTTON_LABEL = 75
BUTTON_VALUE = 2000
BUTTONS_IN_A_ROW = 5
OPTION = 75
OPTIONS = 100
OPTIONS_ON_SHOW = 4
"""More options than this fold into a menu."""
FIELD_LABEL = 2000
HINT = 2000
INPUT = 3000

_CAPS = (9000, 3000, 1500, 700, 300, 120, 60)
"""How much of each text is kept: the first of these with which the whole card fits."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

Block = dict[str, Any]
_View = Literal["", "modal", "home"]


def render(card: Card) -> dict[str, Any]:
    """`text` (the notification, and what a screen reader says) and `blocks`, for `chat.postMessage`.

    Raises ValueError for a verb, value or option value that is too long to come back whole: that is a fault of the
    dialogue, not of anybody's words.
    """
    blocks = _fitting(card, MOST_BLOCKS)
    return {"text": escaped(shortened(card.plain.strip(), NOTIFICATION)) or "…", "blocks": blocks}


def characters(blocks: Any) -> int:
    """How many characters these blocks show or hold, all texts together."""
    if isinstance(blocks, dict):
        return sum(
            len(value) if key in ("text", "initial_value") and isinstance(value, str) else characters(value)
            for key, value in blocks.items()
        )
    if isinstance(blocks, list):
        return sum(characters(block) for block in blocks)
    return 0


def modal_blocks(card: Card) -> list[Block]:
    """What a window shows of a card: everything but buttons, because the window has its own."""
    shown = tuple(replace(part, buttons=()) if isinstance(part, Entry) else part for part in card.parts)
    parts = tuple(part for part in shown if not isinstance(part, Buttons))
    return _fitting(replace(card, parts=parts), MOST_IN_A_VIEW, view="modal")


def home_blocks(card: Card) -> list[Block]:
    """A card as a Home tab, which has room for twice as much."""
    return _fitting(card, MOST_IN_A_VIEW, view="home")


def form_of(card: Card) -> Form | None:
    """Its first form."""
    return next((part for part in card.parts if isinstance(part, Form)), None)


def _fitting(card: Card, most: int, *, view: _View = "") -> list[Block]:
    blocks: list[Block] = []
    for cap in _CAPS:
        blocks = list(_Renderer(card, cap, view).blocks())
        if len(blocks) <= most and characters(blocks) <= MOST_CHARACTERS:
            return blocks
    return [*blocks[: most - 1], _small("There is more than fits here.")]


class _Renderer:
    """One pass over a card, keeping at most `cap` characters of each text. A window sends its form by itself."""

    def __init__(self, card: Card, cap: int, view: _View = "") -> None:
        self._card = card
        self._cap = cap
        self._view = view
        self._buttons = 0
        self._forms = 0
        self._mark = hashlib.sha256(repr(card).encode(errors="replace")).hexdigest()[:8]

    def blocks(self) -> Iterator[Block]:
        title = self._words(self._card.title) or "…"
        if self._view and len(title) <= HEADER:
            yield {"type": "header", "text": _plain(title)}
        else:
            yield _rich(_line(title, bold=bool(self._card.parts)))
        for part in self._card.parts:
            yield from self._part(part)

    def _part(self, part: Part) -> Iterator[Block]:
        match part:
            case Text():
                yield from self._text(part)
            case Facts():
                yield from self._facts(part)
            case Quote():
                yield from self._quote(part)
            case Buttons():
                yield from self._actions(part.buttons)
            case Entry():
                yield from self._entry(part)
            case Link():
                yield self._link(part)
            case Form():
                yield from self._form(part)
            case _:
                assert_never(part)

    def _text(self, part: Text) -> Iterator[Block]:
        for piece in _pieces(self._words(part.text), SECTION):
            yield _small(piece) if part.quiet else {"type": "section", "text": _plain(piece)}

    def _facts(self, part: Facts) -> Iterator[Block]:
        line: list[Block] = []
        for label, value in part.rows:
            line += [
                _run(("\n" if line else "") + (self._words(label) or "…") + ": ", bold=True),
                _run(self._words(value) or "–"),
            ]
        if line:
            yield _rich({"type": "rich_text_section", "elements": line})

    def _quote(self, part: Quote) -> Iterator[Block]:
        if words := self._words(part.text):
            quote = {"type": "rich_text_quote", "elements": [_run(words)]}
            by = self._words(part.by)
            yield _rich(quote, *([_line(f"— {by}")] if by else []))

    def _entry(self, part: Entry) -> Iterator[Block]:
        words = [_run(self._words(part.title) or "…", bold=True)]
        words += [_run("\n" + line) for line in map(self._words, part.lines) if line]
        yield _rich({"type": "rich_text_section", "elements": words})
        yield from self._actions(part.buttons)

    def _link(self, part: Link) -> Block:
        label = self._words(part.label) or part.url
        if not part.url.startswith(("https://", "http://")):
            return _rich(_line(f"{label}: {self._words(part.url)}"))
        link = {"type": "link", "url": tidy(part.url), "text": label}
        return _rich({"type": "rich_text_section", "elements": [link]})

    def _form(self, part: Form) -> Iterator[Block]:
        form, self._forms = self._forms, self._forms + 1
        for field in part.fields:
            if element := self._input(field):
                written = field_id(self._mark, form, field.name)
                block = {
                    "type": "input",
                    "block_id": written,
                    "label": _plain(shortened(self._words(field.label) or "…", FIELD_LABEL)),
                    "element": {**element, "action_id": written},
                    "optional": not field.required,
                }
                if isinstance(field, TextField) and (hint := self._words(field.hint)):
                    block["hint"] = _plain(shortened(hint, HINT))
                yield block
        if self._view != "modal":
            yield from self._actions((Button(part.submit, part.verb, part.value, "primary"),), form)

    def _input(self, field: Field) -> Block | None:
        """None for a choice between nothing."""
        match field:
            case TextField():
                limit = max(1, min(field.limit, INPUT))
                element: Block = {"type": "plain_text_input", "multiline": field.long, "max_length": limit}
                # Never shortened to fit the message: it is what the person is about to send.
                if value := tidy(field.value)[:limit]:
                    element["initial_value"] = value
                return element
            case ChoiceField():
                return _choice(field) if field.options else None
            case DateField():
                return _picker("datepicker", "initial_date", field.value, _DATE)
            case TimeField():
                return _picker("timepicker", "initial_time", field.value, _TIME)
            case _:
                assert_never(field)

    def _actions(self, buttons: tuple[Button, ...], form: int | None = None) -> Iterator[Block]:
        for start in range(0, len(buttons), BUTTONS_IN_A_ROW):
            row = [self._button(button, form) for button in buttons[start : start + BUTTONS_IN_A_ROW]]
            yield {"type": "actions", "elements": row}

    def _button(self, button: Button, form: int | None) -> Block:
        number, self._buttons = self._buttons, self._buttons + 1
        action_id = str(ButtonId(number, button.verb, form))
        if len(action_id) > 255 or len(button.value) > BUTTON_VALUE or not button.verb:
            raise ValueError(f"the button {button.verb[:40]!r} cannot come back whole from Slack")
        rendered: Block = {
            "type": "button",
            "action_id": action_id,
            "text": _plain(shortened(tidy(button.label).strip() or "…", BUTTON_LABEL)),
        }
        if button.value:
            rendered["value"] = button.value
        if button.style != "plain":
            rendered["style"] = button.style
        return rendered

    def _words(self, words: str) -> str:
        return shortened(tidy(words).strip(), self._cap)


def _choice(field: ChoiceField) -> Block:
    if any(not value or len(value) > OPTION for value, _ in field.options) or len(field.options) > OPTIONS:
        raise ValueError(f"the choice {field.name!r} cannot come back whole from Slack")
    options = [
        {"text": _plain(shortened(tidy(label).strip() or "…", OPTION)), "value": value}
        for value, label in field.options
    ]
    element: Block = {"type": "radio_buttons" if len(options) <= OPTIONS_ON_SHOW else "static_select"}
    element["options"] = options
    chosen = [option for option in options if option["value"] == field.value]
    if chosen:
        element["initial_option"] = chosen[0]
    return element


def _picker(kind: str, initial: str, value: str, shape: re.Pattern[str]) -> Block:
    return {"type": kind, initial: value} if shape.fullmatch(value) else {"type": kind}


def _pieces(words: str, limit: int) -> Iterator[str]:
    """`words` in pieces of at most `limit` characters, cut after a line or a word where there is one."""
    while len(words) > limit:
        cut = max(words.rfind("\n", 0, limit), words.rfind(" ", 0, limit))
        cut = cut if cut > limit // 2 else limit
        if piece := words[:cut].strip():
            yield piece
        words = words[cut:].strip()
    if words:
        yield words


def _plain(words: str) -> Block:
    return {"type": "plain_text", "text": words, "emoji": False}


def _small(words: str) -> Block:
    return {"type": "context", "elements": [_plain(words)]}


def _run(words: str, *, bold: bool = False) -> Block:
    return {"type": "text", "text": words, **({"style": {"bold": True}} if bold else {})}


def _line(words: str, *, bold: bool = False) -> Block:
    return {"type": "rich_text_section", "elements": [_run(words, bold=bold)]}


def _rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": list(elements)}
