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
from bot.matching.passages import passages
from bot.matching.reaching import Reach

_MEANING, _WORDS, _LETTERS, _SUBJECTS, _REACH = 0.28, 0.10, 0.12, 0.26, 0.24
"""Shares of the blend when there is an encoder. Moving any by a third changes the measure by less than its noise."""

_WORDS_ALONE, _LETTERS_ALONE, _SUBJECTS_ALONE = 0.35, 0.25, 0.40

_MOST_WORDS = 3
"""Shared words that are named as a reason."""


class Encoder(Protocol):
    """Turns text into unit vectors. Its methods return None while the model is not (yet) there."""

    @property
    def version(self) -> str:
        """Of the vectors; other versions cannot be compared with them."""

    def encode(self, texts: Sequence[str]) -> Floats | None:
        """One float32 row a text."""


class Said(Protocol):
    """Whatever has the words of a listing: its details, or its row."""

    @property
    def text(self) -> str:
        """What was typed."""

    @property
    def topic(self) -> str:
        """The phrase that names the subject."""


@dataclass(frozen=True)
class Prepared:
    """A text as an ask: what is kept of it, and what is worked out once however many candidates it is laid beside."""

    kept: Kept
    knowledge: Knowledge
    reach: Reach | None = None

    @cached_property
    def vectors(self) -> Floats | None:
        """A unit row for the whole text, then one a passage; None without a model."""
        return self.kept.rows.astype(np.float32) if len(self.kept.rows) else None

    @cached_property
    def sought(self) -> lexical.Sought:
        """Its words."""
        return lexical.Sought(self.knowledge.weights, self.kept.bag)

    @cached_property
    def profile(self) -> Profile:
        """How much it touches each subject."""
        profile = np.zeros(len(self.knowledge.subjects), dtype=np.float32)
        profile[self.kept.subjects] = self.kept.weights
        return profile

    @cached_property
    def lit(self) -> Profile:
        """Its profile with the neighbours lit."""
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
        self._given = knowledge
        self._encoder = encoder
        self._read: Read | None = None
        self._seen: OrderedDict[tuple[str, str, str, bool], Prepared] = OrderedDict()
        self._remembered = remembered
        self._lock = Lock()

    @cached_property
    def knowledge(self) -> Knowledge:
        """The subjects; a third of a second when they are first asked for."""
        return self._given or usual()

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

    def stored(self, said: Said, role: str = "") -> bytes:
        """What to keep in a listing's row so that its text need not be read again; empty while there is no model.

        `role` is the person's for an offer, and left out for a request: there it says who asks, not what for.
        """
        kept = self.kept(said, role)
        return b"" if kept is None else self.packed(kept, said, role)

    def kept(self, said: Said, role: str = "") -> Kept | None:
        """The same, not yet as bytes."""
        kept = self.prepare(said, role).kept
        return kept if len(kept.rows) else None

    def kept_of_all(self, listings: Sequence[tuple[Said, str]]) -> list[Kept] | None:
        """The same of many listings, each with its role, in half the time; None while there is no model."""
        read = self._known()
        if read is None:
            return None
        kept = self._work_out(listings, read) if listings else []
        return kept if all(len(one.rows) for one in kept) else None  # the model may be gone meanwhile

    def packed(self, kept: Kept, said: Said, role: str = "") -> bytes:
        """What was kept of these words, as bytes."""
        return pack(kept, self.mark(said, role))

    def of_stored(self, stored: bytes | None, said: Said, role: str = "") -> Kept | None:
        """What `stored` kept; None when they are of another version or of other words."""
        return unpack(stored, self.mark(said, role), len(self.knowledge.subjects)) if stored else None

    def mark(self, said: Said, role: str) -> str:
        """Which version, and which words, `stored` was made of: 24 characters."""
        words_of_it = "\n".join((said.text, said.topic, role)).encode()
        return f"{self.version}-{crc32(words_of_it) & 0xFFFFFF:06x}"

    def bag(self, said: Said, role: str = "") -> lexical.Bag:
        """The words of a listing."""
        return self.knowledge.weights.bag(_whole(said, role))

    def prepare(self, said: Said, role: str = "") -> Prepared:
        """A listing's words as an ask; remembered."""
        read = self._known()
        key = (said.text, said.topic, role, read is not None)
        with self._lock:
            known = self._seen.get(key)
            if known is not None:
                self._seen.move_to_end(key)
                return known
        prepared = Prepared(self._work_out([(said, role)], read)[0], self.knowledge, read.reach if read else None)
        with self._lock:
            self._seen[key] = prepared
            while len(self._seen) > self._remembered:
                self._seen.popitem(last=False)
        return prepared

    def candidate(self, said: Said, role: str, stored: bytes) -> Kept:
        """What a listing is compared by as a candidate: what is `stored`, if that is of these words, or worked out."""
        kept = self.of_stored(stored, said, role) if self.reads else None
        return kept or self.prepare(said, role).kept

    def compare_all(self, ask: Prepared, candidates: Sequence[Kept], *, offering: bool = False) -> tuple[Likeness, ...]:
        """How alike an ask and each of the candidates are, in their order; not symmetric, the ask's words are the ones
        looked for. `offering` is true when the ask is an offer, and the candidates what it may answer."""
        if not candidates:
            return ()
        by_words = [ask.sought.bm25(one.bag) for one in candidates]
        by_letters = [ask.sought.cosine(one.bag) for one in candidates]
        by_subjects = _shared_subjects(ask, candidates)
        read = [n for n, one in enumerate(candidates) if len(one.rows)] if ask.vectors is not None else []
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

    def common(self, ask: Prepared, candidate: Kept) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the two have in common, the most telling first: names of subjects, and words as they were stemmed."""
        subjects = self.knowledge.shared(ask.profile, candidate)
        both = lexical.shared(self.knowledge.weights, ask.kept.bag, candidate.bag)[:_MOST_WORDS]
        return tuple(subject.names[0] for subject in subjects), both

    def _known(self) -> Read | None:
        """The subjects' passages as the encoder reads them, None until there is one."""
        if self._read is None and self._encoder is not None:
            passages = self._encoder.encode(self.knowledge.passages)
            if passages is not None:
                self._read = self.knowledge.read(passages)
        return self._read

    def _work_out(self, listings: Sequence[tuple[Said, str]], read: Read | None) -> list[Kept]:
        """What is kept of each listing's words, with the role they are read with."""
        wholes = [_whole(said, role) for said, role in listings]
        parts = [passages(whole, said.topic) for whole, (said, _) in zip(wholes, listings, strict=True)]
        every = [text for some in parts for text in some.texts]
        made = self._encoder.encode(every) if self._encoder is not None and read is not None else None
        rows: list[Floats] = []
        if made is not None:
            each = np.split(made, np.cumsum([len(some.texts) for some in parts[:-1]]))
            rows = [_rounded(some.rows(its)) for some, its in zip(parts, each, strict=True)]
        profiles = self.knowledge.profiles(wholes, rows, read)
        return [
            of_profile(rows[number] if rows else None, profile, self.knowledge.weights.bag(whole))
            for number, (whole, profile) in enumerate(zip(wholes, profiles, strict=True))
        ]


