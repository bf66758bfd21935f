"""The ids we put on what we send, and read again when somebody presses or fills in.

Slack wants every action id and block id of a message to be different, and keeps what a person typed under a block id
when the message is updated. So a button's id begins with its number in the card, and a field's with a mark of the
card's content. A message is known by its channel and its time stamp together: neither says enough alone.
"""

import re
from dataclasses import dataclass
from typing import Any

_BUTTON = re.compile(r"(?P<number>\d+):(?P<form>\d*):(?P<verb>.+)", re.DOTALL)
_FIELD = re.compile(r"(?P<mark>[0-9a-f]+):(?P<form>\d+):(?P<name>.+)", re.DOTALL)


@dataclass(frozen=True)
class ButtonId:
    """A button: its number in the card, the form that it sends if it sends one, and its verb."""

    number: int
    verb: str
    form: int | None = None

    def __str__(self) -> str:
        return f"{self.number}:{'' if self.form is None else self.form}:{self.verb}"

    @classmethod
    def read(cls, written: str) -> "ButtonId | None":
        """None if we did not write this."""
        found = _BUTTON.fullmatch(written)
        if found is None:
            return None
        return cls(int(found["number"]), found["verb"], int(found["form"]) if found["form"] else None)


def field_id(mark: str, form: int, name: str) -> str:
    """The id of a field: of its block, and of the element in it."""
    return f"{mark}:{form}:{name}"


def field_named(written: str) -> str:
    """The name of the field with this id; empty if it is none of ours."""
    found = _FIELD.fullmatch(written)
    return found["name"] if found else ""


def filled_in(form: int, state: Any) -> tuple[tuple[str, str], ...]:
    """What was filled in, by name, from the `state` of a press. What was left empty is an empty string."""
    values = state.get("values") if isinstance(state, dict) else None
    fields: list[tuple[str, str]] = []
    for block_id, elements in (values or {}).items():
        found = _FIELD.fullmatch(block_id)
        if found is not None and int(found["form"]) == form:
            fields += [(found["name"], _value(element)) for element in elements.values()]
    return tuple(fields)


def message_id(channel: str, ts: str) -> str:
    """How we name a message of Slack's everywhere outside this package."""
    return f"{channel}/{ts}"


def channel_and_ts(message: str) -> tuple[str, str]:
    """The inverse of `message_id`. Raises ValueError if it is not one."""
    channel, ts = message.split("/", 1)
    return channel, ts


def _value(element: dict[str, Any]) -> str:
    chosen = element.get("selected_option")
    if isinstance(chosen, dict):
        return str(chosen.get("value") or "")
    for key in ("value", "selected_date", "selected_time"):
        if element.get(key):
            return str(element[key])
    return ""
