"""From the outbox to Slack: one call, one outcome, nothing repeated in here, and nobody waits in here.

What would come too early goes back to the outbox with the time at which it may go; so does what Slack puts off.

A message carries its outbox key in its metadata, so that Slack can be asked later whether it arrived.
"""

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol, TypeGuard

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.clock import Clock
from adapters.slack.cards import render
from adapters.slack.ids import channel_and_ts, message_id
from adapters.slack.pacing import Limit, Pacing, opening, posting, updating
from adapters.slack.quiet import Quiet
from adapters.slack.read_back import MAY_NOT_READ, posted_with
from adapters.slack.workspaces import Installation, Workspaces
from bot.delivery import (
    Delivered,
    NotNow,
    NotThere,
    NotTried,
    Outcome,
    ReadBack,
    TryLater,
    Unreachable,
    Unsure,
    Untold,
)
from bot.ports.deliveries import Parcel
from bot.turn import Address, Destination

METADATA = "in_your_shoes_message"
SEND_LIMIT = 20.0
"""Seconds for everything that one message takes: opening the conversation, and posting."""
MOST_KNOWN = 50_000

NOBODY = frozenset({"cannot_dm_bot", "user_disabled", "user_not_found", "user_not_visible", "users_not_found"})
"""There is nobody at this address any more: deleted, deactivated, or never there."""

NO_BOT = frozenset(
    {"account_inactive", "app_uninstalled", "team_access_not_granted", "team_not_found", "token_revoked"}
)
"""The workspace has removed the bot, or is gone itself: Slack says `account_inactive` of a bot's token in that case."""

NO_PLACE = {
    "channel_not_found": "the channel or the conversation is not there",
    "not_in_channel": "the bot is not in the channel: somebody has to invite it again",
    "is_archived": "the channel is archived",
    "restricted_action": "the workspace does not let apps post there",
    "invalid_user_combination": "the workspace does not allow this conversation",
}
"""Slack will not take it there however often it is tried; why, for the log."""

