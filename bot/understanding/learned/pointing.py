"""Which words of a message name the topic, the place or the value: a linear score for every stretch of a few tokens.

A stretch scores what its first token says as a beginning, its last as an end, and every token as an inside, plus a
weight for its length; no stretch at all has a score too. The likeliest wins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.understanding.learned.features import Features
from bot.understanding.learned.vectors import WIDTH, nowhere, vector
from bot.understanding.learned.words import Token

LONGEST: Final = 8
"""Tokens of the longest stretch that is considered."""

ROLES: Final = 3
"""Beginning, end, inside."""

MEANING: Final = tuple(f"meaning {n}" for n in range(WIDTH))
BEFORE: Final = tuple(f"meaning before {n}" for n in range(WIDTH))


@dataclass(frozen=True)
class Pointer:
    """Weights [feature, role], [length] and those of saying nothing."""

    index: dict[str, int]
    weights: NDArray[np.float32]

    def point(
        self, tokens: Sequence[Token], kind: str, own: tuple[int, int], *, silence: float = 0.5
    ) -> tuple[tuple[int, int] | None, float]:
        """The likeliest stretch (first token, one past the last) and its chance; None if nothing has over `silence`.

        `own` are the tokens of the part of the message that tells of what is asked about; `kind` is what that is.
        """
        if not tokens:
            return None, 1.0
        scores = np.stack([self._score(row) for row in shown(tokens, kind, own)])
        vectors = np.stack([vector(t.norm) if t.wordy else nowhere() for t in tokens])
        scores += vectors @ self._meaning
        scores[1:] += vectors[:-1] @ self._before
        nothing = float(self._score(nothing_features(tokens, kind, own))[0])
        table = stretches(scores, np.array([t.wordy for t in tokens]), self.lengths)
        top = max(float(table.max()), nothing)
        total = float(np.exp(table - top).sum()) + float(np.exp(nothing - top))
        silent = float(np.exp(nothing - top)) / total
        if silent > silence or not np.isfinite(table.max()):
            return None, silent
        first, size = np.unravel_index(int(table.argmax()), table.shape)
        return (int(first), int(first) + int(size) + 1), float(np.exp(table.max() - top)) / total

    @cached_property
    def lengths(self) -> NDArray[np.float32]:
        """What a stretch of one, two, ... tokens is worth for its length."""
        return np.array([self.weights[self.index[f"<size {n}>"], 0] for n in range(LONGEST)], dtype=np.float32)

    @cached_property
    def _meaning(self) -> NDArray[np.float32]:
        return self._block(MEANING)

    @cached_property
    def _before(self) -> NDArray[np.float32]:
        return self._block(BEFORE)

    def _block(self, names: tuple[str, ...]) -> NDArray[np.float32]:
        """The weights of a vector's numbers; zeros for those that training dropped."""
        rows = [self.index.get(name) for name in names]
        return np.stack([self.weights[r] if r is not None else np.zeros(ROLES, np.float32) for r in rows])

    def _score(self, features: Features) -> NDArray[np.float32]:
        index = self.index
        rows, values = [], []
        for name, value in features.items():
            row = index.get(name)
            if row is not None:
                rows.append(row)
                values.append(value)
        return np.asarray(values, dtype=np.float32) @ self.weights[rows] if rows else np.zeros(ROLES, np.float32)


def stretches(
    scores: NDArray[np.float32], wordy: NDArray[np.bool_], lengths: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The score of the stretch that begins at row n and has column + 1 tokens; minus infinity where there is none."""
    count = len(scores)
    table = np.full((count, LONGEST), -np.inf, dtype=np.float32)
    inside = np.concatenate([[0.0], np.cumsum(scores[:, 2])])
    for size in range(min(LONGEST, count)):
        n = count - size
        table[:n, size] = scores[:n, 0] + scores[size:, 1] + inside[size + 1 :] - inside[:n] + lengths[size]
        table[:n, size][~(wordy[:n] & wordy[size:])] = -np.inf
    return table


def token_features(tokens: Sequence[Token], kind: str, own: tuple[int, int]) -> list[Features]:
    """What each token shows, its vector and that of the token before it included, as the training needs it."""
    rows = shown(tokens, kind, own)
    for n, token in enumerate(tokens):
        if token.wordy:
            rows[n] |= dict(zip(MEANING, vector(token.norm).tolist(), strict=True))
        if n and tokens[n - 1].wordy:
            rows[n] |= dict(zip(BEFORE, vector(tokens[n - 1].norm).tolist(), strict=True))
    return rows


def shown(tokens: Sequence[Token], kind: str, own: tuple[int, int]) -> list[Features]:
    """What each token shows, apart from vectors."""
    seen = [token.time or token.norm for token in tokens]
    forms = ["<", "<", *seen, ">", ">"]
    rows = []
    for n, token in enumerate(tokens):
        word, last, next_ = forms[n + 2], forms[n + 1], forms[n + 3]
        before, after = f"{forms[n]} {last}", f"{next_} {forms[n + 4]}"
        shape = _shape(token, n == 0 or tokens[n - 1].norm in ".!?\n")
        names = [
            "<token>", f"is {word}", f"last {last}", f"next {next_}", f"last2 {before}", f"next2 {after}",
            f"{last} + {word}", f"{word} + {next_}", f"ends {word[-3:]}", f"shape {shape}", f"{kind} <token>",
            f"{kind} is {word}", f"{kind} last {last}", f"{kind} last2 {before}", f"{kind} next {next_}",
            f"{kind} shape {shape}", f"time {bool(token.time)}",
            f"last-shape {_shape(tokens[n-1], False) if n else '<'}",
            f"next-shape {_shape(tokens[n+1], False) if n + 1 < len(tokens) else '>'}",
            f"third {forms[n - 1] if n else '<'}", f"own {own[0] <= n < own[1]}",
            f"{kind} at {min(n - own[0], 6) if n >= own[0] else -1}",
        ]  # fmt: skip
        if token.time:
            names.append(f"timed {token.norm}")
        rows.append(dict.fromkeys(names, 1.0))
    return rows


def nothing_features(tokens: Sequence[Token], kind: str, own: tuple[int, int]) -> Features:
    """What speaks for there being nothing to point at."""
    names = {f"<none> {t.time or t.norm}" for t in tokens[own[0] : own[1]]}
    size = min(own[1] - own[0], 12)
    return dict.fromkeys(names, 1.0 / max(1, len(names)) ** 0.5) | {
        "<none>": 1.0,
        f"<none> {kind}": 1.0,
        f"<none> size {size}": 0.5,
    }


def _shape(token: Token, begins: bool) -> str:
    text = token.text
    if not text[0].isalnum():
        return text
    if text.isupper() and len(text) > 1:
        return "CAPITALS"
    if text[0].isupper():
        return "First" if begins else "Capital"
    return "mixed" if any(c.isupper() for c in text) else "figure" if text[0].isdigit() else "small"
