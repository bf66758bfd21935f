"""Dates in words: those that somebody names, one of those that the other side named, and an hour later than agreed."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Literal
from zoneinfo import ZoneInfo

from bot.commands.visits import MOST_DATES, ProposeDates
from bot.dialogue import Do, Heard, Step, say
from bot.dialogues import plain_answers, visit_cards, visit_forms
from bot.dialogues.corrections import merged
from bot.language import t
from bot.likely_dates import starts_of
from bot.model.exchanges import LegState
from bot.model.when import DAYS, When
from bot.phrases import day_name
from bot.ports.person_view import PersonView
from bot.ports.seen import LegSeen
from bot.turn import Pressed
from bot.understanding.clean import plain
from bot.understanding.timing import find_new_time, find_timing
from bot.understanding.understood import Intent
from bot.working_time import local_date, on


@dataclass(frozen=True)
class DatesOffered:
    """The other side's dates were the last thing said: the next words may choose one, or name others."""

    leg_id: int
    tag: Literal["dates_offered"] = "dates_offered"


@dataclass(frozen=True)
class DatesAsked:
    """The next words name dates. With `shown`, the form with likely ones stands there, and a yes means those."""

    leg_id: int
    shown: bool = False
    words: str = ""
    """What was said of when, with the yes before."""
    tag: Literal["dates_asked"] = "dates_asked"


_MAY_CHOOSE = (Intent.ACCEPT, Intent.UNKNOWN, Intent.THANKS, Intent.RESCHEDULE)
_A_CHOICE = 6
"""Words: whatever so few of them sound like, they choose if they fit one date alone."""
_EARLIER = re.compile(r"\b(?:earlier|before|bring|brought|sooner)\b", re.IGNORECASE)
_SHIFTS = re.compile(
    r"\b(?:push|move|put|shift|bring|slip)\b.{0,25}\b(?:back|forwards?|on|later|earlier)\b|\b(?:later|earlier|sooner)\b",
    re.IGNORECASE,
)
_DIRECTION = re.compile(r"\b(?:later|earlier|sooner|back|forwards?)\b", re.IGNORECASE)
_MONTH = re.compile(r"\d.*\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)|\d/\d", re.IGNORECASE)
_DAY_MINUTES, _WEEK_MINUTES = 420, 2100
_SUGGEST = re.compile(
    r"(?:yes[, ]+)?(?:suggest|send|put|use)(?: (?:these|those|them|it|all))*(?: to (?:them|him|her))?(?: please)?"
)
_WHICHEVER = re.compile(
    r"(?:(?:ok|okay|yes|well|honestly|oh)[, ]+)*(?:i don['’]?t mind(?: which| when)?|(?:either|both|any|all|whichever|whenever|any of (?:them|those|these)"
    r"|all of (?:them|those|these)|all three|either of (?:them|those|these))(?: one| day| date| time)?(?: (?:of (?:them|those|these)|is|are|would be|works?|suits?|will do|fine|good|ok|okay"
    r"|great|for me|me|by me|with me))*|no preference|you (?:choose|pick|decide)|(?:it['’]?s )?up to (?:you|them))(?:[, ]+(?:please|thanks|really))*"
)
"""All of the dates suit."""


