"""What is said at once and beside the outbox, because nothing is stored for it: a refusal, and in a channel the hint
that the answer is in the direct message. It is for the person alone; the channel itself hears nothing.

It cannot wait for its turn, as what it answers has to be acknowledged; but what this process sends after it does.
"""

import asyncio

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.escape import escaped
from adapters.slack.pacing import Pacing, opening, posting
from adapters.slack.turns import Delivered
from bot.language import t
from bot.turn import Joined, Spoken, Turn

LIMIT = 1.0
"""Seconds for a word on the side, which comes after the commit and before the acknowledgement."""

log = structlog.get_logger("slack.asides")


def aside(turn: Turn, spoken: Spoken) -> str:
    """What to say at once, to this person alone; empty when the outbox says all there is."""
    if spoken.duplicate or isinstance(turn.act, Joined):
        return ""
    if spoken.refused:
        return spoken.refused
    if turn.place is not None and str(turn.sender) in spoken.lanes and str(turn.place) not in spoken.lanes:
        return t("I’ve answered you in our direct messages.")
    return ""


def elsewhere_words(install_url: str) -> str:
    """What somebody of another workspace hears in a shared channel; of them nothing is stored."""
    where = t(" at {url}", url=install_url) if install_url else ""
    return t(
        "I can't write to you in private from here, because this is another organisation's Slack, and I've kept "
        "nothing of what you wrote. If I'm in your own Slack already, write to me there. If not, your IT people can "
        "add me there{where}, and I'll tell them how your organisation can join.",
        where=where,
    )


async def whisper(client: AsyncWebClient, delivered: Delivered, words: str, pacing: Pacing) -> None:
    """Shown to the person alone. What was done is done, so a word that does not get through is only logged."""
    turn, sender = delivered.turn, delivered.turn.sender
    user = sender.user
    try:
        async with asyncio.timeout(LIMIT):
            if turn.place is None:
                limits = posting(sender.workspace, str(sender))
                pacing.went(limits if delivered.channel else limits + opening(sender.workspace), turn.at)
                channel = delivered.channel or (await client.conversations_open(users=user))["channel"]["id"]
                await client.chat_postMessage(channel=channel, text=escaped(words), mrkdwn=False)
            else:
                await client.chat_postEphemeral(channel=delivered.channel, user=user, text=escaped(words))
    except Exception as error:
        log.warning("aside_lost", turn=turn.id, why=type(error).__name__)
