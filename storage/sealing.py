"""Secrets of others, sealed before they are stored: the tokens with which we speak in somebody's workspace.

The first key seals, every key opens. So keys are exchanged in three quiet steps: put a new one first, start again, run
`reseal` once and take the old one away.
"""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class NoKeyFits(Exception):
    """What was stored was sealed with a key that is not among those given. Neither is ever part of this message."""


class BadKey(ValueError):
    """A sealing key is no Fernet key: 32 bytes in URL-safe base64, as `new_key` makes them."""


class Sealing:
    """Seals with the first of `keys`, opens with any of them. Raises BadKey for none or a malformed one."""

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as wrong:
            raise BadKey("each sealing key must be 32 bytes in URL-safe base64") from wrong

    def seal(self, secret: str) -> str:
        """Different each time, and nothing without a key."""
        return self._fernet.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str:
        """Raises NoKeyFits."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise NoKeyFits("none of the sealing keys opens this") from None

    def reseal(self, sealed: str) -> str:
        """The same under the first key. Raises NoKeyFits."""
        try:
            return self._fernet.rotate(sealed.encode()).decode()
        except InvalidToken:
            raise NoKeyFits("none of the sealing keys opens this") from None


def new_key() -> str:
    """For SHOES_SEALING_KEYS."""
    return Fernet.generate_key().decode()
