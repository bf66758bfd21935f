"""Who this bot is in Entra, and whom it trusts. Without an app id nothing is signed: for development, on this machine.

A service URL tells where Teams wants to be answered, and the answer carries our token; so it is only ever sent to
Microsoft's own addresses, and while developing to this machine.
"""

import ipaddress
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

OPENID_METADATA = "https://login.botframework.com/v1/.well-known/openidconfiguration"
ISSUER = "https://api.botframework.com"
AUTHORITY = "https://login.microsoftonline.com"
LEGACY_TENANT = "botframework.com"
"""Where a bot that was made multi-tenant before 31 July 2025 gets its token, whoever it serves."""
SERVICE_URL = "https://smba.trafficmanager.net/teams/"
"""Where to begin a conversation in a tenant from which nobody has spoken yet."""

_SERVICE_HOSTS = (
    "smba.trafficmanager.net",  # exactly this one: anybody can have another name under trafficmanager.net
    "smba.infra.gcc.teams.microsoft.com",
    "smba.infra.gov.teams.microsoft.us",
    "smba.infra.dod.teams.microsoft.us",
)
_SERVICE_DOMAINS = (".botframework.com",)

Kind = Literal["single-tenant", "managed-identity", "multi-tenant"]
"""What the Azure Bot was made as. New ones are one of the first two. Whom it serves is not decided by this."""


class NotRegistered(Exception):
    """The bot has no app id, and this is not development on this machine: nobody could be told from anybody."""


@dataclass(frozen=True)
class Registration:
    """The bot's Entra app. Raises NotRegistered if it has no id and `development` is not set.

    `password` and `tenant_id` are needed by a single-tenant app; a managed identity needs neither, and a multi-tenant
    one no tenant. `service_origins` are further addresses that may be sent a token, such as "http://127.0.0.1:3978";
    they and `metadata_url` are other than Microsoft's only in tests and emulators.
    """

    app_id: str = ""
    password: str = field(default="", repr=False)
    tenant_id: str = ""
    kind: Kind = "single-tenant"
    development: bool = False
    service_origins: tuple[str, ...] = ()
    metadata_url: str = OPENID_METADATA

    def __post_init__(self) -> None:
        if not self.app_id and not self.development:
            raise NotRegistered("Teams needs SHOES_TEAMS_APP_ID; only development does without it.")

    @property
    def signed(self) -> bool:
        """Whether every activity must carry the Bot Connector's token."""
        return bool(self.app_id)

    @property
    def authority(self) -> str:
        """Where in Entra a secret is exchanged for a token."""
        return f"{AUTHORITY}/{LEGACY_TENANT if self.kind == 'multi-tenant' else self.tenant_id}"

    def check_host(self, host: str) -> None:
        """Raises NotRegistered if unsigned activities could come from another machine through `host`."""
        if not self.signed and not is_loopback(host):
            raise NotRegistered(f"Without SHOES_TEAMS_APP_ID the bot listens on this machine alone, not on {host}.")

    def trusts(self, service_url: str) -> bool:
        """Whether this address may be answered, and sent a token."""
        try:
            parts = urlsplit(service_url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        if parts.username is not None or parts.password is not None:
            return False
        if f"{parts.scheme}://{parts.netloc}" in self.service_origins:
            return True
        if not self.signed:
            return is_loopback(host)  # and there is no token to lose
        microsoft = host in _SERVICE_HOSTS or host.endswith(_SERVICE_DOMAINS)
        return parts.scheme == "https" and microsoft and port in (None, 443)


def is_loopback(host: str) -> bool:
    """Whether this name or address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
