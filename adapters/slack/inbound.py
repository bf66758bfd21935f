"""From Slack's requests to what somebody did: verified by Bolt, with the token of the workspace that it comes from.

A turn that fails answers 500, so that Slack delivers it again; nothing of it was stored.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.listening import Listening
from adapters.slack.routes import Take
from bot.language import t

log = structlog.get_logger("slack.inbound")


class NotNow(Exception):
    """A request cannot be taken at the moment; Slack will deliver it again."""


def slack_app(listening: Listening, *, client: AsyncWebClient, signing_secret: str) -> AsyncApp:
    """A Bolt app in front of `listening`, for either transport: `take_with` or `adapters.slack.socket`."""
    workspaces = listening.workspaces

    async def authorize(context: AsyncBoltContext, spoken_from: str) -> AuthorizeResult | None:
        """`spoken_from` is the workspace that the request itself names: a grid's authorisations name none."""
        team = context.team_id or spoken_from
        try:
            if context.is_enterprise_install and context.enterprise_id and team:
                await workspaces.heard_from(team, context.enterprise_id)
            installed = await workspaces.installed(team) if team else None
        except (SlackApiError, OSError) as error:
            # Bolt would answer 200 to this one, and what somebody said would be lost.
            raise NotNow("Slack does not say which workspace this is") from error
        if installed is None:
            return None
        return AuthorizeResult(
            enterprise_id=context.enterprise_id,
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
    listening.attach(app)
    return app


def with_workspace(asked: AsyncBoltRequest) -> AsyncBoltRequest:
    """Where the request says that it comes from, for `authorize`."""
    user = asked.body.get("user")
    from_user = user.get("team_id") if isinstance(user, dict) else ""
    asked.context["spoken_from"] = asked.body.get("team_id") or from_user or ""
    return asked


def take_with(app: AsyncApp) -> Take:
    """By HTTP: what takes a request at any of `adapters.slack.routes`."""

    async def take(request: web.Request) -> web.Response:
        try:
            asked = _bolt_request(await request.read(), request.headers)
        except (ValueError, AttributeError, TypeError, KeyError, RecursionError):
            return web.Response(status=400, text="This is nothing that Slack would send.")
        try:
            return await to_aiohttp_response(await app.async_dispatch(asked))
        except Exception:
            log.exception("not_taken")
            return web.Response(status=500, text="Please deliver this again.")

    return take


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
    check_shape(asked.body)
    return with_workspace(asked)


def check_shape(body: Any) -> None:
    """Raises TypeError where Bolt would only stumble later, while it looks for a listener."""
    if not isinstance(body, dict):
        raise TypeError("not an object")
    if body.get("type") == "event_callback" and not isinstance(body.get("event"), dict):
        raise TypeError("an event without its content")
    view = body.get("view")
    if body.get("type") == "view_submission" and not (
        isinstance(view, dict) and {"type", "callback_id"} <= view.keys()
    ):
        raise TypeError("a window without its content")
    actions = body.get("actions")
    if body.get("type") == "block_actions" and not (actions and all(isinstance(each, dict) for each in actions)):
        raise TypeError("an action without its content")