def shifted(seen: LegSeen, words: str, view: PersonView) -> dt.datetime | None:
    """ "An hour later", "push it back a week": from the one date there is. None if they say anything else about when."""
    starts = seen.leg.starts_at
    amount = _DIRECTION.sub(" ", words)  # "half an hour earlier" is no length
    timing = find_timing(amount, local_date(view.now, view.me.time_zone))
    minutes = timing.duration_minutes
    if starts is None or timing.when is not None or not minutes or not _SHIFTS.search(words):
        return None
    forth = -1 if _EARLIER.search(words) else 1
    if minutes < _DAY_MINUTES:
        return starts + forth * dt.timedelta(minutes=minutes)
    weeks, rest = divmod(minutes, _WEEK_MINUTES)
    zone = view.me.time_zone
    local = starts.astimezone(ZoneInfo(zone))
    return on(local.date() + forth * dt.timedelta(days=7 * weeks + rest // _DAY_MINUTES), local.time(), zone)


def named(question: DatesAsked, heard: Heard, view: PersonView) -> Step | None:
    """Dates that go to the other side; or a yes to those that were put into the form."""
    words, wish, seen = plain(heard.said.text), heard.wishes[0], view.leg(question.leg_id)
    if seen is None or seen.leg.state not in (LegState.ARRANGING, LegState.BOOKED):
        return None
    only_when = plain_answers.says_only_when(words, local_date(view.now, view.me.time_zone))
    if wish.intent in (Intent.UNKNOWN, Intent.RESCHEDULE, Intent.ACCEPT) or only_when or _short_guess(heard):
        moved = starts_of(wish.when, view.now, view.me.time_zone, None, seen.leg.minutes) if wish.when else ()
        named = _suiting(words, seen, view) or _suiting(f"in {words}", seen, view)  # "jan is fine"
        moving = seen.leg.state is LegState.BOOKED
        if starts := (moved or named) if moving else (named or moved):
            return Step((Do(ProposeDates(question.leg_id, starts)),), None)
    if not plain_answers.means_yes(heard) and not _SUGGEST.fullmatch(plain_answers.words_of(heard)):
        return None
    if visit_cards.may_take(seen, view):  # they may mean those of the other side
        title = t("Which of these suits you? Press it, or suggest others.")
        return say(visit_cards.dates_card(seen, view, title), DatesOffered(seen.leg.id))
    if not question.shown:
        return say(visit_forms.dates_form(seen, view), DatesAsked(seen.leg.id, shown=True))
    return Step(
        (
            Do(
                ProposeDates(
                    seen.leg.id,
                    visit_forms.likely(seen, view, question.words),
                    seen.leg.where or seen.leg.details.place,
                )
            ),
        ),
        None,
    )


def _suiting(words: str, seen: LegSeen, view: PersonView) -> tuple[dt.datetime, ...]:
    """The moments that words name; unless they name one day, those that suit what was offered as well."""
    if each := _each(words, seen, view):
        return each
    when = find_timing(words, local_date(view.now, view.me.time_zone)).when
    if when is None:
        return ()
    one_day = when.start is not None and when.start == when.end
    if not one_day and when.every is None:
        offered = merged(seen.leg.details.when, when)
        if starts := starts_of(offered, view.now, view.me.time_zone, None, seen.leg.minutes):
            return starts
    return starts_of(when, view.now, view.me.time_zone, None, seen.leg.minutes)


def _each(words: str, seen: LegSeen, view: PersonView) -> tuple[dt.datetime, ...]:
    """ "12 Jan at 10 or 14 Jan at 2": dates that are each said in full, with their own times; none if one is not."""
    pieces = [piece for piece in re.split(r"\s*(?:[,;\n]|\bor\b|\band\b)\s*", words) if piece.strip()]
    if not 2 <= len(pieces) <= MOST_DATES or not all(map(_MONTH.search, pieces)):
        return ()
    today = local_date(view.now, view.me.time_zone)
    named = [find_timing(piece, today).when for piece in pieces]
    days = [when for when in named if when is not None and when.start is not None and when.start == when.end]
    if len(days) < len(pieces):
        return ()
    time = next((when.time for when in reversed(days) if when.time is not None), None)
    each = [when if when.time is not None or when.part is not None else replace(when, time=time) for when in days]
    starts = (starts_of(when, view.now, view.me.time_zone, None, seen.leg.minutes) for when in each)
    return tuple(sorted({moment for found in starts for moment in found}))


def _short_guess(heard: Heard) -> bool:
    """Whether a few words were taken for something, and not surely: what is open is likelier to be meant."""
    return heard.alone and "intent" in heard.wishes[0].unsure and len(plain(heard.said.text).split()) <= _A_CHOICE


def offered(question: DatesOffered, heard: Heard, view: PersonView) -> Step | None:
    """One of the dates that the other side named; or others, which go back to them."""
    seen = view.leg(question.leg_id)
    there = visit_cards.to_choose_from(seen, view) if seen else ()
    if seen is None or not there:
        return None
    words, wish = plain(heard.said.text), heard.wishes[0]
    chosen = plain_answers.which(words, [one.starts_at for one in there], view.now, view.me.time_zone)
    if chosen is None and len(there) == 1 and plain_answers.means_yes(heard):
        chosen = 0
    if chosen is None and _WHICHEVER.fullmatch(plain_answers.words_of(heard)):
        chosen = 0  # all suit: the first is named in the answer, and can be moved
    timing = find_timing(words, local_date(view.now, view.me.time_zone))
    when = timing.when
    if chosen is not None and (len(words.split()) <= _A_CHOICE or wish.intent in _MAY_CHOOSE):
        return Step(question=None, then=Pressed("leg.take", str(there[chosen].id)))
    cannot = wish.intent is Intent.CANCEL and timing.spans and not _names_the_day(seen, words, view)
    if wish.intent is Intent.CANCEL and not cannot:
        return None
    none_of_them = len(there) == 1 or plain_answers.means_only_no(heard)
    if none_of_them and (cannot or (plain_answers.means_no(heard) and not when)):
        return say(visit_forms.dates_form(seen, view), DatesAsked(seen.leg.id, shown=True))
    if (starts := _instead(seen, when, chosen, heard, view)) is not None:
        return Step((Do(ProposeDates(seen.leg.id, starts)),), None)
    if wish.intent is Intent.RESCHEDULE and wish.when:
        return None
    resting = wish.intent is Intent.PAUSE and plain_answers.wants_a_rest(words)
    if (timing.spans and not resting) or plain_answers.means_yes(heard) or plain_answers.means_no(heard):
        title = t("Which of these suits you? Press it, or suggest others.")
        return say(visit_cards.dates_card(seen, view, title), question)
    return None


def _instead(
    seen: LegSeen, when: When | None, chosen: int | None, heard: Heard, view: PersonView
) -> tuple[dt.datetime, ...] | None:
    """The moments that are named in place of theirs: their days at another time, other weekdays, or one other day."""
    words, wish, zone = plain(heard.said.text), heard.wishes[0], view.me.time_zone
    there = visit_cards.to_choose_from(seen, view)
    about_dates = wish.intent in _MAY_CHOOSE or _short_guess(heard)
    if about_dates and (other := _other_time(heard, view)) is not None:
        return tuple(dict.fromkeys(on(local_date(one.starts_at, zone), other, zone) for one in there))
    if when is None or plain_answers.hedges(words) or (wish.intent is Intent.RESCHEDULE and wish.when):
        return None
    if when.days and chosen is None and about_dates:
        theirs = {DAYS[local_date(one.starts_at, zone).weekday()] for one in there}
        if not theirs & set(when.days) and (others := _suiting(words, seen, view)):
            return others
    if when.start is not None and when.start == when.end and wish.intent is Intent.UNKNOWN:
        return starts_of(when, view.now, zone, there[0].starts_at, seen.leg.minutes)
    return None


def _other_time(heard: Heard, view: PersonView) -> dt.time | None:
    """A time of day and no day: "can we say half two" keeps the days that were named."""
    words = plain(heard.said.text)
    if plain_answers.hedges(words.rstrip("?")):
        return None
    today = local_date(view.now, view.me.time_zone)
    when = find_timing(words, today).when or find_new_time(words, today).when
    return when.time if when is not None and not when.days and when.start is None and when.end is None else None


def _names_the_day(seen: LegSeen, words: str, view: PersonView) -> bool:
    """Whether words are about the day that is booked, rather than one that is put to them."""
    booked = seen.leg.starts_at
    if booked is None or seen.leg.state is not LegState.BOOKED:
        return False
    day = local_date(booked, view.me.time_zone)
    return (
        re.search(
            rf"\b{day.day}(?:st|nd|rd|th)?\b|\b{day_name(day.weekday())}\b|\btoday\b|\btomorrow\b", words, re.IGNORECASE
        )
        is not None
    )
