"""How long we wait for PostgreSQL: for a connection, a lock, an answer, a transaction to go on.

Without these a server that is away, or a lock that nobody lets go, holds up a person for as long as the network likes
to; with them the turn fails in time, the platform hears a 5xx, and delivers it again. Migrations take as long as they
take, and so does waiting for another process that migrates.
"""

from typing import Any, Final

from sqlalchemy import URL

CONNECT_SECONDS: Final = 5
STATEMENT_SECONDS: Final = 60
"""Nothing of ours takes so long: reading in a hundred thousand listings takes a tenth of it."""
LOCK_SECONDS: Final = 10
IDLE_SECONDS: Final = 60
"""A transaction that does nothing for so long belongs to a process that has stopped; its locks are let go."""
SILENT_SECONDS: Final = 20
"""How soon a connection is known to be dead whose other end has vanished without a word."""

CONNECTIONS: Final = 10
MORE_CONNECTIONS: Final = 10
"""For a crowd; there are no more threads than that to use them."""
POOL_SECONDS: Final = 5
"""For one of them to be free."""
RENEWED_AFTER_SECONDS: Final = 30 * 60


def server_settings(url: URL, *, migrating: bool) -> dict[str, Any]:
    """What each connection asks of the server. What `url` itself says counts before it."""
    timeouts = {
        "statement_timeout": STATEMENT_SECONDS,
        "lock_timeout": LOCK_SECONDS,
        "idle_in_transaction_session_timeout": IDLE_SECONDS,
    }
    ours = {
        "connect_timeout": CONNECT_SECONDS,
        "keepalives_idle": SILENT_SECONDS // 2,
        "keepalives_interval": SILENT_SECONDS // 4,
        "keepalives_count": 2,
        "tcp_user_timeout": SILENT_SECONDS * 1000,
        "options": "" if migrating else " ".join(f"-c {name}={seconds}s" for name, seconds in timeouts.items()),
    }
    return {name: value for name, value in ours.items() if name not in url.query}


def pool_settings() -> dict[str, Any]:
    """A connection that died while nobody used it is noticed, and replaced, before anybody does."""
    return {
        "pool_pre_ping": True,
        "pool_size": CONNECTIONS,
        "max_overflow": MORE_CONNECTIONS,
        "pool_timeout": POOL_SECONDS,
        "pool_recycle": RENEWED_AFTER_SECONDS,
    }
