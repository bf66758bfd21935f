"""From Slack to the engine: verified by Bolt, read as a turn, committed, and only then acknowledged.

A turn that fails answers 500, so that Slack delivers it again; nothing of it was stored. Whatever the engine says in
reply leaves through the outbox. Two things are said from here, because nothing is stored for them: a refusal, and in
a channel the hint that the answer is in the direct message.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.clock import Clock
from adapters.slack.escape import escaped
from adapters.slack.people import People
from adapters.slack.turns import (
    COMMANDS,
    Delivered,
    Malformed,
    from_command,
    from_home_opened,
    from_mention,
    from_message,
    from_press,
)
from adapters.slack.workspaces import Workspaces
from bot.language import t
from bot.ports import Spoken
from bot.turn import Joined, Turn

PATHS = ("/slack/events", "/slack/commands", "/slack/interactions")
ASIDE_LIMIT = 1.0
"""Seconds for a word on the side, which comes after the commit and before the acknowledgement."""

Read = Callable[[dict[str, Any], Any], Delivered | None]

log = structlog.get_logger("slack.inbound")


class NotNow(Exception):
    """A request cannot be taken at the moment; Slack will deliver it again."""


def slack_app(
    *,
    handle: Callable[[Turn], Spoken],
    nudge: Callable[[], None],
    clock: Clock,
    client: AsyncWebClient,
    workspaces: Workspaces,
    signing_secret: str,
) -> AsyncApp:
    """A Bolt app that passes every act to `handle` (in a thread) and then calls `nudge`. `slack_routes` serves it."""

    async def authorize(team_id: str | None) -> AuthorizeResult | None:
        try:
            installed = await workspaces.installed(team_id) if team_id else None
        except SlackApiError as error:
            # Bolt would answer 200 to this one, and what somebody said would be lost.
            raise NotNow("Slack does not say which workspace this is") from error
        if installed is None:
            return None
        return AuthorizeResult(
            enterprise_id=None,
            team_id=installed.team,
            bot_token=installed.token,
            bot_user_id=installed.bot_user,
            bot_id=installed.bot_id,
        )

    app = AsyncApp(
        name="in-your-shoes",
        signing_secret=signing_secret,
        client=client,
        authorize=authorize,  # type: ignore[arg-type]  # Bolt takes None for "not installed here"
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        user_facing_authorize_error_message=t("In Your Shoes is not installed in this workspace."),
    )
    _Listening(handle, nudge, clock, People(client, clock)).attach(app)
    return app


def slack_routes(app: AsyncApp) -> list[web.RouteDef]:
    """The addresses that `manifest.yml` names. Each takes any of Slack's requests."""

    async def deliver(request: web.Request) -> web.Response:
        try:
            asked = _bolt_request(await request.read(), request.headers)
        except (ValueError, AttributeError, TypeError, KeyError, RecursionError):
            return web.Response(status=400, text="This is nothing that Slack would send.")
        try:
            return await to_aiohttp_response(await app.async_dispatch(asked))
        except Exception:
            log.exception("not_taken")
            return web.Response(status=500, text="Please deliver this again.")

    return [web.post(path, deliver) for path in PATHS]


def _bolt_request(raw: bytes, headers: Mapping[str, str]) -> AsyncBoltRequest:
    """Raises whatever Bolt's parsing raises for a body that it cannot read."""
    written = raw.decode()
    asked = AsyncBoltRequest(body=written, headers=dict(headers))
    if not asked.body and "payload" in written:
        # Bolt takes any form with the word "payload" in it for an interaction, even "/offer payload testing".
        asked = AsyncBoltRequest(
            body=dict(parse_qsl(written, keep_blank_values=True)), headers=dict(headers), mode="socket_mode"
        )
        asked.raw_body, asked.mode = written, "http"  # its signature is checked like any other's
    _check_shape(asked.body)
    return asked


