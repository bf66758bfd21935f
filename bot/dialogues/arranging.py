"""Dates, a place, moving and calling off, until the day itself."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from bot.cards import Button, Buttons, Card, DateField, Facts, Form, Link, Part, Quote, Text, TextField, TimeField
from bot.commands.visits import MOST_DATES, Cancel, ProposeDates, SetPlace, TakeDate, is_over
from bot.dialogue import Dialogue, Do, Heard, Question, Replace, Say, Step, say
from bot.dialogues import listing_cards, reflecting
from bot.events import Booked, Cancelled, DatesProposed, DatesTakenBack, Event, PlaceSet, Reopened
from bot.language import t
from bot.likely_dates import likely_starts, starts_of
from bot.model.exchanges import LegState, Proposal
from bot.model.listings import Kind, Listing
from bot.model.refusal import Refusal
from bot.phrases import (
    capital,
    date_in_words,
    joined,
    length_in_words,
    short_date,
    span_in_words,
    subject,
    where_in_words,
    who_in_words,
)
from bot.ports import LegSeen, PersonView
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


_REMARKS = (Intent.UNKNOWN, Intent.THANKS, Intent.CANCEL)
_PLACE = re.compile(
    r"\d|https?://|\b(?:teams|zoom|meet|phone|call|office|hall|room|centre|center|library|street|road|lane|house|at (?:the|our|your))\b",
    re.IGNORECASE,
)


def matter(leg_id: int) -> str:
    """What a visit's card is about."""
    return f"leg:{leg_id}"


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
                *(Say(card(seen, view)) for seen in legs[:3]),
            )
        )
    seen = legs[0]
    if wish.intent is Intent.CANCEL and is_over(seen.leg, view.now):
        return say(_too_late(seen, view), reflecting.yes_or_no(seen.leg))
    if wish.intent is Intent.CANCEL:
        return Step((Say(_cancel_form(seen)),), NoteAsked(seen.leg.id))
    if wish.when:
        starts = starts_of(wish.when, view.now, view.me.time_zone, seen.leg.starts_at, seen.leg.minutes)
        if starts:
            return Step((Do(ProposeDates(seen.leg.id, starts)),))
    return Step((Say(dates_form(seen, view)),), DatesAsked(seen.leg.id))


def pressed(press: Pressed, view: PersonView) -> Step:
    """Any button of a visit."""
    if press.verb == "leg.take":
        return Step((Do(TakeDate(press.number)),))
    seen = view.leg(press.number)
    if seen is None:
        return say(Card(t("I can't find that one any more. Say “mine” to see where things stand.")))
    again = seen.leg.state is LegState.NOT_HAPPENED and press.verb in ("leg.dates", "leg.propose")
    if seen.leg.state not in (LegState.ARRANGING, LegState.BOOKED) and not again:
        return Step((Replace(card(seen, view)),))
    if is_over(seen.leg, view.now) and press.verb in ("leg.cancel", "leg.call_off"):
        return Step((Replace(_too_late(seen, view)),), reflecting.yes_or_no(seen.leg))
    match press.verb:
        case "leg.dates":
            return Step((Say(dates_form(seen, view)),), DatesAsked(seen.leg.id))
        case "leg.propose":
            where = legible(press.field("where"))[:200]
            return Step((Do(ProposeDates(seen.leg.id, _read_dates(press, view), where)),), None)
        case "leg.place":
            return Step((Say(_place_form(seen)),), PlaceAsked(seen.leg.id))
        case "leg.save_place":
            return Step((Do(SetPlace(seen.leg.id, legible(press.field("where"))[:200])),), None)
        case "leg.cancel":
            return Step((Say(_cancel_form(seen)),), NoteAsked(seen.leg.id))
        case "leg.keep":
            return Step((Replace(Card(t("Kept. It's on as arranged."), matter="cancel:" + matter(seen.leg.id))),), None)
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
        if wish.intent not in (Intent.UNKNOWN, Intent.ACCEPT, Intent.THANKS) and not doubtful:
            return None
        if _PLACE.search(words):
            return Step((Do(SetPlace(question.leg_id, words[:200])),), None)
        return Step((Say(_place_form(seen, words[:200])),), question)
    if isinstance(question, NoteAsked):
        if wish.intent in (Intent.DECLINE, Intent.UNDO):
            return Step((Say(Card(t("Kept. It's on as arranged."))),), None)
        seen = view.leg(question.leg_id)
        if seen is None or seen.leg.state not in (LegState.ARRANGING, LegState.BOOKED) or wish.intent not in _REMARKS:
            return None
        # words alone never call anything off: they fill the form, and one press sends it
        return Step((Say(_cancel_form(seen, words[:600])),), question)
    assert isinstance(question, DatesAsked)
    seen = view.leg(question.leg_id)
    if seen is None or wish.intent not in (Intent.UNKNOWN, Intent.RESCHEDULE, Intent.ACCEPT):
        return None
    starts = (
        starts_of(wish.when, view.now, view.me.time_zone, None)
        if wish.when
        else likely_starts(words, view.now, view.me.time_zone)
    )
    return Step((Do(ProposeDates(question.leg_id, starts)),), None) if starts else None


