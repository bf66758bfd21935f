"""How alike two texts are: shared meaning, words and subjects, and how far one leads to the other, blended linearly.

With an encoder all of them count; without one (not installed, or still loading) words and subjects carry it alone.
Rank fusion was measured against the linear blend and loses; so does any one part by itself.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Protocol
from zlib import crc32

import numpy as np

from bot import jargon
from bot.matching import lexical, words
from bot.matching.knowledge import Knowledge, Profile, Read, usual
from bot.matching.reaching import Reach
from bot.matching.vectors import Floats, Vectors, pack, unpack
from bot.model.listings import Details

_MEANING, _WORDS, _LETTERS, _SUBJECTS, _REACH = 0.35, 0.115, 0.115, 0.19, 0.23
"""Shares of the blend when there is an encoder. Moving any by a third changes the measure by less than its noise."""

_WORDS_ALONE, _LETTERS_ALONE, _SUBJECTS_ALONE = 0.35, 0.25, 0.40

_MOST_WORDS = 3
"""Shared words that are named as a reason."""

_MOST_PARTS = 2
"""Sentences of one text that get a vector of their own, beside the whole. With six nothing was found better, and
reading took a quarter longer."""


class Encoder(Protocol):
    """Turns sentences into unit vectors. `encode` returns None while the model is not (yet) there."""

    @property
    def version(self) -> str:
        """Of the vectors; other versions cannot be compared with them."""

    def encode(self, texts: Sequence[str]) -> Floats | None:
        """One float32 row a text."""


@dataclass(frozen=True)
class Prepared:
    """What is compared of one text. `vectors` holds a unit row for the whole text, then one a sentence, or is None."""

    bag: lexical.Bag
    profile: Profile
    knowledge: Knowledge
    vectors: Floats | None = None
    reach: Reach | None = None

    @cached_property
    def lit(self) -> Profile:
        """Its profile with the neighbours lit, as an ask is seen."""
        return self.knowledge.seen_from(self.profile)

    @cached_property
    def usual(self) -> tuple[float, float]:
        """Mean and spread of its likeness to work of any kind."""
        return (0.0, 1.0) if self.vectors is None or self.reach is None else self.reach.usual(self.vectors[0])

    @cached_property
    def asked(self) -> Floats | None:
        """Its vectors as those of a request."""
        return None if self.vectors is None or self.reach is None else self.reach.asked(self.vectors)

    @cached_property
    def offered(self) -> Floats | None:
        """Its vectors as those of an offer."""
        return None if self.vectors is None or self.reach is None else self.reach.offered(self.vectors)


@dataclass(frozen=True)
class Likeness:
    """How alike two texts are, 0 to 1: the blend and its parts. `meaning` is None without an encoder. `standing` is by
    how many spreads the candidate is more like the ask than work of any kind is (`Reach.usual`)."""

    score: float
    meaning: float | None
    words: float
    letters: float
    subjects: float
    standing: float = 0.0


class Relevance:
    """Compares asks with candidates and remembers what it worked out of their texts (the last `remembered`)."""

    def __init__(
        self, encoder: Encoder | None = None, knowledge: Knowledge | None = None, remembered: int = 3_000
    ) -> None:
        self.knowledge = knowledge or usual()
        self._encoder = encoder
        self._read: Read | None = None
        self._seen: OrderedDict[tuple[str, str, str, bool], Prepared] = OrderedDict()
        self._remembered = remembered
        self._lock = Lock()

    @property
    def version(self) -> str:
        """Of what `stored` makes; it changes with the model and with the subjects. At most 17 characters."""
        return f"{self._encoder.version[:8] if self._encoder else 'none'}-{self.knowledge.version[:8]}"

    def warm(self) -> None:
        """Get ready what every comparison needs; half a second once, for a thread that nobody waits for."""
        self._known()

    def stored(self, details: Details, role: str = "") -> bytes:
        """What to keep in a listing's row so that its text need not be encoded again; empty while there is no model.

        `role` is the person's for an offer, and left out for a request: there it says who asks, not what for.
        """
        prepared = self.prepare(details, role)
        if prepared.vectors is None:
            return b""
        return pack(Vectors(prepared.vectors, prepared.profile), self.mark(details, role))

    def of_stored(self, stored: bytes | None, details: Details, role: str = "") -> Vectors | None:
        """The vectors in what `stored` made; None when they are of another version or of other words."""
        return unpack(stored, self.mark(details, role), len(self.knowledge.subjects)) if stored else None

    def mark(self, details: Details, role: str) -> str:
        """Which version, and which words, `stored` was made of: 24 characters."""
        words_of_it = "\n".join((details.text, details.topic, role)).encode()
        return f"{self.version}-{crc32(words_of_it) & 0xFFFFFF:06x}"

    def prepare(self, details: Details, role: str = "", stored: bytes = b"") -> Prepared:
        """What will be compared of a listing's words; remembered. `stored` saves the encoding if it is current."""
        read = self._known()
        key = (details.text, details.topic, role, read is not None)
        with self._lock:
            known = self._seen.get(key)
            if known is not None:
                self._seen.move_to_end(key)
                return known
        prepared = self._work_out(details, role, read, stored)
        with self._lock:
            self._seen[key] = prepared
            while len(self._seen) > self._remembered:
                self._seen.popitem(last=False)
        return prepared

    def compare(self, ask: Prepared, candidate: Prepared, *, offering: bool = False) -> Likeness:
        """How alike an ask and a candidate are; not symmetric, the ask's words are the ones looked for.

        `offering` is true when the ask is an offer, and the candidate what it may answer.
        """
        knowledge = self.knowledge
        by_words = knowledge.weights.bm25(ask.bag, candidate.bag)
        by_letters = lexical.cosine(ask.bag, candidate.bag)
        by_subjects = float(ask.lit @ candidate.profile)
        meaning, standing = None, 0.0
        if ask.vectors is None or candidate.vectors is None:
            score = _WORDS_ALONE * by_words + _LETTERS_ALONE * by_letters + _SUBJECTS_ALONE * by_subjects
        else:
            meaning = _meaning(ask.vectors, candidate.vectors)
            score = _MEANING * meaning + _WORDS * by_words + _LETTERS * by_letters + _SUBJECTS * by_subjects
            middle, spread = ask.usual
            standing = (float(ask.vectors[0] @ candidate.vectors[0]) - middle) / spread
            request, offer = (candidate, ask) if offering else (ask, candidate)
            if request.asked is not None and offer.offered is not None:
                score += _REACH * _meaning(request.asked, offer.offered)
        return Likeness(max(0.0, score), meaning, by_words, by_letters, by_subjects, standing)

    def common(self, ask: Prepared, candidate: Prepared) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the two have in common, the most telling first: names of subjects, and words as they were stemmed."""
        subjects = self.knowledge.shared(ask.profile, candidate.profile)
        both = lexical.shared(self.knowledge.weights, ask.bag, candidate.bag)[:_MOST_WORDS]
        return tuple(subject.names[0] for subject in subjects), both

    def _known(self) -> Read | None:
        """The subjects' passages as the encoder reads them, None until there is one."""
        if self._read is None and self._encoder is not None:
            passages = self._encoder.encode(self.knowledge.passages)
            if passages is not None:
                self._read = self.knowledge.read(passages)
        return self._read

    def _work_out(self, details: Details, role: str, read: Read | None, stored: bytes) -> Prepared:
        said = details.text or details.topic
        full = jargon.expanded(words.plain(f"{role}. {said}" if role else said))
        reach = None if read is None else read.reach
        known = self.of_stored(stored, details, role) if read is not None else None
        if known is not None:
            return Prepared(self.knowledge.weights.bag(full), known.profile, self.knowledge, known.rows, reach)
        vectors = None
        if self._encoder is not None and read is not None:
            made = self._encoder.encode(_parts(full, details.topic))
            vectors = None if made is None else _rounded(made)
        profile = _rounded(self.knowledge.profile(full, vectors, read))
        return Prepared(self.knowledge.weights.bag(full), profile, self.knowledge, vectors, reach)


def _rounded(values: Floats) -> Floats:
    """As they come back from storage, so that a listing scores the same whether it was stored or worked out."""
    return values.astype(np.float16).astype(np.float32)


def _parts(text: str, topic: str) -> list[str]:
    """What is encoded of a text: its matter, then its sentences' matter, then the topic if it adds one."""
    sentences = words.sentences(text)[:_MOST_PARTS]
    parts = [words.matter(text), *(words.matter(sentence) for sentence in sentences if len(sentences) > 1)]
    return parts + ([jargon.expanded(topic)] if topic and topic != text else [])


def _meaning(ask: Floats, candidate: Floats) -> float:
    """Half the cosine of the whole texts, half how well each part of the ask is met by some part of the candidate."""
    alike = ask @ candidate.T
    return float(0.5 * alike[0, 0] + 0.5 * np.mean(alike.max(axis=1)))
