"""People who use Slack: what they do becomes the signed requests that Slack would post to us."""

import json
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from adapters.slack.ids import ButtonId
from tests.adapters.slack.fake_slack import Posted, View

SECRET = "a signing secret"
MOST_RETRIES = 3
_numbers = count(1)


@dataclass(frozen=True)
class Request:
    """A request that can be posted as often as one likes: Slack delivers some things twice."""

    path: str
    body: str
    kind: str

    def signed(self, secret: str = SECRET, age: int = 0) -> dict[str, str]:
        """Its headers, as they were `age` seconds ago."""
        stamp = str(int(time.time()) - age)
        signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=self.body)
        return {
            "Content-Type": self.kind,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature or "",
        }


@dataclass(frozen=True)
class Answer:
    """What we answered: the status, and for a command the words shown to that person alone."""

    status: int
    text: str
    errors: dict[str, str] = field(default_factory=dict)
    """What a window says under its fields, by the id of the field."""


@dataclass
class Workplace:
    """Where our routes are, and how to reach them."""

    url: str
    session: aiohttp.ClientSession
    taken: list[Request] = field(default_factory=list)

    async def deliver(self, request: Request) -> list[Answer]:
        """As Slack does: again, with its own headers, until it is acknowledged, three more times at most."""
        answers = [await self.post(request)]
        while answers[-1].status >= 500 and len(answers) <= MOST_RETRIES:
            again = {"X-Slack-Retry-Num": str(len(answers)), "X-Slack-Retry-Reason": "http_error"}
            answers.append(await self.post(request, request.signed() | again))
        return answers

    async def post(self, request: Request, headers: dict[str, str] | None = None) -> Answer:
        """Deliver a request; signed properly unless `headers` say otherwise."""
        self.taken.append(request)
        async with self.session.post(
            self.url + request.path, data=request.body.encode(), headers=headers or request.signed()
        ) as answer:
            written = await answer.text()
        told = json.loads(written) if written.startswith("{") else {}
        return Answer(answer.status, told.get("text", ""), told.get("errors", {}))


@dataclass(frozen=True)
class Someone:
    """A person in a workspace."""

    user: str
    team: str = "TOPENDOOR"

    def writes(self, text: str, **more: Any) -> Request:
        """A direct message to the bot."""
        event = {"type": "message", "channel_type": "im", "channel": f"D{self.user}", "user": self.user, "text": text}
        return self.event(event | {"team": self.team, "ts": "1763985600.000100"} | more)

    def mentions(self, text: str, channel: str = "CGENERAL", **more: Any) -> Request:
        """A message in a channel that names the bot."""
        event = {"type": "app_mention", "channel": channel, "user": self.user, "text": text, "ts": "1763985600.000200"}
        return self.event(event | {"team": self.team} | more)

    def opens_the_bot(self, tab: str = "messages") -> Request:
        """The bot's messages or home tab comes into view."""
        return self.event({"type": "app_home_opened", "user": self.user, "channel": f"D{self.user}", "tab": tab})

    def event(self, event: dict[str, Any], **more: Any) -> Request:
        """Any event, in its envelope, which `more` changes."""
        number = next(_numbers)
        envelope = {
            "type": "event_callback",
            "team_id": self.team,
            "api_app_id": "A1",
            "event_id": f"Ev{number:08}",
            "event_time": 1763985600,
            "authorizations": [{"team_id": self.team, "user_id": "UBOT", "is_bot": True, "enterprise_id": None}],
            "event": event,
        } | more
        return Request("/slack/events", json.dumps(envelope), "application/json")

    def commands(self, command: str, text: str = "", channel: str = "CGENERAL") -> Request:
        """A slash command."""
        form = {
            "command": command,
            "text": text,
            "team_id": self.team,
            "user_id": self.user,
            "channel_id": channel,
            "trigger_id": f"{next(_numbers)}.42.abc",
            "response_url": "https://hooks.slack.invalid/commands/1",
            "api_app_id": "A1",
        }
        return Request("/slack/commands", urlencode(form), "application/x-www-form-urlencoded")

    def presses(
        self, message: Posted, label: str, filled_in: dict[str, str] | None = None, trigger: str = ""
    ) -> Request:
        """A button of a message, by its label; `filled_in` by the labels of the fields. Fails if there is none."""
        [button] = [one for one in _buttons(message.blocks) if one["text"]["text"] == label]
        return self._press(message, button, _state(message.blocks, filled_in or {}), trigger)

    def presses_at_home(self, home: View, label: str, trigger: str = "") -> Request:
        """A button of the Home tab, the first of that label."""
        button = next(one for one in _buttons(home.blocks) if one["text"]["text"] == label)
        return self._press(home, button, {}, trigger)

    def submits(self, view: View, filled_in: dict[str, str] | None = None) -> Request:
        """A window as it was opened, but for what was filled in, by the labels of the fields."""
        shown = {key: value for key, value in view.content.items() if key not in ("submit", "close")}
        state = {"values": _state(view.blocks, filled_in or {})}
        payload = {
            "type": "view_submission",
            "team": {"id": self.team},
            "user": {"id": self.user, "team_id": self.team},
            "api_app_id": "A1",
            "trigger_id": f"{next(_numbers)}.42.abc",
            "view": shown | {"id": view.id, "hash": "1", "state": state, "app_installed_team_id": self.team},
        }
        return interaction(payload)

    def shortcut(self, called: str, trigger: str, message: dict[str, Any] | None = None) -> Request:
        """A global shortcut, or one on a message."""
        payload = {
            "type": "message_action" if message else "shortcut",
            "callback_id": called,
            "team": {"id": self.team},
            "user": {"id": self.user, "team_id": self.team},
            "trigger_id": trigger,
            "action_ts": f"1763985700.{next(_numbers):06}",
        }
        if message:
            payload |= {"message": message, "channel": {"id": "CGENERAL"}, "message_ts": message["ts"]}
        return interaction(payload)

    def presses_exactly(self, message: Posted, verb: str, value: str, fields: dict[str, str]) -> Request:
        """One button of a message by what it stands for, with what each field of its form holds, by name."""
        button = next(
            one
            for one in _buttons(message.blocks)
            if (read := ButtonId.read(one["action_id"])) and (read.verb, one.get("value", "")) == (verb, value)
        )
        return self._press(message, button, _state_by_name(message.blocks, fields))

    def _press(
        self, message: Posted | View, button: dict[str, Any], state: dict[str, Any], trigger: str = ""
    ) -> Request:
        action = {key: button[key] for key in ("type", "action_id", "value", "text") if key in button}
        payload = {
            "type": "block_actions",
            "team": {"id": self.team},
            "user": {"id": self.user, "team_id": self.team},
            "api_app_id": "A1",
            "trigger_id": trigger or f"{next(_numbers)}.42.abc",
            "response_url": "https://hooks.slack.invalid/actions/1",
            "actions": [action | {"block_id": "b", "action_ts": f"1763985700.{next(_numbers):06}"}],
            "state": {"values": state},
        }
        if isinstance(message, View):
            payload |= {"container": {"type": "view", "view_id": message.id}, "view": message.content}
        else:
            where = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
            payload |= {"container": where, "channel": {"id": message.channel}}
        return interaction(payload)


