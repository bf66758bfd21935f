"""When something could happen, as far as it was said: a constraint, not an appointment."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

Day = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
DAYS: tuple[Day, ...] = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

Part = Literal["morning", "afternoon", "evening"]
Every = Literal["weekly", "fortnightly", "monthly"]


@dataclass(frozen=True)
class When:
    """Every field narrows; an empty `When` is any time at all.

    `start` and `end` are inclusive calendar dates in the speaker's own time zone; one date has both, equal.
    `time` is when it would start, on the wall clock.
    """

    days: tuple[Day, ...] = ()
    part: Part | None = None
    time: dt.time | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    every: Every | None = None

    def __bool__(self) -> bool:
        return self != When()

    def as_json(self) -> dict[str, Any]:
        """Only what was said, in the names of the examples' format (`from`, `to`)."""
        said: dict[str, Any] = {}
        if self.days:
            said["days"] = list(self.days)
        if self.part:
            said["part"] = self.part
        if self.time:
            said["time"] = f"{self.time:%H:%M}"
        if self.start:
            said["from"] = self.start.isoformat()
        if self.end:
            said["to"] = self.end.isoformat()
        if self.every:
            said["every"] = self.every
        return said

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "When":
        """The inverse of `as_json`. Raises ValueError on a date or time that does not exist."""
        return cls(
            days=tuple(said.get("days", ())),
            part=said.get("part"),
            time=dt.time.fromisoformat(said["time"]) if "time" in said else None,
            start=dt.date.fromisoformat(said["from"]) if "from" in said else None,
            end=dt.date.fromisoformat(said["to"]) if "to" in said else None,
            every=said.get("every"),
        )


ANY_TIME = When()
