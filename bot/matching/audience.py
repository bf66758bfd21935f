"""Whom a listing is for and from whom help is wanted, read from its words.

"Desks for third sector colleagues" is no use to a council, and "could a council lend us somebody" is no use to a
charity that would. Only what is said outright counts; a listing that says nothing is for everybody.
"""

import re
from functools import lru_cache

from bot.model.organisations import Sector

_THIRD = frozenset({Sector.CHARITY, Sector.SOCIAL_ENTERPRISE, Sector.COMMUNITY_GROUP})
_PUBLIC = frozenset({Sector.COUNCIL, Sector.GOVERNMENT})

_WHO = (
    (r"charit(?:y|ies)|third[- ]sector|voluntary(?: and community)?(?: sector)?|vcs\b|vcse|vcfse|vcfs|not[- ]for[- ]profits?"
     r"|non[- ]?profits?|ngos?|community (?:organisation|group|project)s?|grassroots (?:group|org)\w*|vol(?:untary)? orgs?", _THIRD),
    (r"community groups?|residents'? (?:group|association)s?|faith groups?|village halls?|churches|small groups?", _THIRD),
    (r"social enterprises?|cics?\b", _THIRD),
    (r"public[- ]sector|statutory (?:sector|services?|bod\w+)", _PUBLIC),
    (r"councils?|councillors?|local (?:authorit(?:y|ies)|government)|las?\b(?= (?:staff|officer|colleague|people))"
     r"|town halls?|county halls?|commissioners?|unitar(?:y|ies)", frozenset({Sector.COUNCIL})),
    (r"civil servants?|government departments?|whitehall|nhs|health|police|central government", frozenset({Sector.GOVERNMENT})),
)  # fmt: skip
_NAMES = "|".join(rf"(?P<w{number}>{names})" for number, (names, _) in enumerate(_WHO))
_FILLER = (
    r"(?:(?:any|other|another|a|an|the|our|small|smaller|tiny|local|little|new|fellow|visiting|someone|somebody|people|"
    r"person|staff|colleagues?|officers?|managers?|leaders?|trustees|anyone|anybody|everyone|in|from|at|of|who|works?|"
    r"all|one|two|few|voluntary|sector|housing|benefits|finance|social|work|policy|your|only|directors?|partners?) )*"
)
_LIST = rf"{_FILLER}(?:{_NAMES})(?:,? (?:or|and|&|/) ?{_FILLER}(?:[a-z]+))?"

_FOR = re.compile(
    rf"\b(?:for|open to|aimed at|to host|host|take|welcome|ideal for|suits?|to give|to a|to any|with a|inside a|within a|"
    rf"brief|desk for|desks for|space for|to guide|explain to) {_FILLER}(?:{_NAMES})\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:anyone|anybody|everyone|any (?:team|group|organisation|provider)|all welcome|open to (?:all|any)|any sector|"
    r"whoever|no matter who)\b",
    re.IGNORECASE,
)
_LED = re.compile(
    rf"\b(?:{_NAMES})(?:'s)? ?(?:staff|people|ppl|officers?|colleagues?|workers?|managers?|teams?|folk|person)?"
    rf" (?:only|please|very welcome|welcome|particularly (?:welcome|encouraged)|especially welcome|preferred)\b",
    re.IGNORECASE,
)
_FROM = re.compile(
    rf"\b(?:could|would|can|will|might|is there|are there|does|has|do) {_FILLER}(?:{_NAMES})\b",
    re.IGNORECASE,
)
_OWNED = re.compile(
    rf"\b(?:a|an|any|another|some|whoever at a|somebody at a|someone at a) (?:{_NAMES})\b", re.IGNORECASE
)


def _named(pattern: re.Pattern[str], text: str) -> frozenset[Sector]:
    sectors: set[Sector] = set()
    for found in pattern.finditer(text):
        for number, (_, group) in enumerate(_WHO):
            if found.group(f"w{number}"):
                sectors |= group
        after = text[found.end() : found.end() + 60]
        more = re.match(rf",?(?: \w+)? ?(?:or|and|&|/|,) ?(?:an? )?{_FILLER}(?:{_NAMES})\b", after, re.IGNORECASE)
        if more:
            for number, (_, group) in enumerate(_WHO):
                if more.group(f"w{number}"):
                    sectors |= group
    return frozenset(sectors)


@lru_cache(maxsize=20_000)
def meant_for(text: str) -> frozenset[Sector]:
    """The sectors that an offer says it is for; empty when it is for anybody.

    "Charities very welcome" beside an open invitation narrows nothing, so an open invitation anywhere wins.
    """
    if _OPEN.search(text):
        return frozenset()
    return _named(_FOR, text) | _named(_LED, text)


@lru_cache(maxsize=20_000)
def wanted_from(text: str) -> frozenset[Sector]:
    """The sectors that a request asks for help; empty when anybody will do."""
    return _named(_FROM, text)
