"""Dates, a place, moving and calling off, until the day itself."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from bot.cards import Card, Text
from bot.commands.visits import MOST_DATES, Cancel, ProposeDates, SetPlace, TakeDate, is_over
from bot.dialogue import Dialogue, Do, Heard, Question, Replace, Say, Step, say
from bot.dialogues import listing_cards, reflecting, visit_cards, visit_forms
from bot.events import Booked, Cancelled, DatesProposed, DatesTakenBack, Event, PlaceSet, Reopened
from bot.language import t
from bot.likely_dates import likely_starts, starts_of
from bot.model.exchanges import LegState
from bot.model.refusal import Refusal
from bot.phrases import (
    date_in_words,
    joined,
    subject,
)
from bot.ports.person_view import PersonView
from bot.turn import Pressed
from bot.understanding.clean import legible, plain
from bot.understanding.understood import Intent, Understood
from bot.working_time import local_date, on


@dataclass(frozen=True)
class DatesAsked:
    """The next words name dates."""

    leg_id: int
    tag: Literal["dates_asked"] = "dates_asked"


@dataclass(frozen=True)
class PlaceAsked:
    """The next words are a place or a link."""

    leg_id: int
    tag: Literal["place_asked"] = "place_asked"


@dataclass(frozen=True)
class NoteAsked:
    """The next words go to the other side with the news that it's off."""

    leg_id: int
    tag: Literal["note_asked"] = "note_asked"


_REMARKS = (Intent.UNKNOWN, Intent.THANKS, Intent.CANCEL, Intent.REFLECT, Intent.PROGRESS)
_MAY_NAME_A_PLACE = (Intent.UNKNOWN, Intent.ACCEPT, Intent.THANKS, Intent.BROWSE, Intent.PROFILE, Intent.PROGRESS)
"""What the words that name a place may sound like; anything else is said about something else."""
_PLACE = re.compile(
    r"\d|https?://|\b(?:teams|zoom|meet|phone|call|office|hall|room|centre|center|library|street|road|lane|house|at (?:the|our|your))\b",
    re.IGNORECASE,
)


def wished(wish: Understood, heard: Heard, view: PersonView) -> Step:
    """Move it or call it off, in words."""
    legs = [seen for seen in view.my_legs() if seen.leg.state in (LegState.ARRANGING, LegState.BOOKED)]
    if wish.topic:
        legs = [seen for seen in legs if wish.topic.casefold() in subject(seen.leg.details).casefold()] or legs
    legs = [seen for seen in legs if not is_over(seen.leg, view.now)] or legs
    if not legs:
        return say(Card(t("You have nothing arranged just now."), (Text(t("Say “mine” to see what you have.")),)))
    if len(legs) > 1:
        return Step(
            (
                Say(Card(t("You have several arranged. Which one do you mean?"))),
                *(Say(visit_cards.card(seen, view)) for seen in legs[:3]),
            )
        )
    seen = legs[0]
    if wish.intent is Intent.CANCEL and is_over(seen.leg, view.now):
        return say(visit_cards.too_late(seen, view), reflecting.yes_or_no(seen.leg))
    if wish.intent is Intent.CANCEL:
        return Step((Say(visit_forms.cancel_form(seen)),), NoteAsked(seen.leg.id))
    if wish.when:
        starts = starts_of(wish.when, view.now, view.me.time_zone, seen.leg.starts_at, seen.leg.minutes)
        if starts:
            return Step((Do(ProposeDates(seen.leg.id, starts)),))
    return Step((Say(visit_forms.dates_form(seen, view)),), DatesAsked(seen.leg.id))


def pressed(press: Pressed, view: PersonView) -> Step:
    """Any button of a visit."""
    if press.verb == "leg.take":
        return Step((Do(TakeDate(press.number)),))
    seen = view.leg(press.number)
    if seen is None:
        return say(Card(t("I can't find that one any more. Say “mine” to see where things stand.")))
    again = seen.leg.state is LegState.NOT_HAPPENED and press.verb in ("leg.dates", "leg.propose")
    if seen.leg.state not in (LegState.ARRANGING, LegState.BOOKED) and not again:
        return Step((Replace(visit_cards.card(seen, view)),))
    if is_over(seen.leg, view.now) and press.verb in ("leg.cancel", "leg.call_off"):
        return Step((Replace(visit_cards.too_late(seen, view)),), reflecting.yes_or_no(seen.leg))
    match press.verb:
        case "leg.dates":
            return Step((Say(visit_forms.dates_form(seen, view)),), DatesAsked(seen.leg.id))
        case "leg.propose":
            where = legible(press.field("where"))[:200]
            minutes = listing_cards.length_chosen(press)
            return Step((Do(ProposeDates(seen.leg.id, _read_dates(press, view), where, minutes)),), None)
        case "leg.place":
            return Step((Say(visit_forms.place_form(seen)),), PlaceAsked(seen.leg.id))
        case "leg.save_place":
            return Step((Do(SetPlace(seen.leg.id, legible(press.field("where"))[:200])),), None)
        case "leg.cancel":
            return Step((Say(visit_forms.cancel_form(seen)),), NoteAsked(seen.leg.id))
        case "leg.keep":
            return Step(
                (Replace(Card(t("Kept. It's on as arranged."), matter="cancel:" + visit_cards.matter(seen.leg.id))),),
                None,
            )
        case _:
            return Step((Do(Cancel(seen.leg.id, legible(press.field("note"))[:600])),), None)


