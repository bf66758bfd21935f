# ruff: noqa: E501  (a pattern reads best on one line)
"""The details of everything that is not an offer or a request: which session, until when, which field of a profile."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.model.listings import Activity
from bot.model.when import When
from bot.understanding.patterns import compiled
from bot.understanding.reading import Reading
from bot.understanding.tables.profile import ASKED, STATED, TOLD
from bot.understanding.timing import find_digest_time, find_new_time, find_spell, find_timing
from bot.understanding.topic import phrase
from bot.understanding.understood import Intent, ProfileField, Understood

if TYPE_CHECKING:
    from bot.understanding.clauses import Clause


@dataclass(frozen=True)
class Fact:
    """Something said or asked about oneself; `field` is None for the whole profile."""

    field: ProfileField | None
    value: str | None


def detail(clause: "Clause", reading: Reading, masked: Reading, today: dt.date, *, alone: bool) -> Understood:
    """The clause's intent with what narrows it; `alone` when nothing else is wanted, so that all the words tell of it."""
    intent = clause.intent or Intent.UNKNOWN
    part = reading.part(clause.first, clause.last)
    hidden = masked.part(clause.first, clause.last)
    start, end = part.span(0, len(part.norm))
    text = reading.text[start:end]
    topic: str | None = None
    when: When | None = None
    if intent is Intent.PROFILE:
        fact = profile_of(part) or Fact(None, None)
        return Understood(intent, field=fact.field, value=fact.value)
    if intent in (Intent.WITHDRAW, Intent.PAUSE, Intent.CANCEL, Intent.RESCHEDULE):
        topic = subject(hidden, intent) or (subject(masked, intent) if alone and intent is Intent.WITHDRAW else None)
    if intent is Intent.PAUSE:
        when = find_spell(text, today) or find_spell(reading.text, today)
    elif intent is Intent.RESCHEDULE:
        when = find_new_time(text, today).when or find_new_time(reading.text, today).when
    elif intent is Intent.CANCEL:
        when = find_timing(text, today).when
    elif intent is Intent.DIGEST_ON:
        when = find_digest_time(text, today).when or find_digest_time(reading.text, today).when
    return Understood(intent, topic=topic, when=when or None)


_SUBJECTS: Final = (
    r"(?:offer|offers|request|requests|ask|asks|listing|listings|post|posts|ad|advert|session|sessions|visit|visits|shadowing|placement|meeting|chat|call|slot|booking|appointment|swap|exchange|entry|workshop|training|hour|day|one|appeal|notice|plea|thing|mentoring)(?: (?:with|from|on behalf of) (?:[A-Za-z']+ ?){1,2}?)? (?:about|on|for|of|in|to|re|regarding|called|with|around|at)(?: (?:help with|help on|someone who knows about|someone to help with|someone to|a|an|the|advice on|support with|training on|training in|session on))*",
    r"(?:need|needing|want|wanting|require|looking for|after|seeking|offering|offer|do|doing|run|running|teach|teaching|give|provide|host|hosting|available for|available to do|in need of)(?: (?:any|some|the|a|an|more|someone to|someone for|somebody to|anyone to|someone who knows|anyone for|any more))*(?: (?:help|advice|support|training|someone|a hand|session|sessions|hosting|shadowing|mentoring|a session|sessions))*(?: (?:with|on|for|about|in|of))?",
    r"(?:the|my|our|that)(?= (?!(?:one|offer|request|session)s?(?!\S))(?:[\w'&/]+ ){1,5}?(?:one|offer|request|ask|listing|session|visit|workshop|chat|advert|appeal|meeting)s?(?!\S))",
    r"(?:sorted|filled|covered|fixed)(?: (?:the|our|my|that|a))+",
    r"(?:found|got|have|sorted|filled|arranged|appointed|recruited)(?: (?:someone|somebody|one|a|an|help|it|people|anyone|a person))* (?:for|with|to do|to help with|on)",
    r"(?:withdraw|remove|delete|close|cancel|take down|pull|take|drop|scrap|pause|suspend|hold|freeze|snooze|stop|end|bin|reschedule|rearrange|postpone|move|push|shift|change|rebook|call off|retract|unlist|put|resched|mark|bring|retire|kill|ditch|archive|shut|axe|park|swap|clear|stop advertising|switch)(?: back)?",
)
_OWN: Final = r"(?:\b(?:my|our|the|that|this|your|a|an|any|all|of|for|both)\b ?)*"
_GENERIC: Final = re.compile(
    r"(?<!\S)(?:my|our|the|that|this|these|those|all|it|them|everything|stuff|things|offers?|requests?|listings?|asks?|posts?|adverts?|ads?|sessions?|visits?|meetings?|bookings?|appointments?|slots?|shadowing|shadow day|placements?|secondments?|exchanges?|swaps?|calls?|chats?|matching|matches|me|us|mine|ours|on hold|hold|down|off|please|today|tomorrow|tomorrow's|one|thing|any|both|for|to|with|about|until|back|workshops?|entry|entirely|now|account|everyone|offering|date|time|day|catch up|up|away|new|next|new people|person|slot|hour|spot|half|our session|profile|whole lot|lot|old|original|first|last|latest|second|other|own|a|an|and|of|board|list|pause|break|while|bit|spell|people|hosting|mind|last one|'s|ad|posting|afternoon's|morning's|morning|afternoon|evening|thursday's|monday's|friday's|tuesday's|wednesday's|week's|training session|desk booking|desk|forward|later|earlier|again|on|in|at|from|behalf|live|open|current|help|temporarily|briefly)(?!\S)"
)
_TAIL: Final = re.compile(
    r"(?: (?:offers?|requests?|listings?|asks?|posts?|adverts?|ads?|sessions?|visits?|meetings?|bookings?|appointments?|slots?|exchanges?|swaps?|calls?|chats?|please|one|entry|off|down|workshops?|back|on hold|shadowing|thing|placement|day|hour|on pause|on ice|offering|catch up|cheers|thanks|ta|now|entirely|hosting|session's|listing's))+$"
)


