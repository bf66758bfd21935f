"""Short words read in the light of what has just been asked, and what words must say before anything is done on them.

What reads messages knows nothing of the question that is open, so "ok" or "the second one" is nothing to it. These rules
are small and closed: whatever they do not know is asked about.
"""

import datetime as dt
import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.dialogue import Heard
from bot.model.when import DAYS
from bot.understanding.clean import plain
from bot.understanding.timing import find_timing
from bot.understanding.understood import Intent
from bot.working_time import local_date

_YES = re.compile(
    r"(?:yes )?(?:ok|okay|k)(?: then| thanks| thank you)?|(?:looks|sounds|all) (?:good|fine|right)|(?:yes )?that['’]?s right"
    r"|correct|perfect|great|lovely|grand|brilliant|super|cool|ideal|good|spot on|fine(?: by me)?|do it|go ahead"
    r"|(?:(?:great|lovely|perfect|ok|okay|fine|good|thanks)[, ]+)?see you (?:then|there)|👍|👌|✅|ie|iawn|ydw"
)
LONGEST_YES = 60
"""Characters."""
_TWICE = re.compile(rf"(?:(?:{_YES.pattern})[, ]+)+(?:{_YES.pattern})")
""" "Ok, great." """
_NO = re.compile(
    r"no|nope|nah|na|no thanks|no thank you|never mind|don['’]?t|do not|not this time|not now|forget it|drop it|neither"
    r"|(?:sorry )?(?:none|not any)(?: of (?:those|them|these))?(?: (?:works?|suits?|fits?|(?:are|is) (?:any )?good|i['’]?m afraid|for me|sorry))*"
    r"|(?:sorry )?(?:i )?can['’]?t (?:do|make) any(?: of (?:those|them|these))?|👎|nac ydw|dim diolch"
)
_HEDGED = re.compile(
    r"\b(?:can't|cant|cannot|not|no|isn't|doesn't|don't|won't|except|busy|away|unless|maybe|might|perhaps|possibly|"
    r"probably|think|check|or|instead|avoid|clash|clashes|unfortunately)\b|n’t\b|\?",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|unless|but|or|(?<!why )not|never|no(?! (?:problem|worries|bother|probs))|let you know|may ?be|might|perhaps|possibly|"
    r"probably|depend\w*|check|first|send|sent|pass|question|manager|boss|instead|until|only)\b|n['’]t\b",
    re.IGNORECASE,
)
"""Beside a yes: it is one on a condition, or a yes to something else."""
MOST_COMPARED = 2000
"""Characters; every answer that is expected is far shorter."""
_PLACES = ("first", "second", "third")
_WHICH = re.compile(
    r"\b(?P<place>first|second|third|last|1st|2nd|3rd)\b|(?:^|\b(?:option|number|date)\s+)(?P<number>[123])(?=$|\s+please)"
)
_ASKS_ABOUT = re.compile(r"\b(?:tell me|more (?:about|on)|details|explain|describe|who(?:['’]?s| is| are)|why)\b")
"""Beside "the second one" these ask about it, and choose nothing."""
_DAY_OF_MONTH = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")
_WANTS = re.compile(
    r"\b(?:look(?:ing)? for|need|want|wanted|would like|i'd like|i’d like|we'd like|we’d like|id like|love to|hoping|keen|interested|"
    r"any ?one|any ?body|some ?one|some ?body|who|whom|find|help|teach|learn|explain|advice|advise|show me|show us|"
    r"shadow|shadowing|spend|swap|how do|how to|after|seek|seeking|request|please|visit|placement|desk|could you|can you)\b",
    re.IGNORECASE,
)
_RESTS = re.compile(
    r"\b(?:pause|pausing|rest|break|breather|away|leave|holiday|holidays|annual leave|out of office|until|till|back on|back from|"
    r"back in|stuck in|off sick|off on|sabbatical|mute|quiet|snooze|peace|alone|stop|hold|bother|contact me|ask me again)\b",
    re.IGNORECASE,
)
_SMALL_WORDS = re.compile(
    r"\b(?:it['’]s|i['’]m|make|made|it|that|this|actually|sorry|please|oh|and|or|but|only|just|the|a|an|on|in|at|for|of|to|be|is|"
    r"i|im|its|think|guess|mind|though|tho|thanks|ta|pls|meant|mean|said|should|could|would|let's|lets|can|change|instead|better|rather|about|around|with|people|any|"
    r"room|up|max|maximum|day|days|time|say|maybe|well|ok|yes|yeah|mine|works|me|we|my|our|offer|draft|best|from|until)\b",
    re.IGNORECASE,
)


def words_of(heard: Heard) -> str:
    """What was said, for comparing with what is expected: the beginning of a paste will do."""
    return plain(heard.said.text[:MOST_COMPARED]).casefold().strip(" .!,")


def means_yes(heard: Heard) -> bool:
    """A yes to a question that has just been asked and costs nobody anything; "ok" and a raised thumb among them."""
    return heard.alone and (heard.wishes[0].intent is Intent.ACCEPT or acknowledges(heard))


