"""The two pages that the Teams app package links to and that anybody may read: privacy and terms, in plain words.

They say what this program does. Who runs an installation, and on what legal basis, only its operator can say.
"""

from collections.abc import Awaitable, Callable

from aiohttp import web
from markupsafe import escape

_PRIVACY = (
    "In Your Shoes: what is kept about you",
    (
        "In Your Shoes introduces people in councils, charities and other bodies who want to see each other's work.",
        "It keeps your name, your role in your own words, how to reach you, what you offer and look for, the visits "
        "you arrange, and what you write about them afterwards. It does not keep your messages, and its log holds "
        "numbers, never words.",
        "Others see your role and your organisation. They see your name and contact only after both of you have said "
        "yes. A no is told to nobody.",
        "Write “what do you hold on me?” to the bot to see everything, and “forget me” to have it removed.",
        "Your own organisation decided to use In Your Shoes and answers for it: ask its data protection lead.",
    ),
)
_TERMS = (
    "In Your Shoes: terms of use",
    (
        "In Your Shoes is for people at work in the organisations that have linked their Slack or Teams to it.",
        "Offer what you may offer in your work. Say nothing here about the people you serve.",
        "What you arrange is between you and the other person and your two organisations: check what they ask of "
        "visitors before the day.",
        "It is free software under the MIT licence and comes without warranty.",
    ),
)


def page_routes() -> list[web.RouteDef]:
    """`/privacy` and `/terms`."""
    return [web.get("/privacy", _answering(*_PRIVACY)), web.get("/terms", _answering(*_TERMS))]


def _answering(title: str, paragraphs: tuple[str, ...]) -> Callable[[web.Request], Awaitable[web.Response]]:
    said = "\n".join(f"<p>{escape(one)}</p>" for one in paragraphs)
    page = (
        f'<!doctype html>\n<html lang="en-GB">\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{escape(title)}</title>\n'
        "<style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:3rem auto;padding:0 1rem}</style>\n"
        f"<h1>{escape(title)}</h1>\n{said}\n</html>\n"
    )

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=page, content_type="text/html")

    return answer
