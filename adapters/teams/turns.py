"""What Teams posts to us, as turns. Pure: the raw activity in, a turn out, or None if nobody did anything to us.

The raw JSON is read, not the SDK's Activity, which drops the tenant and every field it does not know. A turn's id is
the same when Teams delivers the same act again, and differs for anything else that was done.
"""

import datetime as dt
import hashlib
import html
import json
import re
from dataclasses import dataclass
from typing import Any

from adapters.teams.cards import CARD_TYPE, FORM, SUBMITTED_FROM, VALUE, VERB, field_id, looked_at
from adapters.teams.references import Reference
from bot.looking import as_said
from bot.model.listings import Kind
from bot.turn import Address, ChannelAddress, Destination, Joined, Left, Pressed, Profile, Said, Turn
from bot.understanding.understood import Channel

CARD_ACTION = "adaptiveCard/action"
"""The name of the invoke that a press of `Action.Execute` makes."""
FETCH, SUBMIT, SUBMIT_MESSAGE = "task/fetch", "task/submit", "composeExtension/submitAction"
"""The invokes of a dialog that opens, of one that is sent, and of one about somebody's message."""
ACTS = (CARD_ACTION, SUBMIT, SUBMIT_MESSAGE)
"""The invokes with which somebody does something."""
COMMANDS: dict[str, Channel] = {"/offer": "slash:/offer", "/shadow": "slash:/shadow", "/exchange": "slash:/exchange"}
SHARED = "show.offer"
"""The press that shows what the message extension puts into a conversation."""
_OF_A_MESSAGE = {"message.offer": Kind.OFFER, "message.seek": Kind.REQUEST}

_TENANT = re.compile(r"[A-Za-z0-9.-]{1,64}")
_LONGEST_ID = 400
_THREAD = ";messageid="


class Malformed(ValueError):
    """Teams would not send this."""


@dataclass(frozen=True)
class Delivered:
    """A turn, and how to reach the people and places in it from now on."""

    turn: Turn
    references: tuple[tuple[Destination, Reference], ...]


def from_activity(raw: dict[str, Any], at: dt.datetime) -> Delivered | None:
    """None for what is nobody's act: edits, reactions, typing, upgrades. Raises Malformed."""
    try:
        act = _act(raw, at)
        return None if act is None else _Reading(raw, at).delivered(act)
    except Malformed:
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as wrong:
        raise Malformed(type(wrong).__name__) from wrong


def message_id(conversation: str, activity: str) -> str:
    """How we name a message of Teams' everywhere outside this package: its own id is only known in its chat."""
    return f"{conversation}|{activity}" if activity else ""


def conversation_and_activity(message: str) -> tuple[str, str]:
    """The inverse of `message_id`. Raises ValueError if it is not one."""
    conversation, activity = message.rsplit("|", 1)
    return conversation, activity


def thread_of(key: str, place: ChannelAddress) -> str:
    """Where in a channel a message of this key belongs: under what it replies to, if it replies to anything.

    The key of a reply begins with the id of its turn, and that with the conversation, which names the thread.
    """
    before, marked, rest = key.partition(f"teams:{place.workspace}:{place.channel}{_THREAD}")
    return f"{place.channel}{_THREAD}{rest.split(':')[0]}" if marked and not before else place.channel


def scope(raw: dict[str, Any]) -> str:
    """ "personal", "groupChat" or "channel"."""
    conversation = raw["conversation"]
    return str(conversation.get("conversationType") or ("groupChat" if conversation.get("isGroup") else "personal"))


def sender_of(raw: dict[str, Any]) -> Address:
    """Who did this. Raises Malformed."""
    try:
        speaker = raw["from"]
        return Address("teams", tenant_of(raw), _id(speaker.get("aadObjectId") or speaker["id"]))
    except (KeyError, TypeError, AttributeError) as wrong:
        raise Malformed(type(wrong).__name__) from wrong


def tenant_of(raw: dict[str, Any]) -> str:
    """Teams says it in the channel data; the conversation's copy is not always there. Raises Malformed."""
    told = (raw.get("channelData") or {}).get("tenant") or {}
    tenant = told.get("id") or raw["conversation"].get("tenantId") or ""
    if not isinstance(tenant, str) or not _TENANT.fullmatch(tenant):
        raise Malformed("no tenant")
    return tenant


def _act(raw: dict[str, Any], at: dt.datetime) -> Said | Pressed | Joined | Left | None:
    replied_to = str(raw.get("replyToId") or "")
    match raw["type"]:
        case "message":
            if raw["from"].get("role") == "bot":
                return None
            return _submitted(raw) or _brought(raw) or Said(*_words(raw))
        case "invoke" if raw.get("name") == CARD_ACTION:
            action = raw["value"]["action"]
            return _pressed(raw, action.get("verb"), action.get("data") or {}, replied_to)
        case "invoke" if raw.get("name") == SUBMIT:
            data = raw["value"]["data"]
            return _pressed(raw, data.get(VERB), data, str(data.get(SUBMITTED_FROM) or ""))
        case "invoke" if raw.get("name") == SUBMIT_MESSAGE:
            return _of_a_message(raw["value"]["data"], at)
        case "installationUpdate" if raw.get("action") == "add":
            return Joined()
        case "installationUpdate" if raw.get("action") == "remove":  # "remove-upgrade" comes back at once
            return Left()
        case "conversationUpdate" if _names_us(raw, "membersAdded"):
            return Joined()
        case "conversationUpdate" if _names_us(raw, "membersRemoved"):
            return Left()
        case _:
            return None


def _submitted(raw: dict[str, Any]) -> Pressed | None:
    """A press that came as a message, from a client without `Action.Execute`."""
    data = raw.get("value")
    if not isinstance(data, dict) or not isinstance(data.get(VERB), str) or not data[VERB]:
        return None
    return _pressed(raw, data[VERB], data, str(raw.get("replyToId") or ""))


