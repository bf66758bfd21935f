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
from bot.matching.kept import Floats, Kept, of_profile, pack, unpack
from bot.matching.knowledge import Knowledge, Profile, Read, usual
from bot.matching.reaching import Reach
from bot.model.listings import Details

_MEANING, _WORDS, _LETTERS, _SUBJECTS, _REACH = 0.35, 0.115, 0.115, 0.19, 0.23
"""Shares of the blend when there is an encoder. Moving any by a third changes the measure by less than its noise."""

_WORDS_ALONE, _LETTERS_ALONE, _SUBJECTS_ALONE = 0.35, 0.25, 0.40

_MOST_WORDS = 3
"""Shared words that are named as a reason."""

_MOST_PARTS = 2
"""Sentences of one text that get a vector of their own, beside the whole. With six nothing was found better, and
reading took a quarter longer; with one, or with the vectors that a reading of the whole has for its sentences, it took
less, and a collection that nothing had been tried on lost 0.03."""


class Encoder(Protocol):
    """Turns text into unit vectors. Its methods return None while the model is not (yet) there."""

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
    def letters(self) -> lexical.Letters:
        """Its four-grams, as an ask's."""
        return lexical.Letters(self.knowledge.weights, self.bag)

    @cached_property
    def lit(self) -> Profile:
        """Its profile with the neighbours lit, as an ask is seen."""
        return self.knowledge.seen_from(self.profile)

    @cached_property
    def usual(self) -> tuple[float, float]:
        """Mean and spread of its likeness to work of any kind."""
        return (0.0, 1.0) if self.vectors is None or self.reach is None else self.reach.usual(self.vectors[0])


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

    @property
    def reads(self) -> bool:
        """Whether there is a model to read with, which may take a while after a start."""
        return self._known() is not None

    def warm(self) -> None:
        """Get ready what every comparison needs; half a second once, for a thread that nobody waits for."""
        self._known()

    def stored(self, details: Details, role: str = "") -> bytes:
        """What to keep in a listing's row so that its text need not be read again; empty while there is no model.

        `role` is the person's for an offer, and left out for a request: there it says who asks, not what for.
        """
        kept = self.kept(details, role)
        return b"" if kept is None else self.packed(kept, details, role)

    def kept(self, details: Details, role: str = "") -> Kept | None:
        """The same, before it is packed."""
        prepared = self.prepare(details, role)
        if prepared.vectors is None:
            return None
        return of_profile(prepared.vectors, prepared.profile, prepared.bag.stems, prepared.bag.norm)

    def packed(self, kept: Kept, details: Details, role: str = "") -> bytes:
        """What was kept of these words, as bytes."""
        return pack(kept, self.mark(details, role))

    def of_stored(self, stored: bytes | None, details: Details, role: str = "") -> Kept | None:
        """What `stored` kept; None when they are of another version or of other words."""
        return unpack(stored, self.mark(details, role), len(self.knowledge.subjects)) if stored else None

    def mark(self, details: Details, role: str) -> str:
        """Which version, and which words, `stored` was made of: 24 characters."""
        words_of_it = "\n".join((details.text, details.topic, role)).encode()
        return f"{self.version}-{crc32(words_of_it) & 0xFFFFFF:06x}"

    def bag(self, details: Details, role: str = "") -> lexical.Bag:
        """The words of a listing."""
        return self.knowledge.weights.bag(_whole(details, role))

    def prepare(self, details: Details, role: str = "", stored: bytes = b"") -> Prepared:
        """What will be compared of a listing's words; remembered unless it is `stored`, and current, already."""
        read = self._known()
        kept = self.of_stored(stored, details, role) if read is not None else None
        if kept is not None:
            return self._from(kept, read)
        key = (details.text, details.topic, role, read is not None)
        with self._lock:
            known = self._seen.get(key)
            if known is not None:
                self._seen.move_to_end(key)
                return known
        prepared = self._work_out(details, role, read)
        with self._lock:
            self._seen[key] = prepared
            while len(self._seen) > self._remembered:
                self._seen.popitem(last=False)
        return prepared

    def compare(self, ask: Prepared, candidate: Prepared, *, offering: bool = False) -> Likeness:
        """How alike an ask and a candidate are; not symmetric, the ask's words are the ones looked for.

        `offering` is true when the ask is an offer, and the candidate what it may answer.
        """
        return self.compare_all(ask, [candidate], offering=offering)[0]

    def compare_all(
        self, ask: Prepared, candidates: Sequence[Prepared], *, offering: bool = False
    ) -> tuple[Likeness, ...]:
        """The same for many, in their order: what can be is worked out for all of them at once."""
        if not candidates:
            return ()
        by_words = [self.knowledge.weights.bm25(ask.bag, one.bag) for one in candidates]
        by_letters = [ask.letters.cosine(one.bag) for one in candidates]
        by_subjects = (np.stack([one.profile for one in candidates]) @ ask.lit).tolist()
        read = [n for n, one in enumerate(candidates) if one.vectors is not None and ask.vectors is not None]
        meanings = {}
        if read:
            meanings = dict(zip(read, _meanings(ask, [candidates[n] for n in read], offering), strict=True))
        found = []
        for number, parts in enumerate(zip(by_words, by_letters, by_subjects, strict=True)):
            words, letters, subjects = parts
            if number in meanings:
                meaning, reached, standing = meanings[number]
                score = _MEANING * meaning + _WORDS * words + _LETTERS * letters + _SUBJECTS * subjects
                found.append(Likeness(max(0.0, score + _REACH * reached), meaning, *parts, standing))
            else:
                score = _WORDS_ALONE * words + _LETTERS_ALONE * letters + _SUBJECTS_ALONE * subjects
                found.append(Likeness(max(0.0, score), None, *parts))
        return tuple(found)

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

    def _from(self, kept: Kept, read: Read | None) -> Prepared:
        profile = np.zeros(len(self.knowledge.subjects), dtype=np.float32)
        profile[kept.subjects] = kept.weights
        bag = lexical.Bag(kept.stems, kept.norm)
        return Prepared(bag, profile, self.knowledge, kept.rows, read.reach if read else None)

    def _work_out(self, details: Details, role: str, read: Read | None) -> Prepared:
        whole = _whole(details, role)
        made = None
        if self._encoder is not None and read is not None:
            made = self._encoder.encode(_parts(whole, details.topic))
        vectors = None if made is None else _rounded(made)
        profile = _rounded(self.knowledge.profile(whole, vectors, read))
        bag = self.knowledge.weights.bag(whole)
        return Prepared(bag, profile, self.knowledge, vectors, read.reach if read else None)


