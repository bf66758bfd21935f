"""What a stretch of a message shows to the linear models: each feature has a readable name and a weight.

Words, pairs and triples of words, the same with the small words of giving and wanting put into classes, pieces of
words (for spelling), the channel, and the average of its words' vectors.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from bot.understanding.learned.vectors import WIDTH, nowhere, vector
from bot.understanding.learned.words import Token

Features = dict[str, float]
"""Name to value; a name that the training never saw is ignored."""

CLASSES: Final = {
    "SELF": "i we me us my our mine ours i'd i'll i'm i've we'd we'll we're we've im ive",
    "YOU": "you your yours you'd you'll you're you've u ur yer ye",
    "THEY": "he she they him her them his their he's she's they're they'd they'll",
    "ONE": "someone somebody anyone anybody who whoever people folk everyone everybody others anyone's someone's one",
    "LEARN": "shadow shadowing watch watching observe observing see seeing learn learning visit visiting sit sitting "
    "follow following borrow borrowing join joining listen listening attend tag ride peek witness understand "
    "experience come coming go going spend",
    "GIVE": "teach teaching show showing help helping explain explaining advise advising host hosting lend lending "
    "train training give giving run running talk talking walk walking mentor mentoring review reviewing share sharing "
    "deliver delivering second loan lead leading tell support supporting coach coaching check do doing welcome",
    "WANT": "need needs needed want wants wanted looking seeking after like love hoping hope request requesting "
    "require wish wishes wishing grateful crying desperate struggling stuck lost interested keen appreciate find "
    "please pls plz",
    "CAN": "can could would will shall may might able happy willing glad offer offering available free delighted "
    "pleased",
}
"""Words that say who gives and who wants, by class; a class stands for any of its words."""

_CLASS_OF: Final = {word: name for name, words in CLASSES.items() for word in words.split()}
_SMALL_WORDS: Final = (
    "a an the to of and in is it for on with at by from or but as so be am are was do does did has had have that"
)
_SMALL: Final = frozenset(_SMALL_WORDS.split())
_MEANING: Final = (*(f"meaning {n}" for n in range(WIDTH)), *(f"beginning {n}" for n in range(WIDTH)))
_WORD, _PAIR, _TRIPLE, _CLASS = 1.0, 0.8, 0.6, 0.8


@lru_cache(maxsize=64)
def stretch(tokens: tuple[Token, ...], channel: str) -> Features:
    """The features of some neighbouring tokens read as one message; remembered, so not to be changed."""
    words = _spoken(tokens)
    found: Features = {"<any>": 1.0, f"channel {channel}": 1.0}
    padded = ["<start>", *words, "<end>"]
    classed = [_CLASS_OF.get(word, word) for word in padded]
    share = 1.4 / max(4, len(words)) ** 0.3
    found |= dict.fromkeys(_runs(classed, 3) | _runs(classed, 2), _CLASS * share)
    found |= dict.fromkeys(
        (f"{a} _ {c}" for a, _, c in zip(padded, padded[1:], padded[2:], strict=False)), _TRIPLE * share
    )
    found |= dict.fromkeys(_runs(padded, 3), _TRIPLE * share)
    found |= dict.fromkeys(_runs(padded, 2), _PAIR * share)
    found |= dict.fromkeys(words, _WORD * share)
    if channel.startswith("slash"):
        found |= dict.fromkeys((f"{channel} {word}" for word in words), _WORD * share)
    pieces = {p for word in set(words) if len(word) >= 4 and word[0] != "<" for p in _pieces(word)}
    found |= dict.fromkeys(pieces, 1.0 / max(1.0, len(pieces)) ** 0.5)
    found[f"length {len(words) if len(words) < 6 else len(words) // 6 * 6}"] = 0.3
    return found | _averages([t for t in tokens if t.wordy and not t.time])


def _runs(words: Sequence[str], size: int) -> set[str]:
    return {" ".join(words[n : n + size]) for n in range(len(words) - size + 1)}


def _spoken(tokens: Sequence[Token]) -> list[str]:
    """The words, with one placeholder for each stretch about time and marks kept as they are."""
    words: list[str] = []
    for token in tokens:
        word = token.time or token.norm
        if not (token.time and words and words[-1] == word):
            words.append(word)
    return words


@lru_cache(maxsize=8192)
def _pieces(word: str) -> frozenset[str]:
    marked = f"^{word}$"
    return frozenset("~" + marked[n : n + size] for size in (3, 4, 5) for n in range(len(marked) - size + 1))


def _averages(tokens: Sequence[Token]) -> Features:
    """The mean vector of the words, small words left out, and that of the first few."""
    if not tokens:
        return {}
    telling = [vector(t.norm) for t in tokens if t.norm not in _SMALL] or [nowhere()]
    every = np.mean(telling, axis=0) * 2.5
    first = np.mean([vector(t.norm) for t in tokens[:4]], axis=0) * 1.5
    return dict(zip(_MEANING, [*every.tolist(), *first.tolist()], strict=True))
