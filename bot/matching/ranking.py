"""Ranking: constraints first, then relevance, then fairness; the same input in any order gives the same output."""

import datetime as dt
from collections.abc import Sequence

from bot.matching import fairness, places, reasons
from bot.matching.asks import Ask, Candidate, Match
from bot.matching.constraints import activity_worth, asked_of_others, desk_places, meant_for_them, obstacles
from bot.matching.relevance import Likeness, Relevance
from bot.model.listings import Activity, Kind

STRONG, WORTH_SHOWING = 0.175, 0.12
"""Below the first a match is labelled weak, below the second it is not returned. Set on two judged collections so that
most requests that nobody can answer get nothing while hardly any other is emptied."""

STRONG_UNRELATED, RELATED = 0.22, 0.2
"""Texts whose subjects are less alike than `RELATED` must be this much alike in words and meaning to be strong: most
of what is returned to a request that nobody can answer merely sounds like it."""

STRONG_ALONE, WORTH_SHOWING_ALONE = 0.10, 0.06
"""The first two without an encoder, when texts that share no word score nothing."""

OTHER_SECTOR = 0.75
"""What is left of a score when the asker named another kind of organisation ("could a council …")."""

_DESK, _FARTHEST, _MEANT = 0.7, 0.2, 0.15
"""What a desk in the very place is worth, what the farthest still accepted loses, what being meant for them adds."""


def rank(
    request: Ask, candidates: Sequence[Candidate], *, today: dt.date, now: dt.datetime, relevance: Relevance
) -> tuple[Match, ...]:
    """The candidates that fit, best first, each with its reasons; empty when none does.

    `today` is the asker's date and `now` an aware moment. Strong matches always come before weak ones.
    """
    fitting = [candidate for candidate in candidates if not obstacles(request, candidate, today)]
    # a role says what an offer is about; of whoever requests it says who asks, not what for
    offering = request.kind is Kind.OFFER
    ask = relevance.prepare(request.details, request.role if offering else "")
    matches: list[tuple[bool, float, Match]] = []
    for candidate in fitting:
        theirs = relevance.prepare(candidate.details, "" if offering else candidate.role, candidate.prepared)
        likeness = relevance.compare(ask, theirs)
        desk = request.details.activity is Activity.DESK
        score = (_desk(request, candidate) if desk else likeness.score) * activity_worth(request, candidate)
        if asked_of_others(request, candidate):
            score *= OTHER_SECTOR
        strong, worth = _needed(likeness)
        if score < worth:
            continue
        fair = score * fairness.weight(candidate, now)
        subjects, both = ((), ()) if desk else relevance.common(ask, theirs)
        why = reasons.why(request, candidate, subjects, both, today)
        matches.append((score < strong, -fair, Match(candidate.listing_id, round(fair, 4), score < strong, why)))
    return tuple(match for *_, match in sorted(matches, key=lambda entry: (*entry[:2], entry[2].listing_id)))


def _needed(likeness: Likeness) -> tuple[float, float]:
    """The scores below which a match is weak, and below which it is none."""
    if likeness.meaning is None:
        return STRONG_ALONE, WORTH_SHOWING_ALONE
    return STRONG if likeness.subjects >= RELATED else STRONG_UNRELATED, WORTH_SHOWING


def _desk(request: Ask, candidate: Candidate) -> float:
    """A desk is as good as it is near, and better still when it is meant for people like the asker."""
    distance = places.distance_km(*desk_places(request, candidate)) or 0.0
    return _DESK - _FARTHEST * min(1.0, distance / places.NEAR_KM) + _MEANT * meant_for_them(request, candidate)