def told(event: Event, view: PersonView) -> Step:
    """What the person who did it hears."""
    match event:
        case DatesProposed(leg=leg, proposals=proposals):
            seen = view.leg(leg.id)
            assert seen is not None
            times = joined([_when(one, seen, view) for one in proposals], "or")
            title = t("I've put this to {name}: {times}.", name=seen.other.name, times=times)
            note = (
                t("The date you had stands until they agree.")
                if event.moving
                else t("I'll tell you as soon as they choose.")
            )
            note = note if seen.reachable else _out_of_reach(seen)
            return Step((Replace(Card(title, (Text(note, quiet=True),), "dates:" + matter(leg.id))),))
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
            note = "" if seen.reachable else _out_of_reach(seen)
            effects: tuple[Replace | Say, ...] = (Replace(card(seen, view, title, note)),)
            if isinstance(event, Booked) and not leg.where:
                return Step((*effects, Say(_place_form(seen))), PlaceAsked(leg.id))
            return Step(effects)
        case Cancelled(leg=leg):
            seen = view.leg(leg.id)
            assert seen is not None
            note = t("I've let {name} know, kindly.", name=seen.other.name) if seen.reachable else _out_of_reach(seen)
            return Step(
                (Replace(Card(t("Called off: {what}", what=subject(leg.details)), (Text(note),), matter(leg.id))),)
            )
        case Reopened(listing=listing) if listing.person_id == view.me.id:
            return say(reopened(listing))
        case _:
            return Step()


def card(seen: LegSeen, view: PersonView, title: str = "", note: str = "") -> Card:
    """Where a visit stands, from one side."""
    leg, value = seen.leg, str(seen.leg.id)
    if is_over(leg, view.now):
        return reflecting.did_it_happen(seen, view)
    rows = [(t("With"), who_in_words(seen.other))]
    if seen.other.contact:
        rows.append((t("Contact"), seen.other.contact))
    rows.append((t("About"), capital(subject(leg.details))))
    if leg.starts_at:
        rows += [
            (t("When"), span_in_words(leg.starts_at, leg.minutes, view.me.time_zone)),
            (t("How long"), length_in_words(leg.minutes)),
        ]
    if mine := [_when(one, seen, view) for one in seen.proposals if one.person_id == view.me.id]:
        rows.append((t("You suggested"), joined(mine, "or")))
    rows.append((t("Where"), leg.where or where_in_words(leg.details)))
    parts: list[Part] = [Facts(tuple(rows))]
    if note:
        parts.insert(0, Text(note))
    buttons: tuple[Button, ...]
    match leg.state:
        case LegState.ARRANGING:
            heading = t("You and {name} have both said yes", name=seen.other.name)
            if may_take(seen, view):
                return dates_card(seen, view, heading)
            buttons = (
                Button(t("Suggest dates"), "leg.dates", value, "primary"),
                Button(t("Call it off"), "leg.cancel", value),
            )
        case LegState.BOOKED:
            heading = t("Coming up: {what}, with {name}", what=subject(leg.details), name=seen.other.name)
            parts.append(Link(t("Add it to your diary"), f"/calendar/{leg.token}.ics"))
            if may_take(seen, view):
                place = next((one.where for one in seen.proposals if one.where), "")
                move = t("{name} would like to move it to {where}:", name=seen.other.name, where=place)
                plain = t("{name} would like to move it to:", name=seen.other.name)
                parts += [Text(move if place else plain), _choices(seen, view)]
            buttons = (
                Button(t("Change the date"), "leg.dates", value),
                Button(t("Set the place"), "leg.place", value),
                Button(t("Call it off"), "leg.cancel", value),
            )
        case LegState.CANCELLED:
            return Card(
                t("Called off: {what}, with {name}", what=subject(leg.details), name=seen.other.name),
                matter=matter(leg.id),
            )
        case LegState.HAPPENED | LegState.NOT_HAPPENED:
            return Card(
                t("This one is over: {what}, with {name}", what=subject(leg.details), name=seen.other.name),
                matter=matter(leg.id),
            )
    return Card(title or heading, (*parts, Buttons(buttons)), matter(leg.id))