PERHAPS_DONE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""Slack documents that some of the operation may have succeeded before one of these."""

NOT_THERE_TO_UPDATE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})

OURS = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "too_many_attachments"}
)
"""The card was rendered badly: a bug. The person still gets its words, the first of them if they are too many."""

log = structlog.get_logger("slack.outbound")


NOT_INSTALLED = "the bot is not installed in this workspace"


class Departures(Protocol):
    """Who is told when somebody, a channel or a whole workspace cannot be reached any more."""

    async def gone(self, destination: Destination) -> None:
        """Nothing can be sent there until somebody acts there again."""
        ...

    async def workspace_left(self, team: str) -> None:
        """The bot was removed from it."""
        ...


class SlackSender:
    """Posts and updates messages in every workspace where the bot is installed."""

    def __init__(
        self,
        client: AsyncWebClient,
        workspaces: Workspaces,
        clock: Clock,
        departures: Departures | None = None,
        pacing: Pacing | None = None,
        quiet: Quiet | None = None,
        arrived: Callable[[tuple[str, ...]], None] = lambda lanes: None,
    ) -> None:
        """`arrived` is told to whom something was sent: what else they see of us may be out of date now."""
        self._client = client
        self._workspaces = workspaces
        self._clock = clock
        self._departures = departures
        self._pacing = pacing or Pacing()
        self._quiet = quiet
        self._arrived = arrived
        self._conversations: dict[Address, str] = {}

    async def send(self, parcel: Parcel) -> Outcome:
        """Post the card, or update the message `parcel.replaces`, and say what became of it."""
        outcome = await self._send(parcel)
        if isinstance(outcome, Delivered):
            self._arrived((str(parcel.to),))
        if isinstance(outcome, Unreachable) and self._departures:
            if outcome.why in NO_BOT or outcome.why == NOT_INSTALLED:
                await self._departures.workspace_left(parcel.to.workspace)
            elif outcome.why in NOBODY or outcome.why in NO_PLACE:
                await self._departures.gone(parcel.to)
        return replace(outcome, why=NO_PLACE[outcome.why]) if _is_nowhere(outcome) else outcome

    async def read_back(self, parcel: Parcel) -> ReadBack:
        """Whether Slack has it. In a channel whose history we may not read, nobody can say."""
        try:
            installed = await asyncio.wait_for(self._workspaces.installed(parcel.to.workspace), SEND_LIMIT)
            if installed is None:
                return Untold(NOT_INSTALLED)
            channel = await asyncio.wait_for(self._channel(parcel, installed), SEND_LIMIT)
            ts = await posted_with(self._client, installed.token, channel, parcel.key, parcel.first_try_at)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
            outcome = _outcome(error)
            if isinstance(outcome, Unreachable) or (isinstance(error, SlackApiError) and _name(error) in MAY_NOT_READ):
                return Untold(f"no reading back: {outcome.why}")
            return outcome if isinstance(outcome, TryLater) else TryLater(outcome.why)  # to ask does no harm twice
        return Delivered(message_id(channel, ts)) if ts else NotThere()

    async def _send(self, parcel: Parcel) -> Outcome:
        team = parcel.to.workspace
        if until := await self._not_to_be_disturbed(parcel):
            return NotNow(until, "do not disturb")
        limits = updating(team) if parcel.replaces else self._to_post(parcel.to)
        if wait := self._pacing.wait(parcel.id, limits, self._clock.now()):
            return NotTried("paced", after=wait)
        fresh = isinstance(parcel.to, Address) and parcel.to not in self._conversations
        try:
            # No time-out here can be ambiguous but that of the post itself, which is handled further in.
            installed = await asyncio.wait_for(self._workspaces.installed(team), SEND_LIMIT)
            if installed is None:
                return Unreachable(NOT_INSTALLED)
            channel = await asyncio.wait_for(self._channel(parcel, installed), SEND_LIMIT)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
            outcome = self._obeyed(_outcome(error), opening(team))
            return TryLater(outcome.why) if isinstance(outcome, Unsure) else outcome  # nothing was posted yet
        except Exception as error:  # our own database is away, most likely, and nothing was posted either
            log.exception("not_begun", parcel=parcel.id)
            return TryLater(type(error).__name__)
        return await self._deliver(parcel, installed, channel, fresh=fresh)

    async def _not_to_be_disturbed(self, parcel: Parcel) -> dt.datetime | None:
        if self._quiet is None or not parcel.hours or parcel.doubt or not isinstance(parcel.to, Address):
            return None
        return await self._quiet.until(parcel.to)

    async def _deliver(self, parcel: Parcel, installed: Installation, channel: str, *, fresh: bool) -> Outcome:
        what = {
            **render(parcel.card),
            "metadata": {"event_type": METADATA, "event_payload": {"key": parcel.key}},
            "token": installed.token,
        }
        team, posting_limits = parcel.to.workspace, posting(parcel.to.workspace, str(parcel.to))
        if parcel.replaces:
            old_channel, ts = channel_and_ts(parcel.replaces)
            outcome = await self._call("chat_update", {**what, "channel": old_channel, "ts": ts}, parcel)
            outcome = self._obeyed(outcome, updating(team))
            if isinstance(outcome, Unsure):
                return TryLater(outcome.why)  # an update does no harm twice
            if not (isinstance(outcome, Unreachable) and outcome.why in NOT_THERE_TO_UPDATE):
                return outcome
            if wait := self._pacing.wait(-parcel.id, posting_limits, self._clock.now()):
                return NotTried("paced", after=wait)
            if parcel.doubt:  # an earlier try may have posted it anew
                known = await self.read_back(parcel)
                if isinstance(known, Delivered | TryLater):
                    return known
                if isinstance(known, Untold):
                    return Unsure(known.why)
            log.info("posted_anew", parcel=parcel.id, why=outcome.why)
        outcome = await self._call("chat_postMessage", {**what, "channel": channel}, parcel)
        if isinstance(outcome, Unreachable) and isinstance(parcel.to, Address):
            self._conversations.pop(parcel.to, None)
            if outcome.why == "channel_not_found" and not fresh:
                return TryLater("the conversation has to be opened anew", after=dt.timedelta())
        if isinstance(outcome, TryLater) and outcome.after:  # Slack limits a method for the app in a whole workspace
            outcome = replace(outcome, everybody=True)
        return self._obeyed(outcome, posting_limits)

    async def _call(self, method: str, what: dict[str, Any], parcel: Parcel) -> Outcome:
        if method == "chat_postMessage":
            what |= {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False}
        try:
            async with asyncio.timeout(SEND_LIMIT):
                done = await getattr(self._client, method)(**what)
        except SlackApiError as error:
            if _name(error) in OURS and "blocks" in what:
                log.error("card_refused", parcel=parcel.id, why=_name(error))
                words = {key: value for key, value in what.items() if key != "blocks"}
                return await self._call(method, words, parcel)
            return _outcome(error)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
            return _outcome(error)
        return Delivered(message_id(done["channel"], done["ts"]))

    def _to_post(self, to: Destination) -> tuple[Limit, ...]:
        known = not isinstance(to, Address) or to in self._conversations
        return posting(to.workspace, str(to)) + (() if known else opening(to.workspace))

    def _obeyed(self, outcome: Outcome, limits: tuple[Limit, ...]) -> Outcome:
        """Whoever else would do the same waits as long as Slack said."""
        if isinstance(outcome, TryLater) and outcome.after:
            self._pacing.told_to_wait(limits, self._clock.now() + outcome.after)
        return outcome

    async def _channel(self, parcel: Parcel, installed: Installation) -> str:
        to = parcel.to
        if not isinstance(to, Address):
            return to.channel
        if parcel.replaces:
            return channel_and_ts(parcel.replaces)[0]
        if to not in self._conversations:
            opened = await self._client.conversations_open(users=to.user, token=installed.token)
            if len(self._conversations) >= MOST_KNOWN:
                self._conversations.clear()
            self._conversations[to] = opened["channel"]["id"]
        return self._conversations[to]


def _is_nowhere(outcome: Outcome) -> TypeGuard[Unreachable]:
    return isinstance(outcome, Unreachable) and outcome.why in NO_PLACE


def _outcome(error: Exception) -> TryLater | Unsure | Unreachable:
    if isinstance(error, SlackApiError):
        return _said_no(error)
    if isinstance(error, aiohttp.ClientConnectorError):  # refused, no such host, TLS: nothing was sent
        return TryLater(type(error).__name__)
    return Unsure(type(error).__name__)


def _said_no(error: SlackApiError) -> TryLater | Unsure | Unreachable:
    answer = error.response
    name, status = _name(error), int(getattr(answer, "status_code", None) or getattr(answer, "status", None) or 0)
    if status == 429 or name in ("ratelimited", "rate_limited"):
        return TryLater("rate limited", after=_retry_after(error))
    if status >= 500 or name in PERHAPS_DONE or not name:
        return Unsure(name or f"status {status}")
    if name in NOBODY or name in NO_BOT or name in NO_PLACE or name in NOT_THERE_TO_UPDATE or name in OURS:
        return Unreachable(name)
    return TryLater(name)  # a token that somebody must renew, a scope that somebody must grant, something new


def _name(error: SlackApiError) -> str:
    """Slack's name for what is wrong; empty if the answer was not Slack's own."""
    data = getattr(error.response, "data", None)
    return str(data.get("error") or "") if isinstance(data, dict) else ""


def _retry_after(error: SlackApiError) -> dt.timedelta | None:
    headers = getattr(error.response, "headers", None) or {}
    told = {str(key).lower(): value for key, value in headers.items()}.get("retry-after", "")
    return dt.timedelta(seconds=int(told)) if str(told).isdigit() else None
