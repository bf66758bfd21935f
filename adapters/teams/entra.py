"""Our own token for the Bot Connector: from Entra through msal, off the event loop, kept, and renewed before it ends.

msal is synchronous, so it runs in a thread. While a token is good nobody waits for the next one. A secret is exchanged
in the app's own tenant, or for a bot of the old multi-tenant kind in Bot Framework's; a managed identity has no
secret, and asks the machine that it runs on.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import structlog

from adapters.teams.registration import Registration

RESOURCE = "https://api.botframework.com"
ACQUIRE_LIMIT = 8.0
"""Seconds that a send waits for a token."""
RENEW_LIMIT = 20.0
"""Seconds after which a renewal counts as failed, whatever its thread still does, so that another may begin."""
AHEAD = 240.0
"""Seconds before its end at which a token is renewed. msal itself takes one for spent 300 s before."""

log = structlog.get_logger("teams.entra")


class TokenUnavailable(Exception):
    """Entra gave no token, or not in time. `why` is Entra's name for the reason, or the kind of failure."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Tokens:
    """The token of one app. `http_client` is msal's, where it is not to use its own."""

    def __init__(
        self, registration: Registration, *, http_client: Any = None, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._registration = registration
        self._http_client = http_client
        self._seconds = seconds
        self._app: Any = None
        self._token = ""
        self._ends = float("-inf")
        self._renewal: asyncio.Task[None] | None = None

    async def token(self) -> str:
        """A token that is good now. Raises TokenUnavailable."""
        left = self._ends - self._seconds()
        if left <= AHEAD and self._renewal is None:
            self._renewal = asyncio.create_task(self._renew(), name="teams token")
            self._renewal.add_done_callback(self._renewed)
        if left > 0:
            return self._token
        assert self._renewal is not None
        try:
            # Whoever waits may stop waiting; the renewal itself goes on for the others.
            await asyncio.wait_for(asyncio.shield(self._renewal), ACQUIRE_LIMIT)
        except TimeoutError:
            raise TokenUnavailable("no token in time") from None
        return self._token

    def forget(self, token: str) -> None:
        """The Connector would not take this token: get another one next time."""
        if token == self._token:
            self._app, self._token, self._ends = None, "", float("-inf")

    async def _renew(self) -> None:
        asked = self._seconds()
        try:
            answer = await asyncio.wait_for(asyncio.to_thread(self._acquire), RENEW_LIMIT)
        except TimeoutError:
            self._app = None  # the thread may hold it for as long as it likes
            raise TokenUnavailable("no token in time") from None
        except Exception as error:  # msal lets through whatever its HTTP client raises
            raise TokenUnavailable(type(error).__name__) from error
        if "access_token" not in answer:
            raise TokenUnavailable(str(answer.get("error") or "no token"))
        self._token, self._ends = str(answer["access_token"]), asked + float(answer.get("expires_in", 0))

    def _renewed(self, renewal: asyncio.Task[None]) -> None:
        self._renewal = None
        if not renewal.cancelled() and (error := renewal.exception()):
            log.error("token_unavailable", why=str(error))

    def _acquire(self) -> dict[str, Any]:
        answer: dict[str, Any]
        if self._registration.kind == "managed-identity":
            answer = self._known(self._managed_identity).acquire_token_for_client(resource=RESOURCE)
        else:
            answer = self._known(self._confidential).acquire_token_for_client(scopes=[f"{RESOURCE}/.default"])
        return answer

    def _known(self, make: Callable[[], Any]) -> Any:
        """msal's own object, made once: it keeps connections, and what Entra says of itself."""
        if self._app is None:
            self._app = make()
        return self._app

    def _confidential(self) -> Any:
        import msal  # type: ignore[import-untyped]  # in the thread that needs it: nobody waits for it at the start

        return msal.ConfidentialClientApplication(
            self._registration.app_id,
            client_credential=self._registration.password,
            authority=self._registration.authority,
            instance_discovery=False,
            **({"http_client": self._http_client} if self._http_client else {"timeout": ACQUIRE_LIMIT}),
        )

    def _managed_identity(self) -> Any:
        import msal
        from requests import Session

        identity = msal.UserAssignedManagedIdentity(client_id=self._registration.app_id)
        return msal.ManagedIdentityClient(identity, http_client=self._http_client or Session())
