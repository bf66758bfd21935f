"""A town whose people on Teams really are: what they do arrives as signed activities, they hear what Teams took.

The real endpoint, token check, engine, outbox and sender; a strict imitation of the Bot Connector and of Entra beyond.
"""

import datetime as dt
import html
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import requests
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.sender import Sender
from adapters.teams.cards import FORM, VALUE, VERB, field_id, render
from adapters.teams.entra import Tokens
from adapters.teams.plain import inert
from adapters.teams.registration import Registration
from adapters.teams.service import teams
from bot.cards import Button, Card, Form
from bot.delivery import Delivered, Outcome
from bot.looking import Looking
from bot.ports.deliveries import Parcel
from bot.turn import Joined, Left, Platform, Pressed, Said, Spoken, Turn
from storage.teams_references import StoredTeamsReferences
from tests.adapters.teams.fake_entra import APP_ID, APP_PASSWORD, HOME_TENANT, EntraHere
from tests.adapters.teams.fake_teams import Conversation, FakeTeams
from tests.adapters.teams.legal import texts
from tests.adapters.teams.people import Someone, Workplace
from tests.town import Chats, Heard, Resident, Town, filled_in


@dataclass
class TeamsChats(Chats):
    """What arrived, as Teams took it. `through` is the real sender."""

    teams: FakeTeams | None = None
    through: Sender | None = None

    async def send(self, parcel: Parcel) -> Outcome:
        """Send it, and keep what was taken."""
        if parcel.to.platform != "teams":
            return await super().send(parcel)
        assert self.teams is not None
        assert self.through is not None
        self.teams.down = parcel.to.platform in self.down
        outcome = await self.through.send(parcel)
        if isinstance(outcome, Delivered):
            [posted] = [it for it in self.teams.messages if f"{it.conversation}|{it.id}" == outcome.message_id]
            assert inert(parcel.card.title) in texts(posted.card)
            assert posted.activity["summary"]
            if shown := self.showing.pop(outcome.message_id, None):
                self.earlier.append((parcel.to, outcome.message_id, shown[1]))
            self.showing[outcome.message_id] = (parcel.to, parcel.card)
            heard = Heard(parcel.to, parcel.card, outcome.message_id, bool(parcel.replaces))
            self.arrived.append((parcel.id, heard))
        return outcome


