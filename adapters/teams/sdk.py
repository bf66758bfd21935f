"""The one module that touches botbuilder 4.17.1: its turn pipeline, around our own authentication and connector.

The stock `CloudAdapter` is not used: it answers 500 to every invoke, fetches keys and tokens on the event loop, and
builds a client for each turn. `CloudAdapterBase` underneath it is sound, so its pipeline and `TurnContext` stay.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from botbuilder.core import (  # type: ignore[import-untyped]
    CloudAdapterBase,
    InvokeResponse,
    TurnContext,
)
from botbuilder.schema import Activity, ResourceResponse  # type: ignore[import-untyped]
from botframework.connector.auth import (  # type: ignore[import-untyped]
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
    UserTokenClient,
)
from msrest.exceptions import ClientException

from adapters.teams.caller import Caller
from adapters.teams.connector import Answer, Connector, Unsaid
from adapters.teams.turns import Malformed

_FOR_THE_PIPELINE = (
    "type",
    "id",
    "name",
    "text",
    "locale",
    "channelId",
    "serviceUrl",
    "conversation",
    "from",
    "recipient",
)
"""What botbuilder itself reads of an activity. To make objects of the rest, which nobody reads from them, takes longer
than everything else that is done before a turn."""


class Chat:
    """Where an activity came from, as botbuilder's turn reaches it: implements `adapters.teams.inbound.Chat`."""

    def __init__(self, context: TurnContext) -> None:
        self._context = context

    async def say(self, words: str) -> None:
        """Say this at once, through the turn's own connector. Raises Unsaid."""
        await self._context.send_activity(Activity(type="message", text=words, text_format="plain"))

    async def answer(self, body: dict[str, Any]) -> None:
        """What the client that pressed is told, as the HTTP answer."""
        await self._context.send_activity(Activity(type="invokeResponse", value=InvokeResponse(status=200, body=body)))


Logic = Callable[[Chat], Awaitable[None]]


class Pipeline:
    """Runs one activity through botbuilder's pipeline. To load this module takes a sixth of a start."""

    def __init__(self, caller: Caller, connector: Connector) -> None:
        self._authentication = _Authentication(caller, connector)
        self._adapter = CloudAdapterBase(self._authentication)

    async def run(self, header: str, raw: dict[str, Any], logic: Logic) -> InvokeResponse | None:
        """Check the caller, then call `logic`. Raises Turned, Malformed, or what `logic` raises."""

        async def carried_out(context: TurnContext) -> None:
            await logic(Chat(context))

        channel, service_url = raw.get("channelId"), raw.get("serviceUrl")
        if not isinstance(channel, str) or not isinstance(service_url, str) or not service_url:
            raise Malformed("no channel or no service URL")
        admitted = await self._authentication.admit(header, channel, service_url)
        return await self._adapter.process_activity(admitted, _activity(raw), carried_out)


def _activity(raw: dict[str, Any]) -> Activity:
    try:
        activity = Activity().deserialize({name: raw[name] for name in _FOR_THE_PIPELINE if name in raw})
    except (ClientException, AttributeError, TypeError, ValueError, KeyError) as wrong:
        raise Malformed(type(wrong).__name__) from wrong
    if activity.conversation is None or activity.recipient is None or activity.from_property is None:
        raise Malformed("no conversation, recipient or sender")
    return activity


class _Authentication(BotFrameworkAuthentication):  # type: ignore[misc]
    """botbuilder asks here who calls, and for a connector: one of each service URL, kept."""

    def __init__(self, caller: Caller, connector: Connector) -> None:
        self._caller = caller
        self._factory = _Connectors(connector)

    async def admit(self, header: str, channel: str, service_url: str) -> AuthenticateRequestResult:
        """Raises Turned."""
        admitted = AuthenticateRequestResult()
        admitted.claims_identity = ClaimsIdentity(await self._caller.check(header, channel, service_url), True)
        admitted.connector_factory = self._factory
        return admitted

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        return await self.admit(auth_header, activity.channel_id or "", activity.service_url or "")

    async def authenticate_streaming_request(self, auth_header: str, channel_id_header: str) -> Any:
        raise NotImplementedError("Teams does not stream")

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        return self._factory

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> UserTokenClient | None:
        return None  # nobody signs in to anything here


class _Connectors(ConnectorFactory):  # type: ignore[misc]
    """As stateless as the calls themselves, so that there is nothing to build anew."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def create(self, service_url: str, audience: str) -> "_TurnConnector":
        return _TurnConnector(self._connector, service_url)


class _TurnConnector:
    """What a `TurnContext` needs of botbuilder's ConnectorClient: `conversations`, and on it the calls below."""

    def __init__(self, connector: Connector, service_url: str) -> None:
        self._connector, self._service_url = connector, service_url
        self.conversations = self

    async def send_to_conversation(self, conversation_id: str, activity: Activity) -> ResourceResponse:
        said = await self._connector.send(self._service_url, conversation_id, activity.serialize())
        if not isinstance(said, Answer):
            raise Unsaid(said.why)
        if not said.taken:
            raise Unsaid(said.failure(repeatable=False).why)
        return ResourceResponse(id=said.id)

    async def reply_to_activity(self, conversation_id: str, _: str, activity: Activity) -> ResourceResponse:
        # `replyToId` in the activity says what it replies to, and an invoke cannot be replied to by address.
        return await self.send_to_conversation(conversation_id, activity)
