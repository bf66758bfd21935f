"""What Slack posts to us, as turns. Pure: a payload in, a turn out, or None if nobody did anything to us.

A turn's id is the same when Slack delivers the same act again, and differs for anything else that was done.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any, cast

from adapters.slack.ids import ButtonId, filled_in, message_id
from bot.turn import Address, ChannelAddress, Joined, Pressed, Profile, Said, Turn
from bot.understanding.understood import Channel

COMMANDS: tuple[str, ...] = ("/offer", "/shadow", "/exchange")

_WRITTEN_BY_A_PERSON = (None, "file_share", "thread_broadcast")
_ID = re.compile(r"[A-Za-z0-9]{1,40}")


class Malformed(ValueError):
    """Slack would not send this."""


@dataclass(frozen=True)
class Delivered:
    """A turn, and the channel that it was made in: where a brief answer may be shown to that person alone."""

    turn: Turn
    channel: str

    def by(self, profile: Profile) -> "Delivered":
        """The same, by somebody of whom we know this much."""
        return replace(self, turn=replace(self.turn, profile=profile))


def from_message(body: dict[str, Any], at: dt.datetime) -> Delivered | None:
    """Something written to the bot in private. None for edits, other bots, and what Slack says by itself."""
    event = body["event"]
    if event.get("channel_type") != "im" or event.get("subtype") not in _WRITTEN_BY_A_PERSON:
        return None
    if event.get("bot_id") or not event.get("user"):
        return None
    return _from_event(body, Said(_words(event.get("text")), "dm"), at, place=None)


def from_mention(body: dict[str, Any], at: dt.datetime) -> Delivered | None:
    """Somebody named the bot where others read. None for an edit or another bot."""
    event = body["event"]
    if event.get("bot_id") or event.get("subtype") not in _WRITTEN_BY_A_PERSON or not event.get("user"):
        return None
    return _from_event(body, Said(_words(event.get("text")), "mention"), at, place=_id(event["channel"]))


def from_home_opened(body: dict[str, Any], at: dt.datetime) -> Delivered:
    """Somebody opened the bot. Slack says so every time; the id is the person's, so that only the first one counts."""
    delivered = _from_event(body, Joined(), at, place=None)
    sender = delivered.turn.sender
    return replace(delivered, turn=replace(delivered.turn, id=f"{sender}:joined"))


def from_command(body: dict[str, Any], at: dt.datetime) -> Delivered:
    """A slash command. Raises Malformed for one that is not ours."""
    command, team, channel = str(body["command"]), _id(body["team_id"]), _id(body["channel_id"])
    if command not in COMMANDS:
        raise Malformed(f"{command} is not a command of ours")
    turn = Turn(
        id=f"slack:{team}:{command}:{body['trigger_id']}",
        sender=Address("slack", team, _id(body["user_id"])),
        act=Said(_words(body.get("text")), cast(Channel, f"slash:{command}")),
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
    team = _id(user.get("team_id") or body["team"]["id"])
    container = body["container"]
    channel, ts = _id(container["channel_id"]), str(container["message_ts"])
    turn = Turn(
        id=f"slack:{team}:{channel}:{ts}:{action['action_id']}:{action['action_ts']}",
        sender=Address("slack", team, _id(user["id"])),
        act=Pressed(
            verb=button.verb,
            value=str(action.get("value") or ""),
            fields=() if button.form is None else _filled_in(button.form, body),
            card=message_id(channel, ts),
        ),
        at=at,
        place=_place(team, channel),
    )
    return Delivered(turn, channel)


def _words(value: Any) -> str:
    # No database can hold half a character, which JSON allows and a careless phone sends, nor the character zero.
    return str(value or "").replace("\x00", "").encode(errors="replace").decode()


def _from_event(body: dict[str, Any], act: Said | Joined, at: dt.datetime, place: str | None) -> Delivered:
    event = body["event"]
    installed, event_id = _id(body["team_id"]), str(body["event_id"])
    # In a channel shared between workspaces the sender may belong to another one than the bot.
    team = _id(event.get("user_team") or event.get("team") or installed)
    turn = Turn(
        id=f"slack:{installed}:{event_id}",
        sender=Address("slack", team, _id(event["user"])),
        act=act,
        at=at,
        place=ChannelAddress("slack", installed, place) if place else None,
    )
    return Delivered(turn, _id(event["channel"]))


def _filled_in(form: int, body: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name, _words(value)) for name, value in filled_in(form, body.get("state")))


def _place(team: str, channel: str) -> ChannelAddress | None:
    return None if channel.startswith("D") else ChannelAddress("slack", team, channel)


def _id(value: Any) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise Malformed("an id is missing or has an odd shape")
    return value
