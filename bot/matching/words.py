"""Words as matching sees them: one spelling per word, and nothing of the chat around the matter.

Politeness, lengths, days and the names of the activity itself ("could I shadow somebody for a day, please") say
nothing about the subject and pull unrelated texts together, so they are left out before anything is compared.
"""

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

LONGEST = 2000
"""Characters of a listing that are read; a chat message that is longer is about everything."""

_MARKUP = re.compile(r"<at>.*?</at>|<[@#!][^>]*>|<(?:https?|mailto)[^|>]*\|?([^>]*)>|:[a-z_+-]+\d?:|https?://\S+")
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+|\s+[-–—]\s+")
_WORD = re.compile(r"[a-z0-9]+(?:['&][a-z0-9]+)*")

_GRAMMAR = """
a about above actually after again all almost also although always am an and another any anybody anyone anything
anywhere are aren't around as at away back be because been before behind being best between both but by came can
can't cannot come comes coming could couldn't did didn't different do does doesn't doing don't done down each either
else enough etc even ever every everybody everyone everything few for from further get gets getting give given gives
go goes going gone good got had has hasn't have haven't having he he's her here hers herself him himself his how i
i'd i'll i'm i've if in instead into is isn't it it's its itself just keep kind knew know knows last least less let
like little lot lots made make makes making many may maybe me mean means might mine more most mostly much must my
myself near need needed needs neither never new next no nobody none nor not nothing now of off often ok on once one
ones only onto or other others our ours out over own part people per perhaps please put quite rather really right
said same say says see seen she she's should shouldn't simply since so some somebody someone something sometimes
somewhere sort soon still stuff such sure take takes taking tell than that that's the their theirs them themselves
then there there's these they they're they've thing things think thinking this those though three through thru till
to together too took toward try trying turn two under until up upon us use used very via want wanted wants was wasn't
way we we'd we'll we're we've well went were weren't what what's whatever when where wherever whether which while who
who's whoever whole whose why will with within without won't would wouldn't yes yet you you'd you'll you're you've
your yours yourself
"""
_CHAT = """
thanks thank cheers hi hello hey hiya dear all folks colleague colleagues anyone somebody someone love happy glad
keen interested interest offer offering offered looking look seeking seek help helping explain explaining talk talking
chat session sessions sit join along spend share sharing shadow shadowing observe host hosting learn learning ask asks
asking hour hours minute minutes min mins hr hrs day days week weeks month months morning afternoon evening half
fortnight monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun
mondays tuesdays wednesdays thursdays fridays saturdays sundays weekday weekdays january february march april june
july august september october november december remote remotely online zoom webinar screen free welcome bring
question questions wondering wonder idea ideas hand advice advise grateful appreciated fancy anyone's ours person
team org organisation organisations
"""
STOP = frozenset((_GRAMMAR + _CHAT).split())

_KEEP = frozenset({"news", "analysis", "crisis", "bus", "gas", "access", "process", "business", "aids", "sens", "asc"})
_IRREGULAR = {
    "children": "child",
    "kids": "child",
    "kid": "child",
    "men": "man",
    "women": "woman",
    "mums": "mum",
    "mum's": "mum",
    "mothers": "mum",
    "mother": "mum",
    "dads": "dad",
    "fathers": "dad",
    "father": "dad",
    "teenagers": "teen",
    "teenager": "teen",
    "teens": "teen",
    "youngsters": "teen",
    "elderly": "old",
    "older": "old",
    "pensioners": "pensioner",
    "funeral": "funer",
    "funerals": "funer",
    "lives": "life",
    "homes": "home",
    "houses": "house",
    "housing": "housing",
    "housed": "house",
    "planner": "planning",
    "planners": "planning",
    "planning": "planning",
    "licence": "licens",
    "licences": "licens",
    "license": "licens",
    "licensing": "licens",
    "licensed": "licens",
    "commissioner": "commission",
    "commissioners": "commission",
}


