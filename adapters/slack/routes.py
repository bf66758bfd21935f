"""The addresses at which Slack reaches us. What takes the requests there is Bolt's, which is loaded once we listen."""

from collections.abc import Awaitable, Callable

from aiohttp import web

PATHS = ("/slack/events", "/slack/commands", "/slack/interactions")
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

Take = Callable[[web.Request], Awaitable[web.Response]]


def slack_routes(take: Callable[[], Take]) -> list[web.RouteDef]:
    """The addresses that `manifest.yml` names. Each takes any of Slack's requests; `take` is asked for with each."""

    async def deliver(request: web.Request) -> web.Response:
        return await take()(request)

    return [web.post(path, deliver) for path in PATHS]
