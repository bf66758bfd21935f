# ruff: noqa: E501  (a pattern reads best on one line)
"""Where it would happen: a town, a building or a site, in the text's own words. Somebody's employer is not a place."""

import re
from dataclasses import dataclass

from bot.understanding.reading import MASK, Reading, Token
from bot.understanding.tables.places import ALSO_WORDS, BUILDING, EMPLOYER_TAIL, TOWNS

_BUILDING = re.compile(rf"(?:{BUILDING})")
_EMPLOYER = re.compile(rf"(?:{EMPLOYER_TAIL})(?:'s)?")
_PREPOSITIONS = frozenset(["in", "at", "near", "around", "from", "by", "outside", "inside", "within", "to"])
_SITE = frozenset(["in", "at", "near", "around", "by", "outside"])
_INTRODUCES = re.compile(
    r"(?<!\S)(?:i am|we are|i work|we work|i run|we run|i manage|i look after|i lead|we serve|covering|we cover)"
    r"(?! (?:looking|after|hoping|keen|happy|able|offering|going|trying|seeking|in need|running|hosting|willing|desperate|interested))"
    r"(?: [\w'&/]+){0,9}$"
)
_EMPLOYED = re.compile(
    r"(?<!\S)(?:i|we|who|am|are) (?:(?!could|can|would|might|to)[\w']+ )?(?:work|works|working|worked|based)(?: [\w'&/]+){0,3} (?:for|at|with|in|from|of)$"
)
_LONGEST = 4


@dataclass(frozen=True)
class Found:
    """A place in the text's words, where it stands, and whether that was a guess."""

    place: str | None
    spans: tuple[tuple[int, int], ...]
    unsure: bool = False


def find_place(reading: Reading, *, hosting: bool = False) -> Found:
    """The place named in the reading, the surest first."""
    tokens = reading.tokens
    best: tuple[int, int, int, bool] | None = None
    n = 0
    while n < len(tokens):
        hit = _at(tokens, n, reading.text, hosting=hosting)
        if hit is None:
            n += 1
            continue
        end, score, unsure = hit
        if best is None or score > best[2]:
            best = (n, end, score, unsure)
        n = end
    if best is None:
        return Found(None, ())
    first, last, _, unsure = best
    start, stop = tokens[first].start, tokens[last - 1].end
    before = _lead_in(tokens, first)
    return Found(reading.text[start:stop], ((tokens[before].start, stop),), unsure)


def _lead_in(tokens: tuple[Token, ...], first: int) -> int:
    """Where the words that lead to a place begin ("at our kitchen in Smethwick")."""
    at = first
    while at and tokens[at - 1].norm in ("the", "our", "your", "my"):
        at -= 1
    if at and tokens[at - 1].norm in _PREPOSITIONS:
        at -= 1
    back = at
    while back and back > at - 4 and tokens[back - 1].kind == "word" and tokens[back - 1].norm not in _PREPOSITIONS:
        back -= 1
    if back and tokens[back - 1].norm in ("at", "from") and _BUILDING.fullmatch(tokens[at - 1].norm if at else ""):
        return back - 1
    return at


def _at(tokens: tuple[Token, ...], n: int, text: str, *, hosting: bool) -> tuple[int, int, bool] | None:
    """The place that begins at token `n`: (end, score, guessed), or None."""
    if tokens[n].kind != "word":
        return None
    before = tokens[n - 1].norm if n else ""
    if before in ("the", "our", "your", "my") and n > 1:
        before = tokens[n - 2].norm
    led = before in _PREPOSITIONS
    town = _town(tokens, n, text, led=before in _SITE)
    if town:
        return _with_building(tokens, n, town, text, led=led, hosting=hosting)
    if _capital(tokens[n], text) or (before == "at" and n and tokens[n - 1].norm != before):
        return _building(tokens, n, text, before, hosting=hosting)
    return None


def _town(tokens: tuple[Token, ...], n: int, text: str, *, led: bool) -> int:
    """How many tokens from `n` name a town; 0 for none."""
    for length in range(min(_LONGEST, len(tokens) - n), 0, -1):
        words = tokens[n : n + length]
        if any(t.kind != "word" for t in words):
            continue
        name = text[words[0].start : words[-1].end].lower().replace("’", "'")
        name = re.sub(r"'s$", "", name)
        if " ".join(name.split()) in TOWNS:
            if (
                name in ALSO_WORDS
                and not (led and text[words[0].start].isupper())
                and not text[words[0].start].isupper()
            ):
                return 0
            if name in ALSO_WORDS and n and tokens[n - 1].kind == "word" and not led and not _ends(tokens, n + length):
                return 0
            if name in ALSO_WORDS and not led and (not n or tokens[n - 1].kind == "stop"):
                return 0
            return length
    return 0


def _ends(tokens: tuple[Token, ...], at: int) -> bool:
    return at >= len(tokens) or tokens[at].kind != "word"


def _capital(token: Token, text: str) -> bool:
    return text[token.start].isupper()


