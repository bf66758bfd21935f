"""Ranking: constraints first, then relevance, then fairness; the same input in any order gives the same output."""

import datetime as dt
from collections.abc import Sequence

from bot.matching import fairness, reasons
from bot.matching.asks import Ask, Candidate, Match
from bot.matching.constraints import activity_worth, asked_of_others, obstacles
from bot.matching.relevance import Relevance
from bot.model.listings import Activity

WORTH_SHOWING = 0.12
"""Below this nothing is returned at all."""

STRONG = 0.18
"""Below this a match is labelled weak."""

OTHER_SECTOR = 0.75
"""What is left of a score when the asker named another kind of organisation ("could a council …")."""


def rank(
    request: Ask, candidates: Sequence[Candidate], *, today: dt.date, now: dt.datetime, relevance: Relevance
) -> tuple[Match, ...]:
    """The candidates that fit, best first, each with its reasons; empty when none does.

    `today` is the asker's date and `now` an aware moment. Strong matches always come before weak ones.
    """
    fitting = [candidate for candidate in candidates if not obstacles(request, candidate, today)]
    ask = relevance.prepare(request.details)
    matches: list[tuple[bool, float, int, Match]] = []
    for candidate in fitting:
        if request.details.activity is Activity.DESK:
            likeness, score = None, 0.7
        else:
            likeness = relevance.compare(ask, relevance.prepare(candidate.details, candidate.prepared))
            score = likeness.score
        score *= activity_worth(request, candidate)
        if asked_of_others(request, candidate):
            score *= OTHER_SECTOR
        if score < WORTH_SHOWING:
            continue
        fair = score * fairness.weight(candidate, now)
        why = reasons.why(request, candidate, likeness, today)
        matches.append(
            (
                score < STRONG,
                -fair,
                candidate.listing_id,
                Match(candidate.listing_id, round(fair, 4), score < STRONG, why),
            )
        )
    return tuple(match for *_, match in sorted(matches, key=lambda entry: entry[:3]))
