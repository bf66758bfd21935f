"""Whether a message of ours is in a conversation: Slack is asked what was posted there since, and keys are compared.

Slack shows the metadata of messages only to who asks for it. It goes from the newest back, page by page; an app that is
not in Slack's directory may get no more than fifteen messages a page, one page a minute.
"""

import datetime as dt
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

CLOCKS_DIFFER: Final = dt.timedelta(seconds=65)
"""Slack stamps a message with its own time: five seconds to accept it, and a minute for the difference of clocks."""

PAGE = 100

MAY_NOT_READ: Final = frozenset(
    {
        "access_denied",
        "channel_not_found",
        "is_archived",
        "method_not_supported_for_channel_type",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_in_channel",
    }
)
"""Slack will never say, however often it is asked."""


async def posted_with(
    client: AsyncWebClient, token: str, channel: str, key: str, first_try_at: dt.datetime | None
) -> str | None:
    """The time stamp of the message that carries `key`, None if there is none. Raises what the network raises."""
    since = f"{(first_try_at - CLOCKS_DIFFER).timestamp():.6f}" if first_try_at else None
    cursor: str | None = None
    while cursor != "":
        page = await client.conversations_history(
            token=token, channel=channel, cursor=cursor, limit=PAGE, include_all_metadata=True, oldest=since
        )
        for message in page["messages"]:
            if (message.get("metadata") or {}).get("event_payload", {}).get("key") == key:
                return str(message["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
    return None
