"""The weekly post itself: five things at most, no names, and nothing when nothing is new."""

import datetime as dt

from bot.cards import Button, Buttons, Card, Entry, Part, Quote, Text
from bot.dialogues import results
from bot.dialogues.digest import in_words
from bot.language import t
from bot.phrases import moment_in_words, subject
from bot.ports import Digest, DigestItems

MOST = 5


def card(items: DigestItems, digest: Digest, now: dt.datetime) -> Card | None:
    """None when nothing is new. One reflection and one visit find room first; offers and requests share the rest."""
    parts: list[Part] = []
    for reflection, details, writer in items.reflections[:1]:
        words = reflection.surprised or reflection.differently or reflection.tell
        by = t(
            "{role}, {organisation}, after {what}",
            role=writer.role,
            organisation=writer.organisation.name,
            what=subject(details),
        )
        parts.append(Quote(words, by))
    for details, starts_at, organisation in items.visits[:1]:
        line = t(
            "{when}, with {organisation}",
            when=moment_in_words(starts_at, digest.time_zone),
            organisation=organisation.name,
        )
        parts.append(Entry(t("Coming up: {what}", what=subject(details)), (line,)))
    room = MOST - len(parts)
    wanted = min(len(items.requests), max(room // 2, room - len(items.offers)))
    parts += [results.entry(one, "ask", t("Ask")) for one in items.offers[: room - wanted]]
    parts += [results.entry(one, "offer_help", t("I can help")) for one in items.requests[:wanted]]
    if not parts:
        return None
    channel = str(digest.channel)
    parts += [
        Text(t("I post this here {often}.", often=in_words(digest)), quiet=True),
        Buttons(
            (
                Button(t("Change how often"), "digest.often", channel),
                Button(t("Why am I seeing this?"), "digest.why", channel),
            )
        ),
    ]
    return Card(t("New in each other's shoes"), tuple(parts))
