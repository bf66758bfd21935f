"""Dates, a place, moving and calling off, until the day itself."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from bot.cards import Card, Text
from bot.commands.visits import MOST_DATES, Cancel, ProposeDates, SetPlace, TakeDate, is_over
from bot.dialogue import Dialogue, Do, Heard, Question, Replace, Say, Step, say
from bot.dialogues import dates_in_words, entries, listing_cards, plain_answers, reflecting, visit_cards, visit_forms
from bot.dialogues.dates_in_words import DatesAsked, DatesOffered
from bot.events import Booked, Cancelled, DatesProposed, DatesTakenBack, Event, PlaceSet, Reopened
from bot.language import t
from bot.likely_dates import around, near, starts_of
from bot.model.exchanges import LegState
from bot.model.refusal import Refusal
from bot.phrases import (
    date_in_words,
    joined,
    subject,
)
from bot.ports.person_view import PersonView
from bot.ports.seen import LegSeen
from bot.turn import Pressed
from bot.understanding.clean import legible, plain
from bot.understanding.understood import Intent, Understood
from bot.working_time import local_date, on


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


MOST_MEANT = 3
_REMARKS = (Intent.UNKNOWN, Intent.THANKS, Intent.CANCEL, Intent.REFLECT, Intent.PROGRESS)
_MAY_NAME_A_PLACE = (Intent.UNKNOWN, Intent.ACCEPT, Intent.THANKS, Intent.BROWSE, Intent.PROFILE, Intent.PROGRESS)
"""What the words that name a place may sound like; anything else is said about something else."""
_PLACE = re.compile(
    r"\d|https?://|\b(?:teams|zoom|meet|phone|call|office|hall|room|centre|center|library|street|road|lane|house|at (?:the|our|your))\b",
    re.IGNORECASE,
)


_POLITE = re.compile(
    r"^(?:(?:ok|yes|well|so|oh|how about|what about|maybe|can we|could we|shall we|let['’]?s|i(?:['’]?d| would) (?:say|suggest|prefer)|it(?:['’]?s| is|['’]?ll be)|we(?:['’]?ll| can| will)"
    r"|(?:do|have|make|hold|meet|say)(?: it| this| that)?)[\s,]+)+|[\s,]+(?:please|thanks|then|if that['’]?s (?:ok|okay|alright|all right))$",
    re.IGNORECASE,
)
"""What is said around a place: "can we do it on Teams please"."""
_CALL_IT_OFF = re.compile(
    r"(?:(?:yes|yep|yeah|ok|okay|please|just)[, ]+)*(?:call (?:it|that) off|cancel(?: it| that)?|go ahead|do it|it['’]?s off)(?:[, ]+(?:please|thanks))?"
)


def wished(wish: Understood, heard: Heard, view: PersonView) -> Step:
    """Move it or call it off, in words."""
    legs = [seen for seen in view.my_legs() if seen.leg.state in (LegState.ARRANGING, LegState.BOOKED)]
    if wish.topic:
        legs = [seen for seen in legs if wish.topic.casefold() in subject(seen.leg.details).casefold()] or legs
    legs = [seen for seen in legs if not is_over(seen.leg, view.now)] or legs
    if not legs:
        return _nothing_arranged(view)
    if len(legs) > 1:
        return Step(
            (
                Say(Card(t("You have several arranged. Which one do you mean?"))),
                *(Say(visit_cards.card(seen, view)) for seen in legs[:3]),
            )
        )
    seen = legs[0]
    if wish.intent is Intent.CANCEL and is_over(seen.leg, view.now):
        return say(visit_cards.too_late(seen, view), reflecting.asked(seen.leg))
    if wish.intent is Intent.CANCEL:
        return Step((Say(visit_forms.cancel_form(seen)),), NoteAsked(seen.leg.id))
    if (
        wish.intent is Intent.RESCHEDULE
        and (later := dates_in_words.shifted(seen, plain(heard.said.text), view)) is not None
    ):
        return Step((Do(ProposeDates(seen.leg.id, (later,))),))
    if wish.when:
        about = _talked_about(seen)
        when = around(
            near(wish.when, plain(heard.said.text), about, view.now, view.me.time_zone),
            about,
            view.now,
            view.me.time_zone,
        )
        starts = starts_of(when, view.now, view.me.time_zone, seen.leg.starts_at, seen.leg.minutes)
        if starts:
            return Step((Do(ProposeDates(seen.leg.id, starts)),))
    return Step((Say(visit_forms.dates_form(seen, view)),), DatesAsked(seen.leg.id, shown=True))


def _talked_about(seen: LegSeen) -> dt.datetime | None:
    """The date that a day without its month is near to."""
    return seen.leg.starts_at or next((one.starts_at for one in seen.proposals), None)


def _nothing_arranged(view: PersonView) -> Step:
    """Whoever changes or cancels something without having a visit may mean what they posted, or what they asked."""
    title = t("You have no date arranged just now.")
    asked = [entries.waiting(seen) for seen in view.my_suggestions()]
    posted = [entries.posted(one) for one in view.my_listings()]
    others = (*asked, *posted)[:MOST_MEANT]
    if not others:
        return say(Card(title, (Text(t("Say “mine” to see what you have.")),)))
    return say(Card(title, (Text(t("Did you mean one of these?")), *others)))


def pressed(press: Pressed, view: PersonView) -> Step:
    """Any button of a visit."""
    if press.verb == "leg.take":
        return Step((Do(TakeDate(press.number)),))
    if press.verb == "leg.first_dates":
        return _first_dates(press.field("words"), view)
    seen = view.leg(press.number)
    if seen is None:
        return say(Card(t("I can't find that one any more. Say “mine” to see where things stand.")))
    again = seen.leg.state is LegState.NOT_HAPPENED and press.verb in ("leg.dates", "leg.propose")
    if seen.leg.state not in (LegState.ARRANGING, LegState.BOOKED) and not again:
        return Step((Replace(visit_cards.card(seen, view)),))
    if is_over(seen.leg, view.now) and press.verb in ("leg.cancel", "leg.call_off"):
        return Step((Replace(visit_cards.too_late(seen, view)),), reflecting.asked(seen.leg))
    match press.verb:
        case "leg.dates":
            return Step((Say(visit_forms.dates_form(seen, view)),), DatesAsked(seen.leg.id, shown=True))
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


def _first_dates(words: str, view: PersonView) -> Step:
    """After a yes: dates for what has just been agreed, which suit what was said with it."""
    agreed = [seen for seen in view.my_legs() if seen.leg.state is LegState.ARRANGING]
    if not agreed:
        return Step()
    newest = max(agreed, key=lambda seen: seen.leg.id)
    return say(visit_forms.dates_form(newest, view, words), DatesAsked(newest.leg.id, shown=True, words=words[:200]))


def answered(question: Question, heard: Heard, view: PersonView) -> Step | None:
    """Dates, a place, or a kind word, typed instead of filled in."""
    words, wish = plain(heard.said.text), heard.wishes[0]
    if isinstance(question, DatesOffered):
        return dates_in_words.offered(question, heard, view)
    if isinstance(question, PlaceAsked):
        seen = view.leg(question.leg_id)
        if seen is None:
            return None
        doubtful = wish.intent in (Intent.OFFER, Intent.SEEK) and "intent" in wish.unsure
        no = plain_answers.means_only_no(heard)
        if (wish.intent not in _MAY_NAME_A_PLACE and not doubtful and not no) or words.endswith("?"):
            return None
        if no or plain_answers.means_yes(heard) or wish.intent is Intent.THANKS:
            later = t("Lovely. Whenever you know where it will be, tell me or press “Set the place”.")
            if no:
                later = t("That's fine. Whenever you know where it will be, tell me or press “Set the place”.")
            return Step((Say(Card(later)),), question)
        place = _POLITE.sub("", words).strip(" ,.!") or words
        if _PLACE.search(place):
            return Step((Do(SetPlace(question.leg_id, place[:200])),), None)
        return Step((Say(visit_forms.place_form(seen, place[:200])),), question)
    if isinstance(question, NoteAsked):
        if wish.intent in (Intent.DECLINE, Intent.UNDO):
            return Step((Say(Card(t("Kept. It's on as arranged."))),), None)
        seen = view.leg(question.leg_id)
        if seen is None or seen.leg.state not in (LegState.ARRANGING, LegState.BOOKED):
            return None
        if plain_answers.means_yes(heard) or _CALL_IT_OFF.fullmatch(plain_answers.words_of(heard)):
            return Step((Say(Card(t("Press “Call it off” above and it's done. Until then it stands."))),), question)
        if not _is_remark(wish):
            return None
        # words alone never call anything off: they fill the form, and one press sends it
        return Step((Say(visit_forms.cancel_form(seen, words[:600])),), question)
    assert isinstance(question, DatesAsked)
    return dates_in_words.named(question, heard, view)


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
            asked = isinstance(event, Booked) and visit_cards.must_name_a_place(seen, took_the_date=True)
            if isinstance(event, Booked) and not leg.where and not asked and not note:
                note = t("I'm asking {name} where it will be.", name=seen.other.name)
            effects: tuple[Replace | Say, ...] = (Replace(visit_cards.card(seen, view, title, note)),)
            if asked:
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
        "leg.first_dates",
        "leg.dates",
        "leg.propose",
        "leg.place",
        "leg.save_place",
        "leg.cancel",
        "leg.keep",
        "leg.call_off",
    ),
    pressed=pressed,
    questions=(DatesOffered, DatesAsked, PlaceAsked, NoteAsked),
    answered=answered,
    events=(DatesProposed, DatesTakenBack, Booked, PlaceSet, Cancelled, Reopened),
    told=told,
)