def acknowledges(heard: Heard) -> bool:
    """Whether words say no more than that they were read: an "ok" when nothing is asked."""
    said = words_of(heard)
    return _YES.fullmatch(said) is not None or (len(said) <= LONGEST_YES and _TWICE.fullmatch(said) is not None)


def means_yes_beyond_doubt(heard: Heard, today: dt.date) -> bool:
    """A yes that may show somebody's name: no guess, no question, no condition, and nothing that might only mean "I have
    seen it". When it suits is no condition: "yes, but not before Christmas" says yes."""
    wish = heard.wishes[0]
    sure = heard.alone and wish.intent is Intent.ACCEPT and not wish.unsure and "?" not in heard.said.text
    return sure and not on_a_condition(plain(heard.said.text), today)


def on_a_condition(words: str, today: dt.date) -> bool:
    """Whether there is an "if", a "but" or a "not" in what is said about anything else than time."""
    return _CONDITION.search(without(words, find_timing(words, today).spans)) is not None


def means_no(heard: Heard) -> bool:
    """A no to a question that has just been asked."""
    return heard.alone and (_NO.fullmatch(words_of(heard)) is not None or heard.wishes[0].intent is Intent.DECLINE)


def means_only_no(heard: Heard) -> bool:
    """A no and nothing else; "no, it's about benefits" and "not the 3rd" put something right instead."""
    said = words_of(heard).replace(",", "")
    short = len(said.split()) <= 3 and not said.startswith("no ") and not any(map(str.isdigit, said))
    return _NO.fullmatch(said) is not None or (short and means_no(heard))


def wants_something(words: str) -> bool:
    """Whether words ask for anything: what is posted for others to read is posted on no less."""
    return _WANTS.search(words) is not None or words.rstrip().endswith("?")


def wants_a_rest(words: str) -> bool:
    """Whether words speak of being away; "not this month" alone may be an answer to somebody."""
    return _RESTS.search(words) is not None


def says_something(words: str) -> bool:
    """Whether words hold more than "make it", "no, sorry" and the like."""
    return re.search(r"\w", _SMALL_WORDS.sub(" ", words)) is not None


def says_only_when(words: str, today: dt.date) -> bool:
    """Whether words name a time and nothing else, so that they answer "when?" whatever else they sound like."""
    timing = find_timing(words, today)
    return bool(timing.spans) and not timing.unsure and not says_something(without(words, timing.spans))


def without(words: str, spans: tuple[tuple[int, int], ...]) -> str:
    """The words that are left when those about time are taken away."""
    kept, after = [], 0
    for start, end in spans:
        kept.append(words[after:start])
        after = end
    return " ".join((*kept, words[after:]))


def hedges(words: str) -> bool:
    """Whether there is an "if", an "or" or a "not" in it, so that a date in it may be the one that does not suit."""
    return _HEDGED.search(words) is not None


def which(words: str, moments: Sequence[dt.datetime], now: dt.datetime, time_zone: str) -> int | None:
    """The one of a few moments, in the order in which they were shown, that words name; None if they name none, more
    than one, or one with an "if" or a "not"."""
    said = plain(words).casefold()
    if hedges(said):
        return None
    zone = ZoneInfo(time_zone)
    local = [moment.astimezone(zone) for moment in moments]
    when = find_timing(words, local_date(now, time_zone)).when
    left = list(range(len(local)))
    named = False
    if when is not None:
        named = True
        if when.start is not None or when.end is not None:
            left = [i for i in left if (when.start or dt.date.min) <= local[i].date() <= (when.end or dt.date.max)]
        if when.days:
            left = [i for i in left if DAYS[local[i].weekday()] in when.days]
        if when.time is not None:
            left = [i for i in left if local[i].time() == when.time]
        if when.part is not None:
            left = [i for i in left if _part(local[i].time()) == when.part]
    days = {int(day) for day in _DAY_OF_MONTH.findall(said)}
    if days & {one.day for one in local}:
        named, left = True, [i for i in left if local[i].day in days]
    if len(left) != 1 and (place := position(said, len(left))) is not None:
        return left[place]
    return left[0] if named and len(left) == 1 else None


def names_a_position(said: str) -> bool:
    """Whether it says "the second one" or "2", however many there are. `said` is as `words_of`."""
    return _WHICH.search(said) is not None


def position(said: str, many: int) -> int | None:
    """Which of `many`, from 0, "the second one" or "2" is; None if it names none of them. `said` is as `words_of`."""
    found = _WHICH.search(said)
    if found is None or many == 0 or _ASKS_ABOUT.search(said):
        return None
    place = found["place"] or found["number"]
    if place == "last":
        return many - 1
    number = _PLACES.index(place) if place in _PLACES else int(place[0]) - 1
    return number if number < many else None


def _part(time: dt.time) -> str:
    return "morning" if time.hour < 12 else "afternoon" if time.hour < 17 else "evening"