def plain(text: str) -> str:
    """The text without platform markup, entities and odd Unicode, on one line, at most `LONGEST` characters."""
    text = unicodedata.normalize("NFKC", html.unescape(text[: LONGEST * 2]))
    text = _MARKUP.sub(lambda found: found.group(1) or " ", text)
    text = text.replace("’", "'").replace("‘", "'")
    if not text.replace("\n", "").isprintable():  # most texts are, and looking at each character costs most of this
        text = "".join(
            character for character in text if character == "\n" or unicodedata.category(character)[0] != "C"
        )
    return re.sub(r"[ \t]+", " ", text).strip()[:LONGEST]


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a plain text that hold a word worth comparing, in order."""
    parts = (part.strip(" -–—,;:") for part in _SENTENCE.split(text))
    return tuple(part for part in parts if any(word not in STOP for word in _WORD.findall(part.lower())))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its commonest English endings; the same for "tender", "tenders" and "tendering"."""
    word = _IRREGULAR.get(word, word)
    word = word.removesuffix("'s")
    if len(word) < 4 or word in _KEEP or word.isdigit():
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + instead
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


_ENDINGS = (
    ("sses", "ss"),
    ("ies", "y"),
    ("ied", "y"),
    ("ations", "at"),
    ("ation", "at"),
    ("ating", "at"),
    ("ated", "at"),
    ("ators", "at"),
    ("ator", "at"),
    ("ments", ""),
    ("ment", ""),
    ("ness", ""),
    ("ings", ""),
    ("ing", ""),
    ("ers", ""),
    ("er", ""),
    ("ors", ""),
    ("or", ""),
    ("ed", ""),
    ("ly", ""),
    ("es", ""),
    ("ss", "ss"),
    ("us", "us"),
    ("s", ""),
)


def terms(text: str) -> tuple[str, ...]:
    """The stems of the words that carry the matter, in order, repeats kept."""
    return tuple(stem(word) for word in _WORD.findall(text.lower()) if word not in STOP and len(word) > 1)


def as_written(text: str, stems: Sequence[str]) -> tuple[str, ...]:
    """These stems as a text first writes them ("setting", not "sett"), for people to read."""
    written: dict[str, str] = {}
    for word in _WORD.findall(text.lower()):
        written.setdefault(stem(word), word)
    return tuple(written.get(one, one) for one in stems)


_FRAMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?:hi|hello|hey|hiya|morning|afternoon|dear) (?:all|folks|everyone|there|both|team)?[,!. ]*",
        r"\b(?:please|pls|thanks(?: in advance)?|thank you|cheers|many thanks|ta)\b[!.]*",
        r"\b(?:i|we)(?:'d| would| should)? (?:really |very much )?(?:like|love|want|be keen|be glad|be happy|"
        r"be grateful)(?: to| for)?\b",
        r"\b(?:i'm|i am|we're|we are) (?:looking for|after|interested in|keen to|happy to|hoping to|wondering if)\b",
        r"\b(?:could|can|would|will|might) (?:i|we|you|someone|somebody|anyone|anybody|one of you)\b(?: please)?"
        r"(?: be able to)?",
        r"\b(?:is there|are there|has|have|does|do) (?:anyone|anybody|someone|somebody)\b",
        r"\b(?:anyone|anybody|someone|somebody)(?: here| there| out there)?\b(?: who(?:'d| would| could| can| will)?)?",
        r"\b(?:happy|glad|willing|keen|able) to (?:share|offer|help|talk|explain|chat|host|show|take)\b",
        r"\bfor (?:a|an|one|half a|two|a couple of) (?:hours?|days?|weeks?|mornings?|afternoons?|evenings?)\b",
        r"\b(?:spend|have) (?:a|an|one|half a|two|some) (?:hour|days?|week|morning|afternoon|evening|time)\b(?: with)?",
        r"\b(?:an|one|half an|a couple of|two) hours?\b(?: or (?:so|two))?|\b\d+ ?(?:mins?|minutes|hrs?|hours)\b",
        r"\b(?:on|by|via|over) (?:teams|zoom|the phone)\b",
        r"\b(?:shadow(?:ing)?|observe|sit in (?:on|with)|follow)\b(?! puppet| economy| cabinet)",
    )
)


def matter(text: str) -> str:
    """A plain text without its polite frame: what to compare by meaning. Never empty unless the text is."""
    bare = text
    for frame in _FRAMES:
        bare = frame.sub(" ", bare)
    bare = re.sub(r"\s+", " ", bare).strip(" ,.!?-")
    return bare if len(bare) > 2 else text
