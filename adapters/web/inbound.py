"""Form posts become turns. Whoever calls has settled whose post it is; nothing in the form decides that."""

import datetime as dt
from collections.abc import Mapping

from adapters.web.cards import FIELD, MESSAGE, PRESS, pressed_value
from bot.turn import Address, ChannelAddress, Pressed, Profile, Said, Turn
from bot.understanding.understood import Channel

LONGEST = 4000
"""Characters of a message that are read: what Slack and Teams allow too."""


class PostUnreadable(ValueError):
    """The form lacks what a turn needs; the message says what."""


def said(
    form: Mapping[str, str],
    turn_id: str,
    sender: Address,
    at: dt.datetime,
    profile: Profile,
    place: ChannelAddress | None = None,
) -> Turn:
    """The words in `text`. A slash command is written as it is in a chat: "/shadow night shelter"."""
    words = form.get("text", "").strip()[:LONGEST]
    if not words:
        raise PostUnreadable("there are no words in this message")
    channel, rest = channel_of(words, place)
    return Turn(turn_id, sender, Said(rest, channel), at, profile, place)


def pressed(
    form: Mapping[str, str],
    turn_id: str,
    sender: Address,
    at: dt.datetime,
    profile: Profile,
    place: ChannelAddress | None = None,
) -> Turn:
    """The button in `press`, with the fields of the form around it."""
    verb, value = pressed_value(form.get(PRESS, ""))
    if not verb:
        raise PostUnreadable("no button was pressed in this form")
    fields = tuple((name.removeprefix(FIELD), text) for name, text in form.items() if name.startswith(FIELD))
    act = Pressed(verb, value, fields, card=form.get(MESSAGE, ""))
    return Turn(turn_id, sender, act, at, profile, place)


def channel_of(words: str, place: ChannelAddress | None) -> tuple[Channel, str]:
    """Where these words were said, and the words without the slash command. An unknown command is just words."""
    command, _, rest = words.partition(" ")
    match command.lower():
        case "/offer":
            return "slash:/offer", rest.strip()
        case "/shadow":
            return "slash:/shadow", rest.strip()
        case "/exchange":
            return "slash:/exchange", rest.strip()
        case _:
            return ("mention" if place else "dm"), words
