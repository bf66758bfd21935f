"""Dates, lengths and listings in the plain words that every dialogue uses for them."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.language import count, t
from bot.model.listings import Activity, Details, Kind, Mode
from bot.model.organisations import Organisation
from bot.model.when import DAYS, When
from bot.ports.seen import Glimpse
from bot.working_time import end_of

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_DAY = 420
_WEEK = 5 * _DAY


def day_name(index: int) -> str:
    """Monday for 0 to Sunday for 6."""
    return (t("Monday"), t("Tuesday"), t("Wednesday"), t("Thursday"), t("Friday"), t("Saturday"), t("Sunday"))[index]


def month_name(month: int) -> str:
    """January for 1 to December for 12."""
    names = "January February March April May June July August September October November December"
    return t(names.split()[month - 1])


def date_in_words(day: dt.date, *, year: bool = False) -> str:
    """Thursday 3 December, with the year if asked."""
    words = f"{day_name(day.weekday())} {day.day} {month_name(day.month)}"
    return f"{words} {day.year}" if year else words


def short_date(day: dt.date) -> str:
    """3 December 2026."""
    return f"{day.day} {month_name(day.month)} {day.year}"


def moment_in_words(at: dt.datetime, time_zone: str) -> str:
    """Thursday 3 December at 10:00, on the reader's own clock."""
    local = at.astimezone(ZoneInfo(time_zone))
    return t("{day} at {time}", day=date_in_words(local.date()), time=f"{local:%H:%M}")


def span_in_words(at: dt.datetime, minutes: int, time_zone: str) -> str:
    """The moment something starts; for several days the first and the last: 7 to 11 December (from Monday at 10:00)."""
    zone = ZoneInfo(time_zone)
    first, last = at.astimezone(zone), end_of(at, minutes).astimezone(zone)
    if first.date() == last.date():
        return moment_in_words(at, time_zone)
    begin = str(first.day) if first.month == last.month else f"{first.day} {month_name(first.month)}"
    return t(
        "{begin} to {end} (from {day} at {time})",
        begin=begin,
        end=f"{last.day} {month_name(last.month)}",
        day=day_name(first.weekday()),
        time=f"{first:%H:%M}",
    )


