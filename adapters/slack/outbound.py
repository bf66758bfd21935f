"""From the outbox to Slack: one call, one outcome, nothing repeated in here.

A message carries its outbox key in its metadata, so that Slack can be asked later whether it arrived.
"""

import asyncio
import datetime as dt
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.cards import render
from adapters.slack.ids import channel_and_ts, message_id
from adapters.slack.workspaces import Installation, Workspaces
from bot.delivery import Delivered, Outcome, TryLater, Unreachable, Unsure
from bot.ports import Parcel
from bot.turn import Address, Destination

METADATA = "in_your_shoes_message"
SEND_LIMIT = 20.0
"""Seconds for everything that one message takes: opening the conversation, and posting."""
MOST_KNOWN = 50_000

GONE = frozenset(
    {
        "account_inactive", "app_uninstalled", "cannot_dm_bot", "channel_not_found", "invalid_user_combination",
        "is_archived", "not_in_channel", "restricted_action", "team_access_not_granted", "team_not_found",
        "token_revoked", "user_disabled", "user_not_found", "user_not_visible", "users_not_found",
    }
)  # fmt: skip
"""Slack will not take it however often it is tried: the person, the channel or the bot is not there."""

PERHAPS_DONE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""Slack documents that some of the operation may have succeeded before one of these."""

NOT_THERE_TO_UPDATE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})

OURS = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "too_many_attachments"}
)
"""The card was rendered badly: a bug. The person still gets its words."""

log = structlog.get_logger("slack.outbound")


class SlackSender:
    """Posts and updates messages in every workspace where the bot is installed."""

    def __init__(self, client: AsyncWebClient, workspaces: Workspaces) -> None:
        self._client = client
        self._workspaces = workspaces
        self._conversations: dict[Address, str] = {}

    async def send(self, parcel: Parcel) -> Outcome:
        """Post the card, or update the message `parcel.replaces`, and say what became of it."""
        try:
            # No time-out here can be ambiguous but that of the post itself, which is handled further in.
            installed = await asyncio.wait_for(self._workspaces.installed(parcel.to.workspace), SEND_LIMIT)
            if installed is None:
                return Unreachable("the bot is not installed in this workspace")
            channel = await asyncio.wait_for(self._channel(parcel.to, installed), SEND_LIMIT)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
            outcome = _outcome(error)
            return TryLater(outcome.why) if isinstance(outcome, Unsure) else outcome  # nothing was posted yet
        return await self._deliver(parcel, installed, channel)

    async def _deliver(self, parcel: Parcel, installed: Installation, channel: str) -> Outcome:
        what = {
            **render(parcel.card),
            "metadata": {"event_type": METADATA, "event_payload": {"key": parcel.key}},
            "token": installed.token,
        }
        if parcel.replaces:
            old_channel, ts = channel_and_ts(parcel.replaces)
            outcome = await self._call("chat_update", {**what, "channel": old_channel, "ts": ts}, parcel)
            if isinstance(outcome, Unsure):
                return TryLater(outcome.why)  # an update does no harm twice
            if not (isinstance(outcome, Unreachable) and outcome.why in NOT_THERE_TO_UPDATE):
                return outcome
            log.info("posted_anew", parcel=parcel.id, why=outcome.why)
        outcome = await self._call("chat_postMessage", {**what, "channel": channel}, parcel)
        if isinstance(outcome, Unreachable) and isinstance(parcel.to, Address):
            self._conversations.pop(parcel.to, None)
        return outcome

    async def _call(self, method: str, what: dict[str, Any], parcel: Parcel) -> Outcome:
        if method == "chat_postMessage":
            what |= {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False}
        try:
            async with asyncio.timeout(SEND_LIMIT):
                done = await getattr(self._client, method)(**what)
        except SlackApiError as error:
            if _name(error) in OURS and "blocks" in what:
                log.error("card_refused", parcel=parcel.id, why=_name(error))
                return await self._call(method, {key: value for key, value in what.items() if key != "blocks"}, parcel)
            return _outcome(error)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
            return _outcome(error)
        return Delivered(message_id(done["channel"], done["ts"]))

    async def _channel(self, to: Destination, installed: Installation) -> str:
        if not isinstance(to, Address):
            return to.channel
        if to not in self._conversations:
            opened = await self._client.conversations_open(users=to.user, token=installed.token)
            if len(self._conversations) >= MOST_KNOWN:
                self._conversations.clear()
            self._conversations[to] = opened["channel"]["id"]
        return self._conversations[to]


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
    if name in GONE or name in NOT_THERE_TO_UPDATE:
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
