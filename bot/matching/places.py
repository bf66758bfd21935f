"""Where places are, roughly: enough to say "the same town" or "near", offline.

The gazetteer (`places.toml`) gives a tenth of a degree or better for towns, cities, counties and London boroughs. A
place that it does not know is compared by name alone.
"""

import math
import re
import tomllib
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

NEAR_KM = 16.0
"""How far people go for a desk or an ordinary day's visit: about half an hour's drive, or one city and the next."""

_EARTH_KM = 6371.0
_ANYWHERE = re.compile(r"[^a-z0-9 ]+")
_NO_STREET = r"(?! (?:road|rd|street|lane|avenue|ave|way|drive|close|terrace|gardens|crescent|square|row|house)\b)"
"""A road is called after the town that it leads to: "Carlisle Road in Derry"."""


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(files("bot").joinpath("matching", "places.toml").read_text(encoding="utf-8"))


@cache
def gazetteer() -> dict[str, tuple[float, float]]:
    """Lower-case name -> (latitude, longitude) in degrees."""
    return {name.lower(): (lat, long) for name, (lat, long) in _file()["places"].items()}


@cache
def _also_words() -> frozenset[str]:
    return frozenset(name.lower() for name in _file()["also_words"])


@lru_cache(maxsize=10_000)
def _point(place: str) -> tuple[float, float] | None:
    known = gazetteer()
    for part in [place, *place.split(",")]:
        if (key := part.strip().lower()) in known:
            return known[key]
    named = mentioned(place)
    return known[named[0].lower()] if named else None


def within_reach(one: str, other: str) -> bool:
    """False only when both places are known and farther apart than people go for something that is not a desk."""
    distance = distance_km(one, other)
    return distance is None or distance <= 2 * NEAR_KM


@lru_cache(maxsize=20_000)
def distance_km(one: str, other: str) -> float | None:
    """Kilometres between two places, 0 when they bear the same name, None when either is unknown."""
    if not one or not other:
        return None
    if _simple(one) == _simple(other):
        return 0.0
    here, there = _point(one), _point(other)
    if here is None or there is None:
        shorter, longer = sorted((_simple(one), _simple(other)), key=len)
        return 0.0 if shorter and f" {shorter} " in f" {longer} " else None
    lat1, long1, lat2, long2 = map(math.radians, (*here, *there))
    inner = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((long2 - long1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(inner))


@cache
def _names() -> re.Pattern[str]:
    longest_first = sorted(gazetteer(), key=len, reverse=True)
    plain = [name for name in longest_first if name not in _also_words()]
    after = "|".join(rf"(?<=\b{word} )" for word in ("in", "at", "near", "round", "around", "central", "from"))
    found = rf"(?:\b(?:{_either(plain, str.title)})|(?:{after})(?:{_either(longest_first, str)}))\b(?i:{_NO_STREET})"
    return re.compile(found, re.ASCII)


def _either(names: list[str], spelt: Callable[[str], str]) -> str:
    spellings = (re.escape(spelt(name)).replace(r"\ ", r"[ -]") for name in names)
    return "|".join(rf"(?i:{spelling})" if spelt is str else spelling for spelling in spellings)


@lru_cache(maxsize=10_000)
def mentioned(text: str) -> tuple[str, ...]:
    """The known places that a text names, in order; small letters count only after "in", "near" and the like."""
    return tuple(dict.fromkeys(found.group(0).replace("-", " ").lower() for found in _names().finditer(text)))


@lru_cache(maxsize=10_000)
def _simple(place: str) -> str:
    return _ANYWHERE.sub(" ", place.lower()).strip()
