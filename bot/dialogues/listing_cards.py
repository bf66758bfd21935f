"""How a listing looks to its owner: the filled-in card, the form that changes it, and the form read back."""

import datetime as dt
import re

from bot.cards import Button, Buttons, Card, ChoiceField, DateField, Facts, Field, Form, Part, Quote, Text, TextField
from bot.language import count, t
from bot.model.listings import Activity, Details, Kind, Listing, Mode
from bot.model.organisations import Person
from bot.model.refusal import Refusal
from bot.model.when import ANY_TIME, When
from bot.phrases import activity_in_words, headline, length_in_words, short_date, when_in_words, where_in_words
from bot.turn import Pressed
from bot.understanding.clean import legible
from bot.understanding.tables.given_names import ALSO_WORDS, GIVEN
from bot.understanding.timing import find_timing

_LENGTHS = (30, 45, 60, 90, 120, 180, 210, 420, 840, 1260, 2100, 4200)
_CONTACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}"  # e-mail; no part of a name on the internet is longer
    r"|(?:https?://|www\.)\S+|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}\.(?:com|org|net|uk|gov|io|me|co|info|scot|wales|cymru)\b(?:/\S*)?"  # pages
    r"|(?<!\w)@\w[\w.]{2,}"  # handles
    r"|(?<![\w.])\(?\+?\d(?:[\s()./-]{0,3}\d){8,13}(?!\w)",  # telephones: nine digits or more
    re.IGNORECASE,
)
_NAMES = re.compile(r"\b(?P<given>[A-Z][a-z’'-]+)(?:\s+(?P<family>[A-Z][a-z’'-]+(?:-[A-Z][a-z]+)?))?\b")
_SPOKEN_TO = re.compile(
    r"\b(?:ask for|contact|call|ring|phone|text|e-?mail|speak (?:to|with)|talk (?:to|with)|write to|care of|c/o|"
    r"colleagues?|manager|assistant|with|see|via)\s+$",
    re.IGNORECASE,
)
_OF_A_PLACE = frozenset(
    [
        "street",
        "road",
        "avenue",
        "lane",
        "house",
        "hall",
        "park",
        "centre",
        "center",
        "square",
        "court",
        "school",
        "college",
        "hospital",
        "library",
        "church",
        "trust",
        "foundation",
        "way",
        "close",
        "drive",
        "gardens",
        "green",
        "place",
        "row",
        "hill",
        "view",
        "estate",
        "lodge",
        "hostel",
        "project",
        "wing",
        "ward",
        "building",
        "room",
        "terrace",
        "crescent",
        "grove",
        "mews",
        "wharf",
        "quay",
        "bridge",
        "market",
        "station",
        "council",
        "county",
        "town",
        "city",
        "university",
        "surgery",
        "clinic",
        "chambers",
        "works",
        "mill",
        "farm",
        "rooms",
        "theatre",
        "museum",
    ]
)
_ROOM = re.compile(
    r"\b(?:room|space|spaces|places|seats|slots) for (?:up to )?(\w+)\b|\b(?:host|take|have) (?:up to )?(\w+) (?:people|visitors|colleagues|officers|of you)\b|\b(\w+) (?:places|seats|spaces)\b",
    re.IGNORECASE,
)
_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
MOST_PLACES = 20
_MOST_FIGURES = 3
LONGEST = 100 * 420


def matter(listing: Listing) -> str:
    """What a listing's card is about."""
    return f"listing:{listing.id}"


def facts(kind: Kind, details: Details, expires_on: dt.date | None = None) -> Facts:
    """Everything a listing says, whether it was said or is assumed."""
    rows = [(t("What"), activity_in_words(kind, details.activity))]
    if details.activity is not Activity.DESK:
        rows.append((t("About"), details.topic or t("not said yet")))
    length = length_in_words(details.duration_minutes) if details.duration_minutes else t("to be agreed")
    rows += [(t("How long"), length), (t("When"), when_in_words(details.when)), (t("Where"), where_in_words(details))]
    if kind is Kind.OFFER:
        rows.append((t("Room for"), count("one person", "{number} people", details.capacity)))
    if details.reciprocal:
        rows.append(
            (t("In return"), t("a swap would be welcome") if kind is Kind.OFFER else t("glad to return the favour"))
        )
    if expires_on:
        rows.append((t("Stands until"), short_date(expires_on)))
    return Facts(tuple(rows))


def listing_card(listing: Listing, title: str, buttons: tuple[Button, ...], notes: tuple[str, ...] = ()) -> Card:
    """A listing as its owner sees it, under a title of the moment."""
    parts: list[Part] = [facts(listing.kind, listing.details, listing.expires_on)]
    if listing.details.text:
        parts.append(Quote(listing.details.text))
    parts += [Text(note, quiet=True) for note in notes]
    if buttons:
        parts.append(Buttons(buttons))
    return Card(title, tuple(parts), matter(listing))


def named(listing: Listing) -> str:
    """One line that names it among others."""
    return headline(listing.kind, listing.details)


def length_field(minutes: int, *, open_to_agree: bool = False) -> ChoiceField:
    """How long it takes, with `minutes` chosen (0 where it is still to be agreed)."""
    lengths = tuple((str(one), length_in_words(one)) for one in sorted({*_LENGTHS, minutes} - {0}))
    later = (("0", t("to be agreed")),) if open_to_agree else ()
    return ChoiceField("length", t("How long"), (*later, *lengths), str(minutes))


def length_chosen(press: Pressed) -> int | None:
    """Minutes, as `length_field` was filled in; None if it was not there or is left open."""
    said = press.field("length")
    return (min(int(said[:6]), LONGEST) or None) if said.isdecimal() else None


