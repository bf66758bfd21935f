"""What Slack posts to us, as turns. Pure: a payload in, a turn out, or None if nobody did anything to us.

A turn's id is the same when Slack delivers the same act again, and differs for anything else that was done.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any, cast

from adapters.slack.ids import ButtonId, filled_in, message_id
from bot.model.listings import Kind
from bot.turn import Address, ChannelAddress, Joined, Pressed, Profile, Said, Turn
from bot.understanding.clean import plain
from bot.understanding.understood import Channel

COMMANDS: tuple[str, ...] = ("/offer", "/shadow", "/exchange")
SHORTCUTS: dict[str, Kind] = {"offer_something": Kind.OFFER, "find_someone": Kind.REQUEST}
"""Global shortcuts, by their callback ids."""
FROM_MESSAGE: dict[str, Kind] = {"turn_into_an_offer": Kind.OFFER, "ask_for_help_with_this": Kind.REQUEST}
"""Shortcuts on a message, by their callback ids."""

_WRITTEN_BY_A_PERSON = (None, "file_share", "thread_broadcast")
_ID = re.compile(r"[A-Za-z0-9]{1,40}")


class Malformed(ValueError):
    """Slack would not send this."""


@dataclass(frozen=True)
class Delivered:
    """A turn, and the channel that it was made in: where a brief answer may be shown to that person alone.

    `installed` is the workspace whose bot heard it, which in a shared channel may not be that of whoever acted.
    """

    turn: Turn
    channel: str
    installed: str = ""

    def by(self, profile: Profile) -> "Delivered":
        """The same, by somebody of whom we know this much."""
        return replace(self, turn=replace(self.turn, profile=profile))


@dataclass(frozen=True)
class Shortcut:
    """Somebody began something outside the conversation. `words` are those of a message, without who wrote it."""

    by: Address
    kind: Kind
    words: str
    trigger: str

    def turn(self, at: dt.datetime) -> Turn:
        """The same as a turn, for somebody whose workspace nobody has linked: nothing but a hello."""
        return Turn(f"{self.by}:shortcut:{self.trigger}", self.by, Joined(), at)


def from_message(body: dict[str, Any], at: dt.datetime) -> Delivered | None:
    """Something written to the bot in private. None for edits, other bots, and what Slack says by itself."""
    event = body["event"]
    if event.get("channel_type") != "im" or event.get("subtype") not in _WRITTEN_BY_A_PERSON:
        return None
    if event.get("bot_id") or not event.get("user"):
        return None
    return _from_event(body, Said(words_of(event.get("text")), "dm"), at, place=None)


def from_mention(body: dict[str, Any], at: dt.datetime) -> Delivered | None:
    """Somebody named the bot where others read. None for an edit or another bot."""
    event = body["event"]
    if event.get("bot_id") or event.get("subtype") not in _WRITTEN_BY_A_PERSON or not event.get("user"):
        return None
    return _from_event(body, Said(words_of(event.get("text")), "mention"), at, place=slack_id(event["channel"]))


def from_home_opened(body: dict[str, Any], at: dt.datetime) -> Delivered:
    """Somebody opened the bot. Slack says so every time; the id is the person's, so that only the first one counts."""
    delivered = _from_event(body, Joined(), at, place=None)
    sender = delivered.turn.sender
    return replace(delivered, turn=replace(delivered.turn, id=f"{sender}:joined"))


def from_command(body: dict[str, Any], at: dt.datetime) -> Delivered:
    """A slash command. Raises Malformed for one that is not ours."""
    command, team, channel = str(body["command"]), slack_id(body["team_id"]), slack_id(body["channel_id"])
    if command not in COMMANDS:
        raise Malformed(f"{command} is not a command of ours")
    turn = Turn(
        id=f"slack:{team}:{command}:{body['trigger_id']}",
        sender=Address("slack", team, slack_id(body["user_id"])),
        act=Said(words_of(body.get("text")), cast(Channel, f"slash:{command}")),
        at=at,
        place=_place(team, channel),
    )
    return Delivered(turn, channel)


def from_press(body: dict[str, Any], at: dt.datetime) -> Delivered | None:
    """A button, with the form around it. None for what is no button of ours, such as choosing from a list."""
    action = body["actions"][0]
    button = ButtonId.read(str(action["action_id"])) if action.get("type") == "button" else None
    if button is None:
        return None
    user = body["user"]
    team = slack_id(user.get("team_id") or body["team"]["id"])
    container = body["container"]
    done = f"{action['action_id']}:{action['action_ts']}"
    if container.get("type") == "view":  # the Home tab: nothing is said there, and nothing in it is replaced
        act = Pressed(button.verb, str(action.get("value") or ""), _fields(button, body))
        view = slack_id(container["view_id"])
        turn = Turn(f"slack:{team}:{view}:{done}", Address("slack", team, slack_id(user["id"])), act, at)
        return Delivered(turn, "")
    channel, ts = slack_id(container["channel_id"]), str(container["message_ts"])
    turn = Turn(
        id=f"slack:{team}:{channel}:{ts}:{done}",
        sender=Address("slack", team, slack_id(user["id"])),
        act=Pressed(
            verb=button.verb,
            value=str(action.get("value") or ""),
            fields=_fields(button, body),
            card=message_id(channel, ts),
        ),
        at=at,
        place=_place(team, channel),
    )
    return Delivered(turn, channel, slack_id((body.get("team") or {}).get("id") or team))


def shortcut_of(body: dict[str, Any]) -> Shortcut:
    """A shortcut, global or on a message. Raises Malformed for one that is not ours."""
    called, user = str(body.get("callback_id")), body.get("user") or {}
    kind = SHORTCUTS.get(called) or FROM_MESSAGE.get(called)
    if kind is None:
        raise Malformed(f"{called} is no shortcut of ours")
    team = slack_id(user.get("team_id") or (body.get("team") or {}).get("id"))
    message = body.get("message") if called in FROM_MESSAGE else None
    words = plain(words_of(message.get("text"))) if isinstance(message, dict) else ""
    return Shortcut(Address("slack", team, slack_id(user.get("id"))), kind, words, str(body.get("trigger_id")))


def words_of(value: Any) -> str:
    """What somebody wrote, as a database can hold it."""
    # No database can hold half a character, which JSON allows and a careless phone sends, nor the character zero.
    return str(value or "").replace("\x00", "").encode(errors="replace").decode()


def _from_event(body: dict[str, Any], act: Said | Joined, at: dt.datetime, place: str | None) -> Delivered:
    event = body["event"]
    installed, event_id = slack_id(body["team_id"]), str(body["event_id"])
    # In a channel shared between workspaces the sender may belong to another one than the bot.
    team = slack_id(event.get("user_team") or event.get("team") or installed)
    turn = Turn(
        id=f"slack:{installed}:{event_id}",
        sender=Address("slack", team, slack_id(event["user"])),
        act=act,
        at=at,
        place=ChannelAddress("slack", installed, place) if place else None,
    )
    return Delivered(turn, slack_id(event["channel"]), installed)


def _fields(button: ButtonId, body: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """What the form around the button holds, if it is a form's."""
    if button.form is None:
        return ()
    return tuple((name, words_of(value)) for name, value in filled_in(button.form, body.get("state")))


def _place(team: str, channel: str) -> ChannelAddress | None:
    return None if channel.startswith("D") else ChannelAddress("slack", team, channel)


def slack_id(value: Any) -> str:
    """An id of Slack's. Raises Malformed for anything that has not its shape."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise Malformed("an id is missing or has an odd shape")
    return value
