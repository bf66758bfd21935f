"""What of a text the model reads: its halves, cut where a sentence ends, and its topic when that adds something.

The whole is not read a second time. It is the mean of its halves, the longer counting for more, which ranks as well and
takes half as long: what people type is two or three sentences, and a model's time goes by the word.
"""

from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from bot import jargon
from bot.matching import words
from bot.matching.kept import Floats

_LONG = 16
"""Words from which a text is read in two halves. Between 12 and 20 the measure moves by less than its noise."""


@dataclass(frozen=True)
class Passages:
    """What is read of one text: `halves`, one or two, none of them empty, and the `topic` or nothing."""

    halves: tuple[str, ...]
    topic: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """All of them, as the model should read them."""
        return self.halves + self.topic

    def rows(self, read: Floats) -> Floats:
        """Unit vectors, the whole text's first, from those of `texts`: float32 [passages, width]. A text in one piece
        is its own half."""
        if len(self.halves) == 1:
            return read
        lengths = np.sqrt(np.array([len(half.split()) for half in self.halves], dtype=np.float32))
        whole = lengths @ read[: len(self.halves)]
        rows: Floats = np.vstack([whole / np.linalg.norm(whole), read])
        return rows


def passages(text: str, topic: str) -> Passages:
    """Of a plain text, its abbreviations written out, and the phrase that names its subject."""
    said = topic and topic != text
    return Passages(tuple(map(words.matter, _halves(text))), (jargon.expanded(topic),) if said else ())


def _halves(text: str) -> tuple[str, ...]:
    """A text's sentences in two parts of lengths that differ as little as they can; the text if it is short or has but
    one."""
    sentences = words.sentences(text)
    if len(sentences) < 2 or len(text.split()) < _LONG:
        return (text,)
    lengths = list(accumulate(map(len, sentences)))
    cut = min(range(1, len(sentences)), key=lambda cut: abs(2 * lengths[cut - 1] - lengths[-1]))
    return " ".join(sentences[:cut]), " ".join(sentences[cut:])