def change_form(listing: Listing, title: str) -> Card:
    """Every field, filled in with what is known."""
    details = listing.details
    fields: tuple[Field, ...] = (
        ChoiceField(
            "activity",
            t("What"),
            tuple((one.value, activity_in_words(listing.kind, one)) for one in Activity),
            details.activity,
        ),
        TextField("topic", t("About"), details.topic, limit=120, hint=t("a skill, a role or a subject")),
        length_field(details.duration_minutes or 0, open_to_agree=True),
        TextField(
            "when",
            t("When"),
            when_in_words(details.when) if details.when else "",
            limit=120,
            hint=t("such as “Thursday mornings”, “any Tuesday in March”; empty means any time"),
        ),
        ChoiceField(
            "mode",
            t("How you'd meet"),
            (
                ("either", t("in person or online")),
                (Mode.IN_PERSON, t("in person")),
                (Mode.REMOTE, t("online or by phone")),
            ),
            details.mode or "either",
        ),
        TextField("place", t("Place"), details.place, limit=80),
    )
    if listing.kind is Kind.OFFER:
        fields = (*fields, TextField("capacity", t("Room for how many"), str(details.capacity), limit=_MOST_FIGURES))
    fields = (
        *fields,
        TextField("text", t("In your own words"), details.text, long=True, limit=600, hint=t("others will read this")),
        DateField("until", t("Stands until"), listing.expires_on.isoformat()),
    )
    return Card(title, (Form("listing.save", fields, t("Save"), str(listing.id)),), matter(listing))


def read_form(press: Pressed, before: Details, by: Person, today: dt.date) -> tuple[Details, dt.date | None]:
    """What the form says now. Refused, in words for the person, where a field cannot be read."""
    sent = dict(press.fields)
    said = press.field
    details = Details(
        activity=Activity(said("activity")) if said("activity") in set(Activity) else before.activity,
        topic=safe_words(legible(said("topic")), by, 120) if "topic" in sent else before.topic,
        text=safe_words(legible(said("text")), by) if "text" in sent else before.text,
        duration_minutes=length_chosen(press) if "length" in sent else before.duration_minutes,
        mode=(Mode(said("mode")) if said("mode") in set(Mode) else None) if "mode" in sent else before.mode,
        place=safe_words(legible(said("place")), by, 80) if "place" in sent else before.place,
        when=_when(legible(said("when")), before.when, today) if "when" in sent else before.when,
        capacity=_capacity(said("capacity")) if "capacity" in sent else before.capacity,
        reciprocal=before.reciprocal,
    )
    try:
        return details, dt.date.fromisoformat(said("until")) if said("until") else None
    except ValueError as wrong:
        raise Refusal(
            t("I can't read “{date}” as a date. Pick one from the calendar.", date=said("until")), "until"
        ) from wrong


def safe_words(text: str, by: Person, limit: int = 600) -> str:
    """What somebody typed, without what would tell who they are before they have agreed to it.

    Addresses, numbers, handles and the parts of their own name of three letters or more are replaced.
    """
    kept = t("[kept until you both say yes]")
    words = _CONTACT.sub(kept, text.strip())
    words = _without_others(words)
    words = re.sub(rf"{re.escape(kept)}(?:[\s,;/|·-]+(?:or\s+)?{re.escape(kept)})+", kept, words)
    parts = [re.escape(part) for part in by.name.split() if len(part) > 2]
    if parts:
        words = re.sub(
            rf"\b(?:{'|'.join(parts)})\b(?:\s+(?:{'|'.join(parts)})\b)*", t("[name]"), words, flags=re.IGNORECASE
        )
    return words[:limit]


def _without_others(words: str) -> str:
    """The same without the names of other people, as far as they can be told from places and ordinary words."""

    def masked(found: re.Match[str]) -> str:
        given, family = found["given"], found["family"] or ""
        if given.casefold() not in GIVEN - ALSO_WORDS or family.casefold() in _OF_A_PLACE:
            return found[0]
        named = family or _SPOKEN_TO.search(words, 0, found.start())
        return t("[name]") if named else found[0]

    return _NAMES.sub(masked, words)


def without_contacts(text: str) -> str:
    """The words with every address, number and handle taken away."""
    return _CONTACT.sub(" ", text)


def contact_in(text: str) -> str:
    """The first address or number that is named; empty if there is none."""
    found = _CONTACT.search(text)
    return found[0] if found else ""


def room_for(text: str) -> int:
    """How many people a sentence says there is room for; one if it does not say."""
    for found in _ROOM.finditer(text):
        number = number_in(next(filter(None, found.groups())))
        if 1 <= number <= MOST_PLACES:
            return number
    return 1


def number_in(word: str) -> int:
    """The number that a word or at most three figures say; 0 for any other."""
    if word.isdecimal():
        return int(word) if len(word) <= _MOST_FIGURES else 0
    return _NUMBERS.get(word.casefold(), 0)


def _when(words: str, before: When, today: dt.date) -> When:
    if not words or words == t("any time"):
        return ANY_TIME
    if words == when_in_words(before):
        return before
    timing = find_timing(words, today)
    if timing.when is None or timing.unsure:
        raise Refusal(
            t(
                "I can't make out when “{words}” is. Say it like “Thursday mornings”, “3 February” or “any Tuesday in March”.",
                words=words,
            ),
            "when",
        )
    return timing.when


def _capacity(words: str) -> int:
    if not 1 <= number_in(words) <= MOST_PLACES:
        raise Refusal(t("Room for how many? Give me a number from 1 to {most}.", most=MOST_PLACES), "capacity")
    return number_in(words)
