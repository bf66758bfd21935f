"""Takes personal details out of a message before anybody outside reads it: who, where they live, how to reach them.

Whatever could be a person's name goes too: a given name, and any capitalised word that the reviewed words of this
trade do not hold. Rather too much than too little: what is lost here costs a guess, what is not costs a confidence.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from functools import cache
from typing import Final

from bot.jargon import subjects, terms
from bot.understanding.tables.given_names import ALSO_WORDS, GIVEN
from bot.understanding.tables.places import ALSO_WORDS as TOWNS_AND_WORDS
from bot.understanding.tables.places import BUILDING, EMPLOYER_TAIL, TOWNS
from bot.understanding.tables.spelling import KNOWN, LEAVE_ALONE, SHORT

NAME: Final = "[name]"

_WHERE: Final = r"street|road|avenue|lane|crescent|terrace|grove|mews|hill|row|walk"
_WHERE_CAPITAL: Final = r"St|Rd|Ave|Close|Drive|Court|Gardens|Square|Place|Way|Park|House|Green|View"
_DETAILS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("[link]", re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)),
    (
        "[e-mail]",
        re.compile(r"[^\s@<>()\[\],;:]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\s?(?:\.|\(dot\)|\[dot\])\s?[\w-]+)+"),
    ),
    (NAME, re.compile(r"[@＠][\w.\-]+")),
    ("[link]", re.compile(r"\b[\w-]+(?:\.[\w-]+)*\.(?:uk|com|org|net|io|cymru|wales|scot)\b(?:/\S*)?", re.IGNORECASE)),
    # the letters C I K M O V never stand in the second half of a postcode, so "wk1 2pm" is none
    ("[postcode]", re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s{0,2}\d[abd-hjlnp-uw-z]{2}\b", re.IGNORECASE)),
    ("[number]", re.compile(r"\b[a-z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[a-d]\b", re.IGNORECASE)),
    # an invitation's code, or another like it
    ("[number]", re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[a-z])[a-z0-9]{4}(?:[-‐-―]?[a-z0-9]{4}){2}\b", re.IGNORECASE)),
    ("[date]", re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:19)?\d{2}\b(?!\d)")),
    ("[address]", re.compile(rf"\b\d{{1,4}}[a-z]?,?\s(?:[\w'’]+\s){{1,3}}(?:{_WHERE})\b", re.IGNORECASE)),
    ("[address]", re.compile(rf"\b\d{{1,4}}[A-Za-z]?,?\s(?:[A-Z][\w'’]+\s){{1,3}}(?:{_WHERE_CAPITAL})\b")),
)
_FIGURES: Final = re.compile(r"(?<![\w£])\+?\(?\d(?:[\s().\-/]{0,3}\d){5,}(?!\w)")
_A_DATE: Final = re.compile(r"20\d\d-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]20\d\d")
_TITLED: Final = re.compile(
    r"\b(?:(?:mr|mrs|ms|mx|dr|prof|professor|cllr|councillor)\.?|(?-i:Miss|Sir|Dame|Lord|Lady|Rev|Father|Sister|Imam|Rabbi))"
    r"\s(?-i:[A-Z][\w'’-]*(?:\s[A-Z][\w'’-]*)?|(?!(?:in|on|at|for|to|and|or|who|is|the|from|with|about)\b)[a-z'’-]{3,})",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’\-‑][^\W\d_]+)*")
_SENTENCE_BEFORE: Final = re.compile(r"(?:^|[.!?:;\n•\-–—(\"“]\s*)$")
_PLACE_BEFORE: Final = re.compile(r"\b(?:in|at|near|around|to|outside)\s$", re.IGNORECASE)


def without_personal_details(text: str, names: Iterable[str] = ()) -> str:
    """`text`, already made plain, with a word in brackets for each name, address, number or link.

    `names` are names known to belong here, such as the writer's own.
    """
    for instead, pattern in _DETAILS:
        text = pattern.sub(instead, text)
    text = _FIGURES.sub(lambda found: found.group() if _A_DATE.fullmatch(found.group()) else "[number]", text)
    text = _TITLED.sub(NAME, text)
    text = _without_names(text, frozenset(part for name in names for part in _parts(name)))
    return re.sub(r"\[name\](?:[\s,&-]{1,3}\[name\])+", NAME, text)


def _parts(name: str) -> Iterator[str]:
    return (found.group().casefold() for found in _WORD.finditer(name) if len(found.group()) > 1)


def _without_names(text: str, known: frozenset[str]) -> str:
    pieces: list[str] = []
    at = 0
    after_name = -1
    found = list(_WORD.finditer(text))
    for number, word in enumerate(found):
        if text[word.start() - 1 : word.start()] == "[" and text[word.end() : word.end() + 1] == "]":
            after_name = word.end() + 1 if word.group() == "name" else -1
            continue
        follower = found[number + 1] if number + 1 < len(found) else None
        following = follower.group() if follower and text[word.end() : follower.start()] == " " else ""
        surname = after_name >= 0 and text[after_name : word.start()] in (" ", "-", "’", "'") and _surname(word.group())
        if surname or _is_name(text, word, following, known):
            pieces += [text[at : word.start()], NAME]
            at = after_name = word.end()
        else:
            after_name = -1
    return "".join([*pieces, text[at:]])


def _is_name(text: str, word: re.Match[str], following: str, known: frozenset[str]) -> bool:
    written = word.group()
    bare = _bare(written)
    capital = written[0].isupper()
    ordinary = _ordinary(bare)
    if not known.isdisjoint({bare, written.casefold()}) and (capital or not ordinary):
        return True
    if bare in GIVEN:
        return True
    if not capital:
        return False
    if bare in ALSO_WORDS:
        if _PLACE_BEFORE.search(text, 0, word.start()) and bare in TOWNS:
            return False
        begins = _SENTENCE_BEFORE.search(text[max(0, word.start() - 4) : word.start()]) is not None
        alone = text[word.end() : word.end() + 1] in (",", "\n", "") or following.casefold() == "here"
        return not begins or alone or (following[:1].isupper() and not _ordinary(_bare(following)))
    if written.rstrip("s").isupper():  # an abbreviation, or shouting
        return False
    return not ordinary and not all(map(_ordinary, re.split(r"[-‑]", bare)))


def _surname(written: str) -> bool:
    """Whether a word right after a given name belongs to it."""
    bare = _bare(written)
    if written[0].isupper() and not written.isupper():
        return bare not in _COMMON_AFTER_NAMES
    return not _ordinary(bare)


_COMMON_AFTER_NAMES: Final = frozenset({"i", "we", "could", "can", "please", "would", "is", "and", "at", "from"})


def _bare(written: str) -> str:
    """In small letters without a possessive or a contraction."""
    return re.sub(r"(?:n)?['’](?:s|d|m|t|ll|re|ve)?$", "", written.casefold())


def _ordinary(bare: str) -> bool:
    return len(bare) < 2 or bare in _vocabulary()


@cache
def _vocabulary() -> frozenset[str]:
    """The words of this trade and of everyday requests, in small letters: known to name nobody."""
    reviewed = [str(astuple(term)) for term in terms()] + [str(astuple(subject)) for subject in subjects()]
    written = " ".join([*reviewed, *TOWNS, *TOWNS_AND_WORDS, *KNOWN, *LEAVE_ALONE, *SHORT, BUILDING, EMPLOYER_TAIL])
    return frozenset(_bare(word) for word in _WORD.findall(f"{written} {_EVERYDAY}".casefold())) - GIVEN


_EVERYDAY: Final = """
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
october november december mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec
easter christmas ramadan eid diwali whitsun michaelmas bank holiday hello hi hey hiya morning afternoon evening dear
thanks thank cheers please sorry yes no ok okay swap swapping offer offering seek seeking shadow shadowing host hosting
i we you he she they it a an the and or but so if of in on at to for from with by about can could would will shall may
might must do does did don doesn didn won wouldn couldn isn aren wasn is are was be been am have has had my our your
their this that these those there here what who whom which when where why how any some every each all none one two
three four five six seven eight nine ten hour hours day days week weeks month months year fortnight minute minutes
excel word outlook teams zoom slack google microsoft powerpoint access sharepoint trello miro canva mailchimp
facebook instagram linkedin twitter tiktok youtube whatsapp wordpress drupal python javascript sql tableau github
salesforce xero quickbooks sage power bi apps automate photoshop illustrator english welsh polish urdu punjabi bengali
gujarati arabic somali french german spanish romanian ukrainian gaelic british scottish irish european council
borough county city town district parish trust foundation charity community government department agency association
"""
