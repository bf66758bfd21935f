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
from bot.understanding.timing import find_timing

_REMOTE = re.compile(
    r"\b(?:online|remote|remotely|by phone|phone|by video|video|virtual|teams|zoom|call)\b", re.IGNORECASE
)
_IN_PERSON = re.compile(r"\b(?:in person|face[- ]to[- ]face|f2f|on site|on-site)\b", re.IGNORECASE)
_EITHER = re.compile(r"\b(?:in person or online|online or in person|either way)\b", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:in|at)\s+(?P<place>(?-i:[A-Z])[\w'’&-]*(?:\s+(?-i:[A-Z])[\w'’&-]*){0,3})")
_PEOPLE = re.compile(
    r"\b(?:for|room for|up to|max(?:imum)?)\s+(?:up to\s+)?(?P<number>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"(?:\s+(?:people|persons?|visitors|places|of you))?\b",
    re.IGNORECASE,
)
_BEGINNING = re.compile(r"^\s*(?:no|sorry|oh|actually|ah|oops)\b[\s,.!-]*", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|no|never|except|without)\b|n['’]t\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"^\s*(?:no\b[\s,]*)?(?:it(?:['’]?s| is)|i mean|i meant|that(?:['’]?s| is))\s+(?:really\s+|actually\s+)?about\s+(?P<topic>.{3,80})$",
    re.IGNORECASE,
)


def put_right(details: Details, words: str, today: dt.date) -> Details:
    """The details with what the words change; the same details if the words are about anything else."""
    if found := _ABOUT.search(words.rstrip(" .!")):
        return replace(details, topic=found["topic"], text="")
    timing = find_timing(words, today)
    if timing.unsure:
        return details
    rest = _BEGINNING.sub("", without(words, timing.spans))
    if _NOT.search(rest):
        return details
    mode = details.mode
    if _EITHER.search(rest):
        mode, rest = None, _EITHER.sub(" ", rest)
    elif _REMOTE.search(rest):
        mode, rest = Mode.REMOTE, _REMOTE.sub(" ", rest)
    elif _IN_PERSON.search(rest):
        mode, rest = Mode.IN_PERSON, _IN_PERSON.sub(" ", rest)
    capacity, place = details.capacity, details.place
    if found := _PEOPLE.search(rest):
        capacity = number_in(found["number"]) or capacity
        rest = rest.replace(found[0], " ")
    if found := _PLACE.search(rest):
        place, rest = found["place"], rest.replace(found[0], " ")
    if says_something(rest):
        return details
    length = timing.duration_minutes
    otherwise = (length and details.duration_minutes) or (timing.when and details.when)
    return replace(
        details,
        text="" if otherwise else details.text,  # their own words would say the opposite of the rest
        when=timing.when or details.when,
        duration_minutes=length or details.duration_minutes,
        mode=mode,
        place=place,
        capacity=min(capacity, MOST_PLACES),
    )
