"""A message is read once: its words with where they stand, and beside them the same words as the cues expect them.

`Reading.norm` is lower-case, contractions opened, short forms spelt out, near misses of known words corrected and
every word and mark one space apart, so that cues are simple patterns. Whatever a cue finds there is led back to the
text's own words through `Reading.span`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.understanding.tables.spelling import CONTRACTED, IS_AFTER, KNOWN, LEAVE_ALONE, SHORT

MASK = "¦"
"""Stands in `norm` for words already understood as a time, a place or a way to meet."""

_WORD = re.compile(
    r"(?P<link>https?://\S+)"
    r"|(?P<with>[wW]/(?=\s|$))"
    r"|(?P<word>[^\W_]+(?:(?:['’ʼ.\-‑/&+@_]|’)(?=[^\W_])[^\W_]+)*(?:\+\+|#|['’](?=\s|$|[,.?!]))?)"
    r"|(?P<money>[£$€]\s?\d[\d,.]*[km]?)"
    r"|(?P<dash>\s[-–—]+\s|[–—]|--+)"
    r"|(?P<stop>[.!?…]+|\n)"
    r"|(?P<mark>[,;:()\[\]\"“”&+/%])"
    r"|(?P<other>[^\s\w])"
)
_NUMBER_JOIN = re.compile(r"^[\d.:]+(?:am|pm)?$")
_EMOJI = {"👍": "thumbsup", "👌": "thumbsup", "✅": "thumbsup", "👎": "thumbsdown", "❌": "thumbsdown", "👋": "wave"}


@dataclass(frozen=True)
class Token:
    """One word or mark: `start` and `end` in the text, `norm` as the cues know it (perhaps several words)."""

    start: int
    end: int
    norm: str
    kind: str
    heard: str = ""
    """What a mask hides, as the cues know it."""


@dataclass(frozen=True)
class Reading:
    """A text and its tokens."""

    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        """Where each token begins in `norm`."""
        at, starts = 0, []
        for token in self.tokens:
            starts.append(at)
            at += len(token.norm) + 1
        return tuple(starts)

    @cached_property
    def norm(self) -> str:
        """All tokens as the cues know them, one space apart."""
        return " ".join(token.norm for token in self.tokens)

    @cached_property
    def spoken(self) -> str:
        """As `norm`, with what is hidden said aloud."""
        return " ".join(token.heard or token.norm for token in self.tokens)

    def index(self, at: int) -> int:
        """The token that position `at` of `norm` falls in."""
        return max(0, bisect_right(self._starts, at) - 1)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """From a stretch of `norm` to the stretch of the text that it was read from."""
        if not self.tokens or end <= start:
            return (0, 0)
        first, last = self.index(start), self.index(end - 1)
        return self.tokens[first].start, self.tokens[last].end

    def words(self, start: int, end: int) -> str:
        """The text's own words behind a stretch of `norm`."""
        begin, stop = self.span(start, end)
        return self.text[begin:stop]

    def part(self, first: int, last: int) -> "Reading":
        """Tokens `first` up to `last`, exclusive, of the same text."""
        return Reading(self.text, self.tokens[first:last])

    def joined(self, spans: tuple[tuple[int, int], ...]) -> "Reading":
        """The same words, all those within one of the text's `spans` as one token."""
        tokens: list[Token] = []
        last: tuple[int, int] | None = None
        for t in self.tokens:
            span = next(((s, e) for s, e in spans if t.start < e and s < t.end), None)
            if span and span == last and t.kind != "stop":
                before = tokens[-1]
                tokens[-1] = Token(before.start, t.end, f"{before.norm} {t.norm}", "word")
            else:
                tokens.append(t)
            last = span
        return Reading(self.text, tuple(tokens))

    def masked(self, spans: tuple[tuple[int, int], ...]) -> "Reading":
        """The same tokens, those that touch one of the text's `spans` hidden behind a mask."""
        if not spans:
            return self
        hidden = tuple(
            Token(t.start, t.end, MASK, "mask", t.heard or t.norm)
            if any(t.start < e and s < t.end for s, e in spans)
            else t
            for t in self.tokens
        )
        return Reading(self.text, hidden)


