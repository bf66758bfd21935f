"""A few words that put a draft right: "two hours", "Fridays in Leeds", "online only", "room for three".

Only words about time, length, place, how people meet and how many count, and all of them must: a sentence that says
anything else is a sentence, and is left to whoever understands it.
"""

import datetime as dt
import re
from dataclasses import replace

from bot.dialogues.listing_cards import MOST_PLACES, number_in
from bot.dialogues.plain_answers import says_something, without
from bot.model.listings import Details, Mode
from bot.model.when import ANY_TIME, When
from bot.understanding.tables.places import TOWNS
from bot.understanding.timing import find_timing

_REMOTE = re.compile(
    r"\b(?:online|remote|remotely|by phone|phone|by video|video|virtual|teams|zoom|call)\b", re.IGNORECASE
)
_IN_PERSON = re.compile(r"\b(?:in person|face[- ]to[- ]face|f2f|on site|on-site)\b", re.IGNORECASE)
_EITHER = re.compile(
    r"\b(?:in person or online|online or in person|either way|(?:online|remote|by phone|in person|on teams|on zoom) (?:too|as well)"
    r"|(?:can|could) also be (?:online|remote|in person))\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(?:in|at)\s+(?P<place>(?-i:[A-Z])[\w'’&-]*(?:\s+(?-i:[A-Z])[\w'’&-]*){0,3})")
_TOWN = re.compile(r"\b(?:in|at|near)\s+(?P<place>[\w'’-]+(?:\s+[\w'’-]+){0,2})")
_AGAIN = re.compile(
    r"^.*\b(?:no wait|wait no|no actually|scrap that|or rather|no sorry|sorry no|no hang on)\b[\s,:.-]*(?=\w)",
    re.IGNORECASE | re.DOTALL,
)
"""What was said before it does not count: "remote. No wait, in person"."""
_RATHER_THAN = re.compile(
    r"[\s,]*\b(?:and\s+)?(?:not|rather\s+than|instead\s+of)\s+(?:just\s+|only\s+)?(?:online|remote(?:ly)?|virtual|in\s+person|face\s+to\s+face"
    r"|(?:an?|one|two|three|four|five|\d{1,2})(?:\s+(?:hours?|hrs?|days?|min(?:ute)?s?|weeks?|people|persons?))?)\s*[.!]*$",
    re.IGNORECASE,
)
"""What it is not, after what it is: "two hours, not one", "in person, not remote"."""
_MEANT = re.compile(
    r"^\s*(?:(?:no|sorry|oops|oh|actually|i)\b[\s,.!-]*)*(?:meant(?:\s+to\s+say)?|make\s+that)\s+(?:(?:an?|the)\s+)?"
    r"(?!(?:placement|secondment|desk|shadowing)\b)(?P<topic>[^?]{3,60})$",
    re.IGNORECASE,
)
""" "Sorry, meant a youth justice worker", where no time, place or way of meeting is named."""
_NOT_AFAR = re.compile(
    r"\b(?:not|never|no)\s+(?:online|remote(?:ly)?|virtual(?:ly)?|by phone|(?:on |by |over )?(?:teams|zoom|video|the phone))\b",
    re.IGNORECASE,
)
_NOT_THERE = re.compile(r"\b(?:not|never|no)\s+(?:in person|face[- ]to[- ]face|f2f|on[- ]site)\b", re.IGNORECASE)
_ANY_TIME = re.compile(r"\b(?:any ?time(?: (?:of day|at all))?|whenever(?: suits)?|any day)\b", re.IGNORECASE)
_NUMBER = r"(?P<number>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
_PEOPLE = re.compile(
    rf"\b(?:for|room for|up to|max(?:imum)?(?:\s+of)?)\s+(?:up to\s+)?{_NUMBER}"
    r"(?:\s+(?:people|persons?|visitors|places|of you))?\b",
    re.IGNORECASE,
)
_MORE_PEOPLE = re.compile(
    rf"\b{_NUMBER}\s+(?:people|persons?|visitors|places|of (?:you|them))\b",
    re.IGNORECASE,
)
BEGINNING = re.compile(
    r"^\s*(?:(?:no|nah|nope|sorry|oh|actually|ah|oops|hmm|yes|yeah|ok|okay|but|and)\b[\s,.!-]*)+", re.IGNORECASE
)
_NOT = re.compile(r"\b(?:not|no|never|except|without)\b|n['’]t\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"^\s*(?:no\b[\s,]*)?(?:it(?:['’]?s| is)|i mean|i meant|that(?:['’]?s| is))\s+(?:really\s+|actually\s+)?about\s+(?P<topic>.{3,80})$",
    re.IGNORECASE,
)


