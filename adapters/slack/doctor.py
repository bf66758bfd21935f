"""Whether Slack knows the bot by its token, as `auth.test` says, and what time it is there."""

import datetime as dt
from collections.abc import AsyncIterator

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.findings import Finding, State, clocks, date_in

NEEDED = frozenset({"chat:write", "im:write", "im:history", "users:read", "users:read.email"})
"""Scopes without which something that everybody uses does not work; `manifest.yml` asks for all there are."""

_TOKEN = "Slack token"  # noqa: S105
_DO = {
    "invalid_auth": "Copy the token anew from OAuth & Permissions into SHOES_SLACK_BOT_TOKEN.",
    "token_revoked": "Install the app in the workspace again, and copy its new token into SHOES_SLACK_BOT_TOKEN.",
    "account_inactive": "Install the app in the workspace again, and copy its new token into SHOES_SLACK_BOT_TOKEN.",
}


async def examine(client: AsyncWebClient, token: str, now: dt.datetime) -> AsyncIterator[Finding]:
    """What one call of Slack tells."""
    try:
        told = await client.auth_test(token=token)
    except SlackApiError as no:
        error = str(no.response.get("error", no.response.status_code))
        yield Finding(_TOKEN, State.WRONG, f"Slack says {error}", _DO.get(error, "Look the word up in Slack's pages."))
        return
    except (aiohttp.ClientError, TimeoutError, OSError) as away:
        yield Finding(
            _TOKEN, State.WRONG, f"Slack cannot be reached: {type(away).__name__}", "Open https to slack.com."
        )
        return
    yield Finding(_TOKEN, State.WELL, f"bot {told['user_id']} in workspace {told['team_id']}")
    headers = {name.lower(): value for name, value in told.headers.items()}
    if (granted := headers.get("x-oauth-scopes")) is not None:
        lacking = NEEDED - {scope.strip() for scope in granted.split(",")}
        if lacking:
            do = "Update the app from manifest.yml and install it again."
            yield Finding("Slack scopes", State.WRONG, f"lacking {', '.join(sorted(lacking))}", do)
        else:
            yield Finding("Slack scopes", State.WELL, "all that are needed")
    if theirs := date_in(headers.get("date")):
        yield clocks("Slack's clock", theirs, now)