def interaction(payload: dict[str, Any]) -> Request:
    """Anything posted as an interaction."""
    form = urlencode({"payload": json.dumps(payload)})
    return Request("/slack/interactions", form, "application/x-www-form-urlencoded")


def _state(blocks: list[dict[str, Any]], filled_in: dict[str, str]) -> dict[str, Any]:
    """What Slack sends of every field in a message: what was there, and what the person put in its place."""
    left = dict(filled_in)
    state: dict[str, Any] = {}
    for block in blocks:
        if block["type"] == "input":
            element = block["element"]
            typed = left.pop(block["label"]["text"], None)
            state[block["block_id"]] = {element["action_id"]: {"type": element["type"], **_value(element, typed)}}
    assert not left, f"there is no field {', '.join(left)}"
    return state


def _state_by_name(blocks: list[dict[str, Any]], fields: dict[str, str]) -> dict[str, Any]:
    """The same for fields known by their name; a choice is given by its value."""
    state: dict[str, Any] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element, name = block["element"], block["block_id"].split(":", 2)[2]
        typed = fields.get(name, "")
        if element["type"] in ("static_select", "radio_buttons"):
            chosen = [option for option in element["options"] if option["value"] == typed]
            held: dict[str, Any] = {"selected_option": chosen[0] if chosen else None}
        elif element["type"] == "plain_text_input":
            held = {"value": typed or None}
        else:
            held = {"selected_date" if element["type"] == "datepicker" else "selected_time": typed or None}
        state[block["block_id"]] = {element["action_id"]: {"type": element["type"], **held}}
    return state


def _buttons(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [element for block in blocks if block["type"] == "actions" for element in block["elements"]]


def _value(element: dict[str, Any], typed: str | None) -> dict[str, Any]:
    match element["type"]:
        case "plain_text_input":
            return {"value": (typed if typed is not None else element.get("initial_value")) or None}
        case "datepicker":
            return {"selected_date": typed or element.get("initial_date")}
        case "timepicker":
            return {"selected_time": typed or element.get("initial_time")}
        case _:
            if typed is None:
                return {"selected_option": element.get("initial_option")}
            [chosen] = [option for option in element["options"] if option["text"]["text"] == typed]
            return {"selected_option": chosen}
