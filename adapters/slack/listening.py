"""What people do in Slack, each act read as a turn, carried out, and only then acknowledged.

Whatever the engine says in reply leaves through the outbox; what nothing is stored for is said beside it (`asides`),
and on a form what is wrong with a field. A window with a form is only another way to show what a button would have
said; what it collects comes as the same turn.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.clock import Clock
from adapters.slack import modals
from adapters.slack.asides import aside, elsewhere_words, whisper
from adapters.slack.departures import SlackDepartures
from adapters.slack.escape import escaped
from adapters.slack.home import Homes
from adapters.slack.pacing import Pacing
from adapters.slack.people import People
from adapters.slack.turns import (
    COMMANDS,
    FROM_MESSAGE,
    SHORTCUTS,
    Delivered,
    Malformed,
    from_command,
    from_home_opened,
    from_mention,
    from_message,
    from_press,
    shortcut_of,
    slack_id,
)
from adapters.slack.workspaces import Workspaces
from bot.cards import Card
from bot.language import t
from bot.looking import Looking, NotLinked
from bot.model.listings import Kind
from bot.model.refusal import Refusal
from bot.turn import Pressed, Spoken, Turn

OPEN_LIMIT = 1.5
"""Seconds to open a window: a trigger lives for three, and the fallback needs some of them."""

BEGINS = {"begin.offer": Kind.OFFER, "begin.seek": Kind.REQUEST}
"""Buttons that ask for a sentence: a window has room for it."""

Read = Callable[[dict[str, Any], Any], Delivered | None]

log = structlog.get_logger("slack.listening")


@dataclass(frozen=True)
class Listening:
    """Everything that a request may need. `handle` is the engine's, called in a thread; `nudge` wakes the outbox.

    `guests` says whether guests of a linked workspace may take part. At `install_url` other workspaces install the app,
    if they can.
    """

    handle: Callable[[Turn], Spoken]
    looking: Looking
    nudge: Callable[[], None]
    clock: Clock
    people: People
    workspaces: Workspaces
    departures: SlackDepartures
    homes: Homes
    client: AsyncWebClient
    pacing: Pacing
    guests: bool = True
    install_url: str = ""

    def attach(self, app: AsyncApp) -> None:
        """Listen to all of it."""
        app.error(_failed)
        app.event("message")(self._event(from_message))
        app.event("app_mention")(self._event(from_mention))
        app.event("app_home_opened")(self._home_opened)
        app.event("app_uninstalled")(self._uninstalled)
        app.event("tokens_revoked")(self._uninstalled)
        app.event("team_access_revoked")(self._access_revoked)
        app.event("user_change")(self._changed)
        for command in COMMANDS:
            app.command(command)(self._command)
        for shortcut in (*SHORTCUTS, *FROM_MESSAGE):
            app.shortcut(shortcut)(self._shortcut)
        app.action(re.compile(""))(self._press)
        app.view(modals.CALLBACK)(self._submitted)

    async def greet(self, turn: Turn, token: str) -> None:
        """Answer somebody who has just installed the app, in their direct message, whether or not we know them."""
        try:
            known = await self.people.known(turn.sender, token)
            spoken = await asyncio.to_thread(self.handle, replace(turn, profile=known.profile))
            if spoken.lanes:
                self.nudge()
            if spoken.refused:
                opened = await self.client.conversations_open(users=turn.sender.user, token=token)
                await self.client.chat_postMessage(
                    channel=opened["channel"]["id"], text=escaped(spoken.refused), mrkdwn=False, token=token
                )
        except Exception as error:
            # They are installed all the same; the first thing that they write is answered.
            log.warning("not_greeted", turn=turn.id, why=_why(error))

    def _event(self, read: Read) -> Callable[..., Awaitable[None]]:
        async def event(body: dict[str, Any], client: AsyncWebClient, ack: AsyncAck) -> None:
            if delivered := _read(read, body, self.clock.now()):
                spoken = await self._take(delivered, client)
                if words := aside(delivered.turn, spoken):
                    await whisper(client, delivered, words, self.pacing)
            await ack()

        return event

    async def _home_opened(self, body: dict[str, Any], client: AsyncWebClient, ack: AsyncAck) -> None:
        delivered = _read(from_home_opened, body, self.clock.now())
        assert delivered is not None
        await self._take(delivered, client)
        if body["event"].get("tab") == "home":
            self.homes.opened(delivered.turn.sender)
        await ack()

    async def _uninstalled(self, body: dict[str, Any], ack: AsyncAck) -> None:
        """The whole bot is gone: a person's own token, of which we have none, would be no reason to stop."""
        event = body["event"]
        if event["type"] == "app_uninstalled" or (event.get("tokens") or {}).get("bot"):
            await self.departures.removed(body)
        await ack()

    async def _access_revoked(self, body: dict[str, Any], ack: AsyncAck) -> None:
        """A grid's administrator took the bot out of some of its workspaces."""
        teams = body["event"].get("team_ids")
        if not isinstance(teams, list):
            raise Malformed("no workspaces")
        for team in teams:
            await self.departures.out_of_grid(slack_id(team))
        await ack()

    async def _changed(self, body: dict[str, Any], ack: AsyncAck) -> None:
        """Somebody has another name or time zone, or was deactivated."""
        if left := self.people.changed(body):
            await self.departures.gone(left)
        await ack()

    async def _command(self, body: dict[str, Any], client: AsyncWebClient, ack: AsyncAck) -> None:
        delivered = _read(from_command, body, self.clock.now())
        assert delivered is not None
        spoken = await self._take(delivered, client)
        words = aside(delivered.turn, spoken)
        if words:
            await ack(text=escaped(words), response_type="ephemeral")
        else:
            await ack()

    async def _press(self, body: dict[str, Any], client: AsyncWebClient, ack: AsyncAck) -> None:
        delivered = _read(from_press, body, self.clock.now())
        if delivered is not None and (body.get("view") or {}).get("type") == "home":
            self.homes.seen(delivered.turn.sender)
        if delivered is not None and not await self._opened_instead(delivered.turn, body, client):
            spoken = await self._take(delivered, client)
            if words := aside(delivered.turn, spoken):
                await whisper(client, delivered, words, self.pacing)
        await ack()

    async def _opened_instead(self, turn: Turn, body: dict[str, Any], client: AsyncWebClient) -> bool:
        """Whether the form that the button asks for is open in a window now, so that nothing need be said."""
        act = turn.act
        assert isinstance(act, Pressed)
        if turn.place is not None or act.fields:
            return False  # others press here too, or it is a form already
        try:
            if kind := BEGINS.get(act.verb):
                card: Card | None = await asyncio.to_thread(self.looking.message, turn.sender, kind, "", turn.at)
            else:
                card = await asyncio.to_thread(self.looking.form, turn.sender, act, turn.at)
        except (Refusal, NotLinked):
            return False  # the engine says so
        return card is not None and await self._open(card, body, client, act.card)

    async def _shortcut(self, body: dict[str, Any], client: AsyncWebClient, ack: AsyncAck) -> None:
        shortcut = shortcut_of(body)
        now = self.clock.now()
        try:
            card = await asyncio.to_thread(self.looking.message, shortcut.by, shortcut.kind, shortcut.words, now)
        except NotLinked:
            spoken = await asyncio.to_thread(self.handle, shortcut.turn(now))
            card = Card(spoken.refused or t("Please write to me in a direct message."))
        if not await self._open(card, body, client):
            log.warning("shortcut_unanswered", person=str(shortcut.by))
        await ack()

    async def _open(self, card: Card, body: dict[str, Any], client: AsyncWebClient, pressed: str = "") -> bool:
        try:
            async with asyncio.timeout(OPEN_LIMIT):
                await client.views_open(trigger_id=body["trigger_id"], view=modals.modal(card, pressed))
        except (SlackApiError, OSError, TimeoutError) as error:
            log.warning("window_not_opened", why=_why(error))  # a trigger that came too late, most likely
            return False
        return True

    async def _submitted(self, body: dict[str, Any], client: AsyncWebClient, ack: AsyncAck) -> None:
        delivered = _read(modals.from_submission, body, self.clock.now())
        assert delivered is not None
        turn = delivered.turn
        if isinstance(turn.act, Pressed) and not turn.act.card:
            self.homes.seen(turn.sender)  # the form was opened from no message: from there, most likely
        objection = await self._objection(turn)
        if objection is not None and (place := modals.place_of(objection.field, body)):
            await ack(response_action="errors", errors={place: str(objection)})
            return
        spoken = await self._take(delivered, client)
        if words := aside(turn, spoken):
            await whisper(client, delivered, words, self.pacing)
        await ack()

    async def _objection(self, turn: Turn) -> Refusal | None:
        if not isinstance(turn.act, Pressed):
            return None
        try:
            return await asyncio.to_thread(self.looking.objection, turn.sender, turn.act, turn.at)
        except NotLinked:
            return None  # the engine says so

    async def _take(self, delivered: Delivered, client: AsyncWebClient) -> Spoken:
        turn = delivered.turn
        if await self._from_elsewhere(delivered):
            return Spoken(refused=elsewhere_words(self.install_url))
        known = await self.people.known(turn.sender, client.token or "")
        if known.guest and not self.guests:
            return Spoken(refused=t("Guests of this workspace can't take part: ask whoever invited you here."))
        spoken = await asyncio.to_thread(self.handle, delivered.by(known.profile).turn)
        if spoken.lanes:
            self.nudge()
        self.homes.changed({*spoken.lanes, str(turn.sender)})
        return spoken

    async def _from_elsewhere(self, delivered: Delivered) -> bool:
        """Whether whoever acts in a shared channel belongs to a workspace in which we cannot write to them."""
        theirs = delivered.turn.sender.workspace
        if delivered.installed in ("", theirs):
            return False
        return await self.workspaces.installed(theirs) is None


def _why(error: Exception) -> str:
    """Slack's name for what is wrong, or Python's."""
    return str(error.response.get("error")) if isinstance(error, SlackApiError) else type(error).__name__


def _read(read: Read, body: dict[str, Any], at: Any) -> Delivered | None:
    try:
        return read(body, at)
    except (KeyError, IndexError, TypeError, AttributeError) as wrong:
        raise Malformed(type(wrong).__name__) from wrong


async def _failed(error: Exception) -> BoltResponse:
    if isinstance(error, BoltUnhandledRequestError):
        return BoltResponse(status=200)  # nothing that anybody does to us
    if isinstance(error, Malformed):
        log.warning("malformed", why=str(error))
        return BoltResponse(status=400)
    log.error("turn_failed", exc_info=error)
    return BoltResponse(status=500)