def joined(words: Sequence[str], last: str = "and") -> str:
    """Three words as "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {t(last)} {words[-1]}"


def number_word(number: int) -> str:
    """In words up to ten."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def length_in_words(minutes: int) -> str:
    """An hour, half a day, two days, a week: a day is seven hours and a week five days."""
    named = {
        60: t("an hour"),
        90: t("an hour and a half"),
        30: t("half an hour"),
        210: t("half a day"),
        _DAY: t("a day"),
    }
    if minutes in named:
        return named[minutes]
    if minutes % _WEEK == 0:
        weeks = minutes // _WEEK
        return count("a week", "{weeks} weeks", weeks, weeks=number_word(weeks))
    if minutes % _DAY == 0:
        return t("{days} days", days=number_word(minutes // _DAY))
    if minutes % 60 == 0:
        return t("{hours} hours", hours=number_word(minutes // 60))
    if minutes % 30 == 0 and minutes > 60:
        return t("{hours} and a half hours", hours=number_word(minutes // 60))
    return t("{minutes} minutes", minutes=minutes)


def when_in_words(when: When) -> str:
    """Thursday mornings; any Thursday in March; by 11 December. "Any time" if nothing was said."""
    if not when:
        return t("any time")
    pieces = [_days(when), _clock(when), _range(when)]
    words = " ".join(piece for piece in pieces if piece)
    if when.every and not (when.every == "weekly" and when.days):
        often = {"weekly": t("every week"), "fortnightly": t("every fortnight"), "monthly": t("every month")}[
            when.every
        ]
        words = f"{words}, {often}" if words else often
    return words


def _days(when: When) -> str:
    if when.start and when.start == when.end:
        return ""
    if when.days == DAYS[:5]:
        names = t("weekday") if when.part else t("weekdays")
    else:
        plural = not when.part and not (when.start and when.end)
        names = joined([day_name(DAYS.index(day)) + ("s" if plural else "") for day in when.days], "or")
        if names and when.start and when.end and not when.part:
            names = t("any {days}", days=names)
    if when.part:
        parts = {"morning": t("mornings"), "afternoon": t("afternoons"), "evening": t("evenings")}
        names = f"{names} {parts[when.part]}".strip()
    return names


def _clock(when: When) -> str:
    words = t("at {time}", time=f"{when.time:%H:%M}") if when.time else ""
    if when.part and when.start and when.start == when.end:
        parts = {"morning": t("in the morning"), "afternoon": t("in the afternoon"), "evening": t("in the evening")}
        words = f"{parts[when.part]} {words}".strip()
    return words


def _range(when: When) -> str:
    start, end = when.start, when.end
    if start and start == end:
        return t("on {day}", day=date_in_words(start))
    if start and end:
        if start.day == 1 and (end + dt.timedelta(days=1)).day == 1 and start.month == end.month:
            return t("in {month}", month=month_name(start.month))
        return t("between {start} and {end}", start=date_in_words(start), end=date_in_words(end))
    if start:
        return t("from {day}", day=date_in_words(start))
    return t("by {day}", day=date_in_words(end)) if end else ""


def where_in_words(details: Details) -> str:
    """The place, or how people would meet."""
    if details.mode is Mode.REMOTE:
        return t("online or by phone")
    if details.place:
        return details.place
    if details.mode is Mode.IN_PERSON:
        return t("in person")
    return t("in person or online") if details.activity is Activity.SKILL else t("to be agreed")


def activity_in_words(kind: Kind, activity: Activity) -> str:
    """What the owner of a listing would do."""
    if kind is Kind.OFFER:
        return {
            Activity.SKILL: t("Share a skill"),
            Activity.SHADOW: t("Host somebody to shadow you"),
            Activity.PLACEMENT: t("A placement"),
            Activity.DESK: t("Lend a desk"),
        }[activity]
    return {
        Activity.SKILL: t("Help from somebody who knows"),
        Activity.SHADOW: t("Shadow somebody"),
        Activity.PLACEMENT: t("A placement"),
        Activity.DESK: t("A desk to work at"),
    }[activity]


def subject(details: Details) -> str:
    """What it is about in a few words, fit to follow "about"."""
    if details.activity is Activity.DESK:
        return t("a desk in {place}", place=details.place) if details.place else t("a desk")
    return details.topic or t("anything")


def headline(kind: Kind, details: Details) -> str:
    """One line that names a listing: "An hour on grant budgeting", "Shadow a night shelter"."""
    if details.activity is Activity.DESK:
        return capital(subject(details) if kind is Kind.OFFER else t("wanted: {desk}", desk=subject(details)))
    topic = details.topic or t("anything")
    if details.activity is Activity.SKILL:
        words = t("help with {topic}", topic=topic)
        if details.duration_minutes:
            words = t("{length} on {topic}", length=length_in_words(details.duration_minutes), topic=topic)
    elif details.activity is Activity.SHADOW:
        words = t("shadowing: {topic}", topic=topic)
    else:
        words = t("a placement: {topic}", topic=topic)
    return capital(words)


def capital(words: str) -> str:
    """The same words with the first letter a capital, the others as they were."""
    return words[:1].upper() + words[1:]


def who_in_words(glimpse: Glimpse) -> str:
    """Their name if it may be shown: "Sam Okafor (youth worker, Open Door)"; else "a youth worker at Open Door"."""
    role, organisation = glimpse.role or t("somebody"), glimpse.organisation.name
    if glimpse.name:
        return t("{name} ({role}, {organisation})", name=glimpse.name, role=role, organisation=organisation)
    if not glimpse.role:
        return t("somebody at {organisation}", organisation=organisation)
    article = t("an") if _begins_like_a_vowel(role) else t("a")
    return t("{article} {role} at {organisation}", article=article, role=role, organisation=organisation)


def _begins_like_a_vowel(role: str) -> bool:
    if role[:2].isupper():
        return role[0] in "AEFHILMNORSX"
    return role[0] in "aeiouAEIOU" and not role.lower().startswith(("uk", "uni", "use", "eu", "one"))


def kind_of_place(organisation: Organisation) -> str:
    """What an organisation is and where: "charity in Leeds"."""
    if not organisation.place:
        return organisation.sector.value
    return t("{sector} in {place}", sector=organisation.sector.value, place=organisation.place)
