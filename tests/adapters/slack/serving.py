"""Our process behind a real server on loopback, a strict fake Slack beyond it, and the real store under it: what every
fixture of this folder stands on.
"""

import datetime as dt
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.clock import MovableClock
from adapters.dispatcher import Dispatcher
from adapters.slack.departures import WorkspaceLeft
from adapters.slack.outbound import SlackSender
from adapters.slack.service import Installations, Registration, SlackService, slack
from bot.cards import Card
from bot.looking import Looking
from bot.ports.outbox import Message
from bot.turn import Destination, Spoken, Turn
from storage.unit_of_work import SqlStore
from tests.adapters.slack.fake_slack import FakeSlack
from tests.adapters.slack.fake_socket import FakeSocket
from tests.adapters.slack.people import Answer, Request, Workplace

SECONDS_TO_SEND = 4
"""One message a second in each channel, and nothing that a test does is answered by more."""


@dataclass
class Process:
    """Our process, connected with Slack."""

    slack: FakeSlack
    store: SqlStore
    clock: MovableClock
    service: SlackService
    dispatcher: Dispatcher
    workplace: Workplace
    nudges: list[None]

    @property
    def sender(self) -> SlackSender:
        return self.service.sender

    def queue(self, key: str, to: Destination, card: Card, *, replaces: str = "", hours: str = "") -> None:
        with self.store.begin() as work:
            work.outbox.queue(Message(key, to, card, self.clock.now(), replaces=replaces, hours=hours))

    async def post(self, request: Request) -> Answer:
        """Slack posts it to us; then everything that is due is sent, and every Home tab drawn."""
        answer = await self.workplace.post(request)
        await self.deliver()
        return answer

    async def deliver(self) -> None:
        """Send what is due in the next few seconds, and draw every Home tab."""
        for _ in range(SECONDS_TO_SEND):
            await self.dispatcher.drain()
            self.clock.move(dt.timedelta(seconds=1))
        await self.service.homes.close()


@asynccontextmanager
async def serving(
    slack_: FakeSlack,
    store: SqlStore,
    clock: MovableClock,
    registration: Registration,
    *,
    handle: Callable[[Turn], Spoken],
    workspace_left: WorkspaceLeft,
    installations: Installations | None = None,
    socket: FakeSocket | None = None,
) -> AsyncIterator[Process]:
    """`handle` and `workspace_left` are the engine's, or stand for it. With a `socket`, by Socket Mode.

    Fails in the end if anything that we sent was illegal, or if Slack had to tell us to slow down.
    """
    theirs = TestServer(slack_.application(None if socket is None else socket.application()))
    await theirs.start_server()
    async with aiohttp.ClientSession() as session:
        nudges: list[None] = []
        service = slack(
            replace(registration, api_url=str(theirs.make_url("/api/"))),
            handle=handle,
            workspace_left=workspace_left,
            looking=Looking(store),
            nudge=lambda: nudges.append(None),
            clock=clock,
            session=session,
            installations=installations,
        )
        app = web.Application()
        app.add_routes(service.routes)
        ours = TestServer(app)
        await ours.start_server()
        await service.connect()
        dispatcher = Dispatcher(store.deliveries, {"slack": service.sender}, clock, random.Random(1))
        workplace = Workplace(str(ours.make_url("")).rstrip("/"), session)
        yield Process(slack_, store, clock, service, dispatcher, workplace, nudges)
        await service.close()
        await ours.close()
    await theirs.close()
    assert slack_.faults == []
    assert not slack_.limited, "Slack had to tell us to slow down"
