"""Fixed phrases of one or several words, found by look-up of their first two."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, Generic, TypeVar

from bot.understanding.timing.tokens import Words

T = TypeVar("T")


class Phrases(Generic[T]):
    """A table of phrases and what each means. The words of a phrase are parted by spaces, marks among them."""

    def __init__(self, meanings: Mapping[str, T]) -> None:
        self._single: dict[str, T] = {}
        table: defaultdict[str, defaultdict[str, list[tuple[tuple[str, ...], T]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for phrase, meaning in meanings.items():
            first, *rest = phrase.split()
            if rest:
                table[first][rest[0]].append((tuple(rest[1:]), meaning))
            else:
                self._single[first] = meaning
        self._longer = {
            first: {second: tuple(sorted(ends, key=lambda end: -len(end[0]))) for second, ends in by_second.items()}
            for first, by_second in table.items()
        }
        self.first_words: Final = frozenset(self._single) | frozenset(self._longer)

    def at(self, words: Words, i: int) -> tuple[T, int] | None:
        """What the longest phrase that begins at this word means, and the index after it."""
        first = words[i].word
        if first not in self.first_words:
            return None
        by_second = self._longer.get(first)
        if by_second is not None:
            for rest, meaning in by_second.get(words[i + 1].word, ()):
                j = words.phrase(i + 2, *rest)
                if j is not None:
                    return meaning, j
        return (self._single[first], i + 1) if first in self._single else None

    def after(self, words: Words, i: int) -> int | None:
        """The index after the longest phrase that begins here."""
        found = self.at(words, i)
        return found[1] if found is not None else None


def one_of(phrases: str | Iterable[str]) -> Phrases[bool]:
    """A table of phrases that all mean the same; in one string they are parted by bars."""
    return Phrases(dict.fromkeys(phrases.split("|") if isinstance(phrases, str) else phrases, True))