def _check_shape(body: Any) -> None:
    """Raises TypeError where Bolt would only stumble later, while it looks for a listener."""
    if not isinstance(body, dict):
        raise TypeError("not an object")
    if body.get("type") == "event_callback" and not isinstance(body.get("event"), dict):
        raise TypeError("an event without its content")
    actions = body.get("actions")
    if body.get("type") == "block_actions" and not (actions and all(isinstance(each, dict) for each in actions)):
        raise TypeError("an action without its content")


@dataclass(frozen=True)
class _Listening:
    """The listeners of one app."""

    handle: Callable[[Turn], Spoken]
    nudge: Callable[[], None]
    clock: Clock
    people: People

    def attach(self, app: AsyncApp) -> None:
        app.error(_failed)
        app.event("message")(self._event(from_message))
        app.event("app_mention")(self._event(from_mention))
        app.event("app_home_opened")(self._event(from_home_opened))
        for command in COMMANDS:
            app.command(command)(self._command)
        app.action(re.compile(""))(self._press)

    def _event(self, read: Read) -> Callable[..., Awaitable[None]]:
        async def event(body: dict[str, Any], client: AsyncWebClient, ack: AsyncAck) -> None:
            if delivered := _read(read, body, self.clock.now()):
                spoken = await self._take(delivered, client)
                if words := _aside(delivered.turn, spoken):
                    await _whisper(client, delivered, words)
            await ack()

        return event

    async def _command(self, body: dict[str, Any], client: AsyncWebClient, ack: AsyncAck) -> None:
        delivered = _read(from_command, body, self.clock.now())
        assert delivered is not None
        spoken = await self._take(delivered, client)
        words = _aside(delivered.turn, spoken)
        if words:
            await ack(text=escaped(words), response_type="ephemeral")
        else:
            await ack()

    async def _press(self, body: dict[str, Any], client: AsyncWebClient, ack: AsyncAck) -> None:
        if delivered := _read(from_press, body, self.clock.now()):
            spoken = await self._take(delivered, client)
            if words := _aside(delivered.turn, spoken):
                await _whisper(client, delivered, words)
        await ack()

    async def _take(self, delivered: Delivered, client: AsyncWebClient) -> Spoken:
        turn = delivered.turn
        known = delivered.by(await self.people.profile(turn.sender, client.token or ""))
        spoken = await asyncio.to_thread(self.handle, known.turn)
        if spoken.lanes:
            self.nudge()
        log.info("turn_taken", turn=turn.id, act=type(turn.act).__name__, duplicate=spoken.duplicate)
        return spoken


def _read(read: Read, body: dict[str, Any], at: Any) -> Delivered | None:
    try:
        return read(body, at)
    except (KeyError, IndexError, TypeError, AttributeError) as wrong:
        raise Malformed(type(wrong).__name__) from wrong


def _aside(turn: Turn, spoken: Spoken) -> str:
    """What to say at once, to this person alone; empty when the outbox says all there is."""
    if spoken.duplicate or isinstance(turn.act, Joined):
        return ""
    if spoken.refused:
        return spoken.refused
    if turn.place is not None and str(turn.sender) in spoken.lanes and str(turn.place) not in spoken.lanes:
        return t("I’ve answered you in our direct messages.")
    return ""


async def _whisper(client: AsyncWebClient, delivered: Delivered, words: str) -> None:
    """Shown to the person alone. What was done is done, so a word that does not get through is only logged."""
    try:
        async with asyncio.timeout(ASIDE_LIMIT):
            if delivered.turn.place is None:
                await client.chat_postMessage(channel=delivered.channel, text=escaped(words), mrkdwn=False)
            else:
                user = delivered.turn.sender.user
                await client.chat_postEphemeral(channel=delivered.channel, user=user, text=escaped(words))
    except Exception as error:
        log.warning("aside_lost", turn=delivered.turn.id, why=type(error).__name__)


async def _failed(error: Exception) -> BoltResponse:
    if isinstance(error, BoltUnhandledRequestError):
        return BoltResponse(status=200)  # nothing that anybody does to us
    if isinstance(error, Malformed):
        log.warning("malformed", why=str(error))
        return BoltResponse(status=400)
    log.error("turn_failed", exc_info=error)
    return BoltResponse(status=500)