def may_take(seen: LegSeen, view: PersonView) -> bool:
    """Whether the other side has named dates, still to come, that wait for this person."""
    return bool(_choices(seen, view).buttons)


def dates_card(seen: LegSeen, view: PersonView, title: str, note: str = "") -> Card:
    """Dates that the other side named, a button for each."""
    leg = seen.leg
    rows = [
        (t("About"), capital(subject(leg.details))),
        (t("With"), who_in_words(seen.other)),
        (t("How long"), length_in_words(leg.minutes)),
    ]
    if where := next((one.where for one in seen.proposals if one.where), leg.where):
        rows.append((t("Where"), where))
    parts: list[Part] = [Text(note)] if note else []
    others = (
        Button(t("Suggest others"), "leg.dates", str(leg.id)),
        Button(t("Call it off"), "leg.cancel", str(leg.id)),
    )
    return Card(title, (*parts, Facts(tuple(rows)), _choices(seen, view), Buttons(others)), matter(leg.id))


def still_waiting(seen: LegSeen, view: PersonView) -> Card:
    """A reminder to somebody whose turn it is to name or to choose dates."""
    leg, name = seen.leg, seen.other.name
    if leg.state is not LegState.BOOKED or leg.starts_at is None:
        title = t("You and {name} still need a date for {what}", name=name, what=subject(leg.details))
        return dates_card(seen, view, title) if may_take(seen, view) else card(seen, view, title)
    if not may_take(seen, view):
        return card(seen, view)
    day = date_in_words(local_date(leg.starts_at, view.me.time_zone))
    return dates_card(
        seen, view, t("{name}'s new dates are waiting for you; {day} stands till then", name=name, day=day)
    )


def unanswered(seen: LegSeen, view: PersonView) -> Card:
    """To somebody whose dates had no answer, though the other side was reminded."""
    title = t("{name} hasn't answered your dates for {what}", name=seen.other.name, what=subject(seen.leg.details))
    note = t("I've reminded them twice. Try others, or call it off?") if seen.reachable else _out_of_reach(seen)
    return card(seen, view, title, note)


def dates_withdrawn(seen: LegSeen, view: PersonView) -> Card:
    """To the other side, when dates were taken back: what stands now."""
    if seen.leg.state is LegState.BOOKED and seen.leg.starts_at:
        day = date_in_words(local_date(seen.leg.starts_at, view.me.time_zone))
        return card(seen, view, t("{day} stands after all", day=day))
    return card(
        seen, view, t("{name} has taken those dates back", name=seen.other.name), t("Either of you can suggest others.")
    )


def reopened(listing: Listing) -> Card:
    """To the owner of a listing that has room again."""
    title = t("Open again: {what}", what=listing_cards.named(listing))
    told = (
        t("Others can ask for it again until {day}.", day=short_date(listing.expires_on))
        if listing.kind is Kind.OFFER
        else t("I'm looking for somebody else, until {day}.", day=short_date(listing.expires_on))
    )
    buttons = Buttons((Button(t("Take down"), "listing.withdraw", str(listing.id)),))
    return Card(title, (Text(told), buttons), listing_cards.matter(listing))


