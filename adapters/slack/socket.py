"""Socket Mode: the same Bolt app, reached over a connection that we open, so that nobody need reach us.

Slack trusts the connection, so that there is no signature. What we do not acknowledge it delivers again, over this
connection or the next: Slack closes each of them after a while, and slack_sdk opens another.
"""

from time import time

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.slack.inbound import check_shape, with_workspace

log = structlog.get_logger("slack.socket")


class Socket(AsyncSocketModeHandler):
    """`connect_async` begins, `close_async` ends."""

    def __init__(self, app: AsyncApp, app_token: str) -> None:
        super().__init__(app, app_token, web_client=app.client)

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """One act. An exception leaves it unacknowledged."""
        begun = time()
        try:
            check_shape(req.payload)
            asked = AsyncBoltRequest(mode="socket_mode", body=req.payload, headers=build_headers(req))
            answer = await self.app.async_dispatch(with_workspace(asked))
        except TypeError as wrong:
            log.warning("malformed", why=str(wrong))
            return
        except Exception:
            log.exception("not_taken")
            return
        await send_async_response(client, req, answer, begun)
