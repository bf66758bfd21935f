"""The pretend town with Slack in the middle: what its people do on Slack goes out as signed requests to our real Bolt
app, and what they hear went through the real sender, the Web API of the strict fake, and its limits.

Everybody else in the town lives on as they always do. Slack's own clock runs by itself, so that waiting for one of its
limits costs the town no time.
"""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.clock import MovableClock
from adapters.slack.cards import render
from adapters.slack.departures import SlackDepartures
from adapters.slack.home import Homes
from adapters.slack.inbound import slack_app, take_with
from adapters.slack.installations import InstalledWorkspaces
from adapters.slack.listening import Listening
from adapters.slack.outbound import SlackSender
from adapters.slack.pacing import Pacing
from adapters.slack.people import People
from adapters.slack.routes import slack_routes
from adapters.slack.workspaces import Installation, web_client
from bot.cards import Button, Card
from bot.delivery import Delivered, NotTried, Outcome
from bot.looking import Looking
from bot.ports.deliveries import Parcel
from bot.turn import Joined, Left, Pressed, Said, Spoken, Turn
from tests.adapters.slack.conftest import MANIFEST
from tests.adapters.slack.fake_slack import FakeSlack, Posted, Workspace
from tests.adapters.slack.people import SECRET, Request, Someone, Workplace
from tests.town import MONDAY, Chats, Heard, Town

SCOPES = frozenset(MANIFEST["oauth_config"]["scopes"]["bot"])


class Everywhere(InstalledWorkspaces):
    """The bot is installed in every workspace of the town."""

    def __init__(self) -> None:
        pass

    async def installed(self, team: str) -> Installation | None:
        return Installation(team, token(team), "UBOT", "BBOT")


def token(team: str) -> str:
    """Each workspace has one of its own."""
    return f"xoxb-{team}"


class ThroughSlack(Chats):
    """What is for Slack goes there for real; what arrived is kept as the town keeps it."""

    def __init__(self, sender: SlackSender, clock: MovableClock) -> None:
        super().__init__()
        self._sender = sender
        self._clock = clock

    async def send(self, parcel: Parcel) -> Outcome:
        """As the dispatcher would: what has to wait goes when its time has come."""
        if parcel.to.platform != "slack" or "slack" in self.down:
            return await super().send(parcel)
        outcome = await self._sender.send(parcel)
        while isinstance(outcome, NotTried):
            self._clock.move(outcome.after)
            outcome = await self._sender.send(parcel)
        if isinstance(outcome, Delivered):
            self._keep(parcel, outcome.message_id)
        return outcome

    def _keep(self, parcel: Parcel, message_id: str) -> None:
        """As the town keeps what it shows, by Slack's own name for the message."""
        if message_id in self.showing:
            self.earlier.append((parcel.to, message_id, self.showing.pop(message_id)[1]))
        self.showing[message_id] = (parcel.to, parcel.card)
        heard = Heard(parcel.to, parcel.card, message_id, bool(parcel.replaces) and message_id == parcel.replaces)
        self.arrived.append((parcel.id, heard))


