"""Slack's published rate limits, kept strictly: so many calls a minute in a workspace, one post a second a channel."""

import datetime as dt
from collections import defaultdict, deque

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute in one workspace, by tier."""

TIER_OF = {
    "auth.test": 4,  # "hundreds"; held to less here
    "users.info": 4,
    "dnd.info": 3,
    "conversations.open": 3,
    "conversations.history": 3,
    "chat.update": 3,
    "chat.postEphemeral": 4,
    "views.open": 4,
    "views.update": 4,
    "views.publish": 4,
    "apps.connections.open": 1,
}
POSTS_A_MINUTE = 300
""" "Several hundred messages a minute" in a workspace."""

MINUTE = dt.timedelta(minutes=1)
SECOND = dt.timedelta(seconds=1)


class Rates:
    """What was called when; says how long to wait when that was too much."""

    def __init__(self) -> None:
        self._calls: defaultdict[tuple[str, ...], deque[dt.datetime]] = defaultdict(deque)

    def retry_after(self, team: str, method: str, channel: str, now: dt.datetime) -> int:
        """Whole seconds until it may be called again; 0 if it may be called now, which counts."""
        held: list[tuple[tuple[str, ...], int, dt.timedelta]] = []
        if method == "chat.postMessage":
            held = [((team, method, channel), 1, SECOND), ((team, method), POSTS_A_MINUTE, MINUTE)]
        elif method in TIER_OF:
            held = [((team, method), TIERS[TIER_OF[method]], MINUTE)]
        wait = dt.timedelta()
        for key, most, window in held:
            times = self._calls[key]
            while times and now - times[0] >= window:
                times.popleft()
            if len(times) >= most:
                wait = max(wait, window - (now - times[0]))
        if wait:
            return max(1, -(-int(wait.total_seconds() * 1000) // 1000))
        for key, *_ in held:
            self._calls[key].append(now)
        return 0
