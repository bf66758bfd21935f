"""The weekly post itself: five things at most, no names, and nothing when nothing is new."""

import datetime as dt
from dataclasses import dataclass

from bot.cards import Button, Buttons, Card, Entry, Part, Quote, Text
from bot.dialogues import results
from bot.dialogues.digest import in_words
from bot.language import t
from bot.phrases import moment_in_words, subject
from bot.ports.digests import Digest, DigestItems

MOST = 5


def card(items: DigestItems, digest: Digest, now: dt.datetime) -> Card | None:
    """None when nothing is new since `digest.last_at`. One reflection and one visit find room first; offers and requests share the rest."""
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
    return Card(t("New in each other's shoes"), tuple(parts), anew=("show.post", str(Posted.of(digest, now))))


def spent() -> Card:
    """The same post once nothing in it is there to be taken up any more."""
    note = t("All of it was taken up, taken down, or its time has come. Say “what's on offer?” to me to see the rest.")
    return Card(t("Nothing of this post is open any more"), (Text(note, quiet=True),))


@dataclass(frozen=True)
class Posted:
    """Which post it was: in which channel, and of what time. Written "channel|since|until"; never posted before, "-"."""

    channel: str
    since: dt.datetime | None
    until: dt.datetime

    @classmethod
    def of(cls, digest: Digest, now: dt.datetime) -> "Posted":
        """The post that this subscription gets now."""
        return cls(str(digest.channel), digest.last_at, now)

    @classmethod
    def parse(cls, written: str) -> "Posted":
        """Raises ValueError if it is none of ours."""
        channel, since, until = written.rsplit("|", 2)
        return cls(channel, None if since == "-" else _moment(since), _moment(until))

    def __str__(self) -> str:
        since = self.since.isoformat() if self.since else "-"
        return f"{self.channel}|{since}|{self.until.isoformat()}"


def _moment(written: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(written)
    if moment.tzinfo is None or not 2020 < moment.year < 2200:
        raise ValueError("not a time at which anything was posted")
    return moment
