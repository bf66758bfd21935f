"""How to reach somebody again: the conversation, at the newest address of Teams' own service, as our own JSON."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Protocol

from bot.turn import Destination


@dataclass(frozen=True)
class Reference:
    """What an activity told us. Empty where it did not: merging keeps what was known before.

    `conversation` is the one-to-one chat or the channel, `bot` our own id in it ("28:…"), `user` the person's ("29:…").
    """

    service_url: str
    conversation: str = ""
    bot: str = ""
    user: str = ""

    def as_json(self) -> dict[str, str]:
        """Without what is not known."""
        return {key: value for key, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, known: Mapping[str, str]) -> "Reference":
        """What an older release wrote is read as far as this one understands it."""
        return cls(**{key: str(known.get(key) or "") for key in ("service_url", "conversation", "bot", "user")})


class References(Protocol):
    """Where references are kept. Synchronous, each call a transaction; `storage.teams_references` implements it."""

    def remember(self, destination: Destination, known: Mapping[str, str], at: dt.datetime) -> bool:
        """Merge into what is known of this destination; the newest value of each key wins.

        False if nothing may be known of it: no organisation has linked its tenant.
        """
        ...

    def recall(self, destination: Destination) -> Mapping[str, str] | None: ...
    def newest_service_url(self, tenant: str) -> str:
        """Of anybody in this tenant; empty if nobody has spoken from it yet."""
        ...

    def forget(self, destination: Destination) -> None: ...
