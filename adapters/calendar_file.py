"""A booked visit as a diary file: when, where and about what, and nobody's contact details."""

import datetime as dt
import hashlib
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from bot.model.exchanges import Leg, LegState
from bot.model.listings import Activity
from bot.working_time import end_of

_STATUS = {LegState.ARRANGING: "TENTATIVE", LegState.CANCELLED: "CANCELLED", LegState.NOT_HAPPENED: "CANCELLED"}

_WHAT = {
    Activity.SKILL: "Skill exchange",
    Activity.SHADOW: "Shadowing",
    Activity.PLACEMENT: "Placement",
    Activity.DESK: "Desk for the day",
}


def calendar_file(leg: Leg, time_zone: str, now: dt.datetime) -> bytes | None:
    """An iCalendar file for `leg`, its times in the host's `time_zone`; None if it has no date.

    The UID never changes and SEQUENCE only rises, so that a diary which takes in a later file moves or removes its
    entry instead of making a second one. What takes several days is one entry from the first to the last. `now` is
    aware.
    """
    if leg.starts_at is None:
        return None
    zone = ZoneInfo(time_zone)
    status = _STATUS.get(leg.state, "CONFIRMED")
    called_off = status == "CANCELLED"

    event = Event()
    event.add("uid", f"{hashlib.sha256(leg.token.encode()).hexdigest()[:32]}@in-your-shoes.invalid")
    # Twice, so that calling a booking off comes after the booking and before the next one.
    event.add("sequence", 2 * leg.sequence + called_off)
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("dtstart", _told(leg.starts_at, zone))
    event.add("dtend", _told(end_of(leg.starts_at, leg.minutes), zone))
    event.add("summary", _summary(leg))
    if leg.where:
        event.add("location", leg.where)
    event.add("status", status)
    # The standard wants an organiser; ours is nobody's address, because a diary is often read by a whole office.
    organiser = vCalAddress("mailto:nobody@in-your-shoes.invalid")
    organiser.params["cn"] = vText("In Your Shoes")
    event.add("organizer", organiser)

    diary = Calendar()
    diary.add("prodid", "-//In Your Shoes//EN")
    diary.add("version", "2.0")
    diary.add("method", "CANCEL" if called_off else "PUBLISH")
    diary.add_component(event)
    diary.add_missing_timezones()
    written: bytes = diary.to_ical()
    return written


def _told(at: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """On the clock there; but in UTC for the second of two equal times, which a diary would take to be the first."""
    local = at.astimezone(zone)
    return at.astimezone(dt.UTC) if local.fold else local


def _summary(leg: Leg) -> str:
    what = _WHAT[leg.details.activity]
    return f"{what}: {leg.details.topic}" if leg.details.topic else what
