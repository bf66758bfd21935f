"""A link to a page of ours is written from the root ("/calendar/…"), because a dialogue does not know where we are
served; it is made whole on its way out."""

from dataclasses import replace

from bot.cards import Card, Link


def with_whole_links(card: Card, public_url: str) -> Card:
    """The card with `public_url` before each link that begins at the root; unchanged if there is no `public_url`."""
    if not public_url or not any(isinstance(part, Link) for part in card.parts):
        return card
    home = public_url.rstrip("/")
    return replace(
        card,
        parts=tuple(
            replace(part, url=home + part.url) if isinstance(part, Link) and _ours(part.url) else part
            for part in card.parts
        ),
    )


def _ours(url: str) -> bool:
    return url.startswith("/") and not url.startswith("//")