def read(text: str) -> Reading:
    """Split a cleaned text into tokens."""
    tokens: list[Token] = []
    for found in _WORD.finditer(text):
        kind = found.lastgroup or "other"
        raw = found.group()
        start, end = found.span()
        if kind == "dash":
            start += len(raw) - len(raw.lstrip())
            end -= len(raw) - len(raw.rstrip())
            tokens.append(Token(start, end, "-", "dash"))
        elif kind == "with":
            tokens.append(Token(start, end, "with", "word"))
        elif kind == "word":
            tokens.extend(
                [Token(start, end, "i.t", "word")] if raw == "IT" and not text.isupper() else _word(raw, start, end)
            )
        elif kind == "other":
            tokens.append(Token(start, end, _EMOJI.get(raw, ","), "mark"))
        elif kind == "stop":
            tokens.append(Token(start, end, _stop(raw), "stop"))
        elif kind == "link":
            tokens.append(Token(start, end, ",", "mark"))
        elif raw in "&+":
            tokens.append(Token(start, end, "and", "word"))
        else:
            tokens.append(Token(start, end, raw if kind == "mark" else "£", kind))
    return Reading(text, tuple(_without_repeats(tokens)))


def _without_repeats(tokens: list[Token]) -> Iterator[Token]:
    """A run of one mark is one mark, however long."""
    last = ""
    for token in tokens:
        if token.kind == "word" or token.norm != last:
            yield token
        last = token.norm


def _stop(raw: str) -> str:
    if "?" in raw:
        return "?"
    return "!" if "!" in raw else "."


def _word(raw: str, start: int, end: int) -> list[Token]:
    """One word, or several where a full stop was typed without its space ("works.Please")."""
    if "." in raw and not re.search(r"\d\.\d|^(?:[^\W\d_]\.)+[^\W\d_]?$|@|^\w+\.(?:uk|com|org|gov)\b", raw):
        tokens: list[Token] = []
        at = start
        for n, piece in enumerate(raw.split(".")):
            if n:
                tokens.append(Token(at - 1, at, ".", "stop"))
            if piece:
                tokens.append(Token(at, at + len(piece), normal(piece), "word"))
            at += len(piece) + 1
        return tokens
    return [Token(start, end, normal(raw), "word")]


def normal(word: str) -> str:
    """A word as the cues know it; never empty."""
    word = word.lower().replace("’", "'").replace("ʼ", "'").rstrip("'")
    bare = word.replace("'", "")
    if bare in SHORT and not (bare in ("ill", "wed", "well", "id", "were", "its", "shed", "hell") and "'" not in word):
        return SHORT[bare]
    if word in ("we'd", "we're", "we'll", "i'll", "i'd"):
        return {"we'd": "we would", "we're": "we are", "we'll": "we will", "i'll": "i will", "i'd": "i would"}[word]
    for ending, full in CONTRACTED.items():
        if word.endswith(ending) and len(word) > len(ending):
            return word[: -len(ending)] + full
    if word.endswith("'s"):
        return word[:-2] + (" is" if word[:-2] in IS_AFTER else "'s")
    if "-" in word or "‑" in word:
        return word.replace("-", " ").replace("‑", " ").strip() or word
    return _corrected(word)


def _corrected(word: str) -> str:
    """A near miss of a known word, put right: one letter too many, too few, wrong or two exchanged."""
    if len(word) < 6 or word in KNOWN or word in LEAVE_ALONE or not word.isalpha():
        return word
    near = {w for key in (word, *_shorter(word)) for w in _NEAR.get(key, ()) if w[0] == word[0] and _one_off(w, word)}
    # A plural or a past form of a known word is a word, not a slip.
    if len(near) != 1 or any(word in (w + "s", w + "d", w + "ed", w + "r", w + "er") or w == word + "s" for w in near):
        return word
    return near.pop()


def _shorter(word: str) -> set[str]:
    return {word[:n] + word[n + 1 :] for n in range(len(word))}


def _one_off(a: str, b: str) -> bool:
    """Whether one slip separates the two: a letter too many or too few, or two exchanged.

    A wrong letter is left alone: it makes one ordinary word of another too often ("remote", "remove").
    """
    if abs(len(a) - len(b)) == 1:
        return True
    wrong = [n for n, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    return len(wrong) == 2 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]


def _near_table() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for known in sorted(KNOWN):
        if len(known) >= 5:
            for key in (known, *sorted(_shorter(known))):
                table[key] = (*table.get(key, ()), known)
    return table


_NEAR = _near_table()
