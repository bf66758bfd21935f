"""Who is calling: the Bot Connector, proven by its token, or nobody.

401 is for a token that proves nothing (missing, garbled, expired, signed by somebody else), 403 for a genuine one
that does not cover this activity (another bot's, another channel's, another service URL's).
"""

from typing import Any

import jwt

from adapters.teams.keys import KeysUnavailable, SigningKeys
from adapters.teams.registration import ISSUER, Registration

CHANNEL = "msteams"
LEEWAY = 300
"""Seconds by which the Connector's clock may differ from ours: what its documentation allows."""


class Turned(Exception):
    """This caller is turned away, with an HTTP status. `why` is for the log and names nobody."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class Caller:
    """Checks every activity before anything in it is believed."""

    def __init__(self, registration: Registration, keys: SigningKeys) -> None:
        self._registration = registration
        self._keys = keys

    async def check(self, header: str, channel: str, service_url: str) -> dict[str, Any]:
        """The claims of a good token; none while developing without an app id. Raises Turned."""
        claims = await self._claims(header, channel, service_url) if self._registration.signed else {}
        if channel != CHANNEL:
            raise Turned(403, "another channel")
        if not self._registration.trusts(service_url):
            raise Turned(403, "a service URL that is not Microsoft's")
        return claims

    async def _claims(self, header: str, channel: str, service_url: str) -> dict[str, Any]:
        scheme, _, token = header.partition(" ")
        if scheme != "Bearer" or not token:
            raise Turned(401, "no token")
        try:
            stated = jwt.get_unverified_header(token)
            if stated.get("alg") != "RS256" or not isinstance(stated.get("kid"), str):
                raise Turned(401, "another algorithm")
            signer = await self._keys.find(stated["kid"])
            if signer is None:
                raise Turned(401, "an unknown key")
            claims: dict[str, Any] = jwt.decode(
                token,
                signer.key,
                algorithms=["RS256"],
                audience=self._registration.app_id,
                issuer=ISSUER,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"]},
            )
        except KeysUnavailable:
            raise Turned(503, "the keys cannot be fetched") from None
        except (jwt.InvalidAudienceError, jwt.InvalidIssuerError) as wrong:
            raise Turned(403, type(wrong).__name__) from None
        except (jwt.PyJWTError, ValueError, TypeError) as wrong:
            raise Turned(401, type(wrong).__name__) from None
        if channel not in signer.endorsements:
            raise Turned(403, "not endorsed")
        if str(claims.get("serviceurl") or "").rstrip("/") != service_url.rstrip("/"):
            raise Turned(403, "another service URL")
        return claims