def _whole(said: Said, role: str) -> str:
    text = said.text or said.topic
    return jargon.expanded(words.plain(f"{role}. {text}" if role else text))


def _rounded(values: Floats) -> Floats:
    """As they come back from storage."""
    return values.astype(np.float16).astype(np.float32)


def _shared_subjects(ask: Prepared, candidates: Sequence[Kept]) -> list[float]:
    """Of each candidate how alike its subjects and the ask's are."""
    touched = [len(one.subjects) for one in candidates]
    both = np.concatenate([one.weights for one in candidates]).astype(np.float32)
    both *= ask.lit[np.concatenate([one.subjects for one in candidates])]
    alike: list[float] = np.bincount(np.repeat(np.arange(len(touched)), touched), both, len(touched)).tolist()
    return alike


def _meanings(ask: Prepared, candidates: Sequence[Kept], offering: bool) -> list[tuple[float, float, float]]:
    """Of each candidate, all with vectors: its meaning, how far one of the two leads to the other, and its standing.

    A meaning is half the cosine of the whole texts, half how well each part of the ask is met by some part of the
    candidate.
    """
    assert ask.vectors is not None
    passages = [len(one.rows) for one in candidates]
    firsts = np.cumsum([0, *passages[:-1]])
    theirs = np.concatenate([one.rows for one in candidates]).astype(np.float32)
    alike = theirs @ ask.vectors.T
    meaning = (alike[firsts, 0] + np.maximum.reduceat(alike, firsts).mean(axis=1)) / 2
    middle, spread = ask.usual
    standing = (alike[firsts, 0] - middle) / spread
    reached = np.zeros_like(meaning)
    reach = ask.reach
    if reach is not None and offering:  # each part of what is asked for, and whether some part of the offer meets it
        alike = reach.asked(theirs) @ reach.offered(ask.vectors).T
        met = np.add.reduceat(alike.max(axis=1), firsts) / passages
        reached = (alike[firsts, 0] + met) / 2
    elif reach is not None:
        alike = reach.offered(theirs) @ reach.asked(ask.vectors).T
        reached = (alike[firsts, 0] + np.maximum.reduceat(alike, firsts).mean(axis=1)) / 2
    return list(zip(meaning.tolist(), reached.tolist(), standing.tolist(), strict=True))