def _with_building(
    tokens: tuple[Token, ...], n: int, length: int, text: str, *, led: bool, hosting: bool
) -> tuple[int, int, bool] | None:
    """A town, with the building after it when there is one; None where it is the name of an employer."""
    end = n + length
    rest = [t.norm for t in tokens[end : end + 4]]
    for size in (3, 2, 1):
        tail = " ".join(rest[:size])
        if _EMPLOYER.fullmatch(tail) and not (_BUILDING.fullmatch(tail) and led):
            return None
    for size in (3, 2, 1):
        if len(rest) >= size and _BUILDING.fullmatch(" ".join(rest[:size])):
            return end + size, 5, False
    if len(rest) >= 2 and _capital(tokens[end], text) and tokens[end].kind == "word":
        if any(_EMPLOYER.fullmatch(word) for word in rest[:3]):
            return None
        if _BUILDING.fullmatch(rest[1]):
            return end + 2, 5, False
    previous = tokens[n - 1] if n else None
    sentence = " ".join(t.norm for t in tokens[_sentence_start(tokens, n) : n])
    if previous and previous.kind == "word" and not led:
        if _capital(previous, text) and previous.norm not in ("and", "or"):
            return None if _EMPLOYER.search(sentence[-20:]) or n > 1 else (end, 2, True)
        if previous.norm in ("north", "south", "east", "west", "central", "greater", "inner", "mid", "near", "sunny"):
            return end, 3, False
        nxt = rest[0] if rest else ""
        return (end, 2, True) if nxt in ("", ".", ",", "-", MASK, ")", "!", "?") else None
    if led and not hosting and _self_described(sentence, previous):
        return None
    return end, 4 if led else 3, False


def _self_described(sentence: str, previous: Token | None) -> bool:
    """Whether what leads to a place tells where the speaker works, not where something would happen."""
    lead = sentence.removesuffix(previous.norm if previous else "").strip()
    return bool(_EMPLOYED.search(sentence) or _INTRODUCES.search(lead))


def _sentence_start(tokens: tuple[Token, ...], n: int) -> int:
    while n and tokens[n - 1].kind != "stop":
        n -= 1
    return n


_DETERMINERS = frozenset(["the", "our", "your", "my", "a", "an", "any", "this", "that", "some", "one", "two"])
_NOT_PLACES = frozenset(
    [
        "i",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "tues",
        "wed",
        "weds",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "christmas",
        "easter",
        "teams",
        "zoom",
        "excel",
        "english",
        "welsh",
        "gaelic",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
    ]
)


def _building(
    tokens: tuple[Token, ...], n: int, text: str, before: str, *, hosting: bool
) -> tuple[int, int, bool] | None:
    """A building or an unknown place with capitals: "Friends Meeting House, Lancaster", "at the Guildhall"."""
    end = n
    while end < len(tokens) and end - n < 5 and tokens[end].kind == "word":
        capital = _capital(tokens[end], text)
        joins = (
            tokens[end].norm in ("of", "on", "upon", "and", "le", "under")
            and end + 1 < len(tokens)
            and _capital(tokens[end + 1], text)
        )
        if not capital and not joins and not _BUILDING.fullmatch(tokens[end].norm):
            break
        if tokens[end].norm in _NOT_PLACES or (end == n and tokens[end].norm in _DETERMINERS):
            break
        if (
            text[tokens[end].start : tokens[end].end].isupper()
            and len(tokens[end].norm) > 1
            and tokens[end].norm != "hq"
        ):
            break
        end += 1
    if end == n:
        return None
    words = [t.norm for t in tokens[n:end]]
    named = any(_BUILDING.fullmatch(" ".join(words[k:])) for k in range(len(words)))
    capitals = _capital(tokens[n], text)
    if named and (before in ("in", "at", "near", "from", "by") or (capitals and len(words) > 1 and n)):
        if any(_EMPLOYER.fullmatch(w) for w in words[-1:]) and before != "at":
            return None
        lead = " ".join(t.norm for t in tokens[_sentence_start(tokens, n) : n])
        if not hosting and _self_described(lead, None):
            return None
        return _comma_town(tokens, end, text), 5 if capitals else 3, not capitals
    sentence = " ".join(t.norm for t in tokens[_sentence_start(tokens, n) : n])
    if not named and capitals and _alone(tokens, n, end, text):
        return end, 1, True
    if before in ("in", "at", "near") and capitals and tokens[n - 1].norm == before and not named:
        if _EMPLOYED.search(sentence) or any(_EMPLOYER.fullmatch(t.norm) for t in tokens[n : end + 1]):
            return None
        if before == "in" and re.search(
            r"(?<!\S)(?:training|session|help|advice|work|expert|worker|officer|speak\w*|workshop|course|skills|fluent|lessons?|teach\w*|train \w+|staff|taster|tasters|refresher|intro|introduction|basics|mentoring|coaching|tutor|tutoring|tuition|trainer|classes|class|masterclass|crash course|qualified|experience|trained|interest|interested|specialist|specialise|conversation|webinar) in$",
            sentence,
        ):
            return None
        return end, 2, True
    return None


def _alone(tokens: tuple[Token, ...], n: int, end: int, text: str) -> bool:
    """Whether capitals stand alone between marks, not first in a sentence: ", Hebden Bridge." """
    if not n or not _ends(tokens, end) or tokens[n - 1].norm not in (",", "-", MASK) or end - n > 3:
        return False
    words = [text[t.start : t.end] for t in tokens[n:end]]
    return all(w[0].isupper() and w[1:].islower() and len(w) > 3 for w in words if w not in ("on", "of", "upon", "le"))


def _comma_town(tokens: tuple[Token, ...], end: int, text: str) -> int:
    """Past ", Lancaster" or "in Lancaster" where a town follows a building."""
    if end + 1 < len(tokens) and tokens[end].norm in (",", "in"):
        length = _town(tokens, end + 1, text, led=True)
        if length:
            return end + 1 + length
    return end
