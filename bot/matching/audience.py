"""Whom a listing is for and from whom help is wanted, read from its words.

"Desks for third sector colleagues" is no use to a council, and "could a council lend us somebody" is no use to a
charity that would. Only what is said outright counts; a listing that says nothing is for everybody. The patterns are in
small letters, as the words are made first: to ignore capitals at every step takes three times as long.
"""

import re
from functools import lru_cache

from bot.matching.words import LONGEST
from bot.model.organisations import Sector
from bot.patterns import Pattern

_THIRD = frozenset({Sector.CHARITY, Sector.SOCIAL_ENTERPRISE, Sector.COMMUNITY_GROUP})
_PUBLIC = frozenset({Sector.COUNCIL, Sector.GOVERNMENT})

_WHO = (
    (r"charit(?:y|ies)|third[- ]sector|voluntary(?: and community)?(?: sector)?|vcs\b|vcse|vcfse|vcfs|ngos?"
     r"|not[- ]for[- ]profits?|non[- ]?profits?|vol(?:untary)? orgs?|social enterprises?|cics?\b", _THIRD),
    (r"(?:community|grassroots|small|faith|residents'?) (?:organisation|group|project|association)s?"
     r"|village halls?|churches", _THIRD),
    (r"public[- ]sector|statutory (?:sector|services?|bod\w+)", _PUBLIC),
    (r"councils?|councillors?|local (?:authorit(?:y|ies)|government)|las?\b(?= (?:staff|officer|colleague|people))"
     r"|town halls?|county halls?|commissioners?|unitar(?:y|ies)", frozenset({Sector.COUNCIL})),
    (r"social work(?:ers?)?", frozenset({Sector.COUNCIL})),
    (r"civil servants?|(?:central )?government departments?|whitehall|nhs|health|police",
     frozenset({Sector.GOVERNMENT})),
)  # fmt: skip
_NAMES = "|".join(names for names, _ in _WHO)
_EACH = tuple((Pattern(rf"\b(?:{names})\b"), sectors) for names, sectors in _WHO)
_ANYBODY = Pattern(rf"\b(?:{_NAMES})\b")
"""Looked for first, because most offers name nobody, and to look for how they would takes longer."""
_PEOPLE = (
    r"(?: ?(?:-?led|[- ]based))?(?:'s?)? ?(?:staff|people|ppl|folk|officers?|colleagues?|workers?|managers?|guests?|"
    r"visitors?|partners?|teams?|orgs?|organisations?|groups?|leaders?|trustees?|volunteers?|directors?|person|bods)?"
)
_FILLER = (
    r"(?:(?:any|other|another|an?|small|smaller|tiny|little|local|new|fellow|visiting|someone|somebody|anyone|anybody|"
    r"senior|people|person|staff|colleagues?|officers?|managers?|leaders?|trustees|from|in|at|of|who|works?|one|two|few|"
    r"voluntary|housing|benefits|social|policy|or|and) )*"
)
_NAMED = rf"(?:{_NAMES})\b{_PEOPLE}"

_FOR = Pattern(
    rf"(?<!work )(?<!works )(?<!working )\b(?:for|open to|aimed at|ideal for|(?:can|could|would|'d) (?:host|take|give)|"
    rf"host|(?:seconded|lent|loaned|released|loan|go) to|inside|brief|for use by) {_FILLER}{_NAMED}",
)
_ONLY = Pattern(rf"\b{_NAMED} (?:only|please)\b|\bonly (?:for )?{_NAMED}")
_OPEN = Pattern(
    r"\b(?:(?:for|suits|to) (?:anyone|anybody|everyone|whoever)|anyone really|all welcome|"
    r"any (?:team|group|organisation|provider|hall)|open to (?:all|any)|any sector|other councils)\b",
)
_FROM = Pattern(
    rf"\b(?:could|would|can|will|might|is there|are there|does|has|do|did) (?:{_FILLER}){_NAMED}"
    rf"|\b(?:somebody|someone|anybody|anyone|whoever|person|officer)\b[^.?!]{{0,25}}"
    rf"\b(?:at|in|from|inside|runs) (?:an?|another) (?:\w+ )?{_NAMED}",
)
_MORE = Pattern(rf",?(?: \w+)? ?(?:or|and|&|/|,) ?{_FILLER}{_NAMED}")


def _named(pattern: Pattern, text: str) -> frozenset[Sector]:
    sectors: set[Sector] = set()
    for found in pattern.compiled.finditer(text):
        sectors |= _sectors(found)
        if more := _MORE.compiled.match(text, found.end()):
            sectors |= _sectors(more)
    return frozenset(sectors)


def _sectors(found: re.Match[str]) -> frozenset[Sector]:
    said = found.group(0)
    return frozenset(sector for names, sectors in _EACH if names.compiled.search(said) for sector in sectors)


@lru_cache(maxsize=20_000)
def meant_for(text: str) -> frozenset[Sector]:
    """The sectors that an offer says it is for; empty when it is for anybody.

    "Charities very welcome" narrows nothing, and an open invitation anywhere wins over what is named beside it.
    """
    text = text[:LONGEST].lower()
    if not _ANYBODY.compiled.search(text) or _OPEN.compiled.search(text):
        return frozenset()
    return _named(_FOR, text) | _named(_ONLY, text)


@lru_cache(maxsize=20_000)
def wanted_from(text: str) -> frozenset[Sector]:
    """The sectors that a request asks for help; empty when anybody will do."""
    return _named(_FROM, text[:LONGEST].lower())
