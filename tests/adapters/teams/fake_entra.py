"""A strict Entra on this machine, and the keys with which the Bot Connector proves itself.

It signs activities with keys that can be rotated, and gives out tokens to whoever has the right secret, or to the
machine's own managed identity. Both can be made to hang (`keys_open`, `tokens_open`) or to take their time (`latency`).
"""

import asyncio
import functools
import json
import time
from typing import Any

import jwt
import requests
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from requests.adapters import HTTPAdapter

APP_ID = "c9e8c047-2a74-40a2-b28a-b162d5f5327c"
APP_PASSWORD = "a client secret"
HOME_TENANT = "0d1e2f3a-4b5c-4d6e-8f70-8192a3b4c5d6"
LEGACY_TENANT = "botframework.com"
"""Where a multi-tenant bot of before July 2025 gets its token."""
ISSUER = "https://api.botframework.com"
ENTRA = "https://login.microsoftonline.com"
MACHINE = "http://169.254.169.254"
"""Where a machine in Azure asks for the token of its managed identity."""


class FakeEntra:
    """Serves the Connector's keys under `/openid/`, Entra under `/entra/`, the managed identity under `/machine/`."""

    def __init__(self) -> None:
        self.url = ""
        self.key_fetches = 0
        self.token_requests = 0
        self.token_lasts = 3600
        self.latency = 0.0
        self.spoilt_keys = True
        self.tenants = {HOME_TENANT}
        self.endorsements = ["msteams", "webchat"]
        self.keys_open, self.tokens_open = asyncio.Event(), asyncio.Event()
        self.key_asked, self.token_asked = asyncio.Event(), asyncio.Event()
        self._key = 0
        self._tokens: set[str] = set()
        self.keys_open.set()
        self.tokens_open.set()

    def serve_identity(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/openid/metadata", self._metadata)
        app.router.add_get("/openid/keys", self._jwks)
        app.router.add_get("/entra/{tenant}/v2.0/.well-known/openid-configuration", self._authority)
        app.router.add_post("/entra/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_get("/machine/metadata/identity/oauth2/token", self._machine_token)

    # ------------------------------------------------------------ tokens for the bot's endpoint

    def rotate_keys(self) -> None:
        """From now on another key signs, and the old one is not published any more."""
        self._key += 1

    def bearer(self, *, key: int | None = None, algorithm: str = "RS256", service_url: str = "", **claims: Any) -> str:
        """An Authorization header as the Connector sends it, with `claims` instead of the proper ones."""
        now = time.time()
        proper = {
            "iss": ISSUER,
            "aud": APP_ID,
            "nbf": now - 60,
            "exp": now + 3600,
            "serviceurl": service_url or f"{self.url}/connector/",
        }
        number = self._key if key is None else key
        signer: Any = None if algorithm == "none" else _private_key(number)
        if algorithm == "HS256":
            signer = "the public key, taken for a password, as in a well-known attack"
        stated = {name: value for name, value in (proper | claims).items() if value is not None}
        return "Bearer " + jwt.encode(stated, signer, algorithm=algorithm, headers={"kid": f"key-{number}"})

    def revoke_tokens(self) -> None:
        """Every token given out so far is refused with 401."""
        self._tokens.clear()

    def gave(self, authorization: str) -> bool:
        """Whether this header carries a token of ours."""
        return authorization.removeprefix("Bearer ") in self._tokens

    # ------------------------------------------------------------ OpenID

    async def _metadata(self, _: web.Request) -> web.Response:
        self.key_fetches += 1
        self.key_asked.set()
        await self.keys_open.wait()
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/openid/keys"})

    async def _jwks(self, _: web.Request) -> web.Response:
        await self.keys_open.wait()
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(_private_key(self._key).public_key()))
        ours = public | {"kid": f"key-{self._key}", "use": "sig", "endorsements": self.endorsements}
        other = {"kty": "EC", "kid": "elliptic", "crv": "P-256", "x": "AA", "y": "AA"}
        spoilt = [other, {"kty": "RSA", "kid": "spoilt", "n": "?"}] if self.spoilt_keys else []
        return web.json_response({"keys": [*spoilt, ours]})

    # ------------------------------------------------------------ Entra

    async def _authority(self, request: web.Request) -> web.Response:
        tenant = request.match_info["tenant"]
        return web.json_response(
            {
                "token_endpoint": f"{ENTRA}/{tenant}/oauth2/v2.0/token",
                "authorization_endpoint": f"{ENTRA}/{tenant}/oauth2/v2.0/authorize",
                "issuer": f"{ENTRA}/{tenant}/v2.0",
            }
        )

    async def _token(self, request: web.Request) -> web.Response:
        asked = await request.post()
        expected = {
            "client_id": APP_ID,
            "client_secret": APP_PASSWORD,
            "grant_type": "client_credentials",
            "scope": "https://api.botframework.com/.default",
        }
        known = request.match_info["tenant"] in self.tenants
        return await self._give(known and all(asked.get(key) == value for key, value in expected.items()))

    async def _machine_token(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        proper = request.headers.get("Metadata") == "true" and asked.get("client_id") == APP_ID
        return await self._give(proper and asked.get("resource") == "https://api.botframework.com")

    async def _give(self, proper: bool) -> web.Response:
        self.token_requests += 1
        self.token_asked.set()
        await self.tokens_open.wait()
        if self.latency:
            await asyncio.sleep(self.latency)
        if not proper:
            return web.json_response({"error": "invalid_client", "error_description": "…"}, status=401)
        token = f"token-{self.token_requests}"
        self._tokens.add(token)
        given = {"access_token": token, "token_type": "Bearer", "expires_in": self.token_lasts}
        return web.json_response(given)


class EntraHere(HTTPAdapter):
    """Carries what msal sends to Entra, or to the machine it runs on, to a fake one on plain HTTP."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        assert request.url is not None
        request.url = request.url.replace(ENTRA, f"{self._url}/entra", 1).replace(MACHINE, f"{self._url}/machine", 1)
        return super().send(request, *args, **kwargs)


@functools.cache
def _private_key(number: int) -> rsa.RSAPrivateKey:
    """One of each number in a test process: making one takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