class SlackTown(Town):
    """A town whose Slack is the strict fake."""

    threads = ThreadPoolExecutor  # an adapter waits for its own loop in another thread

    def __init__(self, folder: Path) -> None:
        self.slack_clock = MovableClock(MONDAY)
        self.slack = FakeSlack(now=self.slack_clock.now)
        super().__init__(folder)
        self._requests: dict[str, Request] = {}
        self._spoken = Spoken()
        self._loop.run(self._open())

    async def _open(self) -> None:
        self._theirs = TestServer(self.slack.application())
        await self._theirs.start_server()
        self._session = aiohttp.ClientSession()
        client = web_client(str(self._theirs.make_url("/api/")), self._session)
        looking, everywhere, pacing = Looking(self.store), Everywhere(), Pacing()
        chats = ThroughSlack(SlackSender(client, everywhere, self.slack_clock, pacing=pacing), self.slack_clock)
        self.chats = chats
        self._go_through(chats)
        listening = Listening(
            handle=self._note,
            looking=looking,
            nudge=lambda: None,
            clock=self.clock,
            people=People(client, self.clock),
            workspaces=everywhere,
            departures=SlackDepartures(self._note, self.engine.workspace_left, lambda: None, self.clock, everywhere),
            homes=Homes(client, everywhere, looking, self.slack_clock, pacing),
            client=client,
            pacing=pacing,
        )
        app = web.Application()
        take = take_with(slack_app(listening, client=client, signing_secret=SECRET))
        app.add_routes(slack_routes(lambda: take))
        self._ours = TestServer(app)
        await self._ours.start_server()
        self._workplace = Workplace(str(self._ours.make_url("")).rstrip("/"), self._session)

    def close(self) -> None:
        async def shut() -> None:
            await self._session.close()
            await self._ours.close()
            await self._theirs.close()

        self._loop.run(shut())
        super().close()

    def press_exactly(
        self, name: str, button: Button, card: Card, message_id: str, fields: dict[str, str] | None = None
    ) -> Spoken:
        """Through the very message that was sent, as it stood when the button was on it."""
        self._pressed_card = card
        return super().press_exactly(name, button, card, message_id, fields)

    def _note(self, turn: Turn) -> Spoken:
        self._spoken = self.engine.handle(turn)
        return self._spoken

    def _handle(self, turn: Turn) -> Spoken:
        if turn.sender.platform != "slack" or isinstance(turn.act, Left):
            return super()._handle(turn)
        self._welcome(turn)
        if turn.id not in self._requests:
            self._requests[turn.id] = self._request(turn)
        answer = self._loop.run(self._workplace.post(self._requests[turn.id]))
        assert answer.status == 200
        self.drain()
        self.clock.move(dt.timedelta(minutes=1))
        self.slack_clock.move(dt.timedelta(minutes=1))
        assert not self.slack.limited, "Slack had to tell us to slow down"
        assert self.slack.faults == []
        return self._spoken

    def drain(self) -> None:
        for resident in self.residents.values():
            if resident.address.platform == "slack":
                self._known(resident.address.workspace, resident.address.user, resident.name)
        super().drain()

    def _welcome(self, turn: Turn) -> None:
        self._known(turn.sender.workspace, turn.sender.user, turn.profile.name)
        if turn.place is not None:
            workspace = self.slack.workspaces[token(turn.sender.workspace)]
            workspace.channels |= {turn.place.channel}

    def _known(self, team: str, user: str, name: str) -> None:
        workspace = self.slack.workspaces.setdefault(
            token(team), Workspace(team, token(team), SCOPES, channels=frozenset({"general"}))
        )
        mail = f"{name.split()[0].lower()}@example.org" if name else ""
        workspace.people.setdefault(user, {"real_name": name, "tz": "Europe/London", "email": mail})

    def _request(self, turn: Turn) -> Request:
        """What Slack would post for it."""
        someone, place = Someone(turn.sender.user, turn.sender.workspace), turn.place.channel if turn.place else ""
        match turn.act:
            case Said(text=text, channel=channel) if channel.startswith("slash:"):
                return someone.commands(channel.removeprefix("slash:"), text, place or f"D{turn.sender.user}")
            case Said(text=text, channel="mention"):
                return someone.mentions(text, place)
            case Said(text=text):
                return someone.writes(text)
            case Joined():
                return someone.opens_the_bot()
            case Pressed() as pressed:
                where, ts = pressed.card.split("/")
                blocks = render(self._pressed_card)["blocks"]
                message = Posted(turn.sender.workspace, where, ts, "", blocks, {})
                return someone.presses_exactly(message, pressed.verb, pressed.value, dict(pressed.fields))
            case _:
                raise AssertionError(turn.act)
