"""The sender for Teams: into the conversation that is known, or the one-to-one chat that Teams makes for it.

Teams cannot be asked what it has taken, so a new message whose answer was lost is Unsure. An update does no harm
twice and is simply tried again.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

import structlog

from adapters.teams.cards import COMFORTABLE, SHORT, message
from adapters.teams.connector import Answer, Connector, Failed
from adapters.teams.departures import Departures
from adapters.teams.references import Reference, References
from adapters.teams.registration import SERVICE_URL, Registration
from adapters.teams.turns import conversation_and_activity, message_id, thread_of
from bot.delivery import Delivered, Outcome, TryLater, Unreachable, Unsure
from bot.ports.deliveries import Parcel
from bot.turn import Address, ChannelAddress, Destination

TOO_LARGE = 413
NOT_FOUND = 404
MOST_BEGUN = 10_000

log = structlog.get_logger("teams.outbound")


@dataclass(frozen=True)
class _Sent:
    """What Teams said of one send. `replaced` is the message that was updated; `repeatable` does no harm twice."""

    answer: Answer | Failed
    conversation: str = ""
    replaced: str = ""
    repeatable: bool = False

    @property
    def outcome(self) -> Outcome:
        """The same for the outbox."""
        if not isinstance(self.answer, Answer):
            return self.answer
        if self.answer.taken:
            return Delivered(message_id(self.conversation, self.answer.id or self.replaced))
        return self.answer.failure(repeatable=self.repeatable)


class TeamsSender:
    """Implements `adapters.sender.Sender`."""

    def __init__(
        self,
        connector: Connector,
        references: References,
        registration: Registration,
        service_url: str = SERVICE_URL,
        departures: Departures | None = None,
    ) -> None:
        self._connector = connector
        self._references = references
        self._registration = registration
        self._service_url = service_url
        self._departures = departures
        self._begun: dict[Address, Reference] = {}

    async def send(self, parcel: Parcel) -> Outcome:
        """Update the message `parcel.replaces` if it is still there, else post the card."""
        sent = await self._send(parcel)
        if isinstance(sent.answer, Answer) and sent.answer.turned_out and self._departures:
            await self._departures.gone(parcel.to)
        return sent.outcome

    async def _send(self, parcel: Parcel) -> "_Sent":
        try:
            reference = await asyncio.to_thread(self._reference, parcel.to)
        except Exception as error:  # our own database is away, most likely: nothing has left
            log.exception("not_begun", parcel=parcel.id)
            return _Sent(TryLater(type(error).__name__))
        if parcel.replaces:
            conversation, replaced = conversation_and_activity(parcel.replaces)
            answer = await self._put(parcel, reference.service_url, conversation, replaced)
            if not (isinstance(answer, Answer) and answer.status == NOT_FOUND):
                return _Sent(answer, conversation, replaced, repeatable=True)
            if parcel.doubt:
                return _Sent(Unsure("what it updates is gone, and it may have been posted anew"))
            log.info("posted_anew", parcel=parcel.id)
        if isinstance(parcel.to, ChannelAddress):
            thread = thread_of(parcel.key, parcel.to)
            return _Sent(await self._put(parcel, reference.service_url, thread, ""), thread)
        reference = reference if reference.conversation else self._begun.get(parcel.to, reference)
        if reference.conversation:
            answer = await self._put(parcel, reference.service_url, reference.conversation, "")
            if not (isinstance(answer, Answer) and answer.status == NOT_FOUND):
                return _Sent(answer, reference.conversation)
            self._begun.pop(parcel.to, None)  # that chat is gone; there may be another one
        begun = await self._begin(parcel.to, reference)
        if not isinstance(begun, Reference):
            return _Sent(begun, repeatable=True)
        answer = await self._put(parcel, begun.service_url, begun.conversation, "")
        if isinstance(answer, Answer) and not answer.taken:
            self._begun.pop(parcel.to, None)
        return _Sent(answer, begun.conversation)

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

    async def _begin(self, to: Address, reference: Reference) -> Reference | Answer | Failed:
        """The one-to-one chat of somebody whom we have only met elsewhere.

        It is not stored: that is for what the person does, and they may just have asked to be forgotten.
        """
        bot = reference.bot or f"28:{self._registration.app_id}"
        answer = await self._connector.begin(reference.service_url, to.workspace, reference.user or to.user, bot)
        if not isinstance(answer, Answer) or not answer.taken:
            return answer
        if not answer.id:
            return Unreachable("a conversation without an id")
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
