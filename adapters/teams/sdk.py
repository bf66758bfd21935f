"""The one module that touches botbuilder 4.17.1: its turn pipeline, around our own authentication and connector.

The stock `CloudAdapter` is not used: it answers 500 to every invoke, fetches keys and tokens on the event loop, and
builds a client for each turn. `CloudAdapterBase` underneath it is sound, so its pipeline and `TurnContext` stay.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from botbuilder.core import (  # type: ignore[import-untyped]
    CloudAdapterBase,
    InvokeResponse,
)
from botbuilder.core import TurnContext as TurnContext
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
from adapters.teams.connector import Answer, Connector
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

Logic = Callable[[TurnContext], Awaitable[None]]


class Unsaid(Exception):
    """Something that was to be said at once did not get through. `why` names the reason."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Pipeline:
    """Runs one activity through botbuilder's pipeline."""

    def __init__(self, caller: Caller, connector: Connector) -> None:
        self._authentication = _Authentication(caller, connector)
        self._adapter = CloudAdapterBase(self._authentication)

    async def run(self, header: str, raw: dict[str, Any], logic: Logic) -> InvokeResponse | None:
        """Check the caller, then call `logic` with the turn. Raises Turned, Malformed, or what `logic` raises."""
        channel, service_url = raw.get("channelId"), raw.get("serviceUrl")
        if not isinstance(channel, str) or not isinstance(service_url, str) or not service_url:
            raise Malformed("no channel or no service URL")
        admitted = await self._authentication.admit(header, channel, service_url)
        return await self._adapter.process_activity(admitted, _activity(raw), logic)


async def say(context: TurnContext, words: str) -> None:
    """Say this at once, through the turn's own connector. Raises Unsaid."""
    await context.send_activity(Activity(type="message", text=words, text_format="plain"))


async def answer_invoke(context: TurnContext, body: dict[str, Any]) -> None:
    """What the client that pressed is told, as the HTTP answer."""
    await context.send_activity(Activity(type="invokeResponse", value=InvokeResponse(status=200, body=body)))


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