def _brought(raw: dict[str, Any]) -> Pressed | None:
    """One of our own cards, shared into a chat with us: whoever does that wants to see about it.

    The text is then Teams' mark-up for the card, with or without a word.
    """
    if scope(raw) != "personal":
        return None
    for attachment in raw.get("attachments") or ():
        if attachment.get("contentType") == CARD_TYPE:
            content = attachment.get("content")
            card = json.loads(content) if isinstance(content, str) else content
            at = looked_at((card.get("refresh") or {}).get("action") or {})
            return Pressed(*at) if at and at[0] == SHARED else None
    return None


def _of_a_message(data: dict[str, Any], at: dt.datetime) -> Said:
    """What somebody made of a message, in the words that they left standing."""
    return as_said(_OF_A_MESSAGE[data[VERB]], dict(_fields(data, field_id(0, "")))["words"].strip(), at.date())


def _pressed(raw: dict[str, Any], verb: Any, data: dict[str, Any], message: str) -> Pressed:
    if not isinstance(verb, str) or not verb:
        raise Malformed("a button without a verb")
    prefix = field_id(int(data[FORM]), "") if data.get(FORM) is not None else None
    fields = () if prefix is None else tuple(_fields(data, prefix))
    # A card that others read too is not changed into the answer to one of them.
    card = message_id(raw["conversation"]["id"], message if scope(raw) == "personal" else "")
    return Pressed(verb, str(data.get(VALUE) or ""), fields, card)


def _fields(data: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    return [
        (name.removeprefix(prefix), "" if filled is None else str(filled))
        for name, filled in data.items()
        if name.startswith(prefix)
    ]


def _words(raw: dict[str, Any]) -> tuple[str, Channel]:
    """What was said, without the bot's own name, and with other people's names as words.

    Only what an entity calls a mention is one: `<at>` that a person typed stays as it is.
    """
    text = str(raw.get("text") or "")
    for entity in raw.get("entities") or []:
        if str(entity.get("type")).lower() == "mention":
            mentioned, shown = entity["mentioned"], str(entity.get("text") or "")
            instead = "" if mentioned["id"] == raw["recipient"]["id"] else str(mentioned.get("name") or "")
            if shown:
                text = text.replace(shown, instead, 1)
    words = html.unescape(text).replace("\xa0", " ").strip()
    command, _, rest = words.partition(" ")
    channel = COMMANDS.get(command.lower()) or COMMANDS.get(f"/{command.lower()}" if _unseen(raw) else "")
    if channel is not None:
        return rest.strip(), channel
    return words, "dm" if scope(raw) == "personal" else "mention"


def _unseen(raw: dict[str, Any]) -> bool:
    """Whether this came from the list of slash commands, which leaves out the stroke and shows it to nobody else."""
    return raw["recipient"].get("isTargeted") is True


def _names_us(raw: dict[str, Any], key: str) -> bool:
    return any(member.get("id") == raw["recipient"]["id"] for member in raw.get(key) or [])


@dataclass(frozen=True)
class _Reading:
    raw: dict[str, Any]
    at: dt.datetime

    def delivered(self, act: Said | Pressed | Joined | Left) -> Delivered:
        raw, speaker = self.raw, self.raw["from"]
        sender, conversation = sender_of(raw), _id(raw["conversation"]["id"])
        seen = Reference(_id(raw["serviceUrl"]), "", _id(raw["recipient"]["id"]), _id(speaker["id"]))
        place = self._place(sender.workspace, conversation)
        references: tuple[tuple[Destination, Reference], ...]
        if raw.get("name") == SUBMIT_MESSAGE:
            # The conversation is the one in which the message stands, where the bot need not be at all.
            place, references = None, ((sender, seen),)
        elif isinstance(act, Joined | Left) and place is not None:
            references = ((place, Reference(seen.service_url, place.channel, seen.bot)),)
        elif place is None:
            references = ((sender, Reference(seen.service_url, conversation, seen.bot, seen.user)),)
        else:
            references = ((sender, seen), (place, Reference(seen.service_url, place.channel, seen.bot)))
        language = str(raw.get("locale") or "")[:_LONGEST_ID]
        profile = Profile(str(speaker.get("name") or ""), self._time_zone(), language=language)
        return Delivered(Turn(self._turn_id(place or sender, act), sender, act, self.at, profile, place), references)

    def _turn_id(self, whose: Destination, act: Said | Pressed | Joined | Left) -> str:
        if isinstance(act, Joined | Left):
            # Teams tells of one installation in two activities: both are one act of this hour.
            hour = str(self.raw.get("timestamp") or self.at.isoformat())[:13]
            return f"{whose}:{type(act).__name__.lower()}:{hour}"
        own = self.raw.get("id") or hashlib.sha256(json.dumps(self.raw, sort_keys=True).encode()).hexdigest()
        return f"teams:{whose.workspace}:{self.raw['conversation']['id']}:{_id(own)}"

    def _place(self, tenant: str, conversation: str) -> ChannelAddress | None:
        if scope(self.raw) == "personal":
            return None
        told = ((self.raw.get("channelData") or {}).get("channel") or {}).get("id")
        return ChannelAddress("teams", tenant, _id(told or conversation.split(_THREAD)[0]))

    def _time_zone(self) -> str:
        """As the activity says it, or as the client's own entity does."""
        told = [self.raw.get("localTimezone")]
        told += [entity.get("timezone") for entity in self.raw.get("entities") or []]
        return next((zone for zone in told if isinstance(zone, str) and zone), "")


def _id(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_ID:
        raise Malformed("an id is missing or has an odd shape")
    return value
