"""Ranking: constraints first, then relevance, then fairness; the same input in any order gives the same output."""

import datetime as dt
import math
from collections.abc import Sequence
from typing import Literal

from bot.matching import fairness, places, reasons
from bot.matching.asks import Ask, Candidate, Match
from bot.matching.constraints import activity_worth, asked_of_others, desk_places, fits, meant_for_them
from bot.matching.relevance import Likeness, Relevance
from bot.matching.words import as_written
from bot.model.listings import Activity, Kind

STRONG, WORTH_SHOWING, FAINT = 0.47, 0.25, 0.15
"""Of how far a match is trusted (`_trust`): below the first it is labelled weak, below the second it is faint, and
below the third it is none. With the weights learned from three of four judged collections and tried on the fourth, the
first leaves 13 of 18 requests that nobody can answer, and 17 of 154 others, with nothing that is not labelled; the
second empties no request that can be answered."""

TRUST = (5.5, 3.75, 0.21, -2.7)
"""A logistic regression of "the first offer is relevant" on its score, its subjects and its standing: what ranks best
is not what tells best whether anything fits, because most of what comes first where nothing fits merely sounds like
it. Fitted to the first places of four collections; without the standing 24 of the 154 would be labelled."""

STRONG_ALONE, WORTH_SHOWING_ALONE = 0.10, 0.06
"""The first two without an encoder, when texts that share no word score nothing; what is below the second is none."""

Strength = Literal["strong", "weak", "faint", "none"]

OTHER_SECTOR = 0.75
"""What is left of a score when the asker named another kind of organisation ("could a council …")."""

_DESKS = (0.0, 0.0, 0.0)
_DESK, _FARTHEST, _MEANT = 0.7, 0.2, 0.15
"""What a desk in the very place is worth, what the farthest still accepted loses, what being meant for them adds."""


def rank(
    request: Ask,
    candidates: Sequence[Candidate],
    *,
    today: dt.date,
    now: dt.datetime,
    relevance: Relevance,
    explained: int | None = None,
) -> tuple[Match, ...]:
    """The candidates that fit, best first, each with its reasons; empty when none does.

    `today` is the asker's date and `now` an aware moment. Strong matches always come before weak ones. If only so many
    are to be `explained`, those that come after them have no reasons.
    """
    fitting = [candidate for candidate in candidates if fits(request, candidate, today)]
    # a role says what an offer is about; of whoever requests it says who asks, not what for
    offering, desk = request.kind is Kind.OFFER, request.details.activity is Activity.DESK
    ask = relevance.prepare(request.details, request.role if offering else "")
    prepared = [relevance.prepare(one.details, "" if offering else one.role, one.prepared) for one in fitting]
    likenesses = relevance.compare_all(ask, prepared, offering=offering)
    scored = []
    for candidate, theirs, likeness in zip(fitting, prepared, likenesses, strict=True):
        score = (_desk(request, candidate) if desk else likeness.score) * activity_worth(request, candidate)
        if asked_of_others(request, candidate):
            score *= OTHER_SECTOR
        trust, strong, worth, least = (score, *_DESKS) if desk else _trust(score, likeness)
        if trust >= least:
            fair = score * fairness.weight(candidate, now)
            # company in a matrix moves the last digits
            scored.append((-round(fair, 6), candidate.listing_id, trust < strong, trust < worth, candidate, theirs))
    scored.sort(key=lambda entry: entry[:2])
    matches: list[Match] = []
    for place, (less, listing_id, weak, faint, candidate, theirs) in enumerate(scored):
        why: tuple[str, ...] = ()
        if explained is None or place < explained:
            subjects, both = ((), ()) if desk else relevance.common(ask, theirs)
            said = as_written(f"{request.details.text} {request.details.topic}", both)
            why = reasons.why(request, candidate, subjects, said, today)
        # what comes after a weak match is no surer than it, whatever speaks for it alone
        weak = weak or bool(matches and matches[-1].weak)
        matches.append(Match(listing_id, round(-less, 4), weak, why, faint))
    return tuple(matches)


def shown(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Those that people see: none when all are faint, because nobody would be helped by them."""
    return () if all(match.faint for match in matches) else tuple(matches)


def trusted(likeness: Likeness) -> Strength:
    """How far two texts that are this alike belong together."""
    trust, strong, worth, least = _trust(likeness.score, likeness)
    return "strong" if trust >= strong else "weak" if trust >= worth else "faint" if trust >= least else "none"


def _trust(score: float, likeness: Likeness) -> tuple[float, float, float, float]:
    """How far a match is trusted, and below what it is weak, faint and none."""
    if likeness.meaning is None:
        return score, STRONG_ALONE, WORTH_SHOWING_ALONE, WORTH_SHOWING_ALONE
    by_score, by_subjects, by_standing, bias = TRUST
    logit = by_score * score + by_subjects * likeness.subjects + by_standing * likeness.standing + bias
    return 1 / (1 + math.exp(-logit)), STRONG, WORTH_SHOWING, FAINT


def _desk(request: Ask, candidate: Candidate) -> float:
    """A desk is as good as it is near, and better still when it is meant for people like the asker."""
    distance = places.distance_km(*desk_places(request, candidate)) or 0.0
    return _DESK - _FARTHEST * min(1.0, distance / places.NEAR_KM) + _MEANT * meant_for_them(request, candidate)
