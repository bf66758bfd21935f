"""What a message was understood to want: the types that the parser returns and everything else reads."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from bot.model.listings import Activity, Mode
from bot.model.when import When

Channel = Literal["dm", "mention", "slash:/offer", "slash:/shadow", "slash:/exchange"]


class Intent(StrEnum):
    """The twenty-three things a message can want."""

    OFFER = "offer"
    SEEK = "seek"
    BROWSE = "browse"
    LIST_MINE = "list_mine"
    ACCEPT = "accept"
    DECLINE = "decline"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    WITHDRAW = "withdraw"
    PAUSE = "pause"
    RESUME = "resume"
    HELP = "help"
    UNDO = "undo"
    REFLECT = "reflect"
    DIGEST_ON = "digest_on"
    DIGEST_OFF = "digest_off"
    EXPORT_DATA = "export_data"
    ERASE_DATA = "erase_data"
    PROFILE = "profile"
    PROGRESS = "progress"
    GREET = "greet"
    THANKS = "thanks"
    UNKNOWN = "unknown"


ProfileField = Literal["role", "organisation", "location", "name", "pronouns", "timezone"]


@dataclass(frozen=True)
class Understood:
    """One thing a message wants, with its details.

    `activity` to `when` describe an offer or a request; `topic` and `when` may also narrow a withdrawal, a
    cancellation, a pause or a new time; `field` and `value` belong to the profile. `unsure` names the fields
    that were guessed, in the order in which a question about them would help most; it is empty when the
    parser is confident.
    """

    intent: Intent
    activity: Activity | None = None
    topic: str | None = None
    reciprocal: bool = False
    duration_minutes: int | None = None
    mode: Mode | None = None
    place: str | None = None
    when: When | None = None
    field: ProfileField | None = None
    value: str | None = None
    unsure: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The object that `shoes understand` prints: all eight keys for an offer or request, else what was said."""
        when = self.when.as_json() if self.when else None
        if self.intent in (Intent.OFFER, Intent.SEEK):
            return {
                "intent": self.intent.value,
                "activity": self.activity.value if self.activity else None,
                "topic": self.topic,
                "reciprocal": self.reciprocal,
                "duration_minutes": self.duration_minutes,
                "mode": self.mode.value if self.mode else None,
                "place": self.place,
                "when": when,
            }
        optional = {"topic": self.topic, "when": when, "field": self.field, "value": self.value}
        return {"intent": self.intent.value} | {key: value for key, value in optional.items() if value is not None}
