"""Whether Entra gives the bot a token, whether Teams' signing keys can be read, and what time it is there."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import aiohttp

from adapters.findings import Finding, State, clocks, date_in
from adapters.teams.entra import Tokens, TokenUnavailable
from adapters.teams.registration import Registration

READ_LIMIT = 10
"""Seconds."""

_TOKEN = "Teams token"  # noqa: S105
_DO = {
    "invalid_client": "Make a new client secret of the Entra app, and set SHOES_TEAMS_APP_PASSWORD to its value.",
    "unauthorized_client": "See that SHOES_TEAMS_APP_ID is the app's client id and SHOES_TEAMS_TENANT_ID its tenant.",
    "invalid_request": "See that SHOES_TEAMS_TENANT_ID is the tenant in which the app is registered.",
}


async def examine(
    registration: Registration, session: aiohttp.ClientSession, tokens: Tokens, now: dt.datetime
) -> AsyncIterator[Finding]:
    """What Entra and the Bot Connector tell."""
    if not registration.signed:
        yield Finding(_TOKEN, State.LOOK, "development: nothing is signed", "Set SHOES_TEAMS_APP_ID to serve people.")
        return
    try:
        await tokens.token()
        yield Finding(_TOKEN, State.WELL, f"given to app {registration.app_id}")
    except TokenUnavailable as no:
        do = _DO.get(no.why, "See that this machine may reach login.microsoftonline.com, and check the three settings.")
        yield Finding(_TOKEN, State.WRONG, f"Entra says {no.why}", do)
    try:
        async with asyncio.timeout(READ_LIMIT), session.get(registration.metadata_url) as answer:
            answer.raise_for_status()
            theirs = date_in(answer.headers.get("Date"))
    except (aiohttp.ClientError, TimeoutError) as away:
        do = "Open https to login.botframework.com: without its keys nothing that Teams sends is believed."
        yield Finding("Teams' signing keys", State.WRONG, f"cannot be read: {type(away).__name__}", do)
        return
    yield Finding("Teams' signing keys", State.WELL, "can be read")
    if theirs is not None:
        yield clocks("Microsoft's clock", theirs, now)