def subject(reading: Reading, intent: Intent) -> str | None:
    """What the offer, request or session that is meant was about, if the clause says."""
    norm = reading.norm
    for pattern in _SUBJECTS[:5] if intent is Intent.WITHDRAW else (_SUBJECTS[0], _SUBJECTS[2]):
        for found in compiled(pattern).finditer(norm):
            topic = phrase(reading, found.end(), Activity.SKILL)
            if topic and not _all_generic(topic) and not _is_name(topic, norm[: found.end()]):
                return _without_tail(topic)
    for found in compiled(_SUBJECTS[5]).finditer(norm):
        topic = phrase(reading, found.end(), Activity.SKILL)
        if topic:
            topic = _without_tail(topic)
            if topic and not _all_generic(topic):
                return topic
    return None


def _is_name(topic: str, before: str) -> bool:
    """ "session with Tom": a person, not a subject."""
    return before.endswith("with") and topic[:1].isupper() and " " not in topic


def _all_generic(topic: str) -> bool:
    words = re.sub(r"[^\w' ]", " ", topic.lower().replace("’", "'"))
    return not _GENERIC.sub("", words).strip()


_VERB: Final = re.compile(
    r"^(?:teach|run|do|give|offer|host|provide|deliver|advertis|mentor on|support with)(?:e|ing)? (?:a |an |my |our |some )?",
    re.IGNORECASE,
)


def _without_tail(topic: str) -> str:
    topic = _VERB.sub("", topic)
    lowered = " " + topic.lower()
    tail = _TAIL.search(lowered)
    return topic[: tail.start() - 1].strip() if tail and tail.start() > 1 else topic


_END: Final = re.compile(
    r"(?<!\S)(?:[.!?;,()\n-]|now|please|thanks|not|instead|today|as of|from|since|so|which|who|because|but|and i|and my|and can|and please|and take|and turn|and show|and update|if|these days|going forward|rather than|any more|starting|by the way|btw|cheers|for me|on my card|effective|until|for the|to do|after|ta|at the moment|with the|¦)(?!\S)"
)


def profile_possible(norm: str) -> bool:
    """Whether any part of the message could tell or ask something about the speaker."""
    patterns = (pattern for table in (STATED, TOLD, ASKED) for _, pattern in table)
    return (
        any(compiled(pattern).search(norm) for pattern in patterns if not pattern.startswith("^")) or len(norm) < _BARE
    )


_BARE: Final = 40
"""Characters of the longest message that asks for the profile by its name alone."""


def profile_of(reading: Reading) -> Fact | None:
    """What a clause says or asks about the speaker's own details."""
    norm = reading.norm
    for field, pattern in STATED:
        found = compiled(pattern).search(norm)
        if found:
            value = _value(reading, found.end(), field)
            if value:
                return Fact(field, value)
    for told, pattern in TOLD:
        found = compiled(pattern).search(norm)
        if found:
            return Fact(told, None)
    for asked, pattern in ASKED:
        if compiled(pattern).search(norm):
            return Fact(asked, None)
    return None


def _value(reading: Reading, at: int, field: str) -> str | None:
    norm = reading.norm
    while at < len(norm) and norm[at] == " ":
        at += 1
    end = _END.search(norm, at)
    stop = end.start() if end else len(norm)
    words = reading.words(at, stop).strip(" .,!?;:\"'“”")
    words = re.sub(
        r"^(?:a|an|the|to)\s+" if field == "role" else r"^(?:the new|to|now)\s+", "", words, flags=re.IGNORECASE
    )
    if not words or len(words.split()) > 8:
        return None
    return words