class TeamsTown(Town):
    """Played by transcripts like any other. Whoever is on another platform is there as in any other town."""

    threads = ThreadPoolExecutor  # an adapter waits for its own loop in another thread

    def __init__(self, folder: Path) -> None:
        self.living = TeamsChats()
        super().__init__(folder, chats=self.living)
        self.teams = FakeTeams(self.clock)
        self.people: dict[str, Someone] = {}
        self._posted: dict[str, list[dict[str, Any]]] = {}
        self._spoken: list[Spoken] = []
        self._entra = requests.Session()
        self._loop.run(self._open())

    def close(self) -> None:
        """Everything that was opened; nothing illegal may have been sent."""
        self._loop.run(self._close())
        self._entra.close()
        super().close()
        assert self.teams.faults == []

    def resident(self, name: str, *about: Any, **more: Any) -> Resident:
        """Somebody who has the bot installed."""
        return self._lives(super().resident(name, *about, **more))

    def stranger(self, name: str, platform: Platform) -> Resident:
        """Somebody of a tenant that nobody has linked."""
        return self._lives(super().stranger(name, platform))

    def turn(self, name: str, button: Button, card: Card, message_id: str) -> Turn:
        raise NotImplementedError("what nobody did is no activity")

    def press_exactly(
        self, name: str, button: Button, card: Card, message_id: str, fields: dict[str, str] | None = None
    ) -> Spoken:
        """One button of one card, as it is drawn: the form around it comes along as it stands there."""
        if self.residents[name].address.platform != "teams":
            return super().press_exactly(name, button, card, message_id, fields)
        form = _form_around(card, button, dict(filled_in(card, button, fields or {})))
        drawn = {VERB: button.verb, VALUE: button.value, **form}
        kind = _drawn(card)[button.verb, button.value]
        self._press = {"type": kind, "verb": button.verb, "data": drawn}
        return super().press_exactly(name, button, card, message_id, fields)

    def _handle(self, turn: Turn) -> Spoken:
        if turn.sender.platform != "teams":
            return super()._handle(turn)
        if turn.id not in self._posted:
            self._posted[turn.id] = self._activities(turn)
        self._spoken.clear()
        for activity in self._posted[turn.id]:
            activity["locale"] = ""  # a story tells of nobody's
            answer = self._loop.run(self._workplace.post(activity))
            assert answer.status == 200
            assert answer.body.get("statusCode", 200) == 200
        spoken = self._spoken[0]
        if spoken.refused and isinstance(turn.act, Said):
            assert self.teams.messages[-1].activity["text"] == spoken.refused
        self.drain()
        self.clock.move(dt.timedelta(minutes=1))
        return spoken

    def _activities(self, turn: Turn) -> list[dict[str, Any]]:
        """What Teams posts for this act: for an installation it posts two."""
        name = next(one.name for one in self.residents.values() if one.address == turn.sender)
        somebody = self.people[name]
        match turn.act:
            case Joined():
                return [somebody.does("personal_install"), somebody.does("personal_added")]
            case Left():
                return [somebody.does("personal_uninstall")]
            case Pressed():
                message = turn.act.card.rpartition("|")[2]
                if self._press["type"] == "Action.Submit":  # it opens a dialog, or where there are none is a message
                    return [
                        somebody.does("task_fetch", value={"data": self._press["data"]}, replyToId=message),
                        somebody.does("personal_submit", value=self._press["data"], replyToId=message),
                    ]
                press = {"action": self._press, "trigger": "manual"}
                return [somebody.does("personal_execute", value=press, replyToId=message)]
            case Said(text=text, channel=channel):
                command = channel.removeprefix("slash:") if channel.startswith("slash:") else ""
                words = html.escape(f"{command} {text}" if command else text, quote=False)
                if turn.place is None:
                    return [somebody.writes(words)]
                return [self._mentioned(somebody, turn.place.channel, words)]

    def _mentioned(self, somebody: Someone, channel: str, words: str) -> dict[str, Any]:
        activity = somebody.mentions(words)
        activity["conversation"]["id"] = f"{channel};messageid=1"
        activity["channelData"]["channel"]["id"] = channel
        conversation = self.teams.conversations.setdefault(channel, Conversation(tenant=somebody.tenant))
        conversation.members.update(self.teams.conversations[somebody.chat].members)
        return activity

    def _lives(self, resident: Resident) -> Resident:
        at, first = resident.address, resident.name.split()[0].lower()
        if at.platform != "teams":
            return resident
        somebody = Someone(resident.name, at.workspace, self.teams.service_url, at.user, f"{first}@example.org")
        somebody.lives_in(self.teams)
        self.people[resident.name] = somebody
        return resident

    async def _open(self) -> None:
        self._theirs = TestServer(self.teams.application())
        await self._theirs.start_server()
        self.teams.url = str(self._theirs.make_url("")).rstrip("/")
        registration = Registration(
            APP_ID,
            APP_PASSWORD,
            HOME_TENANT,
            service_origins=(self.teams.url,),
            metadata_url=f"{self.teams.url}/openid/metadata",
        )
        self._entra.mount("https://", EntraHere(self.teams.url))
        self._session = aiohttp.ClientSession()
        service = teams(
            registration,
            handle=self._taken(self.engine.handle),
            nudge=lambda: None,
            clock=self.clock,
            references=StoredTeamsReferences(self.store.engine),
            looking=Looking(self.store),
            session=self._session,
            tokens=Tokens(registration, http_client=self._entra),
            service_url=self.teams.service_url,
        )
        self.living.teams, self.living.through = self.teams, service.sender
        app = web.Application()
        app.add_routes(service.routes)
        self._ours = TestServer(app)
        await self._ours.start_server()
        self._workplace = Workplace(str(self._ours.make_url("/teams/messages")), self._session, self.teams)

    async def _close(self) -> None:
        await self._ours.close()
        await self._session.close()
        await self._theirs.close()

    def _taken(self, handle: Callable[[Turn], Spoken]) -> Callable[[Turn], Spoken]:
        def taken(turn: Turn) -> Spoken:
            self._spoken.append(handle(turn))
            return self._spoken[-1]

        return taken


def _form_around(card: Card, button: Button, values: dict[str, str]) -> dict[str, Any]:
    """The inputs of the button's form by the ids that they have on the card; nothing if no form is around it."""
    forms = [part for part in card.parts if isinstance(part, Form)]
    for number, form in enumerate(forms):
        if (form.verb, form.value) == (button.verb, button.value):
            return {FORM: number} | {field_id(number, name): value for name, value in values.items()}
    return {}


def _drawn(card: Card) -> dict[tuple[str, str], str]:
    """The kind of every button that is drawn, by its verb and value."""
    found: dict[tuple[str, str], str] = {}
    waiting: list[Any] = [render(card)]
    while waiting:
        element = waiting.pop()
        if isinstance(element, dict):
            if element.get("type") in ("Action.Execute", "Action.Submit"):
                found.setdefault((element["data"][VERB], element["data"][VALUE]), element["type"])
            waiting += [inner for key, inner in element.items() if key != "fallback"]
        elif isinstance(element, list):
            waiting += element
    return found
