"""People who use Teams: what they do becomes the activities that Teams would post to us, from the payloads here."""

import json
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

from tests.adapters.teams.fake_teams import Conversation, FakeTeams, Posted
from tests.adapters.teams.legal import actions, elements

PAYLOADS = Path(__file__).parent / "payloads"
LEEDS = "5f7b3c1e-52f0-4d0e-9a86-1f4c8a2f7d10"
CALDER = "b2a1d9f4-0c3e-4d6b-8f57-6e9d3c5a1b22"
CHANNEL = "19:2d7f1b9c4e584b0e9a1c6a3d5f8e7b60@thread.tacv2"
_numbers = count(1)


def payload(name: str) -> dict[str, Any]:
    """An activity in the documented shape of Teams' own."""
    read: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return read


@dataclass(frozen=True)
class Answer:
    """What we answered: the HTTP status, and the JSON object if there was one."""

    status: int
    body: dict[str, Any]


@dataclass
class Workplace:
    """Where our endpoint is, and Teams' way of reaching it."""

    url: str
    session: aiohttp.ClientSession
    teams: FakeTeams

    async def post(self, activity: dict[str, Any] | bytes, authorization: str | None = None) -> Answer:
        """Deliver an activity; signed properly unless `authorization` says otherwise ("" for none at all)."""
        header = self.teams.bearer() if authorization is None else authorization
        body = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
        async with self.session.post(
            self.url,
            data=body,
            headers={"Content-Type": "application/json"} | ({"Authorization": header} if header else {}),
        ) as answer:
            written = await answer.text()
        return Answer(answer.status, json.loads(written) if written.startswith("{") else {})


@dataclass(frozen=True)
class Someone:
    """A person in a tenant, with the one-to-one chat that they have with the bot."""

    name: str
    tenant: str
    service_url: str
    object_id: str = ""
    email: str = ""

    @property
    def aad(self) -> str:
        """Their object id in Entra."""
        return self.object_id or f"aad-{self.name.lower()}"

    @property
    def id(self) -> str:
        """Their id for the bot."""
        return f"29:{self.name.lower()}"

    @property
    def chat(self) -> str:
        """Their one-to-one chat."""
        return f"a:1{self.name.lower()}"

    def lives_in(self, teams: FakeTeams, *, installed: bool = True) -> None:
        """Teams knows them; with the bot installed for them there is a chat to write to."""
        member = {
            "id": self.id,
            "objectId": self.aad,
            "name": self.name,
            "email": self.email or f"{self.name.lower()}@example.gov.uk",
        }
        if installed:
            teams.conversations[self.chat] = Conversation({self.id: member}, tenant=self.tenant)
            teams.reachable[self.id] = teams.reachable[self.aad] = self.chat
        teams.conversations.setdefault(CHANNEL, Conversation()).members[self.id] = member

    def writes(self, text: str) -> dict[str, Any]:
        """Words in the one-to-one chat."""
        return self.does("personal_message", text=text)

    def mentions(self, text: str) -> dict[str, Any]:
        """Words in a channel, to the bot."""
        return self.does("channel_mention", text=f"<at>In Your Shoes</at> {text}")

    def presses(self, message: Posted, label: str, filled_in: dict[str, str] | None = None) -> dict[str, Any]:
        """A button of a message, by its label; `filled_in` by the labels of the fields. Fails if there is none."""
        [action] = [action for action in actions(message.card) if action["title"] == label]
        return self.presses_on(message.card, action, message.id, filled_in)

    def presses_on(
        self, card: dict[str, Any], action: dict[str, Any], message: str, filled_in: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """This button of this card; what a field is not given it keeps."""
        left = dict(filled_in or {})
        data = dict(action["data"])
        if action["associatedInputs"] == "auto":
            for element in elements(card):
                if element["type"].startswith("Input."):
                    data[element["id"]] = left.pop(element["label"], element.get("value"))
        assert not left, f"there is no field {', '.join(left)}"
        if action["type"] == "Action.Submit":
            return self.does("personal_submit", value=data, replyToId=message)
        value = {"action": {"type": action["type"], "verb": action["verb"], "data": data}, "trigger": "manual"}
        return self.does("personal_execute", value=value, replyToId=message)

    def opens(self, message: Posted, label: str) -> dict[str, Any]:
        """A button of a message that opens a dialog."""
        [action] = [action for action in actions(message.card) if action["title"] == label]
        assert action["data"]["msteams"] == {"type": "task/fetch"}
        return self.does("task_fetch", value={"data": action["data"], "context": {"theme": "default"}}) | {
            "replyToId": message.id
        }

    def sends(self, card: dict[str, Any], filled_in: dict[str, str], name: str = "task_submit") -> dict[str, Any]:
        """The one button of a dialog; `filled_in` by the labels of its fields, what it is not given it keeps."""
        [action] = actions(card)
        sent = self.presses_on(card, action, "", filled_in)["value"]
        activity = self.does(name)
        return activity | {"value": activity["value"] | {"data": sent}}

    def does(self, name: str, **changes: Any) -> dict[str, Any]:
        """The activity of this payload, by this person in their own tenant, new each time."""
        activity = payload(name)
        activity["from"] = {"id": self.id, "name": self.name, "aadObjectId": self.aad}
        activity["channelData"]["tenant"]["id"] = self.tenant
        activity["conversation"]["tenantId"] = self.tenant
        if activity["conversation"]["conversationType"] == "personal":
            activity["conversation"]["id"] = self.chat
        activity["serviceUrl"] = self.service_url
        activity["id"] = f"{activity['id']}-{next(_numbers)}"
        return activity | changes
