"""The words of British councils and charities: abbreviations, and subjects with the situations that lead to them.

Both come from reviewed data files beside the code (`jargon.toml` and `matching/subjects/*.toml`), and from a folder of
the installation's own, which a coordinator fills in plain words (docs/words.md); nothing in the code knows a single
term. The files are read once.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Term:
    """One abbreviation or piece of jargon.

    `short` is how it is written, `stands_for` in full, `near` near synonyms, `everyday` how people who do not know
    the word describe it, `roles` who deals with it, `subject` the subject it belongs to or "". A term that is also an
    ordinary English word when written in small letters ("mash", "send") is known by `capitals`: it only counts as
    jargon in capital letters.
    """

    short: str
    stands_for: str
    near: tuple[str, ...] = ()
    everyday: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    subject: str = ""
    capitals: bool = False
    reviewed: bool = True


@dataclass(frozen=True)
class Subject:
    """A piece of work that somebody does, the names it goes by, who does it and how it looks from outside.

    `situations` are sentences of the kind that somebody writes who needs this and does not know what it is called.
    `near` are the ids of neighbouring subjects, whose people are a fair second choice.
    """

    id: str
    names: tuple[str, ...]
    roles: tuple[str, ...] = ()
    situations: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    reviewed: bool = True


class JargonError(ValueError):
    """A data file does not say what its readers need; the message names the file, the entry and the fault."""


_OWN: list[Traversable] = []


def use_also(folder: Traversable) -> None:
    """From now on read an installation's own words too: `jargon.toml` and `subjects/*.toml` in `folder`.

    An entry with the name of a packaged one stands in its place. To be called before anything is read. Raises
    JargonError where there is no such folder, or neither of the two in it.
    """
    if not (folder.joinpath("jargon.toml").is_file() or folder.joinpath("subjects").is_dir()):
        raise JargonError(f"{folder}: neither jargon.toml nor subjects/ is there")
    _OWN.append(folder)
    forget()


def forget() -> None:
    """Read all files anew when they are next asked for."""
    for kept in (terms, subjects, _pattern, _beginnings, _by_short):
        kept.cache_clear()


@cache
def terms() -> tuple[Term, ...]:
    """Every reviewed term of `jargon.toml`, in its order, then the installation's own."""
    own = [term for folder in _OWN for term in _terms(folder)]
    theirs = {term.short.lower() for term in own}
    return (*(term for term in _terms(files("bot")) if term.short.lower() not in theirs), *own)


@cache
def subjects() -> tuple[Subject, ...]:
    """Every reviewed subject of `matching/subjects/*.toml`, files in alphabetical order, then the own ones."""
    own = [subject for folder in _OWN for subject in _subjects(folder)]
    theirs = {subject.id for subject in own}
    packaged = _subjects(files("bot").joinpath("matching"))
    return (*(subject for subject in packaged if subject.id not in theirs), *own)


def faults(subjects: Sequence[Subject], glossary: Sequence[Term]) -> tuple[str, ...]:
    """What is wrong with the entries taken together, in words for whoever edits the files; empty when nothing is.

    None of it stops matching: a name that leads nowhere is passed over.
    """
    ids = {subject.id for subject in subjects}
    found = [
        f"{term.short}: there is no subject {term.subject!r}" for term in glossary if term.subject not in ids | {""}
    ]
    for subject in subjects:
        found += [f"{subject.id}: near names {other!r}, no subject" for other in subject.near if other not in ids]
        found += [f"{subject.id}: is its own neighbour" for other in subject.near if other == subject.id]
    for kind, names in (("term", [t.short.lower() for t in glossary]), ("subject", [s.id for s in subjects])):
        found += [f"{name}: the {kind} is there twice" for name, count in Counter(names).items() if count > 1]
    return tuple(found)


def found_in(text: str) -> tuple[Term, ...]:
    """The terms that a text uses in their short form, in the order in which it uses them, each once."""
    said = (_term(found) for found in _pattern().finditer(text))
    return tuple(dict.fromkeys(term for term in said if term is not None))


def expanded(text: str) -> str:
    """The text with the first use of each abbreviation followed by what it stands for."""
    done: set[str] = set()

    def written_out(found: re.Match[str]) -> str:
        term = _term(found)
        # two letters stand for too much: they name a subject but are not spelt out
        if term is None or term.short in done or len(term.short) < _SPELT_OUT or term.stands_for.lower() in whole:
            return found.group(0)
        done.add(term.short)
        return f"{found.group(0)} ({term.stands_for})"

    whole = text.lower()
    if not _may_hold_a_term(whole):
        return text
    return _pattern().sub(written_out, text)


_SPELT_OUT = 3


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted((term.short for term in terms()), key=len, reverse=True)
    return re.compile(rf"(?<![\w&])({'|'.join(map(re.escape, longest_first))})s?(?![\w&])", re.IGNORECASE)


def _may_hold_a_term(lowered: str) -> bool:
    """False when no word of a text begins a term: told twenty times faster than by looking for each of them."""
    return not _beginnings().isdisjoint(_WORDS.findall(lowered))


@cache
def _beginnings() -> frozenset[str]:
    firsts = [_WORDS.findall(short)[0] for short in _by_short()]
    return frozenset(first + ending for first in firsts for ending in ("", "s"))


_WORDS = re.compile(r"[\w&]+")


@cache
def _by_short() -> dict[str, Term]:
    return {term.short.lower(): term for term in terms()}


def _term(found: re.Match[str]) -> Term | None:
    term = _by_short().get(found.group(1).lower())  # none for "ıDVA": a pattern takes "ı" for "i", small letters do not
    return None if term is None or (term.capitals and found.group(1) != term.short) else term


def _terms(folder: Traversable) -> tuple[Term, ...]:
    file = folder.joinpath("jargon.toml")
    return tuple(_build(Term, row, file.name) for row in _read(file, "short")) if file.is_file() else ()


def _subjects(folder: Traversable) -> tuple[Subject, ...]:
    inside = folder.joinpath("subjects")
    found = sorted(inside.iterdir(), key=lambda item: item.name) if inside.is_dir() else []
    data = [item for item in found if item.name.endswith(".toml")]
    return tuple(_build(Subject, row, file.name) for file in data for row in _read(file, "id"))


def _read(file: Traversable, key: str) -> list[dict[str, Any]]:
    """The entries of one file: a table each, whose name is its `key`. A file or an entry that nobody has reviewed
    (`reviewed = false`, or none in the file) is left out."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise JargonError(f"{file.name}: {fault}") from fault
    loose = [name for name, row in tables.items() if not isinstance(row, dict | bool)]
    if loose:
        raise JargonError(f"{file.name}, {loose[0]}: not an entry; each begins with its name in square brackets")
    if not tables.pop("reviewed", False):
        return []
    return [{key: name, **row} for name, row in tables.items() if row.get("reviewed", True)]


def _build(kind: type[T], row: dict[str, Any], file: str) -> T:
    try:
        return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()})
    except TypeError as fault:
        raise JargonError(f"{file}, {next(iter(row.values()))}: {fault}") from fault
