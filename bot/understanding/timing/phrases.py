"""Fixed phrases of several words, found in one look-up by their first word."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from bot.understanding.timing.tokens import Words

T = TypeVar("T")


class Phrases(Generic[T]):
    """A table of phrases and what each means. The words of a phrase are parted by spaces, marks among them."""

    def __init__(self, meanings: Mapping[str, T]) -> None:
        table: defaultdict[str, list[tuple[tuple[str, ...], T]]] = defaultdict(list)
        for phrase, meaning in meanings.items():
            first, *rest = phrase.split()
            table[first].append((tuple(rest), meaning))
        self._by_first = {
            first: tuple(sorted(entries, key=lambda entry: -len(entry[0]))) for first, entries in table.items()
        }

    def at(self, words: Words, i: int) -> tuple[T, int] | None:
        """What the longest phrase that begins at this word means, and the index after it."""
        for rest, meaning in self._by_first.get(words[i].word, ()):
            j = words.phrase(i + 1, *rest)
            if j is not None:
                return meaning, j
        return None

    def after(self, words: Words, i: int) -> int | None:
        """The index after the longest phrase that begins here."""
        found = self.at(words, i)
        return found[1] if found is not None else None

    @property
    def first_words(self) -> frozenset[str]:
        return frozenset(self._by_first)


def one_of(phrases: str | Iterable[str]) -> Phrases[bool]:
    """A table of phrases that all mean the same; in one string they are parted by bars."""
    return Phrases(dict.fromkeys(phrases.split("|") if isinstance(phrases, str) else phrases, True))
