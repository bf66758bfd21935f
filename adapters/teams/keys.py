"""The Bot Connector's signing keys: fetched without blocking anybody, kept a day, fetched again when one is new."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
import structlog

FETCH_LIMIT = 5.0
"""Seconds for both documents together."""
KEEP = 24 * 60 * 60.0
"""Seconds: Microsoft asks for no more often than daily, except when a key is unknown."""
AGAIN = 10.0
"""Seconds between two fetches: tokens signed with invented keys must not make us a nuisance."""

log = structlog.get_logger("teams.keys")


class KeysUnavailable(Exception):
    """The keys cannot be fetched now: nobody's token can be checked against a new key."""


@dataclass(frozen=True)
class SigningKey:
    """A public key, and the channels for which its owner may speak."""

    key: jwt.PyJWK
    endorsements: frozenset[str]


class SigningKeys:
    """Keys by id, as an OpenID metadata document names them."""

    def __init__(
        self, session: aiohttp.ClientSession, metadata_url: str, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._session = session
        self._metadata_url = metadata_url
        self._seconds = seconds
        self._keys: dict[str, SigningKey] = {}
        self._fetched = self._tried = float("-inf")
        self._fetching = asyncio.Lock()
        self._renewal: asyncio.Task[None] | None = None

    async def find(self, key_id: str) -> SigningKey | None:
        """None if there is no such key. Raises KeysUnavailable if that cannot be found out now."""
        known = self._keys.get(key_id)
        if known is not None:
            if self._seconds() - self._fetched > KEEP and self._renewal is None:
                self._renewal = asyncio.create_task(self._renew(), name="teams keys")  # nobody waits for this
            return known
        current = await self._fetch()
        known = self._keys.get(key_id)
        if known is None and not current:
            raise KeysUnavailable
        return known

    async def _renew(self) -> None:
        try:
            await self._fetch()
        finally:
            self._renewal = None

    async def _fetch(self) -> bool:
        """Whether the keys are what they should be now. Of many who ask at once, one fetches."""
        before = self._fetched
        async with self._fetching:
            if self._fetched > before:
                return True
            if self._seconds() - self._tried < AGAIN:
                return self._fetched == self._tried
            self._tried = self._seconds()
            try:
                async with asyncio.timeout(FETCH_LIMIT):
                    self._keys = _read(await self._get_keys())
            except (
                aiohttp.ClientError,
                TimeoutError,
                OSError,
                ValueError,
                KeyError,
                TypeError,
                AttributeError,
            ) as error:
                log.warning("keys_unavailable", why=type(error).__name__)
                return False
            self._fetched = self._tried
            log.info("keys_fetched", count=len(self._keys))
            return True

    async def _get_keys(self) -> Any:
        metadata = await self._get(self._metadata_url)
        return await self._get(str(metadata["jwks_uri"]))

    async def _get(self, url: str) -> Any:
        async with self._session.get(url, allow_redirects=False) as answer:
            answer.raise_for_status()
            return await answer.json(content_type=None)


def _read(document: Any) -> dict[str, SigningKey]:
    """Keys that are not for RS256 signatures are left out, rather than that one of them spoils the rest."""
    keys = {}
    for written in document["keys"]:
        if written.get("kty") == "RSA" and isinstance(written.get("kid"), str):
            try:
                key = jwt.PyJWK(written, algorithm="RS256")
            except jwt.PyJWTError:
                continue
            keys[written["kid"]] = SigningKey(key, frozenset(written.get("endorsements") or ()))
    return keys
