"""How fast Teams takes new messages, kept by the outbox for all replicas."""

import datetime as dt

from bot.pacing import Pace, Rate

SECOND = dt.timedelta(seconds=1)

PACE = Pace(lane=Rate(2.01 * SECOND, burst=5), workspace=Rate(SECOND / 30, burst=15))
"""In one conversation Teams takes 7 in a second, 8 in two, 60 in thirty and 1,800 an hour; of one app in one tenant, 30
to 50 a second. The longest window decides how long it goes on, the shortest how many may come at once."""
