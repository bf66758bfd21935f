"""Installing the app from a browser: Bolt's own OAuth flow, our store, and a greeting to whoever installed it.

The greeting is the answer to their first turn, so that it is the core that says it: in a workspace nobody has linked
yet it asks for the invitation code.
"""

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation as Granted
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.installations import InstallationsForBolt, StatesForBolt
from adapters.slack.listening import Listening
from adapters.slack.routes import INSTALL_PATH, REDIRECT_PATH
from bot.turn import Address, Joined, Turn

SCOPES = (
    "app_mentions:read",
    "chat:write",
    "commands",
    "dnd:read",
    "im:history",
    "im:write",
    "users:read",
    "users:read.email",
)
"""What the app asks for: what the code uses, and nothing else (a test holds it to the manifest and to the code)."""

log = structlog.get_logger("slack.install")


def install_routes(
    listening: Listening,
    client: AsyncWebClient,
    installations: InstallationsForBolt,
    states: StatesForBolt,
    *,
    client_id: str,
    client_secret: str,
    public_url: str,
    authorize_url: str,
) -> list[web.RouteDef]:
    """`/slack/install` begins it, `/slack/oauth_redirect` is where Slack sends the browser back to."""

    async def installed(args: AsyncSuccessArgs) -> BoltResponse:
        granted = args.installation
        log.info("installed", team=granted.team_id, enterprise=granted.enterprise_id)
        if team := await _greeted_in(granted, client, listening):
            person = Address("slack", team, granted.user_id)
            turn = Turn(f"{person}:installed:{granted.installed_at}", person, Joined(), listening.clock.now())
            await listening.greet(turn, granted.bot_token or "")
        return await args.default.success(args)

    async def failed(args: AsyncFailureArgs) -> BoltResponse:
        log.warning("not_installed", why=args.reason)
        return await args.default.failure(args)

    flow = AsyncOAuthFlow(
        client=client,
        settings=AsyncOAuthSettings(
            client_id=client_id,
            client_secret=client_secret,
            scopes=list(SCOPES),
            user_scopes=[],
            redirect_uri=public_url.rstrip("/") + REDIRECT_PATH,
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            authorization_url=authorize_url,
            installation_store=installations,
            state_store=states,
            callback_options=AsyncCallbackOptions(success=installed, failure=failed),
        ),
    )

    async def begin(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await flow.handle_installation(await to_bolt_request(request)))

    async def come_back(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await flow.handle_callback(await to_bolt_request(request)))

    return [web.get(INSTALL_PATH, begin), web.get(REDIRECT_PATH, come_back)]


async def _greeted_in(granted: Granted, client: AsyncWebClient, listening: Listening) -> str:
    """The workspace in which to greet whoever installed it: of a grid the first that they belong to; "" if unknown.

    The grid's administrator may have to add the app to that workspace first; then whoever writes there is greeted.
    """
    if not granted.is_enterprise_install:
        return granted.team_id or ""
    try:
        told = await client.users_info(user=granted.user_id, token=granted.bot_token)
        teams = ((told.get("user") or {}).get("enterprise_user") or {}).get("teams") or [""]
        if teams[0]:
            await listening.workspaces.heard_from(teams[0], granted.enterprise_id or "")
    except (SlackApiError, OSError, TimeoutError) as error:
        log.warning("not_greeted", enterprise=granted.enterprise_id, why=type(error).__name__)
        return ""
    return str(teams[0])