def answered(question: Question, heard: Heard, view: PersonView) -> Step | None:
    """Dates, a place, or a kind word, typed instead of filled in."""
    words, wish = plain(heard.said.text), heard.wishes[0]
    if isinstance(question, PlaceAsked):
        seen = view.leg(question.leg_id)
        if seen is None:
            return None
        doubtful = wish.intent in (Intent.OFFER, Intent.SEEK) and "intent" in wish.unsure
        if wish.intent not in _MAY_NAME_A_PLACE and not doubtful:
            return None
        if _PLACE.search(words):
            return Step((Do(SetPlace(question.leg_id, words[:200])),), None)
        return Step((Say(visit_forms.place_form(seen, words[:200])),), question)
    if isinstance(question, NoteAsked):
        if wish.intent in (Intent.DECLINE, Intent.UNDO):
            return Step((Say(Card(t("Kept. It's on as arranged."))),), None)
        seen = view.leg(question.leg_id)
        if seen is None or seen.leg.state not in (LegState.ARRANGING, LegState.BOOKED) or not _is_remark(wish):
            return None
        # words alone never call anything off: they fill the form, and one press sends it
        return Step((Say(visit_forms.cancel_form(seen, words[:600])),), question)
    assert isinstance(question, DatesAsked)
    seen = view.leg(question.leg_id)
    if seen is None or wish.intent not in (Intent.UNKNOWN, Intent.RESCHEDULE, Intent.ACCEPT):
        return None
    starts = (
        starts_of(wish.when, view.now, view.me.time_zone, None, seen.leg.minutes)
        if wish.when
        else likely_starts(words, view.now, view.me.time_zone)
    )
    return Step((Do(ProposeDates(question.leg_id, starts)),), None) if starts else None


def _is_remark(wish: Understood) -> bool:
    """A word to the other side. "It has been moved to that morning" moves nothing: no day is named."""
    moves = wish.intent is Intent.RESCHEDULE and wish.when and (wish.when.days or wish.when.start)
    return wish.intent in _REMARKS or (wish.intent is Intent.RESCHEDULE and not moves)


def told(event: Event, view: PersonView) -> Step:
    """What the person who did it hears."""
    match event:
        case DatesProposed(leg=leg, proposals=proposals):
            seen = view.leg(leg.id)
            assert seen is not None
            times = joined([visit_cards.when_in_words(one, seen, view) for one in proposals], "or")
            title = t("I've put this to {name}: {times}.", name=seen.other.name, times=times)
            note = (
                t("The date you had stands until they agree.")
                if event.moving
                else t("I'll tell you as soon as they choose.")
            )
            note = note if seen.reachable else visit_cards.out_of_reach(seen)
            return Step((Replace(Card(title, (Text(note, quiet=True),), "dates:" + visit_cards.matter(leg.id))),))
        case DatesTakenBack(leg=leg):
            if leg.state is LegState.BOOKED and leg.starts_at:
                day = date_in_words(local_date(leg.starts_at, view.me.time_zone))
                return say(Card(t("Taken back. {day} stands.", day=day)))
            return say(Card(t("Taken back. Suggest other dates whenever you like.")))
        case Booked(leg=leg) | PlaceSet(leg=leg):
            seen = view.leg(leg.id)
            assert seen is not None
            title = t("It's in the diary")
            if isinstance(event, PlaceSet):
                title = t("Noted, and passed on") if seen.reachable else t("Noted")
            note = "" if seen.reachable else visit_cards.out_of_reach(seen)
            effects: tuple[Replace | Say, ...] = (Replace(visit_cards.card(seen, view, title, note)),)
            if isinstance(event, Booked) and not leg.where:
                return Step((*effects, Say(visit_forms.place_form(seen))), PlaceAsked(leg.id))
            return Step(effects)
        case Cancelled(leg=leg):
            seen = view.leg(leg.id)
            assert seen is not None
            note = (
                t("I've let {name} know, kindly.", name=seen.other.name)
                if seen.reachable
                else visit_cards.out_of_reach(seen)
            )
            title = t("Called off: {what}", what=subject(leg.details))
            return Step((Replace(Card(title, (Text(note),), visit_cards.matter(leg.id))),))
        case Reopened(listing=listing) if listing.person_id == view.me.id:
            return say(visit_cards.reopened(listing))
        case _:
            return Step()


def _read_dates(press: Pressed, view: PersonView) -> tuple[dt.datetime, ...]:
    starts = []
    for number in range(1, MOST_DATES + 1):
        day, time = press.field(f"date{number}"), press.field(f"time{number}") or "10:00"
        if day:
            try:
                starts.append(on(dt.date.fromisoformat(day), dt.time.fromisoformat(time), view.me.time_zone))
            except (ValueError, OverflowError) as wrong:
                raise Refusal(
                    t(
                        "I can't read “{day} {time}” as a date and time. Pick one from the calendar.",
                        day=day,
                        time=time,
                    ),
                    f"date{number}",
                ) from wrong
    return tuple(starts)


ARRANGING = Dialogue(
    name="arranging",
    intents=(Intent.RESCHEDULE, Intent.CANCEL),
    wished=wished,
    verbs=(
        "leg.take",
        "leg.dates",
        "leg.propose",
        "leg.place",
        "leg.save_place",
        "leg.cancel",
        "leg.keep",
        "leg.call_off",
    ),
    pressed=pressed,
    questions=(DatesAsked, PlaceAsked, NoteAsked),
    answered=answered,
    events=(DatesProposed, DatesTakenBack, Booked, PlaceSet, Cancelled, Reopened),
    told=told,
)