def _whole(details: Details, role: str) -> str:
    said = details.text or details.topic
    return jargon.expanded(words.plain(f"{role}. {said}" if role else said))


def _rounded(values: Floats) -> Floats:
    """As they come back from storage, so that a listing scores the same whether it was stored or worked out."""
    return values.astype(np.float16).astype(np.float32)


def _parts(text: str, topic: str) -> list[str]:
    """What is read of a text: its matter, then its sentences' matter, then the topic if it adds one."""
    sentences = words.sentences(text)[:_MOST_PARTS]
    parts = [words.matter(text), *(words.matter(sentence) for sentence in sentences if len(sentences) > 1)]
    return parts + ([jargon.expanded(topic)] if topic and topic != text else [])


def _meanings(ask: Prepared, candidates: Sequence[Prepared], offering: bool) -> list[tuple[float, float, float]]:
    """Of each candidate, all with vectors: its meaning, how far one of the two leads to the other, and its standing.

    A meaning is half the cosine of the whole texts, half how well each part of the ask is met by some part of the
    candidate.
    """
    assert ask.vectors is not None
    rows = [one.vectors for one in candidates if one.vectors is not None]
    firsts = np.cumsum([0, *map(len, rows[:-1])])
    theirs = np.concatenate(rows)
    alike = theirs @ ask.vectors.T
    meaning = (alike[firsts, 0] + np.maximum.reduceat(alike, firsts).mean(axis=1)) / 2
    middle, spread = ask.usual
    standing = (alike[firsts, 0] - middle) / spread
    reached = np.zeros_like(meaning)
    reach = ask.reach
    if reach is not None and offering:  # each part of what is asked for, and whether some part of the offer meets it
        alike = reach.asked(theirs) @ reach.offered(ask.vectors).T
        met = np.add.reduceat(alike.max(axis=1), firsts) / list(map(len, rows))
        reached = (alike[firsts, 0] + met) / 2
    elif reach is not None:
        alike = reach.offered(theirs) @ reach.asked(ask.vectors).T
        reached = (alike[firsts, 0] + np.maximum.reduceat(alike, firsts).mean(axis=1)) / 2
    return list(zip(meaning.tolist(), reached.tolist(), standing.tolist(), strict=True))