def dates_form(seen: LegSeen, view: PersonView) -> Card:
    """Up to three dates, filled in with ones that suit what was said."""
    leg = seen.leg
    likely = starts_of(leg.details.when, view.now, view.me.time_zone, None, leg.minutes)
    fields: list[DateField | TimeField | TextField] = []
    for index in range(MOST_DATES):
        start = likely[index].astimezone(ZoneInfo(view.me.time_zone)) if index < len(likely) else None
        number = index + 1
        fields += [
            DateField(
                f"date{number}",
                t("Date {number}", number=number),
                f"{start:%Y-%m-%d}" if start else "",
                required=index == 0,
            ),
            TimeField(f"time{number}", t("Time {number}", number=number), f"{start:%H:%M}" if start else "10:00"),
        ]
    fields.append(TextField("where", t("Place, or the link to a call"), leg.where or leg.details.place, limit=200))
    title = t("Which dates shall I put to {name}?", name=seen.other.name)
    note = t("These are my suggestions from what was said; change any of them, or clear one.")
    return Card(
        title,
        (Form("leg.propose", tuple(fields), t("Suggest these"), str(leg.id)), Text(note, quiet=True)),
        "dates:" + matter(leg.id),
    )


def called_off(seen: LegSeen, note: str) -> Card:
    """The kind news for the other side."""
    parts: list[Part] = [Quote(note, seen.other.name)] if note else []
    parts.append(
        Text(t("These things happen. Say what you're after again whenever you like, and I'll look for somebody."))
    )
    title = t("{name} has had to call off {what}", name=seen.other.name, what=subject(seen.leg.details))
    return Card(title, tuple(parts), matter(seen.leg.id))


def _place_form(seen: LegSeen, words: str = "") -> Card:
    label = t("An address, a room, or the link to a call")
    field = TextField("where", label, words or seen.leg.where, required=True, limit=200)
    title = t("Is that the place?") if words else t("Where will it be?")
    return Card(title, (Form("leg.save_place", (field,), t("Save"), str(seen.leg.id)),), "place:" + matter(seen.leg.id))


def _cancel_form(seen: LegSeen, note: str = "") -> Card:
    what, name = subject(seen.leg.details), seen.other.name
    label = t("A word to {name}", name=name)
    field = TextField("note", label, note, long=True, limit=600, hint=t("they will read this"))
    title = t("Call off {what} with {name}?", what=what, name=name)
    if note:
        title = t("Call off {what} with {name}, with these words?", what=what, name=name)
    return Card(
        title,
        (
            Form("leg.call_off", (field,), t("Call it off"), str(seen.leg.id)),
            Buttons((Button(t("Keep it"), "leg.keep", str(seen.leg.id)),)),
        ),
        "cancel:" + matter(seen.leg.id),
    )


def _too_late(seen: LegSeen, view: PersonView) -> Card:
    title = t("Its day has passed, so there's nothing left to call off. Did it happen?")
    return reflecting.did_it_happen(seen, view, title)


def _out_of_reach(seen: LegSeen) -> str:
    if not seen.other.contact:
        return t("I can't reach {name}: they no longer have me. Please tell them yourself.", name=seen.other.name)
    return t(
        "I can't reach {name}: they no longer have me. Please tell them yourself: {contact}",
        name=seen.other.name,
        contact=seen.other.contact,
    )


def _when(proposal: Proposal, seen: LegSeen, view: PersonView) -> str:
    return span_in_words(proposal.starts_at, seen.leg.minutes, view.me.time_zone)


def _choices(seen: LegSeen, view: PersonView) -> Buttons:
    """A button for each date that the other side named and that is still to come."""
    there = [one for one in seen.proposals if one.person_id != view.me.id and one.starts_at > view.now]
    return Buttons(
        tuple(
            Button(_when(one, seen, view), "leg.take", str(one.id), "primary" if index == 0 else "plain")
            for index, one in enumerate(there[:MOST_DATES])
        )
    )


def _read_dates(press: Pressed, view: PersonView) -> tuple[dt.datetime, ...]:
    starts = []
    for number in range(1, MOST_DATES + 1):
        day, time = press.field(f"date{number}"), press.field(f"time{number}") or "10:00"
        if day:
            try:
                starts.append(on(dt.date.fromisoformat(day), dt.time.fromisoformat(time), view.me.time_zone))
            except (ValueError, OverflowError) as wrong:
                raise Refusal(
                    t("I can't read “{day} {time}” as a date and time. Pick one from the calendar.", day=day, time=time)
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
