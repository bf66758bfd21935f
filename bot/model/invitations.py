"""Invitation codes: what one looks like, how long it holds, and how many wrong ones are put up with.

A code is three groups of four from letters and digits that are hard to take for one another, without vowels, so that
no word is ever taken for one: about 55 bits. It is typed in any case, with dashes, spaces or nothing between groups.
"""

import datetime as dt
import random
import re

ALPHABET = "23456789CDFGHJKMNPQRTVWX"
GROUPS, LENGTH = 3, 4

VALID_FOR = dt.timedelta(days=14)
MOST_WRONG = 10
"""Wrong codes from one workspace in one hour of the clock; after that none is looked at until the next."""
MOST_OPEN = 20
"""Codes of one organisation that nobody has used yet."""

_BETWEEN = r"[\s\-\u2010-\u2015]{0,3}"
_GROUP = f"[{ALPHABET}]{{{LENGTH}}}"
_CODE = re.compile(
    rf"(?<![0-9A-Z]){_GROUP}(?:{_BETWEEN}{_GROUP}){{{GROUPS - 1}}}(?![0-9A-Z])", re.IGNORECASE | re.ASCII
)
_MISTYPED = re.compile(r"[0-9A-Z]{4}(?:[\-\u2010-\u2015][0-9A-Z]{4}){2}", re.IGNORECASE)
_LETTERS_AND_DIGITS = re.compile(r"(?=.*[0-9])(?=.*[A-Z])")


def new_code(chance: random.Random) -> str:
    """A code such as "7KMR-2DXQ-93TH". `chance` must be one that nobody can foresee."""
    while True:
        letters = "".join(chance.choice(ALPHABET) for _ in range(GROUPS * LENGTH))
        if _LETTERS_AND_DIGITS.match(letters):
            return "-".join(letters[start : start + LENGTH] for start in range(0, len(letters), LENGTH))


def code_in(words: str) -> str | None:
    """The code that somebody typed, alone or in a sentence, as `bare` writes it; None if there is none.

    A message that is nothing but three groups of four counts although a code never has such letters: it was mistyped.
    """
    for found in _CODE.finditer(words):
        if _LETTERS_AND_DIGITS.match(bare(found[0])):
            return bare(found[0])
    if _MISTYPED.fullmatch(words.strip(" .!")) and _LETTERS_AND_DIGITS.match(bare(words)):
        return bare(words)
    return None


def bare(code: str) -> str:
    """The code's letters and digits alone, in capitals."""
    return re.sub(r"[^0-9A-Z]", "", code.upper())