def put_right(details: Details, words: str, today: dt.date) -> Details:
    """The details with what the words change; the same details if the words are about anything else."""
    if found := _ABOUT.search(words.rstrip(" .!")):
        return replace(details, topic=found["topic"], text="")
    words = _AGAIN.sub("", words)
    said = _RATHER_THAN.sub("", words)
    words = said if re.search(r"\w", said) else words
    timing = find_timing(words, today)
    if timing.unsure:
        return details
    rest = BEGINNING.sub("", without(words, timing.spans))
    when = merged(details.when, timing.when) if timing.when else details.when
    if not timing.when and _ANY_TIME.search(words):
        when, rest = ANY_TIME, _ANY_TIME.sub(" ", rest)
    mode = details.mode
    if _NOT_AFAR.search(rest) and not _NOT_THERE.search(rest):
        mode, rest = Mode.IN_PERSON, _NOT_AFAR.sub(" ", rest)
    elif _NOT_THERE.search(rest):
        mode, rest = Mode.REMOTE, _NOT_THERE.sub(" ", rest)
    if _NOT.search(rest):
        return details
    if _EITHER.search(rest):
        mode, rest = None, _EITHER.sub(" ", rest)
    elif _REMOTE.search(rest):
        mode, rest = Mode.REMOTE, _REMOTE.sub(" ", rest)
    elif _IN_PERSON.search(rest):
        mode, rest = Mode.IN_PERSON, _IN_PERSON.sub(" ", rest)
    capacity, place = details.capacity, details.place
    if found := _PEOPLE.search(rest) or _MORE_PEOPLE.search(rest):
        capacity = number_in(found["number"]) or capacity
        rest = rest.replace(found[0], " ")
    if found := _PLACE.search(rest):
        place, rest = found["place"], rest.replace(found[0], " ")
    elif town := _town_in(rest):
        place, rest = town, _TOWN.sub(" ", rest.replace(town, "", 1))
    if says_something(rest):
        named = None if timing.spans else _MEANT.search(words.rstrip(" .!"))
        return replace(details, topic=named["topic"], text="") if named else details
    length = timing.duration_minutes
    otherwise = (length and details.duration_minutes) or (when != details.when and details.when)
    return replace(
        details,
        text="" if otherwise else details.text,  # their own words would say the opposite of the rest
        when=when,
        duration_minutes=length or details.duration_minutes,
        mode=mode,
        place=place,
        capacity=min(capacity, MOST_PLACES),
    )


def merged(before: When, said: When) -> When:
    """What was said before with what is said now: "sorry, meant Tuesdays" leaves the month, and "in May" the weekday."""
    if said.every is not None:
        return said
    dated = said.start is not None or said.end is not None
    one_day = said.start is not None and said.start == said.end
    was_one_day = before.start is not None and before.start == before.end
    anew = dated or (bool(said.days) and was_one_day)
    timed = said.time is not None or said.part is not None
    return When(
        days=said.days or (() if one_day or was_one_day else before.days),
        part=said.part if timed else before.part,
        time=said.time if timed else before.time,
        start=said.start if anew else before.start,
        end=said.end if anew else before.end,
        every=None if one_day else before.every,
    )


def _town_in(words: str) -> str:
    """A town named without its capital: "in cardiff"; empty if there is none."""
    found = _TOWN.search(words)
    if found is None:
        return ""
    said = found["place"].split()
    longest = (" ".join(said[:many]) for many in range(len(said), 0, -1))
    return next((name for name in longest if name.casefold() in TOWNS), "")
