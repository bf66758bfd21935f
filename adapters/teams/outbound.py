"""The sender for Teams: into the conversation that is known, or the one-to-one chat that Teams makes for it.

Teams cannot be asked what it has taken, so a new message whose answer was lost is Unsure. An update does no harm
twice and is simply tried again.
"""

import asyncio
from typing import Any

import structlog

from adapters.teams.cards import COMFORTABLE, SHORT, message
from adapters.teams.connector import Answer, Connector, Failed
from adapters.teams.references import Reference, References
from adapters.teams.registration import SERVICE_URL, Registration
from adapters.teams.turns import conversation_and_activity, message_id, thread_of
from bot.delivery import Delivered, Outcome, Unreachable
from bot.ports import Parcel
from bot.turn import Address, ChannelAddress, Destination

TOO_LARGE = 413
NOT_FOUND = 404
MOST_BEGUN = 10_000

log = structlog.get_logger("teams.outbound")


class TeamsSender:
    """Implements `adapters.sender.Sender`."""

    def __init__(
        self,
        connector: Connector,
        references: References,
        registration: Registration,
        service_url: str = SERVICE_URL,
    ) -> None:
        self._connector = connector
        self._references = references
        self._registration = registration
        self._service_url = service_url
        self._begun: dict[Address, Reference] = {}

    async def send(self, parcel: Parcel) -> Outcome:
        """Update the message `parcel.replaces` if it is still there, else post the card."""
        reference = await asyncio.to_thread(self._reference, parcel.to)
        if parcel.replaces:
            conversation, replaced = conversation_and_activity(parcel.replaces)
            answer = await self._put(parcel, reference.service_url, conversation, replaced)
            if not (isinstance(answer, Answer) and answer.status == NOT_FOUND):
                return _outcome(answer, conversation, replaced, repeatable=True)
            log.info("posted_anew", parcel=parcel.id)
        if not reference.conversation and isinstance(parcel.to, Address) and parcel.to in self._begun:
            reference = self._begun[parcel.to]
        if not reference.conversation:
            begun = await self._begin(parcel.to, reference)
            if not isinstance(begun, Reference):
                return begun
            reference = begun
        conversation = reference.conversation
        if isinstance(parcel.to, ChannelAddress):
            conversation = thread_of(parcel.key, parcel.to)
        answer = await self._put(parcel, reference.service_url, conversation, "")
        if isinstance(parcel.to, Address) and isinstance(answer, Answer) and not answer.taken:
            self._begun.pop(parcel.to, None)
        return _outcome(answer, conversation, "", repeatable=False)

    async def _put(self, parcel: Parcel, service_url: str, conversation: str, replaced: str) -> Answer | Failed:
        answer: Answer | Failed = Unreachable("nothing to send")
        for most in (COMFORTABLE, SHORT):
            activity = message(parcel.card, most)
            if replaced:
                answer = await self._connector.update(service_url, conversation, replaced, activity)
            else:
                answer = await self._connector.send(service_url, conversation, activity)
            if not (isinstance(answer, Answer) and answer.status == TOO_LARGE):
                break
            log.warning("card_too_large", parcel=parcel.id, most=most)
        return answer

    async def _begin(self, to: Destination, reference: Reference) -> Reference | Failed:
        """The one-to-one chat of somebody whom we have only met elsewhere.

        It is not stored: that is for what the person does, and they may just have asked to be forgotten.
        """
        if not isinstance(to, Address):
            return Unreachable("a channel of which nothing is known")
        bot = reference.bot or f"28:{self._registration.app_id}"
        answer = await self._connector.begin(reference.service_url, to.workspace, reference.user or to.user, bot)
        if not isinstance(answer, Answer):
            return answer
        if not answer.taken or not answer.id:
            return answer.failure(repeatable=True) if not answer.taken else Unreachable("a conversation without an id")
        if len(self._begun) >= MOST_BEGUN:
            self._begun.clear()
        self._begun[to] = Reference(reference.service_url, answer.id, bot, reference.user)
        return self._begun[to]

    def _reference(self, to: Destination) -> Reference:
        known: Any = self._references.recall(to)
        if known is not None:
            return Reference.from_json(known)
        nearby = self._references.newest_service_url(to.workspace) or self._service_url
        return Reference(nearby, "" if isinstance(to, Address) else to.channel)


def _outcome(answer: Answer | Failed, conversation: str, replaced: str, *, repeatable: bool) -> Outcome:
    if not isinstance(answer, Answer):
        return answer
    if answer.taken:
        return Delivered(message_id(conversation, answer.id or replaced))
    return answer.failure(repeatable=repeatable)
