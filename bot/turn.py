"""A turn: one thing that one person did on one platform, the same whatever the platform."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Literal, cast, get_args

from bot.language import t
from bot.model.refusal import Refusal
from bot.understanding.understood import Channel

Platform = Literal["slack", "teams", "web"]
_LONGEST_NUMBER = 9
"""Digits of an id: PostgreSQL's integers hold every number of so many."""


@dataclass(frozen=True)
class Address:
    """Where one person is reached one-to-one, written "slack:T0LEEDS:U12".

    `workspace` is a Slack team, a Teams tenant or the name of a web community; none of the three parts but the
    last may hold a colon.
    """

    platform: Platform
    workspace: str
    user: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.workspace}:{self.user}"


@dataclass(frozen=True)
class ChannelAddress:
    """A channel or group chat that several people read, written "slack:T0LEEDS:#C34"."""

    platform: Platform
    workspace: str
    channel: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.workspace}:#{self.channel}"


Destination = Address | ChannelAddress


def parse_destination(written: str) -> Destination:
    """Read back what `str()` of an address wrote. Raises ValueError if it is neither kind."""
    platform, workspace, rest = written.split(":", 2)
    if platform not in get_args(Platform) or not workspace or rest in ("", "#"):
        raise ValueError(f"not an address: {written!r}")
    if rest.startswith("#"):
        return ChannelAddress(cast(Platform, platform), workspace, rest[1:])
    return Address(cast(Platform, platform), workspace, rest)


def workspace_of(to: Destination) -> str:
    """Where a destination is, written "slack:T0LEEDS": everything that begins so goes through one installation."""
    return f"{to.platform}:{to.workspace}"


@dataclass(frozen=True)
class Said:
    """Words, as the platform delivered them. For a slash command, only what follows the command."""

    text: str
    channel: Channel = "dm"


@dataclass(frozen=True)
class Pressed:
    """A button, with whatever the form around it held.

    `card` is the platform's own id of the message that carried the button, so that it can be updated in place;
    empty when the platform does not say.
    """

    verb: str
    value: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    card: str = ""

    @property
    def number(self) -> int:
        """The id in `value`, up to a colon if there is one. Refused for a button that no card of ours carries."""
        written = self.value.partition(":")[0]
        if not written.isascii() or not written.isdigit() or len(written) > _LONGEST_NUMBER:
            raise Refusal(t("That button is from an older version of me. Say “mine” to see where things stand."))
        return int(written)

    def field(self, name: str) -> str:
        """What was filled in under `name`, stripped; empty when nothing was."""
        return dict(self.fields).get(name, "").strip()


@dataclass(frozen=True)
class Joined:
    """The person installed the bot or opened the conversation for the first time."""


@dataclass(frozen=True)
class Left:
    """The person removed the bot: nothing more can be sent to this address."""


@dataclass(frozen=True)
class Profile:
    """What the platform says about the sender, if it says anything. `language` is an IETF tag, such as "cy-GB"."""

    name: str = ""
    time_zone: str = ""
    contact: str = ""
    language: str = ""


@dataclass(frozen=True)
class Turn:
    """One act of one person. `id` is the same when the platform delivers the act again.

    `at` is an aware time in UTC. `place` is the channel in which it happened, `None` one-to-one.
    """

    id: str
    sender: Address
    act: Said | Pressed | Joined | Left
    at: dt.datetime
    profile: Profile = Profile()
    place: ChannelAddress | None = None


def reference_of(turn_id: str) -> str:
    """Eight letters and digits that a person can quote and an operator can find in the log."""
    return hashlib.sha256(turn_id.encode()).hexdigest()[:8].upper()


@dataclass(frozen=True)
class Spoken:
    """What a turn led to, for the adapter that brought it: lanes with something new to send."""

    lanes: frozenset[str] = field(default_factory=frozenset)
    duplicate: bool = False
    refused: str = ""
