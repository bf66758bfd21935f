"""Who is calling: the Bot Connector, proven by its token, or nobody.

401 is for a token that proves nothing (missing, garbled, expired, signed by somebody else), 403 for a genuine one
that does not cover this activity (another bot's, another channel's, another service URL's).
"""

import time
from dataclasses import dataclass
from typing import Any

import jwt

from adapters.teams.keys import KeysUnavailable, SigningKey, SigningKeys
from adapters.teams.refusal import Turned
from adapters.teams.registration import ISSUER, Registration

CHANNEL = "msteams"
MOST_PROVEN = 100
"""Tokens that are remembered: the Connector sends each of its own for an hour, with everything that it delivers."""
LEEWAY = 300
"""Seconds by which the Connector's clock may differ from ours: what its documentation allows."""


class Caller:
    """Checks every activity before anything in it is believed."""

    def __init__(self, registration: Registration, keys: SigningKeys) -> None:
        self._registration = registration
        self._keys = keys
        self._proven: dict[str, _Proven] = {}

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
        proven = self._proven.get(token)
        if proven is None or proven.until <= time.time() or await self._signer(proven.key_id) is not proven.signer:
            self._proven.pop(token, None)
            proven = await self._prove(token)
            if len(self._proven) >= MOST_PROVEN:
                self._proven.clear()
            self._proven[token] = proven
        if channel not in proven.signer.endorsements:
            raise Turned(403, "not endorsed")
        if str(proven.claims.get("serviceurl") or "").rstrip("/") != service_url.rstrip("/"):
            raise Turned(403, "another service URL")
        return proven.claims

    async def _prove(self, token: str) -> "_Proven":
        try:
            stated = jwt.get_unverified_header(token)
            if stated.get("alg") != "RS256" or not isinstance(stated.get("kid"), str):
                raise Turned(401, "another algorithm")
            signer = await self._signer(stated["kid"])
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
        except (jwt.InvalidAudienceError, jwt.InvalidIssuerError) as wrong:
            raise Turned(403, type(wrong).__name__) from None
        except (jwt.PyJWTError, ValueError, TypeError) as wrong:
            raise Turned(401, type(wrong).__name__) from None
        return _Proven(stated["kid"], signer, claims, float(claims["exp"]) + LEEWAY)

    async def _signer(self, key_id: str) -> SigningKey | None:
        try:
            return await self._keys.find(key_id)
        except KeysUnavailable:
            raise Turned(503, "the keys cannot be fetched") from None


@dataclass(frozen=True)
class _Proven:
    """A token whose signature, issuer and audience are good, for as long as it and its key are."""

    key_id: str
    signer: SigningKey
    claims: dict[str, Any]
    until: float
